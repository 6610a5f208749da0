"""Pieces of Spark's SQL that several rows need: rounding and casts that are its own there, and not those of the language.

All assume `spark.sql.ansi.enabled`, under which an integer that overflows is an error.
"""

from __future__ import annotations

INFINITY = "CAST('Infinity' AS DOUBLE)"
LARGEST = "1.7976931348623157E308D"
_BEYOND = "9.223372036854775808E18D"
"""2^63, which Spark casts to 2^63 - 1 without a word."""


def finite(number: str) -> str:
    """Write a float that is null where it is not finite, with the float written once.

    The remainder by infinity is the number itself, its zero's sign included, and no number where it is infinite.
    """
    return f"nanvl({number} % {INFINITY}, CAST(NULL AS DOUBLE))"


def nearest(number: str) -> str:
    """Write a float rounded to a whole one, half away from zero; Spark's `round` goes by the decimal digits.

    Examples
    --------
    >>> nearest("x")
    'CASE WHEN abs(x) - abs(rint(x)) = 0.5D THEN rint(x) + signum(x) ELSE rint(x) END'
    """
    return f"CASE {_nearest(number)}"


def nearest_bigint(number: str) -> str:
    """Write a float rounded half away from zero to a BIGINT, an error where that does not fit."""
    return f"CAST(CASE WHEN {number} >= {_BEYOND} THEN {INFINITY} {_nearest(number)} AS BIGINT)"


def _nearest(number: str) -> str:
    whole = f"rint({number})"  # half to even, so that a half may have gone the wrong way
    return f"WHEN abs({number}) - abs({whole}) = 0.5D THEN {whole} + signum({number}) ELSE {whole} END"


def bigint(number: str) -> str:
    """Write a float cut off to a BIGINT, an error where that does not fit."""
    return f"CAST(CASE WHEN {number} >= {_BEYOND} THEN {INFINITY} ELSE {number} END AS BIGINT)"


def floor(number: str) -> str:
    """Write the whole float below or at a float; Spark's `floor` is an integer, and zero has no sign there."""
    return f"CASE WHEN rint({number}) > {number} THEN rint({number}) - 1 ELSE rint({number}) END"


def ceil(number: str) -> str:
    """Write the whole float above or at a float, with its sign."""
    return f"CASE WHEN rint({number}) < {number} THEN -(-rint({number}) - 1) ELSE rint({number}) END"


def to_scale(number: str, scale: int) -> str:
    """Write an integer rounded to a multiple of a power of ten, half away from zero."""
    rest = f"{number} % {scale}L"
    down = f"{number} - {rest}"
    up = f"WHEN {rest} >= {scale // 2}L THEN {down} + {scale}L"
    return f"CASE {up} WHEN {rest} <= -{scale // 2}L THEN {down} - {scale}L ELSE {down} END"


def is_all(text: str, pattern: str) -> str:
    """Write that a text is of a pattern, spaces around it aside; `$` would overlook a line break at the end."""
    escaped = (rf"^{pattern}\z").replace("\\", "\\\\")
    return f"trim({text}) RLIKE '{escaped}'"
