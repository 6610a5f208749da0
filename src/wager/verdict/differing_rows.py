"""Of the rows that two contenders answered differently: how many lie together, and how bad one can be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.metrics import RATES, Metric
from wager.evaluation.contender import Outcomes
from wager.evaluation.influence import Measured
from wager.evaluation.two_ways import Ways


def together(ways: Ways, differs: NDArray[np.bool_]) -> tuple[tuple[float, float], ...]:
    """Count clusters of m rows that differ as (Σm)²/Σm² of Σm²/Σm rows each: sums of them are as uncertain.

    References
    ----------
    .. [1] G. Bohm, G. Zech, "Statistics of weighted Poisson events and its applications", NIM A 748, 2014: the scaled
       Poisson distribution.
    """
    found = []
    for way in ways if isinstance(ways, tuple) else (ways,):
        rows = np.bincount(way[differs]).astype(np.float64)
        squares = float((rows**2).sum())
        found.append((rows.sum() ** 2 / squares, squares / rows.sum()) if squares else (0.0, 1.0))
    return tuple(found)


def worst_of(metric: Metric, outcomes: Outcomes, mine: Measured, theirs: Measured) -> float:
    """Say how much of a figure one row can be: all of its share of a rate, else the most that was seen of one."""
    counted = mine.counted | theirs.counted
    if not counted.any():
        return 0.0
    if metric.each_class:  # a mean over classes: a row of the smallest weighs most
        sizes = np.unique(outcomes.truth[counted], return_counts=True)[1]
        return metric.per / (len(sizes) * int(sizes.min()))
    if metric.kind in RATES:
        return metric.per / int(counted.sum())
    return float(max(np.ptp(one.influence[counted]) for one in (mine, theirs)))
