"""Sizes of files and memory: read and print."""

from __future__ import annotations

import re
from decimal import Decimal

UNITS = {"kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
"""Bytes of each unit."""

_SIZE = re.compile(r"(?P<number>[0-9]{1,6}(?:\.[0-9]{1,3})?) (?P<unit>kB|MB|GB|TB)")


def parse_size(text: str) -> int:
    """Read a size.

    Raises
    ------
    ValueError
        If it is none; the message says what was expected.

    Examples
    --------
    >>> parse_size("2.5 GB")
    2500000000
    """
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError(
            f"{text!r} is no size; expected a number, a space and {', '.join(UNITS)}, such as `20 GB`"
        )
    return int(Decimal(found["number"]) * UNITS[found["unit"]])


def size_text(size: int) -> str:
    """Print a size.

    Examples
    --------
    >>> size_text(999), size_text(2_540_000_000)
    ('1 kB', '2.5 GB')
    """
    unit = next((unit for unit in reversed(UNITS) if size >= UNITS[unit]), "kB")
    number = size / UNITS[unit]
    return f"{number:,.1f} {unit}" if unit != "kB" else f"{-(-size // 1000):,} kB"
