"""The most that could be earned with a capacity, if everything were known beforehand: what no policy exceeds.

Each action with a limit has a price in each window, which whoever takes it pays on top; the row takes what is best at
these prices. Whatever the prices are, what the rows then have plus the price of all room is at least what the best
assignment within the limits earns: weak duality [1]_. With one action that is limited the prices found here make both
equal; with several they are lowered and raised in turn, and what they give is still never too little.

References
----------
.. [1] D. Bertsimas and J. N. Tsitsiklis, "Introduction to Linear Optimization", Athena Scientific 1997, theorem 4.3.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from wager.money.capacity import Limits

Integers = NDArray[np.int64]

ROUNDS = 50
"""After so many the prices are taken as they are: the bound holds at any."""


def most_earned(earned: Integers, limits: Limits, moments: Integers, zone: str = "UTC") -> int:
    """Bound what any policy can earn on rows within the limits of their windows.

    Parameters
    ----------
    earned : ndarray of int64, shape (n, n_actions)
        What each action earns given the truth; minor units.
    limits : mapping of int to Limit
        Of actions.
    moments : ndarray of int64, shape (n,)
        When each row is decided.

    Returns
    -------
    int
        Minor units. It is reached where one action is limited.

    Examples
    --------
    >>> from wager.foundation.amounts import DAY
    >>> from wager.money.capacity import Limit
    >>> most_earned(np.array([[0, 5], [0, 9], [0, 7]]), {1: Limit(2, DAY)}, np.array([0, 1, 2]))
    16
    """
    within = {
        action: np.unique(one.windows(moments, zone), return_inverse=True)[1]
        for action, one in limits.items()
    }
    prices = {
        action: np.zeros(int(window.max(initial=-1)) + 1, np.int64) for action, window in within.items()
    }
    for _ in range(ROUNDS):
        before = {action: price.copy() for action, price in prices.items()}
        for action, window in within.items():
            ahead = _ahead(earned, prices, within, action)
            prices[action] = _price(ahead, window, limits[action].count, len(prices[action]))
        if len(prices) < 2 or all(np.array_equal(before[action], prices[action]) for action in prices):
            break
    kept = _after(earned, prices, within).max(axis=1)
    paid = sum(int(prices[action].sum()) * limits[action].count for action in prices)
    return int(kept.sum()) + paid


def _after(earned: Integers, prices: Mapping[int, Integers], within: Mapping[int, Integers]) -> Integers:
    """Return what each action earns after its price."""
    left = earned.copy()
    for action, price in prices.items():
        left[:, action] -= price[within[action]]
    return left


def _ahead(
    earned: Integers, prices: Mapping[int, Integers], within: Mapping[int, Integers], action: int
) -> Integers:
    """Return by how much an action, for nothing, is ahead of the best other one at its price."""
    others = np.delete(_after(earned, prices, within), action, axis=1).max(axis=1)
    return np.asarray(earned[:, action] - others)


def _price(ahead: Integers, window: Integers, room: int, count: int) -> Integers:
    """Find in each window the lowest price at which an action is not taken more often than there is room for."""
    order = np.lexsort((-ahead, window))
    ordered = window[order]
    place = np.arange(len(order)) - np.searchsorted(ordered, ordered, side="left")
    first_refused = order[place == room]
    price = np.zeros(count, dtype=np.int64)
    price[window[first_refused]] = np.maximum(ahead[first_refused], 0)
    return price
