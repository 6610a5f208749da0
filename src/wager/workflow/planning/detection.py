"""What one test of a hypothesis can detect, or why nothing can be told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wager.design.hypotheses.alpha import POWER


@dataclass(frozen=True)
class Detectable:
    """What one test of a hypothesis can detect.

    Attributes
    ----------
    id : str
        Of the goal; guardrails add their place, as in `G1.2`.
    metric, slice : str
        What is measured, and on which rows; the slice is empty for all.
    unit : str
        A currency, `share` or `number`.
    asked : float or None
        The amount of a goal or the margin of a guardrail; None for `any amount`.
    amount : float
        What is detected with the power that was asked for: the true gain that a goal tells from none, the margin
        within which a guardrail is shown to be harmless if it is.
    power : float
        At the amount that was asked: of a goal when that is the truth, of a guardrail when it does no harm.
    basis : str
        `a development run`, or `10 % of decisions changed`.
    clusters : int
        That the rows of the holdout in the slice are counted to have.
    kind : {'goal', 'guardrail'}
    sentence, against : str
        As it was written, and whom it is compared with.
    needed : float
        The true gain with which a goal is proven with the power that was asked for; the amount, of a guardrail.
    wanted : float
        The power that was asked for; of several guardrails each needs more.
    shares : mapping of str to float
        `amount` by the share of decisions changed; empty after a development run.
    se : float
        That the difference will have; with the usual share of decisions changed, before a development run.
    bearable, at_least : bool
        See `verdict.asked.Asked`.
    """

    id: str
    metric: str
    slice: str
    unit: str
    asked: float | None
    amount: float
    power: float
    basis: str
    clusters: int
    kind: str = "goal"
    sentence: str = ""
    against: str = ""
    needed: float = 0.0
    wanted: float = float(POWER)
    shares: Mapping[str, float] = field(default_factory=dict)
    se: float = 0.0
    bearable: bool = False
    at_least: bool = False

    @property
    def enough(self) -> bool:
        """False where what was asked for cannot be detected, even by the most favourable of the shares."""
        return self.asked is None or min([self.amount, *self.shares.values()]) <= self.asked


@dataclass(frozen=True)
class Untold:
    """A test of which nothing can be told yet.

    Attributes
    ----------
    id, metric, slice, why : str
    blind : bool
        True where there will be too little to judge on, whatever the model does.
    """

    id: str
    metric: str
    slice: str
    why: str
    blind: bool = False
