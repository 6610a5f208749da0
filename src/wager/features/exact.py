"""Exact sums: no order of addition, no number of threads and no deleted row changes a bit.

A number is held as three limbs of 32 bits, `(high * 2**64 + middle * 2**32 + low) / 2**fraction_bits`, each
in a 64-bit integer, so that up to 2**31 of them add up limb by limb without a carry. Integers have no
fraction; floats are rounded once, to a multiple of 2**-40, before anything is added. One finaliser makes
the double that is nearest to the exact sum, so a state built event by event ends in the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

FRACTION_BITS = 40
"""Floats are summed in multiples of 2**-40, about 1e-12."""

BOUND = 2.0**55
"""Floats of this size and beyond are refused: their sums would leave the limbs."""

_LIMB = (1 << 32) - 1
_LOW_BITS = 53  # of the exact sum go into one double, the bits above them into another


@dataclass(frozen=True)
class Exact:
    """Many exact numbers.

    Attributes
    ----------
    low, middle, high : ndarray of int64, shape (n,)
        The limbs, not necessarily carried over.
    fraction_bits : int
        How many of the bits lie behind the point: 0 or 40.

    Examples
    --------
    >>> tenths = of_floats(np.full(3, 0.5))
    >>> float(to_floats(tenths)[0])
    0.5
    """

    low: Integers
    middle: Integers
    high: Integers
    fraction_bits: int

    @property
    def limbs(self) -> tuple[Integers, Integers, Integers]:
        """The three limbs, least first."""
        return self.low, self.middle, self.high

    def take(self, places: Integers) -> Exact:
        """Choose some of them."""
        return Exact(self.low[places], self.middle[places], self.high[places], self.fraction_bits)


def of_integers(values: Integers) -> Exact:
    """Hold 64-bit integers.

    Examples
    --------
    >>> of_integers(np.array([-1])).limbs
    (array([4294967295]), array([-1]), array([0]))
    """
    return Exact(values & _LIMB, values >> 32, np.zeros_like(values), 0)


def of_floats(values: Floats) -> Exact:
    """Hold floats, each rounded to the nearest multiple of 2**-40.

    Raises
    ------
    BadInputError
        If one is infinite, not a number, or of size 2**55 and beyond.

    Examples
    --------
    >>> [int(limb[0]) for limb in of_floats(np.array([-1.5])).limbs]
    [0, -384, 0]
    """
    size = np.abs(values)
    outside = ~(size < BOUND)
    if outside.any():
        worst = values[outside][0]
        raise BadInputError(
            f"the value {worst} cannot be summed exactly; expected a finite number below 2**55 in size; "
            "clip it or declare a range for its column"
        )
    scaled = np.rint(np.ldexp(size, FRACTION_BITS))  # below 2**95: every step from here on is exact
    high = np.floor(np.ldexp(scaled, -64))
    scaled -= np.ldexp(high, 64)
    middle = np.floor(np.ldexp(scaled, -32))
    low = scaled - np.ldexp(middle, 32)
    sign = np.where(values < 0, -1, 1)
    low, middle, high = (sign * limb.astype(np.int64) for limb in (low, middle, high))
    return Exact(low, middle, high, FRACTION_BITS)


def carried(numbers: Exact) -> Exact:
    """Carry over, so that equal numbers have equal limbs; only the high one may be negative."""
    middle = numbers.middle + (numbers.low >> 32)
    high = numbers.high + (middle >> 32)
    return Exact(numbers.low & _LIMB, middle & _LIMB, high, numbers.fraction_bits)


def to_integers(numbers: Exact) -> Integers:
    """Return whole numbers as 64-bit integers.

    Raises
    ------
    BadInputError
        If one does not fit.

    Examples
    --------
    >>> to_integers(of_integers(np.array([-5, 2**62])))
    array([                 -5, 4611686018427387904])
    """
    whole = carried(numbers)
    top = whole.middle >> 31
    if not np.array_equal(whole.high, -top):
        raise BadInputError(
            "a sum of integers leaves the range of 64 bits; sum a float instead: `sum(float(x))`"
        )
    return (whole.middle << 32) | whole.low


def to_floats(numbers: Exact) -> Floats:
    """Return the double nearest to each number, ties to even.

    Examples
    --------
    >>> parts = of_floats(np.array([0.1, 0.2, -0.3]))
    >>> total = Exact(*(limb.sum(keepdims=True) for limb in parts.limbs), fraction_bits=40)
    >>> bool(abs(to_floats(total)[0]) < 3 * 2**-41)
    True
    """
    whole = carried(numbers)
    # Two doubles hold the number exactly, so their sum, rounded once, is the nearest double.
    low = ((whole.middle & ((1 << (_LOW_BITS - 32)) - 1)) << 32 | whole.low).astype(np.float64)
    above = (whole.high << (64 - _LOW_BITS)) + (whole.middle >> (_LOW_BITS - 32))
    result = np.ldexp(np.ldexp(above.astype(np.float64), _LOW_BITS) + low, -whole.fraction_bits)
    for row in np.flatnonzero(np.abs(whole.high) >= 1 << (_LOW_BITS - 12)):
        result[row] = _nearest(whole, int(row))
    return result


def _nearest(numbers: Exact, row: int) -> float:
    low, middle, high = (int(limb[row]) for limb in numbers.limbs)
    return float(Fraction((high << 64) + (middle << 32) + low, 1 << numbers.fraction_bits))
