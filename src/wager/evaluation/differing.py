"""Which rows two contenders answered differently: all that a difference between them rests on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.metrics import Metric
from wager.evaluation.contender import Contender

_READS = {
    "money": ("money",),
    "rate": ("actions",),
    "recall": ("actions",),
    "precision": ("actions",),
    "false_positive_rate": ("actions",),
    "ratio": ("actions", "values"),
}
_ANSWERS = ("probabilities", "values")


def differing(
    metric: Metric, one: Contender, other: Contender, among: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Find the rows in which a figure of one can differ from that of the other.

    Parameters
    ----------
    metric : Metric
        It says which answers count: money where it is money, actions where it is a rate, else probabilities or numbers.
    among : ndarray of bool, shape (n,)
        The rows that count.

    Returns
    -------
    ndarray of bool, shape (n,)
        All that count where one of the two gives no such answer.

    Examples
    --------
    >>> one = Contender("a", money=np.array([80, 0, 0]))
    >>> other = Contender("b", money=np.array([80, -15, 0]))
    >>> differing(Metric("money"), one, other, np.ones(3, dtype=bool)).tolist()
    [False, True, False]
    """
    names = _ANSWERS if metric.each_class else _READS.get(metric.kind, _ANSWERS)
    pairs = [(getattr(one, name), getattr(other, name)) for name in names]
    given = [(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None]
    if not given:
        return among
    found = np.zeros_like(among)
    for mine, theirs in given:
        apart = mine != theirs
        found |= apart if apart.ndim == 1 else apart.any(axis=1)
    return found & among
