"""Average precision: the precision at each row of the class, over all rows that score at least as high, in the mean.

With B rows that score at least s, A of them of the class, and m rows of the class in all, the figure is the mean over the class
of P(s) = A/B. Giving row i a little more weight moves it (Hampel, "The influence curve", JASA 1974) by

    [ i is of the class ] · (P(s_i) - AP)/m  +  (1/m) · Σ over rows j of the class with s_j <= s_i of ([ i is of the class ] - P(s_j))/B(s_j):

its own place in the mean, and the precisions that it lifts or lowers. Both parts sum to zero. One sort, and sums along it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.influence import Measured, undefined

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


def average_precision(scores: Floats, positive: Booleans, among: Booleans) -> Measured:
    """Measure the average precision; rows of the same score come in together.

    Parameters
    ----------
    scores : ndarray of float, shape (n,)
        Higher for what is thought positive.
    positive : ndarray of bool, shape (n,)
        What is.
    among : ndarray of bool, shape (n,)
        The rows that count.

    Examples
    --------
    >>> rows = np.ones(4, dtype=bool)
    >>> round(average_precision(np.array([0.8, 0.4, 0.35, 0.1]), np.array([True, False, True, False]), rows).value, 4)
    0.8333
    """
    order = np.flatnonzero(among)
    order = order[np.argsort(-scores[order], kind="stable")]
    true = positive[order].astype(np.float64)
    there = int(true.sum())
    if there in (0, len(order)):
        return undefined(len(scores), "only one class is there")
    ordered = scores[order]
    last = np.flatnonzero(np.r_[ordered[1:] != ordered[:-1], True])
    level = np.repeat(np.arange(len(last)), np.diff(np.r_[-1, last]))
    caught, above = np.cumsum(true)[last], last + 1.0
    precision, new = caught / above, np.diff(np.r_[0.0, caught])
    value = float((new * precision).sum() / there)
    # What a row adds to the precision at its own level and at all that come later.
    lifts, costs = (np.cumsum(part[::-1])[::-1][level] for part in (new / above, new * precision / above))
    influence = np.zeros(len(scores))
    influence[order] = (true * (precision[level] - value + lifts) - costs) / there
    return Measured(value, influence, among, min(there, len(order) - there))
