"""One goal and its guardrails, as records that print as the sentence they were."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from wager.design.sentences.metrics import Metric
from wager.design.sentences.slices import SliceRef
from wager.design.sentences.words import Amount, written

Verb = Literal["Increase", "Decrease", "Improve", "Keep"]


@dataclass(frozen=True)
class Guard:
    """A harm that must not be done: a non-inferiority test.

    Attributes
    ----------
    direction : {'increasing', 'decreasing'}
        The harmful way.
    metric : Metric
        As written; `metrics.resolved` finds what a name stands for.
    slice : SliceRef or None
        With `any`, one test for each value.
    margin : Amount
        How much is still borne, positive, in the metric's unit.
    """

    direction: Literal["increasing", "decreasing"]
    metric: Metric
    slice: SliceRef | None
    margin: Amount

    def __str__(self) -> str:
        """Print the guardrail."""
        where = f" for {self.slice}" if self.slice else ""
        return f"without {self.direction} {self.metric}{where} by more than {written(self.margin)}"


@dataclass(frozen=True)
class Goal:
    """One goal.

    Attributes
    ----------
    verb : {'Increase', 'Decrease', 'Improve', 'Keep'}
        *Improve* takes the metric's own better direction; *Keep* asks to stay within `amount`.
    metric : Metric
        As written; `metrics.resolved` finds what a name stands for.
    amount : Amount or 'any'
        In the metric's unit.
    slice : SliceRef or None
    baseline : str
        `champion` unless the sentence says another.
    guards : tuple of Guard
    id : str
        `G1`; empty for a sentence by itself.
    why, tradeoff : str
        Prose.
    prove : {'positive', 'at_least'}
    line : int
        Of the goal's key; `lines` holds those of its clauses.
    """

    verb: Verb
    metric: Metric
    amount: Amount | Literal["any"]
    slice: SliceRef | None = None
    baseline: str = "champion"
    guards: tuple[Guard, ...] = ()
    id: str = ""
    why: str = ""
    tradeoff: str = ""
    prove: Literal["positive", "at_least"] = "positive"
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        """Print the sentence; reading it again gives an equal goal."""
        amount = "any amount" if self.amount == "any" else written(self.amount)
        where = f" for {self.slice}" if self.slice else ""
        if self.verb == "Keep":
            main = f"Keep {self.metric}{where} within {amount} of {self.baseline}"
        else:
            over = "" if self.baseline == "champion" else f" over {self.baseline}"
            main = f"{self.verb} {self.metric} by {amount}{where}{over}"
        return " ".join((main, " and ".join(str(guard) for guard in self.guards))).strip()
