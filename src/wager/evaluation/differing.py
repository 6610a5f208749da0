"""Which rows two contenders answered differently: all that a difference between them rests on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.metrics import OF_ACTIONS, Metric
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.metrics import acted, is_right


def differing(
    metric: Metric, one: Contender, other: Contender, outcomes: Outcomes, among: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Find the rows in which a figure of one can differ from that of the other.

    Parameters
    ----------
    metric : Metric
        It says what of an answer counts: money; whether one of the actions that it names was taken; whether the most
        probable class is the true one; else probabilities or numbers.
    outcomes : Outcomes
        Of the same n rows.
    among : ndarray of bool, shape (n,)
        The rows that count.

    Returns
    -------
    ndarray of bool, shape (n,)
        All that count where one of the two gives no such answer.

    Examples
    --------
    >>> outcomes = Outcomes(np.ones(3, dtype=int), ("otherwise", "late"), ("none", "act"), np.arange(3))
    >>> one = Contender("a", money=np.array([80, 0, 0]))
    >>> other = Contender("b", money=np.array([80, -15, 0]))
    >>> differing(Metric("money"), one, other, outcomes, np.ones(3, dtype=bool)).tolist()
    [False, True, False]
    """
    pairs = zip(_answers(metric, one, outcomes), _answers(metric, other, outcomes), strict=True)
    given = [(mine, theirs) for mine, theirs in pairs if mine is not None and theirs is not None]
    if not given:
        return among
    found = np.zeros_like(among)
    for mine, theirs in given:
        apart = mine != theirs
        found |= apart if apart.ndim == 1 else apart.any(axis=1)
    return found & among


def _answers(metric: Metric, one: Contender, outcomes: Outcomes) -> tuple[NDArray[Any] | None, ...]:
    """Return what of the answers of one the metric counts; what it does not count may differ in every row."""
    if metric.each_class:
        return (is_right(one, outcomes),)
    if metric.kind == "money":
        return (one.money,)
    if metric.kind in OF_ACTIONS:
        return (acted(metric, one, outcomes),)
    if metric.kind == "rate":
        return (None if one.actions is None else one.actions == outcomes.action(str(metric.of)),)
    if metric.kind == "ratio":
        return one.actions, one.values
    return one.probabilities, one.values
