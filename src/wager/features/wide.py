"""Whole numbers of any width, many at a time: limbs of 32 bits in 64-bit integers, least first.

Sums and products are made limb by limb, without a loss; a double is made of the result at the very end, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from wager.features.exact import LIMB, LIMB_BITS, SAFE, Exact, Integers, carried, is_nothing, nothing

Limbs = list[Integers]
Long = NDArray[np.longdouble]


def magnitude(numbers: Exact) -> Limbs:
    """Return the size of each number, in one limb more, each below 2**32."""
    whole = carried(numbers.limbs)
    sign = np.where(whole[-1] < 0, -1, 1)
    return carried([*(sign * limb for limb in whole), np.zeros_like(sign)])


def squares(numbers: Exact) -> Iterator[Integers]:
    """Yield the limbs of the square of each number as it was made, one after the other so that one alone is in memory.

    One limb where it holds all of them and their sum; else each is below 2**32, so that 2**31 of them add up in 64 bits.

    Examples
    --------
    >>> from wager.features.exact import of_integers
    >>> limbs = list(squares(of_integers(np.array([-(2**33)]))))
    >>> sum(int(limb[0]) << 32 * place for place, limb in enumerate(limbs)) == 2**66
    True
    """
    if len(numbers.limbs) > 1:
        yield from _squares([limb if is_nothing(limb) else np.abs(limb) for limb in numbers.limbs])
        return
    (limb,) = numbers.limbs
    if float(np.square(limb.astype(np.float64)).sum()) < 2.0**SAFE:
        yield limb * limb
        return
    size = np.abs(limb)
    yield from _squares([size & LIMB, size >> LIMB_BITS])


def squared(limbs: Limbs) -> Limbs:
    """Square numbers that are carried over and not negative."""
    return list(_squares(limbs))


def scaled(by: Integers, limbs: Limbs) -> Limbs:
    """Multiply numbers that are carried over and not negative by counts below 2**31."""
    return carried([*(by * limb for limb in carried([*limbs, np.zeros_like(by)])), np.zeros_like(by)])


def minus(left: Limbs, right: Limbs) -> Limbs:
    """Take numbers away from others."""
    none = np.zeros_like(left[0])
    width = max(len(left), len(right))
    longer = ([*limbs, *[none] * (width - len(limbs))] for limbs in (left, right))
    return carried([one - other for one, other in zip(*longer, strict=True)])


def to_long(limbs: Limbs) -> tuple[Long, NDArray[np.bool_]]:
    """Return the numbers, not negative, as the longest floats there are, and which of them nothing was lost of.

    Each limb costs half a unit of the last place at most.
    """
    found = limbs[-1].astype(np.longdouble)
    whole = np.ones(len(found), np.bool_)
    for limb in limbs[-2::-1]:
        above, below = found * np.longdouble(1 << LIMB_BITS), limb.astype(np.longdouble)
        found = above + below
        whole &= found - above == below
    return found, whole


def to_int(limbs: Sequence[Integers], row: int) -> int:
    """Return one number.

    Examples
    --------
    >>> to_int([np.array([-1]), np.array([2])], 0)
    8589934591
    """
    return sum(int(limb[row]) << LIMB_BITS * place for place, limb in enumerate(limbs))


def _squares(limbs: Limbs) -> Iterator[Integers]:
    """Yield the limbs of squares, carried over: the lower halves of products of limbs, and the upper halves of those below."""
    held = {place: limb.astype(np.uint64) for place, limb in enumerate(limbs) if not is_nothing(limb)}
    none = nothing(len(limbs[0]))
    carry = none
    for place in range(2 * len(limbs)):
        found, above = carry, none
        for one, left in held.items():
            right = held.get(place - one)
            if right is None or one > place - one:
                continue
            whole, times = left * right, 1 if one == place - one else 2
            found = _plus(found, (whole & np.uint64(LIMB)).astype(np.int64) * times)
            above = _plus(above, (whole >> np.uint64(LIMB_BITS)).astype(np.int64) * times)
        yield found if is_nothing(found) else found & LIMB
        carry = above if is_nothing(found) else _plus(above, found >> LIMB_BITS)


def _plus(left: Integers, right: Integers) -> Integers:
    return right if is_nothing(left) else left + right
