"""Find moments that lie after the time from which their row is said to be known, and are facts.

A plan (due on, planned for) is known before its moment. A fact is not: a row that says when it was recorded cannot have been read before. Plans and
facts are told apart at the end of the data. Facts break off there: what happens later is not in them. Plans run out slowly, the longest of the last
ones last. So the latest of all moments is taken for the end, and it is counted how many would lie beyond it, had rows to the last the lengths of earlier ones. Of
plans that is as much as lies beyond their own latest, which is above x with a chance of e to the -x (the spacing of a Poisson process).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from wager.training.columns import Floats

FIRST = 0.5
"""Lengths are learned from this share of the rows, the earliest: they are all complete."""


@dataclass(frozen=True)
class Written:
    """How a moment lies to the time from which its row is said to be known.

    Attributes
    ----------
    later : int
        Rows in which it lies after.
    rows : int
        Rows that have both.
    middle : float
        How much after, in the median of those rows; microseconds.
    expected : float
        How many more would lie beyond the latest of all, were it a plan.
    p : float
        How often a plan would break off so sharply.
    """

    later: int
    rows: int
    middle: float
    expected: float
    p: float


def written(moments: Floats, known: Floats) -> Written | None:
    """Compare moments with known times; None where none lies after.

    Parameters
    ----------
    moments, known : ndarray of float, shape (n,)
        Microseconds; NaN where there is none.

    Examples
    --------
    >>> hours = np.arange(1000.0)
    >>> lag = np.random.default_rng(1).exponential(20, 1000)
    >>> recorded = np.where(hours + lag > 1000, np.nan, hours + lag)
    >>> written(recorded, hours).p < 1e-6, written(hours + lag, hours).p > 0.01, written(hours - lag, hours) is None
    (True, True, True)
    """
    said = ~np.isnan(known)
    there = said & ~np.isnan(moments)
    lags = moments[there] - known[there]
    later = lags > 0
    if not later.any():
        return None
    end = max(float(known[said].max()), float(moments[there].max()))
    # A row whose moment is not there lies not beyond; how many have none, the early ones say.
    lengths = np.where(there, moments - known, -np.inf)[said]
    early = np.sort(lengths[known[said] <= float(np.quantile(known[said], FIRST))])
    left = end - known[said]
    expected = float((1 - np.searchsorted(early, left, side="right") / len(early)).sum())
    return Written(
        int(later.sum()), int(there.sum()), float(np.median(lags[later])), expected, math.exp(-expected)
    )
