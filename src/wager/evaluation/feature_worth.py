"""What a feature is worth to a model, in money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wager.evaluation.estimate import Estimate


@dataclass(frozen=True)
class Worth:
    """What one feature is worth to a fitted model.

    Attributes
    ----------
    feature : str
        Or a column of the row.
    money : Estimate
        That the model earns less where its values are shuffled; the interval is of the rows, given the shuffles.
    """

    feature: str
    money: Estimate

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"feature": self.feature, "money": self.money.to_json()}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Worth:
        """Read what `to_json` wrote."""
        return cls(written["feature"], Estimate.from_json(written["money"]))
