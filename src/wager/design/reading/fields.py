"""One table per map: which keys it has, which must be there, how each value is read.

```python
PROBLEM = {"what": must(text, "what is wrong today"), "no_gos": may(texts, "what will not be done")}
values = reader.record(node, "block problem", PROBLEM)
```

The same table is the JSON Schema that editors complete from, and the page of reference: `shapes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import replace
from typing import Any

from wager.design.reading.field_reader import Field, FieldReader, Named, Read, may, must, reads
from wager.design.reading.shapes import (
    Shape,
    map_of,
    name_shape,
    named_shape,
    one_of,
    one_or_list,
    record_of,
)
from wager.expressions.parse import is_cut
from wager.foundation.keys import COLUMN_NAME, FILE_NAME
from wager.foundation.yaml_file import Node, Scalar, Sequence

__all__ = [
    "FEATURE_NAME",
    "ID",
    "RESERVED",
    "Field",
    "FieldReader",
    "Named",
    "Read",
    "as_node",
    "as_value",
    "choice",
    "column",
    "columns",
    "duration",
    "each",
    "every",
    "file_name",
    "flag",
    "identifier",
    "identifiers",
    "integer",
    "length",
    "map_by",
    "may",
    "moment",
    "money",
    "must",
    "named",
    "names",
    "number",
    "rate",
    "reads",
    "several",
    "share",
    "text",
    "texts",
    "tree",
    "value_of",
    "whole",
]

ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
FEATURE_NAME = re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_]*)?")
RESERVED = frozenset(("on", "off", "yes", "no", "y", "n", "true", "false", "null"))
"""What YAML 1.1 takes for something else than a text: no class, action, slice or key of ours is called so."""


def _text(reader: FieldReader, node: Node, what: str) -> Named | None:
    found = reader.text(node, what)
    return None if found is None else Named(found, node.line)


text = Read(_text, named_shape("text"), prose=True)


def several(one: Read) -> Read:
    """Read a list, or one value as a list of one; None where nothing of it can be used."""

    @reads(one_or_list(one.shape))
    def read(reader: FieldReader, node: Node, what: str) -> tuple[Any, ...] | None:
        if isinstance(node, Scalar) and node.value is None:
            reader.text(node, what)
            return None
        found = [one(reader, item, what) for item in reader.items(node)]
        usable = tuple(item for item in found if item is not None)
        return usable if usable or not found else None

    return read


def named(pattern: re.Pattern[str] = COLUMN_NAME) -> Read:
    """Read a name of a pattern."""

    @reads(name_shape(pattern))
    def read(reader: FieldReader, node: Node, what: str) -> Named | None:
        found = reader.name(node, what, pattern)
        return None if found is None else Named(found, node.line)

    return read


def names(pattern: re.Pattern[str] = COLUMN_NAME) -> Read:
    """Read a list of names of a pattern."""
    return several(named(pattern))


def choice(*known: str) -> Read:
    """Read one of a few words."""

    @reads(one_of(known))
    def read(reader: FieldReader, node: Node, what: str) -> Named | None:
        found = reader.choice(node, what, known)
        return None if found is None else Named(found, node.line)

    return read


def each(read: Read, pattern: re.Pattern[str] = ID, *, noun: str = "a key") -> Read:
    """Read a map of free names to values of one kind; keys keep their lines."""

    @reads(map_of(read.shape, pattern, noun))
    def read_map(reader: FieldReader, node: Node, what: str) -> dict[Named, Any]:
        values, cut = {}, False
        for entry in reader.entries(node, what):
            if not pattern.fullmatch(entry.key) or entry.key in RESERVED:
                if not cut:  # else it is the rest of an expression that a comma cut, which is said there
                    reader.fault(entry, "E104", f"{entry.key!r} is no name for {noun} of {what}")
                continue
            cut = is_cut(entry.value)
            value = read(reader, entry.value, f"{entry.key} of {what}")
            if value is not None:
                values[Named(entry.key, entry.line)] = value
        return values

    return read_map


def map_by(table: Map[str, Field]) -> Read:
    """Read a map by its table, as a dictionary."""
    return Read(lambda reader, node, what: reader.record(node, what, table), record_of(table))


texts = replace(several(text), prose=True)
duration = Read(FieldReader.duration, named_shape("duration"))
length = Read(FieldReader.length, named_shape("duration"))
"""A duration of more than nothing."""

money = Read(FieldReader.money, named_shape("money"))
rate = Read(FieldReader.rate, named_shape("rate"))
share = Read(FieldReader.share, named_shape("share"))
moment = Read(FieldReader.moment, named_shape("moment"))
integer = Read(FieldReader.integer, named_shape("whole"))
number = Read(FieldReader.number, named_shape("number"))
flag = Read(FieldReader.flag, named_shape("flag"))
tree = Read(FieldReader.tree, named_shape("expression"))
column = named(COLUMN_NAME)
columns = names(COLUMN_NAME)
file_name = named(FILE_NAME)
identifier = named(ID)
identifiers = names(ID)


@reads(named_shape("every"))
def every(reader: FieldReader, node: Node, what: str) -> Any:
    """Read `every 90 d` as a duration."""
    words = reader.text(node, what)
    if words is None:
        return None
    if not words.startswith("every "):
        reader.fault(node, "E103", f"{what} should be such as `every 90 d`, not {words!r}")
        return None
    return reader.length(Scalar(words.removeprefix("every "), False, node.line), what)


def whole(low: int) -> Read:
    """Read a whole number from `low` on."""
    shape = {**named_shape("whole"), "minimum": low}
    return Read(lambda reader, node, what: reader.integer(node, what, low), shape)


def value_of(node: Node) -> Any:
    """Turn a node into plain values, for what is passed on unread."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [value_of(item) for item in node.items]
    return {entry.key: value_of(entry.value) for entry in node.entries}


def as_node(shape: Shape) -> Read:
    """Pass a node on, to be read later."""
    return Read(lambda _, node, __: node, shape)


def as_value(shape: Shape) -> Read:
    """Pass plain values on unread; only the places that are still to fill in are noted."""

    def read(reader: FieldReader, node: Node, what: str) -> Any:
        reader.note_places(node, what)
        return value_of(node)

    return Read(read, shape)
