"""The clock of a hypothesis: it starts at the first run of its model, and everybody is told how much is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wager.design.design_record import Design
from wager.design.frozen.log import Entry, append, log_folder, read_log
from wager.design.frozen.route import follow
from wager.design.frozen.standing import Standing
from wager.foundation.amounts import Duration
from wager.foundation.moments import iso
from wager.workflow.kept_entries import note_entry
from wager.workflow.standing.clock import demand_clock
from wager.workflow.standing.in_time import demand_in_time, stands, waits
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Timebox:
    """How much of the time of a hypothesis is used.

    Attributes
    ----------
    hypothesis : str
    days : float
        The length that counts: as it was at the start, or less where the document says less now.
    used : float
        Days from the first run until now, or until it ended; waiting for a holdout of the future is not among them.
    begun, ends : str
        When, in UTC; the end with all that check-ins added.
    continued : int
        How often a check-in gave it one more.
    running : bool
        False from the end on, and from a freeze that waits for its holdout.
    over : bool
        True where a check-in is due.
    written : float
        Days that the document says now; more than `days` does not count.
    """

    hypothesis: str
    days: float
    used: float
    begun: str
    ends: str
    continued: int
    running: bool
    over: bool
    written: float

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return dict(vars(self))


def timebox(design: Design, found: Standing, now: int) -> Timebox | None:
    """Say how much is used; None before the first run."""
    if found.started is None or found.ends is None:
        return None
    stopped = next(
        (at for at in (found.frozen if waits(design) else None, found.ended) if at is not None), None
    )
    until = now if stopped is None else stopped
    return Timebox(
        found.hypothesis,
        Duration(found.timebox).days,
        max(Duration(until - found.started).days, 0.0),
        iso(found.started),
        iso(found.ends),
        found.checks_in,
        stopped is None,
        found.state == "timed out" and not found.stopped,
        design.hypotheses[found.hypothesis].timebox.days,
    )


def all_stand(design: Design, log: tuple[Entry, ...], now: int) -> dict[str, Standing]:
    """Say where each hypothesis of a design stands."""
    return {name: stands(design, name, log, now) for name in design.hypotheses}


def start_clock(wiring: Wiring, design: Design, model: str) -> tuple[Timebox, ...]:
    """Start the clocks that a run of a model starts, and refuse the run where one has run out.

    Of several hypotheses with one model it is the one whose turn it is; else all that are open.

    Raises
    ------
    RefusedError
        If a check-in is due.
    ConflictError
        If the log lost a start, a check-in or a void that the ledger knows.
    """
    with wiring.lock(design.id):
        folder = log_folder(wiring.root / design.path)
        log, now = read_log(folder), wiring.clock.now()
        names = timed(design, model, all_stand(design, log, now))
        for name in names:
            demand_clock(wiring, design, name, log)
            demand_in_time(design, name, log, now)
        for name in names:
            if stands(design, name, log, now).started is None:
                length = design.hypotheses[name].timebox.microseconds
                append(
                    folder,
                    "start",
                    {"model": model, "timebox": length},
                    now,
                    design=design.id,
                    hypothesis=name,
                )
        log = read_log(folder)
        starts = [one for one in log if one.kind == "start" and one.hypothesis in names]
        if starts:
            _note(wiring, starts)
    boxes = (timebox(design, stands(design, name, log, now), now) for name in names)
    return tuple(box for box in boxes if box is not None)


def _note(wiring: Wiring, starts: Iterable[Entry]) -> None:
    """Tell the ledger of starts that it does not know: those of now, and those that a kill cut off or a clone brought."""
    noted = {record.body["entry"] for record in wiring.registry.ledger() if record.kind == "start"}
    for entry in starts:
        if entry.hash not in noted:
            with wiring.registry.acting() as act:
                note_entry(act, entry)


def timed(design: Design, model: str, stand: Mapping[str, Standing]) -> tuple[str, ...]:
    """Name the hypotheses on which a run of a model is work.

    What waits for a holdout that does not exist yet is worked on no more.
    """
    working = [
        name
        for name, one in design.hypotheses.items()
        if one.model == model
        and not stand[name].concluded
        and not (waits(design) and stand[name].state == "frozen")
    ]
    due = [name for name in follow(design.hypotheses, stand).due if name in working]
    return tuple(due[:1] if len(working) > 1 and due else working)
