"""One table per map: which keys it has, which must be there, how each value is read.

```python
PROBLEM = {"what": must(text), "scope": may(text), "no_gos": may(texts)}
values = reader.record(node, "block problem", PROBLEM)
```
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Map
from collections.abc import Sequence as Many
from dataclasses import dataclass
from typing import Any, Self

from wager.design.sentences.words import SentenceError
from wager.expressions.parse import read_expression
from wager.expressions.tree import Tree
from wager.foundation.amounts import Share
from wager.foundation.keys import COLUMN_NAME, FILE_NAME, Reader
from wager.foundation.yaml_file import Mapping, Node, Scalar, Sequence

ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
FEATURE_NAME = re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_]*)?")
RESERVED = frozenset(("on", "off", "yes", "no", "y", "n", "true", "false", "null"))


class Named(str):
    """A name as it was written, that remembers its line: findings about what it refers to need it.

    Examples
    --------
    >>> Named("origin", 7).line, Named("origin", 7) == "origin"
    (7, True)
    """

    __slots__ = ("line",)
    line: int

    def __new__(cls, text: str, line: int) -> Self:
        """Make a name of its text and line."""
        self = super().__new__(cls, text)
        self.line = line
        return self

    def __getnewargs__(self) -> tuple[str, int]:  # type: ignore[override]
        """Let it be copied and pickled."""
        return str(self), self.line


Read = Callable[["FieldReader", Node, str], Any]


@dataclass(frozen=True)
class Field:
    """How one key is read, and whether it must be there."""

    read: Read
    required: bool = False


def must(read: Read) -> Field:
    """Make a required key."""
    return Field(read, required=True)


def may(read: Read) -> Field:
    """Make an optional key."""
    return Field(read)


class FieldReader(Reader):
    """A `Reader` that also reads whole records, expressions and sentences.

    Attributes
    ----------
    currency : str or None
        The project's currency; None lets any pass.
    source_lines : sequence of str
        The physical lines of the file, to point into sentences that span several.
    """

    def __init__(
        self, path: str, *, zone: str = "UTC", currency: str | None = None, lines: Many[str] = ()
    ) -> None:
        super().__init__(path, zone)
        self.currency = currency
        self.source_lines = lines

    def record(self, node: Node, what: str, fields: Map[str, Field]) -> dict[str, Any] | None:
        """Read a map by its table.

        Returns
        -------
        dict or None
            The values that could be read; None where a required one is missing or wrong.
        """
        if not isinstance(node, Mapping):
            self.entries(node, what)
            if isinstance(node, Scalar) and node.value is None:
                self.fault(node, "E102", f"{what} is empty; it has {', '.join(fields)}")
            return None
        required = [key for key, field in fields.items() if field.required]
        present = self.keys(node, what, fields, required)
        values = {key: fields[key].read(self, value, f"{key} of {what}") for key, value in present.items()}
        values = {key: value for key, value in values.items() if value is not None}
        return values if all(key in values for key in required) else None

    def share(self, node: Node, what: str) -> Share | None:
        """Read a share; a bare number in quotes is a text."""
        if isinstance(node, Scalar) and not node.plain and re.fullmatch(r"[-+.\d]+", node.text.strip()):
            self.fault(node, "E103", f"{what} should be a share such as `50 %`, not the text {node.text!r}")
            return None
        return super().share(node, what)

    def tree(self, node: Node, what: str) -> Tree | None:
        """Read an expression."""
        if not isinstance(node, Scalar) or not node.text.strip():
            self.text(node, what)
            return None
        if not node.plain and re.fullmatch(r"[-+.\d]+", node.text.strip()):
            self.fault(
                node,
                "E103",
                f"{what} should be an expression; {node.text!r} in quotes is a text, write it without",
            )
            return None
        return read_expression(self, node, what, currency=self.currency)

    def said(self, node: Node, what: str, parse: Callable[[str], Any]) -> Any:
        """Read a sentence of the grammar; a fault is put on the physical line where it stands."""
        text = self.text(node, what)
        if text is None:
            return None
        try:
            return parse(text)
        except SentenceError as error:
            self.fault(self.line_in(node, text, error.position), error.code, f"{what}: {error}")
            return None

    def line_in(self, node: Node, text: str, position: int) -> int:
        """Find the physical line of a place in a text that may span lines."""
        line, column = node.line, 0
        for word in text[: position + 1].split() or [""]:
            for index in range(line, min(line + 20, len(self.source_lines)) + 1):
                found = self.source_lines[index - 1].find(word, column if index == line else 0)
                if found >= 0:
                    line, column = index, found + len(word)
                    break
        return line


def text(reader: FieldReader, node: Node, what: str) -> Named | None:
    """Read a text."""
    found = reader.text(node, what)
    return None if found is None else Named(found, node.line)


def texts(reader: FieldReader, node: Node, what: str) -> tuple[Named, ...] | None:
    """Read a list of texts that is not empty."""
    if isinstance(node, Scalar) and node.value is None:
        reader.text(node, what)
        return None
    found = (text(reader, item, what) for item in reader.items(node))
    return tuple(item for item in found if item is not None)


def named(pattern: re.Pattern[str] = COLUMN_NAME) -> Read:
    """Read a name of a pattern."""

    def read(reader: FieldReader, node: Node, what: str) -> Named | None:
        found = reader.name(node, what, pattern)
        return None if found is None else Named(found, node.line)

    return read


def names(pattern: re.Pattern[str] = COLUMN_NAME) -> Read:
    """Read a list of names of a pattern that is not empty."""
    one = named(pattern)

    def read(reader: FieldReader, node: Node, what: str) -> tuple[Named, ...] | None:
        if isinstance(node, Scalar) and node.value is None:
            reader.text(node, what)
            return None
        found = tuple(one(reader, item, what) for item in reader.items(node))
        return tuple(item for item in found if item is not None)

    return read


def choice(*known: str) -> Read:
    """Read one of a few words."""

    def read(reader: FieldReader, node: Node, what: str) -> Named | None:
        found = reader.choice(node, what, known)
        return None if found is None else Named(found, node.line)

    return read


def each(read: Read, pattern: re.Pattern[str] = ID, *, noun: str = "a key") -> Read:
    """Read a map of free names to values of one kind; keys keep their lines."""

    def read_map(reader: FieldReader, node: Node, what: str) -> dict[Named, Any]:
        values = {}
        for entry in reader.entries(node, what):
            if not pattern.fullmatch(entry.key) or entry.key in RESERVED:
                reader.fault(entry, "E104", f"{entry.key!r} is no name for {noun} of {what}")
                continue
            value = read(reader, entry.value, f"{entry.key} of {what}")
            if value is not None:
                values[Named(entry.key, entry.line)] = value
        return values

    return read_map


duration: Read = FieldReader.duration
money: Read = FieldReader.money
rate: Read = FieldReader.rate
share: Read = FieldReader.share
moment: Read = FieldReader.moment
integer: Read = FieldReader.integer
number: Read = FieldReader.number
flag: Read = FieldReader.flag
tree: Read = FieldReader.tree
column: Read = named(COLUMN_NAME)
columns: Read = names(COLUMN_NAME)
file_name: Read = named(FILE_NAME)
identifier: Read = named(ID)
identifiers: Read = names(ID)


def every(reader: FieldReader, node: Node, what: str) -> Any:
    """Read `every 90 d` as a duration."""
    words = reader.text(node, what)
    if words is None:
        return None
    if not words.startswith("every "):
        reader.fault(node, "E103", f"{what} should be such as `every 90 d`, not {words!r}")
        return None
    return reader.duration(Scalar(words.removeprefix("every "), False, node.line), what)


def value_of(node: Node) -> Any:
    """Turn a node into plain values, for what is passed on unread."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [value_of(item) for item in node.items]
    return {entry.key: value_of(entry.value) for entry in node.entries}


def as_node(_: FieldReader, node: Node, __: str) -> Node:
    """Pass a node on, to be read later."""
    return node


def as_value(_: FieldReader, node: Node, __: str) -> Any:
    """Pass plain values on unread."""
    return value_of(node)
