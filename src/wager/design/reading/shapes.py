"""Which values a key takes, as a JSON Schema (draft 2020-12): what editors complete from.

A shape is a fragment of such a schema. Each reader of `fields.py` carries its own, so a schema is never
written beside the reader that it describes. Amounts are told by pattern, from the tables of units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from wager.foundation.amounts import CURRENCIES, MICROSECONDS, PERIODS

Shape = dict[str, Any]
"""A fragment of a schema: JSON values."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NUMBER = r"[+-]?\d+(\.\d+)?"
_QUANTITY = rf"{_NUMBER}[kM]?"
_CURRENCY = "|".join(sorted(CURRENCIES))
_UNIT = "|".join(MICROSECONDS)
_DURATION = rf"{_QUANTITY} ({_UNIT})"
_PERIOD = rf"({'|'.join(PERIODS)}|{_DURATION})"
_DAY = r"\d{4}-\d{2}-\d{2}"
_SCALAR = ["string", "number", "boolean"]


def _amount(title: str, pattern: str, *examples: str) -> Shape:
    return {"title": title, "type": "string", "pattern": rf"^\s*({pattern})\s*$", "examples": list(examples)}


DEFINITIONS: Mapping[str, Shape] = {
    "text": {"title": "text", "type": _SCALAR, "pattern": r"\S"},
    "value": {"title": "value", "type": [*_SCALAR, "null"]},
    "expression": {"title": "expression", "type": _SCALAR, "pattern": r"\S"},
    "duration": _amount("duration", _DURATION, "50 ms", "2 h", "5 d"),
    "every": _amount("`every` and a duration", rf"every {_DURATION}", "every 90 d"),
    "money": _amount("money", rf"{_QUANTITY} ({_CURRENCY})", "18 USD", "20k USD"),
    "rate": _amount(
        "rate", rf"{_QUANTITY}( ({_CURRENCY}))? per {_PERIOD}", "400 USD per month", "200 per 7 d"
    ),
    "money rate": _amount(
        "money per time", rf"{_QUANTITY} ({_CURRENCY}) per {_PERIOD}", "400 USD per month", "1M USD per year"
    ),
    "count rate": _amount("number per time", rf"{_QUANTITY} per {_PERIOD}", "200 per 7 d"),
    "share": {
        "title": "share",
        "anyOf": [
            {"type": "number", "minimum": 0, "maximum": 1},
            {"type": "string", "pattern": rf"^\s*{_QUANTITY} %\s*$"},
        ],
        "examples": ["50 %"],
    },
    "range": _amount("range", rf"({_NUMBER})?\s*\.\.\s*({_NUMBER})?", "0 .. 6000"),
    "moment": _amount(
        "moment",
        rf"{_DAY}([ T]\d{{2}}:\d{{2}}(:\d{{2}}(\.\d{{1,6}})?)?)?( ?(UTC|Z))?",
        "2013-09-01",
        "2013-09-01 12:00 UTC",
    ),
    "whole": {"title": "whole number", "type": "integer"},
    "number": {"title": "number", "type": "number"},
    "flag": {"title": "true or false", "type": "boolean"},
    "goal": {
        "title": "goal sentence",
        "type": "string",
        "pattern": r"^\s*(Increase|Decrease|Improve|Keep)\s",
        "examples": ["Increase net by 8000 USD over champion without decreasing recall by more than 2 pp"],
    },
    "metric": {"title": "metric sentence", "type": "string", "examples": ["money per 1000 flights"]},
    "watch": {
        "title": "watch sentence",
        "type": "string",
        "examples": ["net over do_nothing", "age of weather"],
    },
    "red": {
        "title": "limit",
        "type": ["string"],
        "pattern": r"\b(above|below)\b",
        "examples": ["above 3 h", "5 pp below holdout"],
    },
}
"""The shapes that have a name; a schema holds those that it uses under `$defs`."""


class Key(Protocol):
    """What a table says of one key."""

    @property
    def required(self) -> bool:
        """Whether it must be there."""
        ...

    @property
    def means(self) -> str:
        """What it says, for people."""
        ...

    @property
    def shape(self) -> Shape:
        """Which values it takes."""
        ...


def named_shape(name: str) -> Shape:
    """Refer to one of the shapes that have a name."""
    assert name in DEFINITIONS, name
    return {"$ref": f"#/$defs/{name.replace(' ', '_')}"}


def name_shape(pattern: re.Pattern[str]) -> Shape:
    """Take a name of a pattern."""
    return {"title": "name", "type": "string", "pattern": f"^({pattern.pattern})$"}


def one_of(words: Iterable[str]) -> Shape:
    """Take one of a few words."""
    return {"enum": list(words)}


def either(*shapes: Shape) -> Shape:
    """Take what one of several shapes takes."""
    return {"anyOf": list(shapes)}


def one_or_list(shape: Shape, *, least: int = 0) -> Shape:
    """Take one value or a list of them: `x` and `[x]` are the same (formats.md, section 1)."""
    several: Shape = {"type": "array", "items": shape}
    if least:
        several["minItems"] = least
    return {"anyOf": [shape, several]}


def map_of(shape: Shape, keys: re.Pattern[str] | None = None, noun: str = "name") -> Shape:
    """Take a map of free names."""
    found: Shape = {"type": "object", "additionalProperties": shape, "title": f"map by {noun}"}
    if keys is not None:
        found["propertyNames"] = {"pattern": f"^({keys.pattern})$"}
    return found


def record_of(table: Mapping[str, Key]) -> Shape:
    """Take a map with the keys of a table.

    Examples
    --------
    >>> from wager.design.reading.fields import duration, must
    >>> record_of({"timebox": must(duration, "how long")})["required"]
    ['timebox']
    """
    found: Shape = {
        "type": "object",
        "properties": {key: _described(one) for key, one in table.items()},
        "additionalProperties": False,
    }
    required = [key for key, one in table.items() if one.required]
    return {**found, "required": required} if required else found


def _described(key: Key) -> Shape:
    shape = _not_empty(key.shape) if key.required else key.shape
    return {**shape, "description": key.means} if key.means else dict(shape)


def _not_empty(shape: Shape) -> Shape:
    """Ask for at least one item where a required key takes one value or a list of them."""
    one, *rest = shape.get("anyOf", [None])
    if len(rest) != 1 or rest[0].get("items") != one:
        return shape
    return {**shape, "anyOf": [one, {**rest[0], "minItems": 1}]}


def schema(shape: Shape, title: str, means: str = "") -> Shape:
    """Make a whole schema of a shape: with its dialect, its title, and the definitions that it uses."""
    used: dict[str, Shape] = {
        name.replace(" ", "_"): definition
        for name, definition in DEFINITIONS.items()
        if name.replace(" ", "_") in _referred(shape)
    }
    head = {"$schema": DIALECT, "title": title, **({"description": means} if means else {})}
    body = {key: value for key, value in shape.items() if key not in head}
    return {**head, **body, **({"$defs": used} if used else {})}


def _referred(shape: Any) -> set[str]:
    if isinstance(shape, Mapping):
        own = {str(shape["$ref"]).rpartition("/")[2]} if isinstance(shape.get("$ref"), str) else set[str]()
        return own.union(*(_referred(inner) for inner in shape.values()))
    return set[str]().union(*map(_referred, shape)) if isinstance(shape, list) else set()
