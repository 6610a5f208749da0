"""One goal or guardrail put to the test: estimate, bounds, what was asked, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from wager.evaluation.estimate import Estimate
from wager.verdict.interim import Looked

Result = Literal["proven", "beyond", "below", "open", "unmeasured"]
"""Proven; wholly beyond what is bearable (HARM); wholly below what was asked (REFUTED); neither; not enough rows."""


@dataclass(frozen=True)
class Proof:
    """What came of one test.

    Attributes
    ----------
    id : str
        Of the goal; guardrails add their place, as in `G1.2`.
    kind : {'goal', 'guardrail'}
    sentence : str
        What was written.
    metric : str
        What was measured.
    slice : str
        `origin JFK`; empty for all rows.
    against : str
        The contender that is subtracted.
    estimate : Estimate
        The difference as it is, with its 95 % interval.
    asked : float
        The amount of a goal or the margin of a guardrail, in the estimate's unit.
    low, high : float or None
        One-sided bounds at the hypothesis's α, of the difference.
    result : {'proven', 'beyond', 'below', 'open', 'unmeasured'}
    why : str
        One sentence for people.
    factor : float or None
        How many times as many rows would settle an open test, if the estimate stayed as it is; None where
        no number would, or where none is needed.
    by_weeks : str
        What would have come of it with rows in weeks; empty where that is not known. It decides nothing.
    looked : Looked or None
        Where the holdout is looked at more than once: the α of each look, and the difference allowing for stopping.
    by_interval : str
        What the 95 % interval that is shown would say of it, where that is another result: a test leaves α to one side, the
        interval 2.5 % to either. Empty where it is the same. It decides nothing.
    """

    id: str
    kind: Literal["goal", "guardrail"]
    sentence: str
    metric: str
    slice: str
    against: str
    estimate: Estimate
    asked: float
    low: float | None
    high: float | None
    result: Result
    why: str
    factor: float | None = None
    by_weeks: Result | Literal[""] = ""
    looked: Looked | None = None
    by_interval: Result | Literal[""] = ""

    @property
    def is_money(self) -> bool:
        """True where the figure is money."""
        return self.estimate.unit not in {"share", "number"}

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            **vars(self),
            "estimate": self.estimate.to_json(),
            "looked": self.looked and self.looked.to_json(),
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Proof:
        """Read what `to_json` wrote."""
        looked = found.get("looked")
        return cls(
            **{
                **found,
                "estimate": Estimate.from_json(found["estimate"]),
                "looked": None if looked is None else Looked.from_json(looked),
            }
        )


def otherwise(result: Result, other: Result) -> Result | Literal[""]:
    """Name what another interval would say of a test; empty where that is the same, or one of the two says nothing.

    Examples
    --------
    >>> otherwise("proven", "open"), otherwise("proven", "proven"), otherwise("proven", "unmeasured")
    ('open', '', '')
    """
    return "" if other == result or "unmeasured" in {result, other} else other
