"""From exact states to doubles: each answer is rounded once, to the nearest double, ties to even.

One answer is stated here with whole numbers and fractions; `finish_many.py` has the same bits for many.
The quantile is definition 7 of Hyndman and Fan (1996), Sample quantiles in statistical packages, The American Statistician
50(4), with the level as the decimal that was written.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from wager.foundation.errors import BadInputError

_ROOT_BITS = 64  # of a root, before it is rounded: more than a double and two bits have


def nearest(above: int, below: int) -> float:
    """Return the double nearest to a fraction, ties to even.

    Raises
    ------
    BadInputError
        If it lies beyond all doubles.

    Examples
    --------
    >>> nearest(1, 3)
    0.3333333333333333
    """
    try:
        return above / below
    except OverflowError:
        raise beyond() from None


def mean_of(count: int, total: int, fraction_bits: int) -> float:
    """Return the mean of values of which there is one at least.

    Parameters
    ----------
    count, total : int
        How many there are, and their sum in quanta.
    fraction_bits : int
        A quantum is `2**-fraction_bits`.

    Examples
    --------
    >>> mean_of(4, 10, 0)
    2.5
    """
    return total / (count << fraction_bits)


def variance_of(count: int, total: int, squares: int, fraction_bits: int) -> float:
    """Return the variance, over n - 1, of two values or more; `squares` is the sum of the squares of quanta.

    Examples
    --------
    >>> variance_of(3, 1 + 2 + 6, 1 + 4 + 36, 0)
    7.0
    """
    above, below = _variance(count, total, squares)
    return nearest(above, below << 2 * fraction_bits)


def deviation_of(count: int, total: int, squares: int, fraction_bits: int) -> float:
    """Return the root of the variance, rounded once.

    Examples
    --------
    >>> deviation_of(3, 1 + 2 + 6, 1 + 4 + 36, 0) == 7**0.5
    True
    """
    above, below = _variance(count, total, squares)
    root, shift = _root(above, below)
    return nearest(root, 1 << shift + fraction_bits)


def place_of_level(count: int, level: Fraction) -> tuple[int, Fraction]:
    """Return between which two of the sorted values a quantile lies: the lower one, and how far behind it.

    Examples
    --------
    >>> place_of_level(4, Fraction(1, 2))
    (1, Fraction(1, 2))
    """
    place = (count - 1) * level
    return math.floor(place), place - math.floor(place)


def between(low: Any, high: Any, part: Fraction) -> float:
    """Return what lies a part of the way from a number to another.

    Examples
    --------
    >>> between(1, 2.5, Fraction(1, 3))
    1.5
    """
    return float(Fraction(low) * (1 - part) + Fraction(high) * part)


def beyond() -> BadInputError:
    """Say that an answer is no double."""
    return BadInputError(
        "a sum or a variance of floats lies beyond the greatest of them, about 1.8e308; scale the values: `x / 1e200`"
    )


def _variance(count: int, total: int, squares: int) -> tuple[int, int]:
    return count * squares - total * total, count * (count - 1)


def _root(above: int, below: int) -> tuple[int, int]:
    """Return the square root of a fraction times a power of two, to be rounded once, and that power.

    A root of 64 bits and more is cut off, and its last bit set where anything was lost, so that rounding it sees on which side
    it lies.
    """
    shift = max(0, _ROOT_BITS + 1 - (above.bit_length() - below.bit_length()) // 2)
    quotient, rest = divmod(above << 2 * shift, below)
    root = math.isqrt(quotient)
    return root | (rest > 0 or root * root != quotient), shift
