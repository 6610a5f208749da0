"""One canonical hash for any input.

Everything that is hashed is first turned into JSON values and written by RFC 8785 (sorted keys, no
white space, one spelling per number), so that equal things have equal digests on every machine.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

SHORT = 12
"""Characters of a digest that are shown to people."""


def canonical(value: Any) -> bytes:
    """Write JSON-like values by RFC 8785; decimals become strings, tuples become lists.

    Parameters
    ----------
    value : None, bool, int, float, str, Decimal, or list, tuple, dict of these
        Keys of dicts are strings. Integers from 2**53 on are written as strings.

    Returns
    -------
    bytes
        UTF-8.

    Examples
    --------
    >>> canonical({"b": 1, "a": (2, None)})
    b'{"a":[2,null],"b":1}'
    """
    import rfc8785

    return rfc8785.dumps(_plain(value))


def digest(value: Any) -> str:
    """Hash JSON-like values.

    Returns
    -------
    str
        64 hexadecimal characters: SHA-256 of `canonical(value)`.

    Examples
    --------
    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(canonical(value)).hexdigest()


def file_digest(path: Path) -> str:
    """Hash the bytes of a file: SHA-256 in 64 hexadecimal characters."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def short(full: str) -> str:
    """Shorten a digest for people.

    Examples
    --------
    >>> short("0123456789abcdef")
    '0123456789ab'
    """
    return full[:SHORT]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**53:
        return str(value)
    return value
