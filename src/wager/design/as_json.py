"""Write records as JSON values that say all that they mean, and nothing of where they stood."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from wager.expressions.tree import Aggregate, Call, Column, Literal, to_json
from wager.foundation.amounts import Change, Duration, Money, Rate, Relative, Share

PLACES = frozenset(("line", "lines", "path", "front_lines", "unread", "written"))
"""Fields that say where a thing stands."""

_TREES = (Literal, Column, Call, Aggregate)
_AMOUNTS = (Money, Duration, Share, Change, Relative, Rate)
_PLAIN = frozenset((str, int, float, bool, type(None)))


def as_json(value: Any) -> Any:
    """Turn a record, and all that it holds, into JSON values.

    Examples
    --------
    >>> from wager.foundation.amount_texts import parse_duration
    >>> as_json({"timebox": parse_duration("5 d"), "needs": ("a",)})
    {'timebox': {'duration': 432000000000}, 'needs': ['a']}
    """
    kind = type(value)
    if kind in _PLAIN:  # most of what a record holds
        return value
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, _TREES):
        return to_json(value)
    if isinstance(value, _AMOUNTS):
        return _amount(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if is_dataclass(kind):
        return {name: as_json(getattr(value, name)) for name in _told(kind)}
    return str(value) if isinstance(value, str) else value


@cache
def _told(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if one.name not in PLACES)


def _amount(value: Any) -> Any:
    if isinstance(value, Money):
        return {"money": value.minor, "currency": value.currency}
    if isinstance(value, Duration):
        return {"duration": value.microseconds}
    if isinstance(value, Rate):
        return {"rate": as_json(value.amount), "per": value.per.microseconds}
    return {type(value).__name__.lower(): as_json(value.value)}
