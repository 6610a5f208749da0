"""Events in the order of one instant, by entity, with running sums: how much had happened before a moment.

A search tells how many events of an entity have an instant before T; running sums over that order tell how much they
add up to. What has entered a window less what has left it is what counts.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.features.exact import Integers

Numbers = memoryview
"""Integers that Python reads one at a time, without a copy."""

_SIZES = (np.int8, np.int16, np.int32, np.int64)


class Timeline:
    """Events in the order of an instant, entity by entity.

    Parameters
    ----------
    events : ndarray of int64, shape (n,)
        Which events; one may come twice.
    entity : ndarray of int64, shape (n,)
        The code of the entity of each.
    instants : ndarray of int64, shape (n,)
        When each happens.
    entities : int
        How many there are.
    signs : ndarray of int64, shape (n,), optional
        -1 for those that are taken away.

    Examples
    --------
    >>> line = Timeline(np.arange(3), np.array([1, 0, 1]), np.array([20, 5, 10]), 2)
    >>> sums = line.running(np.array([100, 10, 1]))
    >>> [sums[line.place(1, moment)] for moment in (10, 11, 21)]
    [0, 1, 101]
    """

    def __init__(
        self,
        events: Integers,
        entity: Integers,
        instants: Integers,
        entities: int,
        signs: Integers | None = None,
    ) -> None:
        order = np.lexsort((instants, entity))
        self._events = events[order].astype(np.int32)
        self._signs = None if signs is None else signs[order]
        self.instants: Numbers = readable(instants[order])
        self._starts = np.searchsorted(entity[order], np.arange(entities + 1)).astype(np.int64)
        self.starts: Numbers = readable(self._starts)

    def place(self, entity: int, moment: int) -> int:
        """Return where running sums hold what happened to an entity before a moment."""
        starts = self.starts
        return bisect_left(self.instants, moment, starts[entity], starts[entity + 1]) + entity

    def running(self, amount: NDArray[Any]) -> Numbers:
        """Add up an amount of each event, along the events of each entity, beginning with 0."""
        along = amount[self._events].astype(np.int64)
        if self._signs is not None:
            along *= self._signs
        sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(along)])
        entities = len(self._starts) - 1
        entity = np.repeat(np.arange(entities), np.diff(self._starts) + 1)
        sums = sums[np.arange(len(entity)) - entity] - sums[self._starts[entity]]
        return readable(_smallest(sums))


def readable(numbers: NDArray[Any]) -> Numbers:
    """Give a view of numbers that Python searches and reads as its own."""
    return np.ascontiguousarray(numbers).data


def _smallest(numbers: Integers) -> NDArray[Any]:
    low, high = numbers.min(initial=0), numbers.max(initial=0)
    for size in _SIZES:
        if np.iinfo(size).min <= low and high <= np.iinfo(size).max:
            return numbers.astype(size)
    return numbers
