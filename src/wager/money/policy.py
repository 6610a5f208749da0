"""How answers become actions: by money, by thresholds; rules give actions themselves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError, nearest
from wager.money.pays import Pays


def choose(probabilities: NDArray[np.float64], pays: Pays) -> NDArray[np.int8]:
    """Take on each row the action with the highest expected pay; exact ties go to the first.

    Parameters
    ----------
    probabilities : ndarray of float, shape (n, n_classes)
        Of each class, in the order of `pays.classes`.
    pays : Pays
        Of the same rows. The expected pay is a float: the money that is counted stays whole.

    Returns
    -------
    ndarray of int8, shape (n,)
        Places in `pays.actions`.

    Examples
    --------
    >>> pays = Pays(("none", "act"), ("otherwise", "late"), np.array([[[0, 0], [-600, 1800]]]))
    >>> choose(np.array([[0.75, 0.25], [0.7, 0.3]]), pays)
    array([0, 1], dtype=int8)
    """
    return np.asarray(expected(probabilities, pays).argmax(axis=1), dtype=np.int8)


def expected(probabilities: NDArray[np.float64], pays: Pays) -> NDArray[np.float64]:
    """Return what each action is expected to earn.

    Parameters
    ----------
    probabilities : ndarray of float, shape (n, n_classes)
        Of each class.

    Returns
    -------
    ndarray of float, shape (n, n_actions)
        Fractions of minor units, summed over classes in their order.
    """
    total = np.zeros((len(probabilities), len(pays.actions)))
    for place in range(len(pays.classes)):
        total += probabilities[:, place, None] * pays.amounts[:, :, place]
    return total


def above_thresholds(
    probabilities: NDArray[np.float64], actions: tuple[str, ...], thresholds: Mapping[str, float]
) -> NDArray[np.int8]:
    """Take the action whose threshold is reached; of several the highest, of none the first action.

    Parameters
    ----------
    probabilities : ndarray of float, shape (n, n_classes)
        What counts is the probability of any class but the first.
    actions : tuple of str
        All actions, in their order.
    thresholds : mapping of str to float
        Of some of them.

    Raises
    ------
    BadInputError
        If a threshold names no action.

    Examples
    --------
    >>> p = np.array([[0.9, 0.1], [0.6, 0.4], [0.1, 0.9]])
    >>> above_thresholds(p, ("none", "call", "visit"), {"visit": 0.8, "call": 0.3})
    array([0, 1, 2], dtype=int8)
    """
    event = probabilities[:, 1:].sum(axis=1)
    chosen = np.zeros(len(event), dtype=np.int8)
    for action, least in in_order(actions, thresholds):
        chosen[event >= least] = actions.index(action)
    return chosen


def in_order(actions: tuple[str, ...], thresholds: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return actions with their thresholds, the lowest first; see `above_thresholds`.

    Raises
    ------
    BadInputError
        If a threshold names no action.
    """
    for action in thresholds:
        if action not in actions:
            raise BadInputError(f"the policy names the action {action!r}{nearest(action, actions)}")
    return sorted(thresholds.items(), key=lambda pair: (pair[1], actions.index(pair[0])))


def always(action: str, actions: tuple[str, ...], rows: int) -> NDArray[np.int8]:
    """Take one action on every row.

    Raises
    ------
    BadInputError
        If there is no such action.

    Examples
    --------
    >>> always("act", ("none", "act"), 2)
    array([1, 1], dtype=int8)
    """
    if action not in actions:
        raise BadInputError(f"no action {action!r}{nearest(action, actions)}")
    return np.full(rows, actions.index(action), dtype=np.int8)
