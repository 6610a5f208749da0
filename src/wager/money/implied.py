"""The probability from which acting pays, as it was found over rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Implied:
    """The probabilities from which acting pays, over rows.

    Attributes
    ----------
    low, median, high : float or None
        Over the rows that have one; None where none has.
    rows : int
        How many have one.
    always, never : int
        Rows on which acting is better whatever is true, and is not.
    below : int
        Rows on which acting pays up to a probability, not from one on.
    """

    low: float | None
    median: float | None
    high: float | None
    rows: int
    always: int = 0
    never: int = 0
    below: int = 0

    @property
    def varies(self) -> bool:
        """True where no one number says it for all rows."""
        return self.low != self.high or bool(self.always or self.never or self.below)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return dict(vars(self))

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Implied:
        """Read what `to_json` wrote."""
        return cls(**found)
