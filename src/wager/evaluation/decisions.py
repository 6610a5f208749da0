"""From answers to contenders: what each one does, and what that earned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.contender import Contender
from wager.money.number_pays import NumberPays
from wager.money.pays import Pays, money_of
from wager.money.policy import above_thresholds, always, choose, expected
from wager.money.wanted import Wanted
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
    promised = None if probabilities is None else _of_taken(actions, expected(probabilities, pays))
    return Contender(name, actions, money, probabilities, described=described, promised=promised)


def _of_taken(actions: NDArray[np.int8], expected_pays: NDArray[Any]) -> NDArray[np.float64]:
    taken = np.take_along_axis(expected_pays, actions[:, None].astype(np.int64), axis=1)[:, 0]
    return np.asarray(taken, dtype=np.float64)


def always_does(name: str, action: str, pays: Pays, truth: NDArray[np.int64]) -> Contender:
    """Make the contender that takes one action on every row: `do_nothing`, `act_on_all`."""
    actions = always(action, pays.actions, len(truth))
    return Contender(name, actions, money_of(actions, pays.earned(truth)), described=f"always {action}")


def always_of_number(
    name: str, action: str, values: NDArray[np.float64], pays: NumberPays, described: str = ""
) -> Contender:
    """Make the contender that takes one action on every row where a number is to be told.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        What it says of the number; nothing is decided by it.
    pays : NumberPays
        Of the n rows.

    Examples
    --------
    >>> pays = NumberPays(("none", "act"), np.array([[0, 5], [0, 5]]), np.array([[0, -7], [0, 9]]))
    >>> always_of_number("do_nothing", "none", np.ones(2), pays).money
    array([0, 0])
    """
    actions = always(action, pays.actions, len(values))
    return Contender(name, actions, money_of(actions, pays.earned), values=values, described=described)


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
    # With one action a pay need not be linear in the truth: what it is worth on average is not known.
    promised = _of_taken(actions, pays.expected) if len(pays.actions) > 1 else None
    return Contender(
        name, actions, money_of(actions, pays.earned), values=values, described=described, promised=promised
    )


@dataclass(frozen=True)
class Freely:
    """What somebody would do about n rows if every action could be done as often as it is wanted.

    Attributes
    ----------
    contender : Contender
    wanted : Wanted
        What it would do where that cannot be done.
    earned : ndarray of int64, shape (n, n_actions)
        What each action earns given the truth.
    expected : ndarray, shape (n, n_actions), or None
        What it was expected to earn; None where nothing was.
    """

    contender: Contender
    wanted: Wanted
    earned: NDArray[np.int64]
    expected: NDArray[Any] | None

    def does(self, actions: NDArray[np.int8], cuts: Mapping[str, float]) -> Contender:
        """Return the contender that does what there is room for.

        Parameters
        ----------
        actions : ndarray of int8, shape (n,)
        cuts : mapping of str to float
            See `Contender`.
        """
        promised = None if self.contender.promised is None else self.expected
        return replace(
            self.contender,
            actions=actions,
            money=money_of(actions, self.earned),
            promised=None if promised is None else _of_taken(actions, promised),
            cuts=dict(cuts),
        )


def freely(
    contender: Contender,
    pays: Pays | NumberPays,
    truth: NDArray[Any],
    *,
    thresholds: Mapping[str, float] | None = None,
    rank: NDArray[np.float64] | None = None,
) -> Freely:
    """Say what a contender, made without a thought to capacity, would do instead.

    Parameters
    ----------
    pays : Pays or NumberPays
        Of the n rows.
    truth : ndarray, shape (n,)
    thresholds : mapping of str to float, optional
        The policy; the highest expected pay without.
    rank : ndarray of float, shape (n,), optional
        Who goes first where there is too little room; of a rule, in the order of decision without it, else by what is gained.
    """
    contender = contender if rank is None else replace(contender, ranked=True)
    assert contender.actions is not None
    if isinstance(pays, NumberPays):
        if contender.promised is None:  # it always takes one action
            wanted = Wanted.as_done(contender.actions, len(pays.actions), rank)
            return Freely(contender, wanted, pays.earned, None)
        return Freely(contender, Wanted.by_money(pays.expected, rank), pays.earned, pays.expected)
    earned = pays.earned(truth)
    if contender.probabilities is None:
        return Freely(contender, Wanted.as_done(contender.actions, len(pays.actions), rank), earned, None)
    due = expected(contender.probabilities, pays)
    if thresholds is None:
        return Freely(contender, Wanted.by_money(due, rank), earned, due)
    wanted = Wanted.by_thresholds(contender.probabilities, pays.actions, thresholds, due)
    return Freely(contender, wanted, earned, due)
