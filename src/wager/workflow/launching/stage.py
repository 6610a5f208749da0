"""The stage at which a design is, and what has to hold before it leaves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wager.design.design_record import Design
from wager.design.frozen.log import Entry
from wager.design.kinds.delivery import STAGES
from wager.foundation.amounts import DAY
from wager.foundation.moments import iso
from wager.workflow.launching.requirement import Requirement
from wager.workflow.reviewing.reviewed import Reviewed
from wager.workflow.reviewing.reviews import missing_text

POC = "poc"
"""The proof of concept: where every design begins, and to which it may go back."""

ALL = (POC, *STAGES)

UNMEASURED = "not measured by this version of wager, so it does not pass"


@dataclass(frozen=True)
class StageState:
    """The stage at which a design is.

    Attributes
    ----------
    stage : {'poc', 'crawl', 'walk', 'run'}
    what : str
        What the stage is, as the document says.
    since : int or None
        Instant in microseconds; None for a proof of concept that was never left.
    planned : float or None
        Days by which it was to be reached, as the document says.
    days : float
        After how many days since the first entry of the log it was reached.
    late : bool
        True for a crawl that took more than a third of the appetite to reach.
    exits : tuple of Requirement
        What has to hold before it is left for the next one.
    """

    stage: str
    what: str
    since: int | None
    planned: float | None
    days: float
    late: bool
    exits: tuple[Requirement, ...]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        since = None if self.since is None else iso(self.since)
        return {**vars(self), "since": since, "exits": [dict(vars(one)) for one in self.exits]}


def stage_state(design: Design, log: Sequence[Entry], reviewed: Reviewed) -> StageState:
    """Say at which stage a design is, how long it took to get there, and what the next one waits for."""
    stage = stage_of(log)
    entry = next((one for one in reversed(log) if one.kind == "stage"), None)
    written = design.stages.get(stage)
    days = 0.0 if entry is None else (entry.at - log[0].at) / DAY
    late = stage == "crawl" and design.appetite is not None and days > design.appetite.days / 3
    return StageState(
        stage,
        "a proof of concept" if written is None else written.is_,
        None if entry is None else entry.at,
        None if written is None else written.by.days,
        days,
        late,
        exits_of(design, log, reviewed, stage),
    )


def stage_of(log: Iterable[Entry]) -> str:
    """Return the stage of a design with such a log.

    Examples
    --------
    >>> stage_of([])
    'poc'
    """
    stages = [str(entry.body["stage"]) for entry in log if entry.kind == "stage"]
    return stages[-1] if stages else POC


def stage_at(log: Iterable[Entry], entry: str) -> str:
    """Return the stage of a design when an entry was written, as far as that entry knew.

    Examples
    --------
    >>> freeze = Entry("0a", "freeze", "bookings", "H1", 0, (), {})
    >>> moved = Entry("0b", "stage", "bookings", "", 1, ("0a",), {"stage": "crawl"})
    >>> again = Entry("0c", "freeze", "bookings", "H2", 2, ("0b",), {})
    >>> stage_at([freeze, moved, again], "0a"), stage_at([freeze, moved, again], "0c")
    ('poc', 'crawl')
    """
    entries = tuple(log)
    before = {entry}
    for one in reversed(entries):  # each stands after those that it was written on
        if one.hash in before:
            before.update(one.prev)
    return stage_of(one for one in entries if one.hash in before)


def exits_of(design: Design, log: Sequence[Entry], reviewed: Reviewed, stage: str) -> tuple[Requirement, ...]:
    """Look at everything that has to hold before a design leaves a stage: its exits, and the sign-offs of the plan."""
    written = design.stages[stage].exit if stage in design.stages else ()
    return (*(_exit(design, log, text) for text in written), review_requirement(design, reviewed))


def review_requirement(design: Design, reviewed: Reviewed) -> Requirement:
    """Say whether all that are needed have signed the plan as it is now, and nobody objects."""
    said = missing_text(reviewed, design.id)
    if said:
        roles = ", ".join(dict.fromkeys(f"{one.role} by {one.who}" for one in reviewed.voided))
        voided = f"; voided by an edit of the plan since: {roles}" if roles else ""
        return Requirement("reviews", False, said + voided)
    signed = ", ".join(f"{one.role} by {one.who}" for one in reviewed.signed)
    return Requirement(
        "reviews",
        True,
        f"none is needed: {reviewed.needs_none}" if reviewed.needs_none else f"signed: {signed}",
    )


def _exit(design: Design, log: Sequence[Entry], text: str) -> Requirement:
    if text not in design.goals:
        return Requirement(str(text), None, UNMEASURED)
    return Requirement(str(text), *_shown(design, log, text))


def _shown(design: Design, log: Sequence[Entry], goal: str) -> tuple[bool, str]:
    """Look for a verdict SHIP on a hypothesis that was frozen with the goal as it is now."""
    now, other = str(design.goals[goal]), ""
    frozen = {entry.hash: entry.body for entry in log if entry.kind == "freeze"}
    verdicts = {entry.hypothesis: entry for entry in log if entry.kind == "verdict"}
    for name, entry in verdicts.items():
        judgement = entry.body["verdict"]
        goals = frozen.get(str(entry.body.get("freeze")), {}).get("goals", {})
        if judgement["word"] != "SHIP" or judgement["grade"] == "X" or goal not in goals:
            continue
        if goals[goal] == now:
            return True, f"shown by {name}, SHIP (grade {judgement['grade']})"
        other = f"{name} was judged SHIP on {goal} as it was frozen, {goals[goal]!r}, and the document asks otherwise now"
    return False, other or f"no hypothesis with {goal} among its goals was judged SHIP"
