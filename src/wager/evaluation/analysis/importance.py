"""What a feature is worth in money, next to what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from wager.evaluation.analysis.record import Record
from wager.evaluation.estimate import Estimate


@dataclass(frozen=True)
class Importance(Record):
    """One feature of a model.

    Attributes
    ----------
    feature : str
    shuffled : Estimate
        Money per 1,000 rows that the fitted model loses where its values are shuffled.
    dropped : Estimate or None
        That a fit without it earns less; None where nobody asked, or it cannot be left out.
    seconds : float or None
        That computing it took; None where that was not measured, as for a column of the row.
    bytes : int or None
        That it takes in the cache.
    """

    feature: str
    shuffled: Estimate
    dropped: Estimate | None
    seconds: float | None
    bytes: int | None

    @property
    def worth(self) -> Estimate:
        """What a fit without it would lose, where that was measured; else what shuffling loses."""
        return self.shuffled if self.dropped is None else self.dropped
