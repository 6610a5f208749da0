"""Records of a log as JSON text that gives back the same bits, also of what JSON has no word for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from wager.foundation.errors import BadInputError

_NAMED = b'{"float":"'


def write_record(record: Mapping[str, Any]) -> bytes:
    """Write a record; NaN and the infinities become `{"float": "nan"}` and the like.

    Raises
    ------
    BadInputError
        If it holds what no JSON can say.

    Examples
    --------
    >>> write_record({"a": 0.1, "b": float("inf"), "c": None})
    b'{"a":0.1,"b":{"float":"inf"},"c":null}'
    """
    try:
        return orjson.dumps(record if _finite(record.values()) else _spelled(record), default=_plain)
    except TypeError as error:
        raise BadInputError(
            f"a record cannot be logged: {error}; expected texts in valid Unicode, numbers, true, false and null"
        ) from error


def read_record(text: bytes) -> dict[str, Any]:
    """Read what `write_record` wrote.

    Examples
    --------
    >>> read_record(b'{"a":0.1,"b":{"float":"inf"}}')
    {'a': 0.1, 'b': inf}
    """
    try:
        record: dict[str, Any] = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadInputError(
            f"a record of the log is no JSON ({error}); expected what wager wrote; restore the log from a copy"
        ) from error
    return _unspelled(record) if _NAMED in text else record


def _finite(values: Iterable[Any]) -> bool:
    """Whether there is no number that JSON cannot write; orjson would make it null without a word."""
    for value in values:
        kind = value.__class__
        if kind is float:
            if value - value:  # NaN for what is not finite
                return False
        elif (kind is dict and not _finite(value.values())) or (kind is list and not _finite(value)):
            return False
    return True


def _spelled(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(float(value))}
    if isinstance(value, Mapping):
        return {key: _spelled(item) for key, item in value.items()}
    return [_spelled(item) for item in value] if isinstance(value, list | tuple) else value


def _unspelled(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"float"} and value["float"] in {"nan", "inf", "-inf"}:
            return float(value["float"])
        return {key: _unspelled(item) for key, item in value.items()}
    return [_unspelled(item) for item in value] if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    """Turn a number of numpy into Python's, exactly; a mapping into a dict."""
    if isinstance(value, Mapping):
        return _spelled(value)
    if hasattr(value, "item"):
        return _spelled(value.item())
    raise TypeError(f"a value is of type {type(value).__name__}")
