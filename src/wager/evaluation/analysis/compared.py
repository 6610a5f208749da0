"""Two runs beside each other, on the same rows: how they differ, and where that comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wager.evaluation.analysis.money_parts import MoneyPart
from wager.evaluation.analysis.record import Record
from wager.evaluation.analysis.search import Search
from wager.evaluation.estimate import Estimate
from wager.evaluation.evidence import Evidence

FORMAT = 1


@dataclass(frozen=True)
class Side(Record):
    """One of two runs.

    Attributes
    ----------
    name : str
        As it is called here: its model, and where both have one model the beginning of its id, too.
    run, model, design, described : str
    rows : int
        That it learned from.
    features : tuple of str
    seconds : float
        That it took when it was first run.
    money : Estimate or None
        Per 1,000 rows of its own `tune`.
    changes : dict of str to value
        Keys of the model file that were changed for it.
    """

    name: str
    run: str
    model: str
    design: str
    described: str
    rows: int
    features: tuple[str, ...]
    seconds: float
    money: Estimate | None
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Compared(Record):
    """Two runs.

    Attributes
    ----------
    a, b : Side
    why : str
        Why there is no difference on the same rows; empty where there is.
    evidence : Evidence or None
        Of b and a on the same development rows; its one difference is b less a.
    differ : int
        On how many rows they did something else.
    changes : tuple of MoneyPart
        The difference by what each did and class; the parts add up to it.
    lost, won : Search or None
        Slices in which b earns less than a, and more.
    """

    a: Side
    b: Side
    why: str
    evidence: Evidence | None = None
    differ: int = 0
    changes: tuple[MoneyPart, ...] = ()
    lost: Search | None = None
    won: Search | None = None

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"format": FORMAT, **super().to_json()}
