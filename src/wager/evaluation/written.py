"""Figures as text: a sign, digits and a unit; figures that are read together have digits alike."""

from __future__ import annotations

import math
from collections.abc import Iterable

_SIGNIFICANT = 4
_TINY = 1e-4  # below, digits behind the point would be mostly zeros


def written(number: float, unit: str, *, signed: bool = False, beside: Iterable[float | None] = ()) -> str:
    """Write a number with its unit.

    Parameters
    ----------
    number : float
    unit : str
        A currency, `share` or `number`; a signed share is a change, in percentage points.
    signed : bool
        Write a plus, too; zero has no sign.
    beside : iterable of float or None
        What it is read together with, such as the ends of its interval: the largest says how many digits all have.

    Examples
    --------
    >>> written(0.0312, "share", signed=True), written(0.612, "share"), written(5.144, "number")
    ('+3.12 pp', '61.20 %', '5.144')
    >>> written(-47.0, "EUR"), written(-47.0, "EUR", beside=(-47.0, 1_250.0)), written(0.2, "EUR", signed=True, beside=[99.0, 100.0])
    ('-47.00 EUR', '-47 EUR', '0 EUR')
    """
    shown = number * 100 if unit == "share" else number
    known = [one for one in (number, *beside) if one is not None and math.isfinite(one)]
    digits = _digits(shown, _places(unit, known), signed=signed)
    if unit == "share":
        return f"{digits} pp" if signed else f"{digits} %"
    return digits if unit == "number" else f"{digits} {unit}"


def bare(text: str) -> str:
    """Leave the unit of a written figure away.

    Examples
    --------
    >>> bare("+3.12 pp")
    '+3.12'
    """
    return text.partition(" ")[0]


def _digits(number: float, places: int | None, *, signed: bool) -> str:
    form = f",.{_SIGNIFICANT}g" if places is None else f",.{places}f"
    text = f"{number:{'+' if signed else ''}{form}}"
    return text if any(digit in text for digit in "123456789infa") else text.lstrip("+-")


def _places(unit: str, numbers: list[float]) -> int | None:
    """Say how many digits stand behind the point; None where so many are needed that a power of ten says it better."""
    largest = max(map(abs, numbers), default=0.0)
    if unit == "share":
        return 2
    if unit != "number":
        return 0 if largest >= 100 else 2
    if 0 < largest < _TINY:
        return None
    most = max(_SIGNIFICANT - 1 - (math.floor(math.log10(largest)) if largest else 0), 0)
    return max((_needed(number, most) for number in numbers), default=0)


def _needed(number: float, most: int) -> int:
    """Count the digits behind the point that are no zeros at the end."""
    return len(f"{number:.{most}f}".partition(".")[2].rstrip("0"))
