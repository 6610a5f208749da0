"""A holdout whose day has not come: how long is left, and what the rows so far could detect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wager.foundation.amounts import DAY
from wager.foundation.moments import iso
from wager.workflow.judging.case import Case
from wager.workflow.planning.detectable import detectable
from wager.workflow.planning.detection import Detectable
from wager.workflow.prospective import Window, looks_taken
from wager.workflow.question import ask_question
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Ahead:
    """What a holdout can tell, before anything is known of its outcomes.

    Attributes
    ----------
    rows, clusters : int
        In it; expected ones of a holdout that lies in the future.
    detects : tuple of Detectable
        For each goal and guardrail.
    """

    rows: int
    clusters: int
    detects: tuple[Detectable, ...]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "rows": self.rows,
            "clusters": self.clusters,
            "detects": [dict(vars(one)) for one in self.detects],
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Ahead:
        """Read what `to_json` wrote."""
        return cls(found["rows"], found["clusters"], tuple(Detectable(**one) for one in found["detects"]))


@dataclass(frozen=True)
class Waiting:
    """A frozen hypothesis that cannot be judged yet.

    Attributes
    ----------
    design, hypothesis, claim : str
    frozen_at, due : str
        Moments, in UTC.
    days_left : float
        Until the day it is due.
    so_far : Ahead
        The rows that were decided since, and whose outcome has matured; nothing of the outcomes is read.
    look_days : tuple of dict
        Where there are several: the `look` (its number), its `day`, and whether it was `taken`; that on the due day is the
        last.
    next_look : str or None
        The day of the next; None where there is one only.
    note : str
        Why a look whose day has come is not taken; empty where nothing is to be said.
    """

    design: str
    hypothesis: str
    claim: str
    frozen_at: str
    due: str
    days_left: float
    so_far: Ahead
    verdict: str = "WAITING"
    look_days: tuple[dict[str, Any], ...] = ()
    next_look: str | None = None
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"format": 1, **vars(self), "so_far": self.so_far.to_json(), "look_days": list(self.look_days)}


def still_waiting(
    wiring: Wiring, case: Case, window: Window, note: str = "", *, taken: int | None = None
) -> Waiting:
    """Say how long is left until a verdict is due, and what the rows so far could detect.

    Of the rows since the freeze only the moments of decision and the clusters are read.

    Parameters
    ----------
    note : str
        Why a look is not taken.
    taken : int, optional
        The look that was taken just now.
    """
    now = wiring.clock.now()
    decided = case.inputs.renewed(wiring).decided(wiring)
    rows, clusters = decided.between(window.begin, now - case.design.objective.matures.microseconds)
    return Waiting(
        case.design.id,
        case.hypothesis.id,
        case.hypothesis.claim,
        iso(window.begin),
        iso(window.due),
        round((window.due - now) / DAY, 1),
        ahead(wiring, case, rows, clusters),
        look_days=_looks(case, window, taken),
        next_look=iso(window.coming(now)) if window.looks else None,
        note=note,
    )


def _looks(case: Case, window: Window, taken: int | None) -> tuple[dict[str, Any], ...]:
    if not window.looks:
        return ()
    done = {*looks_taken(case.log, case.hypothesis.id), taken}
    days = (*window.looks, window.due)
    return tuple(
        {"look": number, "day": iso(day), "taken": number in done} for number, day in enumerate(days, 1)
    )


def ahead(wiring: Wiring, case: Case, rows: int, clusters: int, alpha: Decimal | None = None) -> Ahead:
    """Say what so many rows in so many clusters can detect at what is left of the α, told from development rows alone."""
    if rows == 0:
        return Ahead(0, 0, ())
    question, alpha = ask_question(wiring, case.inputs), case.alpha if alpha is None else alpha
    found = detectable(question, case.hypothesis, case.entered, alpha, clusters, rows)
    return Ahead(rows, clusters, found)
