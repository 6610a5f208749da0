"""From influences to intervals: sums by cluster, t with one degree of freedom fewer than clusters.

SE² = G/(G-1) · Σ over clusters of (Σ of ψ in it)², and the figure lies within t(G-1)·SE. With every row its
own cluster this is the classic paired test; rows of one day that share their weather are one observation. With fewer than
30 clusters the wild bootstrap takes the place of t. Towards a long tail both are lengthened by its skewness. Rows that hang together in
two ways have their own sum of variances (`two_ways.py`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.enough import FEW_CLUSTERS, LEAST_CLUSTERS
from wager.evaluation.influence import Measured
from wager.evaluation.two_ways import TwoWays, Ways, groups_of, variances_by
from wager.evaluation.wild import WildBootstrap
from wager.evaluation.written import written
from wager.foundation.amounts import places

ALONE = "both ways of clusters together come to less than one of them, so the larger one counts alone"
"""The note on an interval of two ways that had to leave their sum."""

SHOWN = 0.025
"""Each side of the intervals that are shown: 95 % in all."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its uncertainty.

    Attributes
    ----------
    value : float or None
        In its unit; None where it is not defined.
    se : float or None
        Standard error; None where there are too few clusters.
    low, high : float or None
        Two-sided 95 % interval.
    clusters, rows, events : int
        What it rests on; see `Measured`.
    unit : str
        A currency (the figure is in its whole units: dollars, not cents), `share`, or `number`.
    reason : str
        Why value or interval are missing; empty where they are not.
    wild : WildBootstrap, TwoWays or None
        What finds bounds where there are few clusters; not written as JSON.
    note : str
        What a reader should know of how the interval was found; empty where it is the usual one.
    skew : float
        Of the sums by cluster, see `skewness`; 0 where bounds are not corrected for it.
    by_weeks : Estimate or None
        The same figure with its rows in weeks, which follow each other less than days do; None where nobody asked, or
        there are too few weeks.
    """

    value: float | None
    se: float | None
    low: float | None
    high: float | None
    clusters: int
    rows: int
    events: int
    unit: str = "number"
    reason: str = ""
    wild: WildBootstrap | TwoWays | None = field(default=None, repr=False, compare=False)
    note: str = ""
    by_weeks: Estimate | None = None
    skew: float = 0.0

    def lower(self, alpha: float) -> float | None:
        """Return the one-sided lower bound: the truth lies below with probability alpha at most."""
        return self._bound(-1, alpha)

    def upper(self, alpha: float) -> float | None:
        """Return the one-sided upper bound."""
        return self._bound(+1, alpha)

    def _bound(self, side: int, alpha: float) -> float | None:
        if self.value is None or self.se is None:
            return None
        skew = -side * self.skew
        if self.wild is None:
            return self.value + side * reach(alpha, self.clusters, skew) * self.se
        bound = self.wild.bound(alpha, side)
        if skew >= 0:
            return bound
        lengthened = self.value + side * reach(alpha, self.clusters, skew) * self.se
        return side * max(side * bound, side * lengthened)

    def shown(self, number: float | None = None, *, signed: bool = False) -> str:
        """Write the value, or another number of the same unit, for people.

        Examples
        --------
        >>> Estimate(-12_345.67, None, None, None, 9, 9, 9, "USD").shown()
        '-12,346 USD'
        >>> Estimate(0.123, None, None, None, 9, 9, 9, "share").shown(signed=True)
        '+12.30 pp'

        Digits of an interval are alike; of another number they are its own:

        >>> found = Estimate(5.144, None, -47.0, 157.29, 9, 9, 9, "USD")
        >>> found.with_interval(signed=True), found.shown(12.5)
        ('+5 USD (-47 USD .. +157 USD)', '12.50 USD')
        """
        number = self.value if number is None else number
        own = (self.value, self.low, self.high)
        beside = own if number in own else ()
        return "unknown" if number is None else written(number, self.unit, signed=signed, beside=beside)

    def with_interval(self, *, signed: bool = False) -> str:
        """Write the value with its 95 % interval, or why it has none."""
        if self.value is None:
            return f"unknown ({self.reason})"
        if self.low is None or self.high is None:
            return f"{self.shown(signed=signed)} (no interval: {self.reason})"
        ends = f"{self.shown(self.low, signed=signed)} .. {self.shown(self.high, signed=signed)}"
        return f"{self.shown(signed=signed)} ({ends})"

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values; a note and weeks only where there are."""
        plain = {
            name: value for name, value in vars(self).items() if name not in {"wild", "note", "by_weeks"}
        }
        plain |= {"note": self.note} if self.note else {}
        return plain if self.by_weeks is None else {**plain, "by_weeks": self.by_weeks.to_json()}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Estimate:
        """Read what `to_json` wrote."""
        weeks = found.get("by_weeks")
        return cls(**{**found, "by_weeks": None if weeks is None else cls.from_json(weeks)})


