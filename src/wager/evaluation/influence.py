"""A figure, and how much each row moves it: the one idea behind every interval.

For a figure m of n rows, the influence ψ of a row is its share of m's error; the shares sum to zero. The
difference of two figures on the same rows has the difference of their influences, so that a paired test of
anything is the same three lines (statistics: J. Hampel, "The influence curve", JASA 1974).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Measured:
    """A figure with its influences.

    Attributes
    ----------
    value : float
        NaN where it is not defined; `reason` says why.
    influence : ndarray of float, shape (n,)
        Sums to zero.
    counted : ndarray of bool, shape (n,)
        The rows that the figure is a mean over.
    events : int
        How many rows it rests on: of a rate its denominator, of an AUC the smaller class.
    reason : str
        Why there is no value; empty where there is one.
    draws : ndarray of float, or None
        Of a figure whose influences say too little: how far each draw of the clusters lies from the mean of all
        (`bootstrap.py`); influences are then zero.
    """

    value: float
    influence: Floats
    counted: Booleans
    events: int
    reason: str = ""
    draws: Floats | None = None

    def times(self, factor: float) -> Measured:
        """Scale: to another unit, or to `per 1000 rows`."""
        draws = None if self.draws is None else self.draws * factor
        return replace(self, value=self.value * factor, influence=self.influence * factor, draws=draws)

    def minus(self, other: Measured) -> Measured:
        """Return the difference of two figures of the same rows."""
        return Measured(
            self.value - other.value,
            self.influence - other.influence,
            self.counted | other.counted,
            min(self.events, other.events),
            self.reason or other.reason,
            None if self.draws is None or other.draws is None else self.draws - other.draws,
        )

    def plus(self, constant: float) -> Measured:
        """Shift by a number that is certain."""
        return replace(self, value=self.value + constant)


def undefined(rows: int, reason: str) -> Measured:
    """Return a figure without a value, and why."""
    return Measured(float("nan"), np.zeros(rows), np.zeros(rows, dtype=np.bool_), 0, reason)


def mean(values: Floats, among: Booleans) -> Measured:
    """Measure a mean: ψ = (x - mean) / n.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        One per row.
    among : ndarray of bool, shape (n,)
        The rows that count.

    Examples
    --------
    >>> found = mean(np.array([1.0, 3.0, 9.0]), np.array([True, True, False]))
    >>> found.value, found.influence.tolist()
    (2.0, [-0.5, 0.5, 0.0])
    """
    rows = int(among.sum())
    if rows == 0:
        return undefined(len(values), "there are no such rows")
    value = float(values[among].sum() / rows)
    return Measured(value, np.where(among, values - value, 0.0) / rows, among, rows)


def ratio(numerator: Floats, denominator: Floats, among: Booleans, what: str = "rows") -> Measured:
    """Measure a ratio of two sums, such as a recall: ψ = (N - R·D) / ΣD.

    Parameters
    ----------
    numerator, denominator : ndarray of float, shape (n,)
        Per row.
    among : ndarray of bool, shape (n,)
        The rows that count.
    what : str
        What the denominator counts, for the reason why there is no value.
    """
    part, whole = np.where(among, numerator, 0.0), np.where(among, denominator, 0.0)
    total = float(whole.sum())
    if total == 0:
        return undefined(len(whole), f"there are no {what}")
    value = float(part.sum()) / total
    counted = whole != 0
    return Measured(value, (part - value * whole) / total, counted, int(counted.sum()))


def root(square: Measured) -> Measured:
    """Measure the square root of a figure, such as a root mean squared error: ψ = ψ² / (2·root)."""
    value = float(np.sqrt(square.value))
    slope = 0.0 if value == 0 else 0.5 / value
    return Measured(value, square.influence * slope, square.counted, square.events, square.reason)


def auc(scores: Floats, positive: Booleans, among: Booleans) -> Measured:
    """Measure the area under the ROC curve: DeLong's components, by midranks.

    Parameters
    ----------
    scores : ndarray of float, shape (n,)
        Higher for what is thought positive; ties count a half.
    positive : ndarray of bool, shape (n,)
        What is.
    among : ndarray of bool, shape (n,)
        The rows that count.

    References
    ----------
    .. [1] E. DeLong, D. DeLong, D. Clarke-Pearson, "Comparing the areas under two or more correlated
       receiver operating characteristic curves", Biometrics 1988.
    .. [2] X. Sun, W. Xu, "Fast implementation of DeLong's algorithm", IEEE SPL 2014.
    .. [3] N. Obuchowski, "Nonparametric analysis of clustered ROC curve data", Biometrics 1997.

    Examples
    --------
    >>> rows = np.ones(4, dtype=bool)
    >>> auc(np.array([0.1, 0.4, 0.4, 0.8]), np.array([False, False, True, True]), rows).value
    0.875
    """
    there = np.flatnonzero(among & positive)
    absent = np.flatnonzero(among & ~positive)
    if len(there) == 0 or len(absent) == 0:
        return undefined(len(scores), "only one class is there")
    above, below = delong_components(scores[there], scores[absent])
    value = float(above.mean())
    influence = np.zeros(len(scores))
    influence[there] = (above - value) / len(there)
    influence[absent] = (below - value) / len(absent)
    return Measured(value, influence, among, min(len(there), len(absent)))


def delong_components(positive: Floats, negative: Floats) -> tuple[Floats, Floats]:
    """Return for each positive the share of negatives below it, for each negative of positives above.

    Ties count a half; both means are the area. One sort of both serves all three of the paper's midranks: before each group of
    equal scores it is known how many of either kind came.

    Examples
    --------
    >>> delong_components(np.array([0.8, 0.4]), np.array([0.4, 0.1]))
    (array([1.  , 0.75]), array([0.75, 1.  ]))
    """
    both = np.concatenate([positive, negative])
    order = np.argsort(both)  # the order within ties does not count, so the quickest sort will do
    ordered, is_positive = both[order], order < len(positive)
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    del both, ordered
    sizes = np.diff(np.r_[starts, len(order)])
    come = np.r_[0, np.cumsum(is_positive)]
    positives = (come[starts] + come[starts + sizes]) / 2
    negatives = starts + sizes / 2 - positives
    above, below = np.empty(len(positive)), np.empty(len(negative))
    above[order[is_positive]] = np.repeat(negatives, sizes)[is_positive] / len(negative)
    below[order[~is_positive] - len(positive)] = 1 - np.repeat(positives, sizes)[~is_positive] / len(positive)
    return above, below
