"""Whole numbers of any width, many at a time: limbs of 32 bits in 64-bit integers, least first.

A sum of squares of 2**-40 needs up to 220 bits. Sums and products are made limb by limb, without a loss; a double is made of
the result at the very end, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from wager.features.exact import Exact, Integers
from wager.features.exact import carried as carried_over

Limbs = list[Integers]
Long = NDArray[np.longdouble]

_BITS = 32
_LIMB = (1 << _BITS) - 1


def carried(limbs: Sequence[Integers]) -> Limbs:
    """Carry over: all limbs but the last end between 0 and 2**32, and the last has the sign.

    Examples
    --------
    >>> [int(limb[0]) for limb in carried([np.array([-1]), np.array([0])])]
    [4294967295, -1]
    """
    found, over = [], np.zeros_like(limbs[0])
    for limb in limbs[:-1]:
        whole = limb + over
        found.append(whole & _LIMB)
        over = whole >> _BITS
    return [*found, limbs[-1] + over]


def magnitude(numbers: Exact) -> Limbs:
    """Return the size of each number, in four limbs."""
    whole = carried_over(numbers)
    sign = np.where(whole.high < 0, -1, 1)
    low, middle, high = (sign * limb for limb in whole.limbs)
    return carried([low, middle, high, np.zeros_like(high)])


def squares(numbers: Exact) -> Iterator[Integers]:
    """Yield the limbs of the square of each number, one after the other so that one alone is in memory.

    They are not carried over, and below 2**35: 2**28 of them add up in 64 bits.

    Examples
    --------
    >>> from wager.features.exact import of_integers
    >>> limbs = list(squares(of_integers(np.array([-(2**33)]))))
    >>> sum(int(limb[0]) << 32 * place for place, limb in enumerate(limbs)) == 2**66
    True
    """
    parts = magnitude(numbers)
    while len(parts) > 1 and not parts[-1].any():
        parts.pop()
    return _products(parts, parts)


def product(left: Limbs, right: Limbs) -> Limbs:
    """Multiply numbers that are carried over and not negative."""
    return carried([*_products(left, right)])


def scaled(by: Integers, limbs: Limbs) -> Limbs:
    """Multiply numbers that are carried over and not negative by counts below 2**31."""
    return carried([*(by * limb for limb in carried([*limbs, np.zeros_like(by)])), np.zeros_like(by)])


def minus(left: Limbs, right: Limbs) -> Limbs:
    """Take numbers away from others."""
    none = np.zeros_like(left[0])
    width = max(len(left), len(right))
    longer = ([*limbs, *[none] * (width - len(limbs))] for limbs in (left, right))
    return carried([one - other for one, other in zip(*longer, strict=True)])


def to_long(limbs: Limbs) -> Long:
    """Return the numbers, not negative, as the longest floats there are: each step is off by half a unit at most."""
    found = limbs[-1].astype(np.longdouble)
    for limb in limbs[-2::-1]:
        found = found * np.longdouble(1 << _BITS) + limb.astype(np.longdouble)
    return found


def to_int(limbs: Sequence[Integers], row: int) -> int:
    """Return one number.

    Examples
    --------
    >>> to_int([np.array([-1]), np.array([2])], 0)
    8589934591
    """
    return sum(int(limb[row]) << _BITS * place for place, limb in enumerate(limbs))


def _products(left: Limbs, right: Limbs) -> Iterator[Integers]:
    """Yield limb by limb the lower halves of its products and the upper halves of the products below."""
    for place in range(len(left) + len(right)):
        found = np.zeros_like(left[0])
        for one, limb in enumerate(left):
            for other, half in ((place - one, 0), (place - one - 1, _BITS)):
                if 0 <= other < len(right):
                    whole = limb.astype(np.uint64) * right[other].astype(np.uint64)
                    found += ((whole >> np.uint64(half)) & np.uint64(_LIMB)).astype(np.int64)
        yield found
