"""The costliest mistakes: rows on which another action would have earned most more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.analysis.record import Record

MOST = 100


@dataclass(frozen=True)
class Mistake(Record):
    """One row.

    Attributes
    ----------
    key : dict
        What names it.
    at : str
        When it was decided; empty without a moment.
    action, best : str
        What was done, and what would have earned most.
    truth : str or float
    said : float or None
        The probability of what was true, or the prediction.
    earned, lost : float
        In whole units of the currency; lost is what the best action would have earned more.
    features : dict
        What the model read of it.
    """

    key: Mapping[str, Any]
    at: str
    action: str
    best: str
    truth: Any
    said: float | None
    earned: float
    lost: float
    features: Mapping[str, Any]


def costliest(
    earned: NDArray[np.int64], actions: NDArray[np.int8], said: NDArray[np.float64] | None, most: int = MOST
) -> NDArray[np.int64]:
    """Find the rows with the costliest mistakes, the costliest first; of equal ones those that were surest.

    Parameters
    ----------
    earned : ndarray of int64, shape (n, n_actions)
        What each action would have earned.
    actions : ndarray of int8, shape (n,)
        What was done.
    said : ndarray of float, shape (n,), or None
        The probability of what was true: the lower, the surer the mistake.

    Examples
    --------
    >>> costliest(np.array([[0, 5], [0, -9], [0, 5]]), np.array([0, 1, 0]), np.array([0.4, 0.3, 0.1])).tolist()
    [1, 2, 0]
    """
    done = np.take_along_axis(earned, actions[:, None].astype(np.int64), axis=1)[:, 0]
    lost = earned.max(axis=1) - done
    order = np.lexsort((np.zeros(len(lost)) if said is None else said, -lost))
    return order[: min(most, int((lost > 0).sum()))].astype(np.int64)
