"""What a model is made of, charged against what it earns over the best of the simpler ones."""

from __future__ import annotations

from dataclasses import dataclass

from wager.evaluation.analysis.record import Record
from wager.evaluation.estimate import Estimate


@dataclass(frozen=True)
class Complexity(Record):
    """The price of a gain.

    Attributes
    ----------
    features, sources, lines : int
        Columns that it reads, sources behind them, lines of Python that compute them.
    seconds : float
        That computing its columns took, as far as it was measured.
    bytes : int
        That they take in the cache.
    over : str
        The one that earned most of those that the run was shown beside; empty where there is none.
    gain : Estimate or None
        Money per 1,000 rows over it.
    """

    features: int
    sources: int
    lines: int
    seconds: float
    bytes: int
    over: str
    gain: Estimate | None

    @property
    def per_feature(self) -> float | None:
        """What each feature adds, on average, per 1,000 rows."""
        if self.gain is None or self.gain.value is None or not self.features:
            return None
        return self.gain.value / self.features
