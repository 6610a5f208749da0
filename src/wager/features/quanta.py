"""Exact sums one number at a time: what `exact.py` does with arrays, with Python's own integers."""

from __future__ import annotations

import math

import numpy as np

from wager.features.exact import BOUND, FRACTION_BITS, Exact, of_floats, to_integers


def quantum(value: float, *, floating: bool) -> int:
    """Turn a number into what is added up: whole numbers as they are, floats in multiples of 2**-40.

    Raises
    ------
    BadInputError
        If it is too large to be summed exactly.

    Examples
    --------
    >>> quantum(0.5, floating=True) == 2**39
    True
    """
    if not floating:
        return int(value)
    if not abs(value) < BOUND:
        of_floats(np.array([value]))  # says what is wrong
    return round(math.ldexp(value, FRACTION_BITS))


def as_float(total: int, *, floating: bool) -> float:
    """Return the double nearest to a sum, ties to even.

    Examples
    --------
    >>> as_float(3 * 2**39, floating=True)
    1.5
    """
    return total / (1 << FRACTION_BITS) if floating else float(total)


def as_integer(total: int) -> int:
    """Return a sum of whole numbers.

    Raises
    ------
    BadInputError
        If it does not fit into 64 bits.
    """
    if not -(1 << 63) <= total < 1 << 63:
        low, middle, high = (
            np.array([limb]) for limb in (total & 0xFFFFFFFF, total >> 32 & 0xFFFFFFFF, total >> 64)
        )
        to_integers(Exact(low, middle, high, 0))  # says what is wrong
    return total
