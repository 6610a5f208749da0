"""From influences to intervals: sums by cluster, t with one degree of freedom fewer than clusters.

SE² = G/(G-1) · Σ over clusters of (Σ of ψ in it)², and the figure lies within t(G-1)·SE. With every row its
own cluster this is the classic paired test; rows of one day that share their weather are one observation. With fewer than
30 clusters the wild bootstrap takes the place of t. Towards a long tail both are lengthened by its skewness. Rows that hang together in
two ways have their own sum of variances (`two_ways.py`).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.enough import FEW_CLUSTERS, LEAST_CLUSTERS
from wager.evaluation.estimate import Estimate, per_unit, t_quantile
from wager.evaluation.influence import Measured
from wager.evaluation.two_ways import TwoWays, Ways, groups_of, variances_by
from wager.evaluation.wild import WildBootstrap

ALONE = "both ways of clusters together come to less than one of them, so the larger one counts alone"
"""The note on an interval of two ways that had to leave their sum."""

SHOWN = 0.025
"""Each side of the intervals that are shown: 95 % in all."""


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
