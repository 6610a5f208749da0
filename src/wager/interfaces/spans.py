"""Lengths of time as people say them: days, and hours or minutes where a day is too coarse."""

from __future__ import annotations


def span_text(days: float) -> str:
    """Print a length of time.

    Examples
    --------
    >>> [span_text(days) for days in (5.0, 12.345, 0.5, 1 / 12, 0.02, 0.0001, 0.0)]
    ['5 d', '12.3 d', '12 h', '2 h', '29 min', '< 1 min', '0 d']
    """
    if days >= 1 or not days:
        return f"{_short(days)} d"
    if days * 24 >= 1:
        return f"{_short(days * 24)} h"
    minutes = days * 24 * 60
    return f"{minutes:.0f} min" if minutes >= 1 else "< 1 min"


def used_text(used: float, days: float) -> str:
    """Say how much of a length of time is used.

    Examples
    --------
    >>> used_text(1.25, 5.0), used_text(0.0, 5.0), used_text(0.1, 5.0)
    ('1.2 of 5 days used', '0 of 5 days used', '2.4 h of 5 d used')
    """
    if all(length >= 1 or not length for length in (used, days)):
        return f"{_short(used)} of {_short(days)} days used"
    return f"{span_text(used)} of {span_text(days)} used"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
