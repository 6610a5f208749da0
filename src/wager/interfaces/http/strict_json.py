"""JSON as the standard has it, and nothing else: keys stand once, numbers are finite, nesting has an end."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any, Final

import orjson

from wager.interfaces.http.statuses import Fault, MisspokenError

DEPTH_LIMIT = 32
"""Brackets within brackets."""

ONCE: Final = "expected each name once"
FINITE: Final = "expected a finite number; JSON has no NaN and no Infinity"
SHALLOW: Final = f"expected brackets in brackets at most {DEPTH_LIMIT} times"

_WHOLE = "body"
_WHOLE_NUMBERS = 2.0**63
"""From here on orjson reads whole numbers as others."""


class _TwiceError(ValueError):
    """A name stands twice in one object."""


def parse(text: bytes, place: str = _WHOLE) -> Any:
    """Read one JSON value.

    Parameters
    ----------
    text : bytes
        UTF-8.
    place : str
        What a fault in it is called where no name is nearer.

    Raises
    ------
    MisspokenError
        If it is no JSON, a name stands twice in one object, a number is not finite, or it is nested too deep. Only
        names and places are repeated, never values.

    Examples
    --------
    >>> parse(b'{"carrier": "UA", "distance": 1400}')
    {'carrier': 'UA', 'distance': 1400}
    >>> parse(b'{"distance": NaN}')
    Traceback (most recent call last):
    wager.interfaces.http.statuses.MisspokenError: distance: expected a finite number; JSON has no NaN and no Infinity
    """
    try:
        document = orjson.loads(text)
        if _plain(document, text):
            return document
        # orjson knows the standard to the letter; json keeps long numbers whole, and shows each pair of names.
        document = _DECODER.decode(text.decode())
    except (ValueError, RecursionError) as error:
        raise _misspoken(_fault(text, error, place)) from error
    # Most requests have fewer brackets than the limit, in whatever order.
    if text.count(b"{") + text.count(b"[") > DEPTH_LIMIT and _too_deep(document):
        raise _misspoken((place, "depth", SHALLOW))
    return document


def _plain(document: Any, text: bytes) -> bool:
    """Whether an object of scalars holds each name once, and no whole number that was too long to stay whole.

    Every text stands between two quotes: a name that stands twice has left more of them than the document can hold,
    and so has a quote within a text. Most requests are told so in a third of the time.
    """
    if document.__class__ is not dict:
        return False
    texts = len(document)
    for value in document.values():
        kind = value.__class__
        if kind is str:
            texts += 1
        elif (kind is float and not -_WHOLE_NUMBERS < value < _WHOLE_NUMBERS) or kind is dict or kind is list:
            return False
    return text.count(b'"') == 2 * texts


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return document


_DECODER = json.JSONDecoder(object_pairs_hook=_once)


def _misspoken(fault: Fault) -> MisspokenError:
    return MisspokenError(400, f"{fault[0]}: {fault[2]}", [fault])


def _fault(text: bytes, error: Exception, place: str) -> Fault:
    if isinstance(error, _TwiceError):
        return (_short(str(error)), "duplicate", ONCE)
    if isinstance(error, RecursionError):
        return (place, "depth", SHALLOW)
    if not text.strip():
        return (place, "json", "expected JSON, and nothing came")
    infinite = _infinite(text)
    if infinite is not None:
        return (infinite or place, "finite", FINITE)
    at = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
    return (place, "json", f"expected JSON in UTF-8; it breaks off{at}")


def _infinite(text: bytes) -> str | None:
    """Name the column with a number that JSON cannot hold: "" where it has no name, None where there is none."""
    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found.extend(_short(name) for name, value in pairs if _not_finite(value))
        return {}

    try:
        document = json.loads(text, object_pairs_hook=look)
    except (ValueError, RecursionError):
        return None
    values = document if isinstance(document, list) else [document]
    return found[0] if found else "" if any(map(_not_finite, values)) else None


def _not_finite(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


def _short(name: str) -> str:
    """Keep an answer short and writable, whatever the caller calls a column."""
    return name.encode("utf-8", "replace").decode()[:100]


def _too_deep(document: Any) -> bool:
    level = [document]
    for _ in range(DEPTH_LIMIT):
        level = [child for each in level for child in _inside(each) if isinstance(child, dict | list)]
    return bool(level)


def _inside(document: Any) -> Iterable[Any]:
    return document.values() if isinstance(document, dict) else document
