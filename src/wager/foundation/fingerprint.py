"""One canonical hash for any input.

Everything that is hashed is first turned into JSON values and written by RFC 8785 (sorted keys, no
white space, one spelling per number), so that equal things have equal digests on every machine.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
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
    odd: list[Any] = []
    plain = _plain(value, odd)
    if not odd:
        with contextlib.suppress(TypeError, UnicodeEncodeError):  # the other way says what is wrong
            return _ENCODER.encode(plain).encode()
    import rfc8785

    return rfc8785.dumps(plain)


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


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
# Writes as RFC 8785 does what holds no float and no key beyond ASCII, at a tenth of the time of a writer in Python.


_LARGEST = 2**53


def _plain(value: Any, odd: list[Any]) -> Any:
    """Turn a value into what JSON has; `odd` gets what the standard library writes otherwise than RFC 8785 does."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, (list, tuple)):
        return [item if type(item) is str else _plain(item, odd) for item in value]
    if isinstance(value, dict):
        # Keys are sorted by UTF-16 units there, by code points here.
        odd += [key for key in value if not (isinstance(key, str) and key.isascii())]
        return {key: item if type(item) is str else _plain(item, odd) for key, item in value.items()}
    if isinstance(value, int):
        return str(value) if abs(value) >= _LARGEST else value
    if isinstance(value, Decimal):
        return str(value)
    odd.append(value)  # how a float is written differs
    return value
