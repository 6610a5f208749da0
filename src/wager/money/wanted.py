"""What somebody would do about each row if there were room for everything: actions, the best first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wager.money.policy import in_order


@dataclass(frozen=True)
class Wanted:
    """What somebody would do about each of n rows.

    Attributes
    ----------
    ranked : ndarray of int8, shape (n, k)
        Places of actions, the best first. What comes after the first action, which can always be done, is not read.
    gains : ndarray of float, shape (n, n_actions)
        What each action is worth more than the first: where there is too little room, the larger goes first.
    """

    ranked: NDArray[np.int8]
    gains: NDArray[np.float64]

    @classmethod
    def by_money(
        cls,
        expected: NDArray[np.float64] | NDArray[np.int64],
        rank: NDArray[np.float64] | None = None,
    ) -> Wanted:
        """Want what earns most; exact ties go to the first.

        Parameters
        ----------
        expected : ndarray, shape (n, n_actions)
            What each action is expected to earn.
        rank : ndarray of float, shape (n,), optional
            Who goes first; without it, who gains most. A row without a rank goes last.

        Examples
        --------
        >>> found = Wanted.by_money(np.array([[1.0, 5, 3], [2, 2, 2]]))
        >>> found.ranked.tolist(), found.gains.tolist()
        ([[1, 2, 0], [0, 1, 2]], [[0.0, 4.0, 2.0], [0.0, 0.0, 0.0]])
        """
        ranked = np.argsort(-expected, axis=1, kind="stable").astype(np.int8)
        if rank is not None:
            return cls(ranked, _by_rank(rank, expected.shape[1]))
        return cls(ranked, np.asarray(expected - expected[:, :1], dtype=np.float64))

    @classmethod
    def by_thresholds(
        cls,
        probabilities: NDArray[np.float64],
        actions: tuple[str, ...],
        thresholds: Mapping[str, float],
        expected: NDArray[np.float64],
    ) -> Wanted:
        """Want the highest threshold that is reached, then the one below it, at last the first action.

        Parameters
        ----------
        probabilities, actions, thresholds
            As in `above_thresholds`.
        expected : ndarray of float, shape (n, n_actions)

        Examples
        --------
        >>> p, none = np.array([[0.9, 0.1], [0.6, 0.4], [0.1, 0.9]]), np.zeros((3, 3))
        >>> Wanted.by_thresholds(p, ("none", "call", "visit"), {"visit": 0.8, "call": 0.3}, none).ranked.tolist()
        [[0, 0, 0], [1, 0, 0], [2, 1, 0]]
        """
        event = probabilities[:, 1:].sum(axis=1)
        highest = in_order(actions, thresholds)[::-1]
        ranked = np.zeros((len(event), len(highest) + 1), dtype=np.int8)
        used = np.zeros(len(event), dtype=np.int64)
        for action, least in highest:
            reached = np.flatnonzero(event >= least)
            ranked[reached, used[reached]] = actions.index(action)
            used[reached] += 1
        return cls(ranked, np.asarray(expected - expected[:, :1], dtype=np.float64))

    @classmethod
    def as_done(
        cls, chosen: NDArray[np.int8], actions: int, rank: NDArray[np.float64] | None = None
    ) -> Wanted:
        """Want what a rule does, else the first action.

        Parameters
        ----------
        chosen : ndarray of int8, shape (n,)
            Places of actions.
        actions : int
            How many there are.
        rank : ndarray of float, shape (n,), optional
            Who goes first; without it, who was decided first. A row without a rank goes last.

        Examples
        --------
        >>> Wanted.as_done(np.array([1, 0], dtype=np.int8), 2).ranked.tolist()
        [[1, 0], [0, 0]]
        """
        ranked = np.column_stack([chosen, np.zeros_like(chosen)])
        return cls(ranked, _by_rank(np.zeros(len(chosen)) if rank is None else rank, actions))


def _by_rank(rank: NDArray[np.float64], actions: int) -> NDArray[np.float64]:
    """Let a rank say how much every action is wanted."""
    return np.repeat(np.where(np.isnan(rank), -np.inf, rank)[:, None], actions, axis=1)
