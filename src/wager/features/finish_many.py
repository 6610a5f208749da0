"""From exact states to doubles, for many rows at once.

What `finish.py` states for one answer is computed with long floats and a bound on their error: where the bound leaves one double,
that is the answer, and elsewhere the whole numbers decide. So both forms are one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.features.exact import LIMB_BITS, Exact, Floats, Integers, carried, taken
from wager.features.finish import between, beyond, deviation_of, mean_of, nearest, place_of_level, variance_of
from wager.features.wide import Limbs, Long, magnitude, minus, scaled, squared, to_int, to_long

_STEPS = 6
"""So many roundings at most, and one for each limb, lie between whole numbers and a long float, each of half a unit."""
_BLOCK = 1 << 15  # rows whose numbers stay near the processor
_MANTISSA = 53
_PAIRED = 3  # limbs
_EXACT = 1 << 53
_SMALL = 2.0**-1000


@dataclass(frozen=True)
class Sums:
    """Sums of many states, each over two values at least, or one for the mean.

    Attributes
    ----------
    count : ndarray of int64, shape (n,)
        How many values.
    total : Exact
        Their sums.
    squares : list of ndarray of int64, shape (n,)
        The sums of the squares of their quanta, in limbs; empty where nobody asks for them.
    """

    count: Integers
    total: Exact
    squares: Limbs

    def take(self, states: Integers) -> Sums:
        """Choose some of them."""
        return Sums(
            self.count[states], self.total.take(states), [taken(limb, states) for limb in self.squares]
        )

    def totals(self) -> Floats:
        """Round each sum."""
        return self._by_block(Sums._totals)

    def means(self) -> Floats:
        """Compute the mean of each."""
        return self._by_block(Sums._means)

    def spreads(self, *, root: bool) -> Floats:
        """Compute the variance of each, or its root."""
        return self._by_block(partial(Sums._spreads, root=root))

    def _by_block(self, finish: Callable[[Sums], Floats]) -> Floats:
        """Finish so many at a time: what is made on the way stays small, however many limbs there are."""
        blocks = [slice(begin, begin + _BLOCK) for begin in range(0, len(self.count), _BLOCK)]
        found = [finish(self._cut(block)) for block in blocks]
        return np.concatenate(found) if found else np.zeros(0)

    def _cut(self, block: slice) -> Sums:
        total = Exact(tuple(limb[block] for limb in self.total.limbs), self.total.fraction_bits)
        return Sums(self.count[block], total, [limb[block] for limb in self.squares])

    def _totals(self) -> Floats:
        bits, limbs = self.total.fraction_bits, self.total.limbs

        def exactly(row: int) -> float:
            return nearest(to_int(limbs, row), 1 << bits)

        if len(limbs) <= _PAIRED:
            return _paired(limbs, bits, exactly)
        near, whole = self._near()
        near = np.ldexp(near, -bits)
        sizes = np.where(whole, 0, np.abs(near))  # where nothing was lost, a tie is no doubt
        return _rounded(near, sizes, len(limbs), exactly)

    def _means(self) -> Floats:
        bits = self.total.fraction_bits
        near = np.ldexp(self._near()[0] / self.count.astype(np.longdouble), -bits)

        def exactly(row: int) -> float:
            return mean_of(int(self.count[row]), to_int(self.total.limbs, row), bits)

        return _rounded(near, np.abs(near), len(self.total.limbs), exactly)

    def _spreads(self, *, root: bool) -> Floats:
        bits, size = self.total.fraction_bits, magnitude(self.total)
        above = minus(scaled(self.count, carried(self.squares)), squared(size))
        below = self.count * (self.count - 1)
        near = to_long(above)[0] / below.astype(np.longdouble)
        near = np.ldexp(np.sqrt(near), -bits) if root else np.ldexp(near, -2 * bits)

        def exactly(row: int) -> float:
            sums = to_int(self.total.limbs, row), to_int(self.squares, row)
            return (deviation_of if root else variance_of)(int(self.count[row]), *sums, bits)

        return _rounded(near, near, len(above), exactly)

    def _near(self) -> tuple[Long, NDArray[np.bool_]]:
        """Return the sums in quanta as long floats, and which of them nothing was lost of."""
        sign = np.where(carried(self.total.limbs)[-1] < 0, -1.0, 1.0)
        size, whole = to_long(magnitude(self.total))
        return sign * size, whole


def quantiles(count: Integers, level: Fraction, value_at: Callable[[Integers], NDArray[Any]]) -> Floats:
    """Compute the quantile of many states, each over one value at least.

    Parameters
    ----------
    count : ndarray of int64, shape (n,)
        How many values each has.
    level : Fraction
        From 0 to 1.
    value_at : callable
        Reads a value of each, given its place among the sorted ones.
    """
    counts, state = np.unique(count, return_inverse=True)
    placed = [place_of_level(int(number), level) for number in counts]
    place = np.array([place for place, _ in placed], np.int64)[state]
    parts = [part for _, part in placed]
    low, high = value_at(place), value_at(np.minimum(place + 1, count - 1))
    part = np.array([_long(part) for part in parts], np.longdouble)[state]
    near = low.astype(np.longdouble) * (1 - part) + high.astype(np.longdouble) * part
    sizes = np.abs(low.astype(np.longdouble)) + np.abs(high.astype(np.longdouble))
    same = (low == high) | (part == 0)
    half = np.array([part == Fraction(1, 2) for part in parts], np.bool_)[state]
    middle = low.astype(np.float64) / 2 + high.astype(np.float64) / 2
    known = same | (half & _halves(low) & _halves(high))
    given = np.where(same, low.astype(np.float64), middle)

    def exactly(row: int) -> float:
        return between(low[row].item(), high[row].item(), parts[state[row]])

    return _rounded(np.where(known, given, near), np.where(known, 0, sizes), 2, exactly)


def _paired(limbs: Sequence[Integers], bits: int, exactly: Callable[[int], float]) -> Floats:
    """Round sums that two doubles hold exactly, so that adding these rounds once; the few that they do not hold, one by one."""
    none = np.zeros_like(limbs[0])
    low, middle, high = carried([*limbs, *[none] * (_PAIRED - len(limbs))])
    split = _MANTISSA - LIMB_BITS
    below = ((middle & ((1 << split) - 1)) << LIMB_BITS | low).astype(np.float64)
    above = ((high << LIMB_BITS - split) + (middle >> split)).astype(np.float64)
    found = np.ldexp(np.ldexp(above, _MANTISSA) + below, -bits)
    for row in np.flatnonzero(np.abs(high) >= 1 << 2 * _MANTISSA - 1 - 2 * LIMB_BITS):
        found[row] = exactly(int(row))
    return found


def _rounded(near: Long, sizes: Long, limbs: int, exactly: Callable[[int], float]) -> Floats:
    """Round long floats that are off by a few units of their last place, relative to the sizes given; 0 where they are not."""
    limits = np.finfo(np.longdouble)
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is seen below
        slack = sizes * ((_STEPS + limbs) / 2 * limits.eps) + np.where(
            sizes > 0, 4 * limits.smallest_subnormal, 0
        )
        low, high = (near - slack).astype(np.float64), (near + slack).astype(np.float64)
    for row in np.flatnonzero(low != high):
        low[row] = exactly(int(row))
    if np.isinf(low).any():
        raise beyond()
    return low + 0.0


def _halves(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Say of which values a double holds the half."""
    size = np.abs(values.astype(np.float64))
    return (size >= _SMALL) | (size == 0) if values.dtype == np.float64 else size < _EXACT


def _long(part: Fraction) -> np.longdouble:
    """Return a part of 1 as a long float, below by less than 2**-64."""
    upper, lower = divmod(math.floor(part * (1 << 64)), 1 << 32)
    return np.longdouble(upper) * np.longdouble(2.0**-32) + np.longdouble(lower) * np.longdouble(2.0**-64)
