"""Rows that hang together in two ways, such as the visits of one day and those of one shop.

The variance is that by the first way, plus that by the second, less that by their cells, which both have counted
(Cameron, Gelbach & Miller, "Robust inference with multiway clustering", J. Business & Economic Statistics 2011, section 2), each with its own
G/(G-1); t has as many degrees of freedom as the way of fewer clusters has clusters, less one. In a sample the three can add up to less
than one way alone, or to less than nothing: then the larger way counts alone.

With fewer than 30 clusters in a way, a bound is as many standard errors away as t says, or as the wild bootstrap along that way says,
whichever is farther. That is a rule of ours, and no theorem: how often it errs is measured in `tests/evaluation/test_two_ways.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.wild import WildBootstrap

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

Ways: TypeAlias = Codes | tuple[Codes, ...]
"""The cluster of each row, coded from 0: by one way, or by each of two."""

_DENSE = 1 << 24  # so many cells are counted without being sorted


@dataclass(frozen=True, eq=False)
class TwoWays:
    """A figure of rows in clusters of two ways.

    Attributes
    ----------
    value : float
        The figure.
    variances : tuple of float
        By each way alone, and by their cells.
    groups : tuple of int
        How many clusters each way has.
    few : tuple of WildBootstrap
        Of each way with few clusters.

    Examples
    --------
    >>> found = TwoWays(1.0, (0.05, 0.08, 0.04), (40, 31))
    >>> round(found.se, 2), round(found.bound(0.025, -1), 2), found.alone
    (0.3, 0.39, False)
    >>> TwoWays(1.0, (0.05, 0.08, 0.07), (40, 31)).alone
    True
    """

    value: float
    variances: tuple[float, float, float]
    groups: tuple[int, int]
    few: tuple[WildBootstrap, ...] = ()

    @property
    def se(self) -> float:
        """The standard error by both ways."""
        return float(np.sqrt(variance_of(*self.variances)))

    @property
    def alone(self) -> bool:
        """True where both ways together come to less than one of them, which then counts alone."""
        first, second, cells = self.variances
        return first + second - cells < max(first, second)

    def bound(self, alpha: float, side: int) -> float:
        """Find the one-sided bound: upper (side 1) or lower (-1)."""
        from scipy.special import stdtrit

        reach = -float(stdtrit(min(self.groups) - 1, alpha))
        for way in self.few:
            if way.se > 0:
                reach = max(reach, side * (way.bound(alpha, side) - way.value) / way.se)
        return self.value + side * reach * self.se

    def p_value(self, null: float, side: int) -> float:
        """Say how rare such a figure is where the truth is `null`: one at least as large (side 1), or as small (-1).

        Bounds invert it: beyond a bound at α it is α at most.
        """
        from scipy.special import stdtr

        off = (self.value - null) / self.se
        found = float(stdtr(min(self.groups) - 1, -side * off))
        return max([found, *(way.p_value(way.value - off * way.se, side) for way in self.few if way.se > 0)])


def variance_of(first: float, second: float, cells: float) -> float:
    """Put three variances together; never less than one way alone."""
    return max(first + second - cells, first, second)


def cells_of(first: Codes, second: Codes) -> Codes:
    """Code the pairs of two ways.

    Examples
    --------
    >>> cells_of(np.array([0, 0, 1]), np.array([2, 2, 0])).tolist()
    [2, 2, 3]
    """
    wide = int(second.max(initial=0)) + 1
    found = first * wide + second
    if int(found.max(initial=0)) < _DENSE:
        return found
    return np.asarray(np.unique(found, return_inverse=True)[1], dtype=np.int64)


def groups_of(clusters: Codes, counted: NDArray[np.bool_]) -> int:
    """Count the clusters that have a row which counts."""
    return int((np.bincount(clusters[counted]) > 0).sum())


def variance(influence: Floats, clusters: Codes, groups: int) -> float:
    """Return the variance of a figure by one way: G/(G-1) · Σ over clusters of (Σ of ψ in it)²."""
    sums = np.bincount(clusters, weights=influence)
    return groups / (groups - 1) * float((sums**2).sum())


def variance_by(influence: Floats, ways: Ways, counted: NDArray[np.bool_]) -> float:
    """Return the variance of a figure by one way or two.

    Parameters
    ----------
    influence : ndarray of float, shape (n,)
        Of each row on the figure; together zero.
    ways : ndarray of int64, shape (n,), or a tuple of them
    counted : ndarray of bool, shape (n,)
        The rows that the figure is made of.
    """
    if not isinstance(ways, tuple):
        return variance(influence, ways, groups_of(ways, counted))
    if len(ways) == 1:
        return variance_by(influence, ways[0], counted)
    return variance_of(*variances_by(influence, (ways[0], ways[1]), counted))


def variances_by(
    influence: Floats, ways: tuple[Codes, Codes], counted: NDArray[np.bool_]
) -> tuple[float, float, float]:
    """Return the variances by each of two ways, and by their cells."""
    first, second, cells = (
        variance(influence, one, groups_of(one, counted)) for one in (*ways, cells_of(*ways))
    )
    return first, second, cells


def fewest(ways: Ways, counted: NDArray[np.bool_]) -> int:
    """Count the clusters of the way that has fewer."""
    every = ways if isinstance(ways, tuple) else (ways,)
    return min(groups_of(one, counted) for one in every)