def per_unit(unit: str) -> int:
    """Say how many of what is measured make one of what is shown: cents to the dollar; 1 without a currency.

    Examples
    --------
    >>> per_unit("USD"), per_unit("JPY"), per_unit("share")
    (100, 1, 1)
    """
    return 1 if unit in {"share", "number"} else int(10 ** places(unit))


def t_quantile(alpha: float, clusters: int) -> float:
    """Return the point of Student's t with `clusters` - 1 degrees that is exceeded with probability alpha."""
    from scipy.special import stdtrit

    return float(-stdtrit(clusters - 1, alpha))


def reach(alpha: float, clusters: int, skew: float) -> float:
    """Say how many standard errors away a one-sided bound is, where what lies beyond it is skewed like that.

    Few clusters that lose much, and are seldom seen, make a loss look small and certain. Hall's transformation (P. Hall, "On the removal of skewness by transformation", JRSS B 1992)
    takes the skewness out of t; it is heeded where it moves the bound away, never where it brings it nearer.

    Examples
    --------
    >>> round(reach(0.05, 60, 0.0), 2), round(reach(0.05, 60, -0.2), 2), round(reach(0.05, 60, 0.2), 2)
    (1.67, 1.95, 1.67)
    """
    t = t_quantile(alpha, clusters)
    if skew >= 0:
        return t
    return max(t, float(3 / skew * (np.cbrt(1 + skew * (t - skew / 6)) - 1)))


def skewness(sums: NDArray[np.float64], clusters: int) -> float:
    """Return the skewness of sums by cluster over the root of their number G: Σs³ / (Σs²)^1.5 · √(G(G-1)) / (G-2).

    The last factor is that of the adjusted Fisher-Pearson coefficient: a small sample shows less skewness than there is.

    References
    ----------
    .. [1] D. N. Joanes, C. A. Gill, "Comparing measures of sample skewness and kurtosis", The Statistician 47, 1998, G1 of section 2.

    Examples
    --------
    >>> round(skewness(np.array([-1.0, -1.0, -1.0, -1.0, -2.0, 6.0]), 6), 4)
    0.9571
    """
    squares = float((sums**2).sum())
    adjusted = math.sqrt(clusters * (clusters - 1)) / (clusters - 2)
    return adjusted * float((sums**3).sum()) / squares**1.5 if squares else 0.0


