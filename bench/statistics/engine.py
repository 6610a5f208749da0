"""What wager says of thousands of data sets at once, and that it is what its own `estimate` says of each.

The vectorised path works on sums by cluster; `agrees` rebuilds rows from some of them and asks `ratio` and `estimate`.
"""

import itertools
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import ndtr, stdtrit

from wager.evaluation.enough import FEW_CLUSTERS, LEAST_CLUSTERS, LEAST_EVENTS
from wager.evaluation.influence import ratio
from wager.evaluation.interval import estimate
from wager.evaluation.wild import DRAWS, weights
from wager.verdict.sequential import bounds, of_clusters

AT_ONCE = 500
STAGES = (0, 400, 2_000, DRAWS)
ROUNDING = 1e-12


@dataclass(frozen=True)
class Found:
    """A figure of each data set at one look; arrays of one entry per data set."""

    value: np.ndarray
    se: np.ndarray
    groups: np.ndarray
    differ: np.ndarray
    skew: np.ndarray

    @property
    def judged(self):
        """Whether wager gives an interval, and takes it for one."""
        enough = (self.groups >= LEAST_CLUSTERS) & (self.differ >= LEAST_EVENTS)
        return enough & (self.se > ROUNDING * np.abs(self.value))


def found(drawn, clusters):
    """Measure the first clusters of each data set."""
    sums, counted, differ = (part[:, :clusters] for part in drawn)
    total, groups = counted.sum(axis=1), (counted > 0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = sums.sum(axis=1) / total
        influence = (sums - value[:, None] * counted) / total[:, None]
        squares = np.einsum("rg,rg->r", influence, influence)
        se = np.sqrt(groups / (groups - 1) * squares)
        skew = np.einsum("rg,rg,rg->r", influence, influence, influence) / squares**1.5
        skew *= np.sqrt(groups * (groups - 1.0)) / (groups - 2.0)
    value, se, skew = (np.nan_to_num(part) for part in (value, se, skew))
    return Found(value, se, groups, differ.sum(axis=1), skew)


def claims(drawn, clusters, alpha):
    """Say where wager claims a difference at one look: above, below, and whether it judged at all."""
    sums, counted, _ = drawn
    at, few = found(drawn, clusters), np.zeros(len(sums), bool)
    above, below = few.copy(), few.copy()
    with np.errstate(divide="ignore", invalid="ignore"):
        t = at.value / at.se
    limit = -stdtrit(np.maximum(at.groups - 1, 1), alpha)
    many = at.judged & (at.groups >= FEW_CLUSTERS)
    up, down = t > reach(limit, at.skew), -t > reach(limit, -at.skew)
    above[many], below[many] = up[many], down[many]
    if alpha * (DRAWS + 1) < 1:  # no draw is as rare as that
        return above, below, at.judged
    few = at.judged & (at.groups < FEW_CLUSTERS)
    for groups in np.unique(at.groups[few]):
        runs = np.flatnonzero(few & (at.groups == groups))
        for some in np.array_split(runs, -(-len(runs) // AT_ONCE)):
            above[some], below[some] = wild(
                sums[some, :clusters], counted[some, :clusters], groups, t[some], alpha
            )
    above[few] &= (up | (at.skew >= 0))[few]
    below[few] &= (down | (at.skew <= 0))[few]
    return above, below, at.judged


def reach(limit, skew):
    """Take the skewness out of t as `evaluation.interval.reach` does, for many data sets."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        further = 3 / skew * (np.cbrt(1 + skew * (limit - skew / 6)) - 1)
    return np.where(skew < 0, np.maximum(limit, further), limit)


def wild(sums, counted, groups, t, alpha):
    """Test a difference of zero by the weights of `evaluation.wild`, for many data sets of as many clusters.

    A data set is left as soon as more draws than alpha allows lie beyond it on both sides.
    """
    order = np.argsort(counted == 0, axis=1, kind="stable")[:, :groups]
    sums, counted = np.take_along_axis(sums, order, 1), np.take_along_axis(counted, order, 1)
    total = counted.sum(axis=1, keepdims=True)
    left, shares = (sums / total).T, (counted / total).T
    rare = np.zeros((2, len(t)), np.int64)
    open_ = np.arange(len(t))
    for begin, end in itertools.pairwise(STAGES):
        draws = drawn_t(left[:, open_], shares[:, open_], int(groups), slice(begin, end))
        rare[0, open_] += (draws >= t[open_]).sum(axis=0)
        rare[1, open_] += (draws <= t[open_]).sum(axis=0)
        open_ = np.flatnonzero(((1 + rare) / (DRAWS + 1) <= alpha).any(axis=0))
    above, below = (1 + rare) / (DRAWS + 1) <= alpha
    return above, below


def drawn_t(left, shares, groups, some):
    """Return the t of some draws, shape (draws, data sets)."""
    drawn, squares = weights(groups)[some], squared(groups)[some]
    moved = drawn @ left
    spread = squares @ left**2 - 2 * moved * (drawn @ (left * shares)) + moved**2 * (shares**2).sum(axis=0)
    error = np.sqrt(groups / (groups - 1) * np.maximum(spread, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(error > 0, moved / error, np.sign(moved) * np.inf)


@lru_cache(maxsize=32)
def squared(clusters):
    """Square the weights, once."""
    return weights(clusters) ** 2


@lru_cache(maxsize=256)
def plan(clusters, looks, alpha, least):
    """Lay out looks as clusters come in: clusters at each, and the one-sided α of each.

    A look comes at equal shares of the clusters, from the first that can be judged.
    """
    if looks == 1:
        return ((clusters, alpha),)
    at = sorted({-(-clusters * look // looks) for look in range(1, looks + 1)})
    at = [one for one in at if one >= max(LEAST_CLUSTERS, least)] or [clusters]
    if len(at) > 1:
        alpha = of_clusters(alpha, clusters)
    limits = bounds([one / clusters for one in at], alpha)
    return tuple(zip(at, ndtr(-limits).tolist(), strict=True))


def first_claims(drawn, looks):
    """Go through the looks of a plan; stop at the first claim. Above, below, and whether any look could be judged."""
    above, below, judged = (np.zeros(len(drawn[0]), bool) for _ in range(3))
    for clusters, alpha in looks:
        up, down, could = claims(drawn, clusters, alpha)
        over = above | below
        above |= up & ~over
        below |= down & ~over
        judged |= could
    return above, below, judged


def agrees(drawn, clusters, alpha, *, some):
    """Ask wager itself about some data sets, row by row; return how many it sees otherwise than `claims`."""
    drawn = sums, counted, changed = tuple(part[:some] for part in drawn)
    up, down, judged = claims(drawn, clusters, alpha)
    at, differ = found(drawn, clusters), 0
    for run in range(len(sums)):
        told = of_rows(sums[run, :clusters], counted[run, :clusters].astype(int))
        could = told.se is not None and told.events >= LEAST_EVENTS and told.se > ROUNDING * abs(told.value)
        could &= changed[run, :clusters].sum() >= LEAST_EVENTS
        same = could == judged[run]
        if could:
            same &= bool(np.isclose(told.value, at.value[run]) and np.isclose(told.se, at.se[run]))
            same &= (told.lower(alpha) > 0) == up[run] and (told.upper(alpha) < 0) == down[run]
        differ += not same
    return differ


def of_rows(sums, counted):
    """Measure one data set by wager's `ratio` and `estimate`; the rows of a cluster share its sum alike."""
    each = np.divide(sums, counted, out=np.zeros(len(sums)), where=counted > 0)
    rows, clusters = np.repeat(each, counted), np.repeat(np.arange(len(sums)), counted)
    every = np.ones(len(rows), bool)
    return estimate(ratio(rows, np.ones(len(rows)), every), clusters)
