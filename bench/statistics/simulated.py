"""Data sets without a difference, or with a known one, as sums by cluster: of the difference, of the rows that count, of those that differ.

Two contenders meet on the same rows, 40 to a cluster. A row counts with probability `rate`; where it does, the difference between the
two is normal, or of two lognormal amounts of money, or mostly zero and else one to either side.
"""

from dataclasses import dataclass

import numpy as np

ROWS = 40
"""In a cluster."""

KINDS = ("normal", "lognormal", "ties")
CHANGED = 0.3
"""Of the rows that count, how many the two contenders answer differently, where most are ties."""

GAIN = {"normal": 0.2, "lognormal": 0.3 * np.exp(0.5), "ties": CHANGED * 0.2}
"""The true difference of a data set that has one."""

AT_ONCE = 1_000


@dataclass(frozen=True)
class World:
    """Where data sets come from.

    Attributes
    ----------
    icc : float
        Share of the variance that rows of a cluster have in common (of ties: of which side a changed row falls to).
    clusters : int
        Of a whole data set.
    rate : float
        Of rows that count.
    kind : str
        One of KINDS.
    gain : bool
        Whether there is a difference, of GAIN.
    """

    icc: float
    clusters: int
    rate: float
    kind: str
    gain: bool = False

    @property
    def differing(self):
        """How many rows the two contenders answer differently, expected."""
        return self.clusters * self.differing_each

    @property
    def differing_each(self):
        """How many of them there are in a cluster, expected."""
        return ROWS * self.rate * (CHANGED if self.kind == "ties" else 1.0)

    def sums(self, runs, seed):
        """Draw data sets; sums of the difference, of the rows that count and of those that differ, each of shape (runs, clusters)."""
        random = np.random.default_rng(seed)
        parts = [self._part(min(AT_ONCE, runs - done), random) for done in range(0, runs, AT_ONCE)]
        return tuple(np.concatenate(part) for part in zip(*parts, strict=True))

    def _part(self, runs, random):
        counted = random.binomial(ROWS, self.rate, (runs, self.clusters))
        changed = random.binomial(counted, CHANGED) if self.kind == "ties" else counted
        sums = getattr(self, f"_{self.kind}")(changed, random)
        return sums, counted.astype(np.float64), changed.astype(np.float64)

    @property
    def _common(self):
        return np.sqrt(self.icc / (1 - self.icc))

    def _normal(self, counted, random):
        of_cluster = self._common * random.standard_normal(counted.shape) + self.gain * GAIN["normal"]
        return np.sqrt(counted) * random.standard_normal(counted.shape) + counted * of_cluster

    def _lognormal(self, counted, random):
        many = int(counted.sum())
        rows = random.lognormal(size=many) - random.lognormal(size=many)
        if self.gain:
            rows += 0.3 * random.lognormal(size=many)
        ends = np.r_[0.0, np.cumsum(rows)][np.cumsum(counted.ravel())]
        within = np.diff(ends, prepend=0.0).reshape(counted.shape)
        of_cluster = random.lognormal(size=counted.shape) - random.lognormal(size=counted.shape)
        return np.where(counted > 0, within, 0.0) + counted * self._common * of_cluster

    def _ties(self, changed, random):
        mean = 0.6 if self.gain else 0.5
        many = 1 / self.icc - 1 if self.icc else None
        up = mean if many is None else random.beta(mean * many, (1 - mean) * many, changed.shape)
        return (2.0 * random.binomial(changed, up)) - changed
