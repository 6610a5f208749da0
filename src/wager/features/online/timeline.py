"""Events in the order of one instant, by entity, with running sums: how much had happened before a moment.

A search tells how many events of an entity have an instant before T; running sums over that order tell how much they
add up to. What has entered a window less what has left it is what counts.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.features.exact import FRACTION_BITS, Exact, Integers
from wager.features.wide import squares

Numbers = memoryview
"""Integers that Python reads one at a time, without a copy."""

_SIZES = (np.int8, np.int16, np.int32, np.int64)
_SAFE = 2.0**61
"""Sums of this absolute size and more are held in limbs, so that the sums of what enters and leaves fit as well."""


@dataclass(frozen=True)
class Amounts:
    """Exact whole numbers, one for each event: `sum(limb * 2**(32 * place)) * 2**shift`.

    Attributes
    ----------
    limbs : tuple of ndarray of int64, shape (n_events,)
        One where it holds them all, else as many as they need.
    shift : int
        The bits that are 0 in all of them.
    """

    limbs: tuple[Integers, ...]
    shift: int = 0


def amounts(values: NDArray[Any], exact: Exact) -> Amounts:
    """Hold numbers in as few limbs as keep them and their sums exact.

    Parameters
    ----------
    values : ndarray, shape (n_events,)
        The numbers, 0 where there is none.
    exact : Exact
        The same.

    Examples
    --------
    >>> from wager.features.exact import of_floats
    >>> halves = np.array([0.5, -3.0])
    >>> found = amounts(halves, of_floats(halves))
    >>> [limb.tolist() for limb in found.limbs], found.shift
    ([[1, -6]], 39)
    """
    low, middle, high = (int(np.bitwise_or.reduce(np.abs(limb), initial=0)) for limb in exact.limbs)
    bits = low | middle << 32 | high << 64
    if exact.fraction_bits == 0:
        fits = float(np.abs(values.astype(np.float64)).sum()) < _SAFE
        return Amounts((values.astype(np.int64),)) if fits else Amounts(exact.limbs)
    shift = (bits & -bits).bit_length() - 1 if bits else 0
    scaled = np.ldexp(np.rint(np.ldexp(values, FRACTION_BITS)), -shift)
    if float(np.abs(scaled).sum()) < _SAFE:
        return Amounts((scaled.astype(np.int64),), shift)
    return Amounts(exact.limbs)


def squared(numbers: Amounts, exact: Exact) -> Amounts:
    """Hold the squares of numbers, given them as `amounts` holds them and as they were.

    Examples
    --------
    >>> from wager.features.exact import of_floats
    >>> halves = np.array([0.5, -3.0])
    >>> found = squared(amounts(halves, of_floats(halves)), of_floats(halves))
    >>> [limb.tolist() for limb in found.limbs], found.shift
    ([[1, 36]], 78)
    """
    if len(numbers.limbs) == 1:
        (limb,) = numbers.limbs
        if float(np.square(limb.astype(np.float64)).sum()) < _SAFE:
            return Amounts((limb * limb,), 2 * numbers.shift)
    return Amounts(tuple(squares(exact)))


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
