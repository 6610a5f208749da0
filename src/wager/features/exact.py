"""Exact sums: no order of addition, no number of threads and no deleted row changes a bit.

Every float is a whole number times a power of two. The numbers of a column are held as whole numbers of the least bit that
any of them has set, `sum(limb * 2**(32 * place)) / 2**fraction_bits`, each limb in 64-bit integers, so that up to 2**31 of
them add up limb by limb without a carry and without a loss. One finaliser makes the double that is nearest to the exact sum,
so a state built event by event ends in the same bits, whatever its scale.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wager.features.quanta import infinite, too_wide

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

LIMB_BITS = 32
LIMB = (1 << LIMB_BITS) - 1
SAFE = 61
"""Bits that all numbers of a column may add up to where one limb holds them: what enters and what leaves fits as well."""

_MANTISSA = 53


@dataclass(frozen=True)
class Exact:
    """Many exact numbers.

    Attributes
    ----------
    limbs : tuple of ndarray of int64, shape (n,)
        Least first, not necessarily carried over: one where it holds all of them and their sum, else as many as they need.
        One that is 0 for all of them may be `nothing`.
    fraction_bits : int
        How many of the bits lie behind the point.

    Examples
    --------
    >>> halves = of_floats(np.array([0.5, -1.5]))
    >>> [limb.tolist() for limb in halves.limbs], halves.fraction_bits
    ([[1, -3]], 1)
    """

    limbs: tuple[Integers, ...]
    fraction_bits: int = 0

    def take(self, places: Integers) -> Exact:
        """Choose some of them."""
        return Exact(tuple(taken(limb, places) for limb in self.limbs), self.fraction_bits)


def nothing(count: int) -> Integers:
    """Return zeros that take no memory: between the bits of very large and very small numbers most limbs are empty."""
    return np.broadcast_to(np.int64(0), count)


def is_nothing(limb: Integers) -> bool:
    """Tell whether zeros are those of `nothing`."""
    return limb.strides == (0,)


def taken(limb: Integers, places: Integers) -> Integers:
    """Choose some numbers of a limb."""
    return nothing(len(places)) if is_nothing(limb) else limb[places]


def of_integers(values: Integers) -> Exact:
    """Hold 64-bit integers.

    Examples
    --------
    >>> of_integers(np.array([-1])).limbs
    (array([-1]),)
    >>> of_integers(np.array([-1, 2**62])).limbs
    (array([-1,  0]), array([         0, 1073741824]))
    """
    if _together(float(np.abs(values.astype(np.float64)).max(initial=0)), len(values)) <= SAFE:
        return Exact((values,))
    low = np.fmod(values, 1 << LIMB_BITS)  # with the sign of the number, as in all limbs
    return Exact((low, (values - low) >> LIMB_BITS))


def of_floats(values: Floats) -> Exact:
    """Hold floats, none of them rounded.

    Raises
    ------
    BadInputError
        If one is infinite or not a number.

    Examples
    --------
    >>> tenth = of_floats(np.array([0.1]))
    >>> int(tenth.limbs[0][0]) / 2**tenth.fraction_bits
    0.1
    >>> [int(limb[0]) for limb in of_floats(np.array([-1.5, 2.0**64])).limbs]
    [-3, 0, 0]
    """
    size = np.abs(values)
    if not np.isfinite(size).all():
        raise infinite(values[~np.isfinite(values)][0])
    bits, greatest = _fraction_bits(size), float(size.max(initial=0))
    if _together(greatest, len(values)) + bits <= SAFE:
        return Exact((np.ldexp(values, bits).astype(np.int64),), bits)
    limbs, sign = [], np.where(values < 0, -1, 1)
    for place in reversed(range(-(-(math.frexp(greatest)[1] + bits) // LIMB_BITS))):
        left = bits - LIMB_BITS * place
        limb = np.floor(np.ldexp(size, left))  # what is lost below 1 by it is not of this limb
        size -= np.ldexp(limb, -left)
        limbs.append(sign * limb.astype(np.int64) if limb.any() else nothing(len(sign)))
    return Exact(tuple(reversed(limbs)), bits)


def carried(limbs: Sequence[Integers]) -> list[Integers]:
    """Carry over, so that equal numbers have equal limbs: all but the last end in 0 to 2**32 - 1, and the last has the sign.

    Examples
    --------
    >>> [int(limb[0]) for limb in carried([np.array([-1]), np.array([0])])]
    [4294967295, -1]
    """
    found, over = [], np.zeros_like(limbs[0])
    for limb in limbs[:-1]:
        whole = limb + over
        found.append(whole & LIMB)
        over = whole >> LIMB_BITS
    return [*found, limbs[-1] + over]


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
    low, *rest = carried(numbers.limbs)
    if not rest:
        return low
    (high,) = rest
    if (high >> 31 != high >> 63).any():
        raise too_wide()
    return (high << LIMB_BITS) | low


def _together(greatest: float, count: int) -> int:
    """Bound the bits before the point of the sum of so many numbers, none greater than one."""
    return math.frexp(greatest)[1] + count.bit_length()


def _fraction_bits(size: Floats) -> int:
    """Count the bits behind the point, up to the last that is set in any of the numbers; none is negative."""
    if (np.floor(size) == size).all():
        return 0
    mantissa, exponent = np.frexp(size[size != 0])
    whole = np.ldexp(mantissa, _MANTISSA).astype(np.int64)
    last = np.frexp((whole & -whole).astype(np.float64))[1] - 1
    return int((_MANTISSA - exponent - last).max())
