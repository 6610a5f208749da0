"""From answers to contenders: what each one does, and what that earned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.contender import Contender
from wager.money.number_pays import NumberPays
from wager.money.pays import Pays, money_of
from wager.money.policy import above_thresholds, always, choose
from wager.training.estimator import Answers


def decided(
    name: str,
    answers: Answers,
    answer: NDArray[Any],
    pays: Pays,
    truth: NDArray[np.int64],
    *,
    thresholds: Mapping[str, float] | None = None,
    described: str = "",
) -> Contender:
    """Turn the answers of a model into a contender, where the objective is a class.

    Parameters
    ----------
    name : str
        Of the contender.
    answers : {'probabilities', 'actions'}
        What `answer` holds.
    answer : ndarray, shape (n, n_classes) or (n,)
        What the model's `predict` returned.
    pays : Pays
        Of the n rows.
    truth : ndarray of int, shape (n,)
        Codes of classes.
    thresholds : mapping of str to float, optional
        The policy; the highest expected pay without.
    described : str
        One line on what it is.

    Examples
    --------
    >>> pays = Pays(("none", "act"), ("otherwise", "late"), np.array([[[0, 0], [-600, 1800]]]))
    >>> p = np.array([[0.9, 0.1], [0.6, 0.4]])
    >>> decided("m", "probabilities", p, pays, np.array([1, 1])).money
    array([   0, 1800])
    """
    if answers == "actions":
        actions, probabilities = np.asarray(answer, dtype=np.int8), None
    else:
        probabilities = np.asarray(answer, dtype=np.float64)
        actions = (
            choose(probabilities, pays)
            if thresholds is None
            else above_thresholds(probabilities, pays.actions, thresholds)
        )
    money = money_of(actions, pays.earned(truth))
    return Contender(name, actions, money, probabilities, described=described)


def always_does(name: str, action: str, pays: Pays, truth: NDArray[np.int64]) -> Contender:
    """Make the contender that takes one action on every row: `do_nothing`, `act_on_all`."""
    actions = always(action, pays.actions, len(truth))
    return Contender(name, actions, money_of(actions, pays.earned(truth)), described=f"always {action}")


def predicted(
    name: str, values: NDArray[np.float64], pays: NumberPays | None, described: str = ""
) -> Contender:
    """Turn predictions of a number into a contender; without pays it takes no action.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        The predictions from which `pays` were computed.
    pays : NumberPays or None
        Of the n rows.
    """
    if pays is None:
        return Contender(name, values=values, described=described)
    actions = pays.best()
    return Contender(name, actions, money_of(actions, pays.earned), values=values, described=described)