def estimate(measured: Measured, clusters: Ways, unit: str = "number") -> Estimate:
    """Give a figure its interval.

    Parameters
    ----------
    measured : Measured
        The figure, with influences of n rows; money in minor units.
    clusters : ndarray of int64, shape (n,), or a tuple of one or two
        The cluster of each row, coded from 0.
    unit : str
        See `Estimate`.

    Examples
    --------
    >>> from wager.evaluation.influence import mean
    >>> found = estimate(mean(np.arange(10.0), np.ones(10, dtype=bool)), np.arange(10))
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (4.5, 2.27, 6.71)
    """
    first, *others = clusters if isinstance(clusters, tuple) else (clusters,)
    scale = per_unit(unit)
    rows = int(measured.counted.sum())
    if math.isnan(measured.value):
        return Estimate(None, None, None, None, 0, rows, measured.events, unit, measured.reason)
    groups = min(groups_of(way, measured.counted) for way in (first, *others))
    if groups < LEAST_CLUSTERS:
        many = "1 cluster is" if groups == 1 else f"{groups} clusters are"
        reason = f"{many} too few for an interval; expected at least {LEAST_CLUSTERS}"
        value = measured.value / scale
        return Estimate(value, None, None, None, groups, rows, measured.events, unit, reason)
    if measured.draws is not None:
        return _of_draws(measured, measured.draws, groups, unit, ways=1 + len(others))
    if others:
        return _of_two(measured, first, others[0], unit)
    size = int(first.max(initial=0)) + 1
    sums = np.bincount(first, weights=measured.influence, minlength=size) / scale
    found = Estimate(
        measured.value / scale,
        math.sqrt(groups / (groups - 1) * float((sums**2).sum())),
        None,
        None,
        groups,
        rows,
        measured.events,
        unit,
        wild=_wild(measured, first, sums, unit) if groups < FEW_CLUSTERS else None,
        skew=skewness(sums, groups),
    )
    return replace(found, low=found.lower(SHOWN), high=found.upper(SHOWN))


def _of_draws(
    measured: Measured, draws: NDArray[np.float64], groups: int, unit: str, *, ways: int
) -> Estimate:
    scale, rows, events = per_unit(unit), int(measured.counted.sum()), measured.events
    value = measured.value / scale
    reason = ""
    if groups < FEW_CLUSTERS:  # no sums of influences are there that the wild bootstrap could weigh
        reason = f"{groups} clusters are too few for an interval of such a figure; expected at least {FEW_CLUSTERS}"
    elif ways > 1:
        reason = "clusters are drawn again for it, and of two ways there are none to draw; name one `cluster`"
    if reason:
        return Estimate(value, None, None, None, groups, rows, events, unit, reason)
    se = float(draws.std(ddof=1)) / scale
    far = t_quantile(SHOWN, groups) * se
    return Estimate(value, se, value - far, value + far, groups, rows, events, unit)


def _of_two(measured: Measured, first: NDArray[np.int64], second: NDArray[np.int64], unit: str) -> Estimate:
    influence, counted = measured.influence / per_unit(unit), measured.counted
    groups = (groups_of(first, counted), groups_of(second, counted))
    sums = [np.bincount(way, weights=influence).astype(np.float64) for way in (first, second)]
    few = tuple(
        _wild(measured, way, by_way, unit)
        for way, by_way, many in zip((first, second), sums, groups, strict=True)
        if many < FEW_CLUSTERS
    )
    variances = variances_by(influence, (first, second), counted)
    ways = TwoWays(measured.value / per_unit(unit), variances, groups, few)
    skews = (skewness(by_way, many) for by_way, many in zip(sums, groups, strict=True))
    found = Estimate(
        ways.value,
        ways.se,
        None,
        None,
        min(groups),
        int(counted.sum()),
        measured.events,
        unit,
        wild=ways if few else None,
        note=ALONE if ways.alone else "",
        skew=max(skews, key=abs),
    )
    return replace(found, low=found.lower(SHOWN), high=found.upper(SHOWN))


def _wild(
    measured: Measured, clusters: NDArray[np.int64], sums: NDArray[np.float64], unit: str
) -> WildBootstrap:
    rows = np.bincount(clusters[measured.counted], minlength=len(sums))
    there = rows > 0
    return WildBootstrap(measured.value / per_unit(unit), sums[there], rows[there] / rows.sum())
