"""Exact sums one number at a time: what `exact.py` does with arrays, with Python's own integers."""

from __future__ import annotations

import math

from wager.features.finish import nearest
from wager.foundation.errors import BadInputError

FRACTION_BITS = 1074
"""Every double is a whole number of 2**-1074, the least that there is."""


def quantum(value: float, *, floating: bool) -> int:
    """Turn a number into what is added up: whole numbers as they are, floats in multiples of 2**-1074.

    Raises
    ------
    BadInputError
        If it is infinite or not a number.

    Examples
    --------
    >>> quantum(0.5, floating=True) == 2**1073
    True
    """
    if not floating:
        return int(value)
    if not math.isfinite(value):
        raise infinite(value)
    above, below = value.as_integer_ratio()
    return above << FRACTION_BITS + 1 - below.bit_length()


def as_float(total: int) -> float:
    """Return the double nearest to a sum of quanta, ties to even.

    Raises
    ------
    BadInputError
        If it lies beyond all doubles.

    Examples
    --------
    >>> as_float(quantum(0.1, floating=True) * 10)  # in doubles, one after the other: 0.9999999999999999
    1.0
    """
    return nearest(total, 1 << FRACTION_BITS)


def as_integer(total: int) -> int:
    """Return a sum of whole numbers.

    Raises
    ------
    BadInputError
        If it does not fit into 64 bits.
    """
    if not -(1 << 63) <= total < 1 << 63:
        raise too_wide()
    return total


def infinite(value: float) -> BadInputError:
    """Say that a value has no exact sum."""
    return BadInputError(
        f"the value {value} cannot be summed exactly; expected a finite number; clip it or declare a range for its column"
    )


def too_wide() -> BadInputError:
    """Say that a sum of whole numbers is no 64-bit integer."""
    return BadInputError(
        "a sum of integers leaves the range of 64 bits; sum a float instead: `sum(float(x))`"
    )
