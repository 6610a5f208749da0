"""What two models earned: their runs on development rows, and the difference where the rows are the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from wager.design.diff.change import Change
from wager.design.sentences.metrics import usual_money
from wager.evaluation.estimate import Estimate
from wager.evaluation.interval import estimate
from wager.evaluation.metrics import measure, unit
from wager.foundation.errors import NotFoundError, WagerError
from wager.foundation.fingerprint import short
from wager.workflow.analysing.opened import Opened, open_run
from wager.workflow.differing.version import Version
from wager.workflow.inputs import plain_parts
from wager.workflow.list_things import kept_runs
from wager.workflow.runs import Run, find_run
from wager.workflow.wiring import Wiring

MOST = 20
"""So many runs of a model, the newest first, are looked at for the one that a version gave."""


@dataclass(frozen=True)
class OfRun:
    """The run of one version.

    Attributes
    ----------
    model, run : str
        The model's name and the run's id.
    same : bool
        True where the version says what the run followed from; else it is the newest run of the model.
    rows : int
        Development rows that it was shown on.
    each : str
        The word for one.
    money : Estimate or None
        Per 1,000 rows; None where its answers earn none.
    """

    model: str
    run: str
    same: bool
    rows: int
    each: str
    money: Estimate | None

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**asdict(self), "money": self.money and self.money.to_json()}


@dataclass(frozen=True)
class Runs:
    """The runs of two versions.

    Attributes
    ----------
    old, new : OfRun or None
        None where there is none.
    difference : Estimate or None
        What the new one earned more, per 1,000 rows, on the same rows.
    why : str
        Why no difference is told; else empty.
    """

    old: OfRun | None
    new: OfRun | None
    difference: Estimate | None
    why: str

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "old": self.old and self.old.to_json(),
            "new": self.new and self.new.to_json(),
            "difference": self.difference and self.difference.to_json(),
            "why": self.why,
        }


def compare_runs(
    wiring: Wiring, old: tuple[str, Version], new: tuple[str, Version]
) -> tuple[Runs, tuple[Change, ...]]:
    """Find the runs of two versions of models; nothing is fitted, and no holdout is read.

    Parameters
    ----------
    wiring : Wiring
    old, new : tuple of str and Version
        The name of each model, and what its file says.

    Returns
    -------
    Runs
    tuple of Change
        What moved in the data that they read, and in the code that learned.
    """
    (before, opened), (after, reopened) = (_run_of(wiring, name, version) for name, version in (old, new))
    said = (_of_run(before, opened), _of_run(after, reopened))
    changes = () if before is None or after is None else tuple(_under(before, after, new[0]))
    if before is None or after is None:
        names = [name for (name, _), run in ((old, before), (new, after)) if run is None]
        commands = " and ".join(f"`wager run {name}`" for name in dict.fromkeys(names))
        return Runs(
            *said, None, f"no run of {' and '.join(dict.fromkeys(names))} is there; {commands} makes one"
        ), changes
    if opened is None or reopened is None:
        name = old[0] if opened is None else new[0]
        why = f"the files say something else by now than what the newest run of {name} followed from; `wager run {name}`"
        return Runs(*said, None, why), changes
    why = _apart(opened, reopened)
    return Runs(*said, None if why else _difference(opened, reopened), why), changes


def _run_of(wiring: Wiring, name: str, version: Version) -> tuple[Run | None, Opened | None]:
    """Find the newest run that a version gave, opened; or else the newest of its model, where the version is the file."""
    ids = [run["run"] for run in kept_runs(wiring) if run["model"] == name][:MOST]
    newest = None
    for identity in ids:
        run = find_run(wiring, identity)
        if run is None or run.sample is not None or run.changes:
            continue
        newest = newest or run
        try:
            return run, open_run(wiring, run, text=version.text)
        except WagerError:  # it followed from something else
            continue
    return newest, None


def _of_run(run: Run | None, opened: Opened | None) -> OfRun | None:
    if run is None:
        return None
    try:
        money: Estimate | None = run.evidence.money
    except (KeyError, NotFoundError):
        money = None
    return OfRun(run.model, run.id, opened is not None, run.evidence.rows, run.evidence.each, money)


def _under(before: Run, after: Run, name: str) -> Iterator[Change]:
    """Say what moved under two runs: the snapshots that they read, the code that learned, and what columns follow from."""
    for source in dict.fromkeys((*before.snapshots, *after.snapshots)):
        was, now = (short(run.snapshots.get(source, "")) for run in (before, after))
        if was != now:
            yield Change(
                "data",
                source,
                "snapshot",
                "changed" if was and now else "added" if now else "removed",
                was,
                now,
            )
    for library in dict.fromkeys((*before.code, *after.code)) if before.code and after.code else ():
        was, now = (run.code.get(library, "") for run in (before, after))
        if was != now:
            yield Change("code", library, "version", "changed", was, now)
    if before.snapshots == after.snapshots:
        moved = [column for column, key in after.reads.items() if before.reads.get(column, key) != key]
        if moved:
            yield Change("code", name, "columns computed otherwise", "changed", "", ", ".join(moved))


def _apart(old: Opened, new: Opened) -> str:
    """Say why two runs cannot be set against each other; empty where they can."""
    if old.contender.money is None or new.contender.money is None:
        return "their answers earn no money"
    if old.question.rows.fingerprint != new.question.rows.fingerprint or not np.array_equal(
        old.rows, new.rows
    ):
        return "they were shown on other rows"
    was, now = (plain_parts(one.question.design) for one in (old, new))
    if was["objective"] != now["objective"]:
        return "they were asked for something else"
    return "what actions pay is another" if was["money"] != now["money"] else ""


def _difference(old: Opened, new: Opened) -> Estimate:
    every = np.ones(len(new.rows), dtype=np.bool_)
    metric = usual_money(new.outcomes.each)
    theirs, own = (measure(metric, one.contender, new.outcomes, every) for one in (old, new))
    return estimate(own.minus(theirs), new.outcomes.ways, unit(metric, new.currency))
