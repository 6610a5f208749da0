"""The events that count for an entity at a moment, one by one: for answers that need all of them."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from wager.features.exact import Integers
from wager.features.online.timeline import Numbers, readable


class Members:
    """Events by their entity, in the order in which they begin to count.

    Parameters
    ----------
    entity : ndarray of int64, shape (n_events,)
        Codes; -1 is none.
    enter, leave : ndarray of int64, shape (n_events,)
        Each counts for T with `enter < T <= leave`.
    entities : int
        How many there are.

    Examples
    --------
    >>> members = Members(np.zeros(3, np.int64), np.array([10, 20, 30]), np.array([25, 60, 40]), 1)
    >>> [members.at(0, moment).tolist() for moment in (10, 21, 26, 41)]
    [[], [0, 1], [1], [1]]
    """

    def __init__(self, entity: Integers, enter: Integers, leave: Integers, entities: int) -> None:
        counted = np.flatnonzero((entity >= 0) & (enter < leave))
        self._events = counted[np.lexsort((enter[counted], entity[counted]))]
        owner = entity[self._events].astype(np.int64)
        self._leave = leave[self._events]
        self._enter: Numbers = readable(enter[self._events])
        self._starts: Numbers = readable(np.searchsorted(owner, np.arange(entities + 1)).astype(np.int64))
        instants, rank = np.unique(self._leave, return_inverse=True)
        offset = owner * len(instants)
        latest = np.maximum.accumulate(offset + rank) - offset
        self._latest: Numbers = readable(instants[latest])  # by when all up to here have left

    def at(self, entity: int, moment: int) -> Integers:
        """Return the events that count for an entity at a moment."""
        end = bisect_left(self._enter, moment, self._starts[entity], self._starts[entity + 1])
        first = bisect_left(self._latest, moment, self._starts[entity], end)
        return self._events[first:end][self._leave[first:end] >= moment]
