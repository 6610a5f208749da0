"""What is simple beside a model: what it earns on the same rows, and what the model gains over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.evaluation.estimate import Estimate


@dataclass(frozen=True)
class Beside:
    """Something simple on the rows that a model is shown on.

    Attributes
    ----------
    name : str
        `constant`, `rule` or `quick`.
    described : str
        What was learned, in one line.
    money : Estimate
        Per 1,000 rows.
    gain : Estimate
        What the model earns more, on the same rows.
    seconds : float
        Of fitting it, when that was done.
    found : bool
        True where it was there already.
    """

    name: str
    described: str
    money: Estimate
    gain: Estimate
    seconds: float
    found: bool = field(default=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "money": self.money.to_json(), "gain": self.gain.to_json()}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Beside:
        """Read what `to_json` wrote."""
        read = {name: Estimate.from_json(written[name]) for name in ("money", "gain")}
        return cls(**{**written, **read})
