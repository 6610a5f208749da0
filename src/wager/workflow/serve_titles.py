"""`wager serve`: answer for every title of a project; a new holder takes over without a restart."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from wager.data.known import SEEN
from wager.foundation.errors import BadInputError, BadRequestError, NotFoundError, WagerError, nearest
from wager.registry.titles import Turn
from wager.serving.contract import Contract
from wager.serving.event_log import EventLog, read_events
from wager.serving.group_commit import GroupCommit
from wager.serving.prediction import Prediction
from wager.serving.prediction_log import PredictionWriter, find_prediction, open_log
from wager.workflow.read_project import read_definitions
from wager.workflow.versions.load_predictor import Loaded, load_predictor
from wager.workflow.versions.rooms import Rooms
from wager.workflow.versions.titles import seat_baseline
from wager.workflow.versions.watch_titles import TitleWatch
from wager.workflow.wiring import Wiring


@contextmanager
def open_service(wiring: Wiring, *, log: bool = True) -> Iterator[TitleService]:
    """Load who holds each title of the project, and keep watch over the titles while the block runs.

    Parameters
    ----------
    wiring : Wiring
    log : bool
        False keeps no prediction: to measure what the log costs.

    Raises
    ------
    NotFoundError
        If the project has no design.
    WagerError
        If none of its titles can be served: what is wrong with the first.
    """
    with _closing(TitleService(wiring, open_log(wiring.predictions) if log else None)) as service:
        service.load_all()
        with service.watch.watching():
            yield service


@contextmanager
def open_title(wiring: Wiring, serves: str) -> Iterator[TitleService]:
    """Load who holds one title, who answers for as long as the block runs: what a batch asks."""
    with _closing(TitleService(wiring, open_log(wiring.predictions))) as service:
        service.take(seat_baseline(wiring, read_definitions(wiring), serves))
        yield service


@contextmanager
def _closing(service: TitleService) -> Iterator[TitleService]:
    try:
        yield service
    finally:
        service.close()


class TitleService:
    """Answers for all titles of a project; see `interfaces.http.service.Service`.

    Parameters
    ----------
    wiring : Wiring
    log : PredictionWriter or None
        Where every prediction goes before it is told.

    Attributes
    ----------
    watch : TitleWatch
        Hands new holders over.
    """

    def __init__(self, wiring: Wiring, log: PredictionWriter | None) -> None:
        self._wiring, self._log = wiring, log
        self._events = EventLog(wiring.events)
        self._served: dict[str, Loaded] = {}
        self._positions: dict[str, str] = {}
        self._problems: dict[str, str] = {}
        self._sessions: dict[tuple[str, int], int] = {}
        self._rooms = Rooms(wiring, log)
        self._commit: GroupCommit | None = None
        self._one_by_one = asyncio.Lock()  # of those who add events
        self._adding = ThreadPoolExecutor(1, "wager-events")
        self._swap = (
            threading.Lock()
        )  # no event is added while a version that must know it is put in its place
        self.watch = TitleWatch(wiring, self)

    def load_all(self) -> None:
        """Load who holds each title; a vacant one is taken by its declared baseline.

        Where the holder cannot be loaded, the last one before it that can answers for it.
        """
        definitions = read_definitions(self._wiring)
        names = sorted({design.serves for design in definitions.designs.values()})
        if not names:
            raise NotFoundError(
                "the project has no design, so there is nothing to serve; `wager init` begins one"
            )
        first: WagerError | None = None
        for serves in names:
            try:
                self._first(seat_baseline(self._wiring, definitions, serves))
            except WagerError as error:
                first = first or error
                self._problems[serves] = str(error)
        if first is not None and not self._served:
            raise first

    def _first(self, turn: Turn) -> None:
        try:
            self.take(turn)
        except WagerError as error:
            self.watch.failed(turn)
            before = self._wiring.registry.turns(turn.serves)[turn.before - 1] if turn.before else None
            if before is None:
                raise
            self._first(before)
            self.note(turn.serves, str(error))

    def turn(self, serves: str) -> int | None:
        """Return the number of the turn that answers for a name; None where nobody does."""
        return self._served[serves].turn.number if serves in self._served else None

    def note(self, about: str, problem: str) -> None:
        """Keep what people should know of; an empty text takes it back."""
        if not problem:
            self._problems.pop(about, None)
            return
        served = self._served.get(about)
        self._problems[about] = f"{problem}; {served.version.model} goes on answering" if served else problem

    def take(self, turn: Turn) -> None:
        """Load a holder, and let it answer.

        Raises
        ------
        WagerError
            If it cannot; whoever answered before goes on.
        """
        self._put(self._rooms.bound(load_predictor(self._wiring, turn)))

    def _put(self, loaded: Loaded) -> None:
        """Tell a version of all live events so far, and let it answer from the next request on."""
        serves = loaded.version.serves
        with self._swap:
            for source in loaded.events:
                position = self._events.position(source)
                for event in read_events(self._wiring.events, source, position):
                    try:
                        loaded.online.add(source, event.row)
                    except BadInputError as error:  # other features could count it when it came
                        refused = (
                            f"a live event of {source} does not count for {loaded.version.model}: {error}"
                        )
                        self._problems[f"{serves} events"] = refused
                self._positions[source] = position
            if self._log is not None:
                place = serves, loaded.turn.number
                self._sessions[place] = self._log.session(loaded.session, serves=serves)
            self._served[serves] = loaded
            self._problems.pop(serves, None)

    def contract(self, serves: str) -> Contract:
        """Say what a request to a title holds; see `loaded`."""
        return self.loaded(serves).predictor.contract

    def loaded(self, serves: str) -> Loaded:
        """Return the version that answers for a title.

        Raises
        ------
        NotFoundError
            If no title of that name is served.
        """
        if serves not in self._served:
            raise NotFoundError(self._unknown(serves))
        return self._served[serves]

    def predict(self, serves: str, document: Any) -> tuple[Prediction, str, Any]:
        """Answer one request, and hand the answer to the log."""
        loaded = self.loaded(serves)
        prediction = loaded.predictor.predict(document, self._wiring.clock.now())
        if self._log is None:
            return prediction, "", None
        events = {source: self._positions[source] for source in loaded.events}
        # Of who answered, whoever holds the title by now.
        session = self._sessions[serves, loaded.turn.number]
        identity, ticket = self._log.add(prediction, events=events, session=session)
        return prediction, identity, ticket

    def _unknown(self, serves: str) -> str:
        if serves in self._problems:
            return f"{serves} is not served: {self._problems[serves]}"
        served = ", ".join(self._served)
        return f"nothing is served as {serves!r}{nearest(serves, self._served)}; there are {served}"

    async def durable(self, ticket: Any) -> None:
        """Return once what the ticket stands for is on the disk."""
        if ticket is None or self._log is None:
            return
        if self._commit is None:
            self._commit = GroupCommit(self._log, asyncio.get_running_loop())
        await self._commit.durable(ticket)

    def sync(self) -> None:
        """Bring all predictions so far to the disk: what a batch does instead of `durable`."""
        if self._log is not None:
            self._log.sync()

    async def add_events(self, source: str, documents: Sequence[Any]) -> int:
        """Add rows to a source: to the log first, then to the features that read it; all of them or none."""
        readers = [one for one in self._served.values() if source in one.events]
        if not readers:
            known = sorted({name for one in self._served.values() for name in one.events})
            listed = ", ".join(known) or "none"
            raise NotFoundError(
                f"no served feature reads a source {source!r}{nearest(source, known)}; there are {listed}"
            )
        contract = readers[0].events[source]
        rows = _rows(contract, documents)
        if contract.keeps_seen:
            now = self._wiring.clock.now()
            rows = [{**row, SEEN: now} for row in rows]
        # Whoever goes away meanwhile leaves nothing half done.
        return await asyncio.shield(asyncio.ensure_future(self._added(source, rows)))

    async def _added(self, source: str, rows: Sequence[Mapping[str, Any]]) -> int:
        """Add rows that were read: in the log and in all features, before another version is put in its place."""
        loop = asyncio.get_running_loop()
        async with self._one_by_one:
            await loop.run_in_executor(self._adding, self._swap.acquire)
            try:
                self._check(source, rows)
                await loop.run_in_executor(self._adding, self._keep, source, rows)
                for one in self._served.values():
                    for row in rows if source in one.events else ():
                        one.online.add(source, row)
                self._positions[source] = self._events.position(source)
            finally:
                self._swap.release()
        return len(rows)

    def _check(self, source: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Refuse rows that some served feature cannot count, before the log has them."""
        for one in self._served.values():
            for place, row in enumerate(rows if source in one.events else (), 1):
                try:
                    one.online.check(source, row)
                except BadInputError as error:
                    raise BadRequestError([(f"row {place}", "range", str(error))]) from error

    def _keep(self, source: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self._events.add(source, rows, self._wiring.clock.now())
        self._events.sync()

    def find(self, prediction: str) -> Mapping[str, Any]:
        """Read a prediction from the log."""
        found = find_prediction(self._wiring.predictions, prediction)
        return {"prediction": found.id, **found.prediction}

    def ready(self) -> Mapping[str, Any]:
        """Say whether requests can be answered, and by whom; with a log that cannot be written nobody is answered."""
        log = "" if self._log is None else self._log.broken
        problems = {**self._problems, "predictions": log, "events": self._events.broken}
        return {
            "ready": bool(self._served) and not log,
            "titles": {serves: one.version.id for serves, one in self._served.items()},
            "models": {serves: one.version.model for serves, one in self._served.items()},
            "problems": [f"{name}: {said}" for name, said in sorted(problems.items()) if said],
        }

    def close(self) -> None:
        """Bring everything to the disk and let the logs go."""
        self._adding.shutdown()
        self._events.close()
        if self._log is not None:
            self._log.close()


def _rows(contract: Contract, documents: Sequence[Any]) -> list[dict[str, Any]]:
    """Read rows of a source; all that is wrong with the first that is none is said, with its place."""
    rows = []
    for place, document in enumerate(documents, 1):
        try:
            rows.append(contract.read(document))
        except BadRequestError as error:
            faults = [(f"row {place}: {column}", rule, expected) for column, rule, expected in error.faults]
            raise BadRequestError(faults if len(documents) > 1 else error.faults) from error
    return rows
