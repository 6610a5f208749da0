"""A reader of whole maps by their tables, of expressions and of sentences, and what a table's row is."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Map
from collections.abc import Sequence as Many
from dataclasses import dataclass
from typing import Any, Self

from wager.design.reading.shapes import Shape
from wager.design.sentences.words import SentenceError
from wager.expressions.parse import read_expression
from wager.expressions.tree import Tree
from wager.foundation.amounts import Share
from wager.foundation.keys import PLACE, Reader
from wager.foundation.yaml_file import Mapping, Node, Scalar, Sequence

FILLER = re.compile(
    r"[\W_]*|[\W_]*(?:tb[acd]|todo|fixme|wip|xxx+|placeholder|lorem ipsum.*|fill (?:\w+ )?in\b.*)[\W_]*|(?:todo|tbd|fixme)\s*[:(-].*|(?-i:TODO|TBD|FIXME)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""Texts that only hold the place of one."""

_WITHIN = re.compile(rf"(?<!\S){PLACE.pattern}(?=[\s,.]|$)")


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


@dataclass(frozen=True)
class Read:
    """How a value is read, and which values that takes.

    Attributes
    ----------
    call : callable
        Takes the reader, the node, and how messages name the value; None where it is wrong, which is noted.
    shape : dict
        The same as JSON Schema.
    prose : bool
        A text for people, which must not be one that only holds its place.
    """

    call: Callable[[Any, Any, str], Any]
    shape: Shape
    prose: bool = False

    def __call__(self, reader: FieldReader, node: Node, what: str) -> Any:
        """Read a value."""
        return self.call(reader, node, what)


def reads(shape: Shape) -> Callable[[Callable[[Any, Any, str], Any]], Read]:
    """Say which values a function reads."""
    return lambda call: Read(call, shape)


@dataclass(frozen=True)
class Field:
    """How one key is read, whether it must be there, and what it means for people."""

    read: Read
    required: bool = False
    means: str = ""

    @property
    def shape(self) -> Shape:
        """Which values it takes."""
        return self.read.shape


def must(read: Read, means: str = "") -> Field:
    """Make a required key."""
    return Field(read, required=True, means=means)


def may(read: Read, means: str = "") -> Field:
    """Make an optional key."""
    return Field(read, means=means)


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
        self._words_of: tuple[int, str] = (0, "")
        self._word_lines: list[tuple[int, int]] = []

    def record(self, node: Node, what: str, fields: Map[str, Field]) -> dict[str, Any] | None:
        """Read a map by its table.

        Returns
        -------
        dict or None
            The values that could be read; None where a required one is missing or wrong.
        """
        if not isinstance(node, Mapping):
            self.entries(node, what)
            if isinstance(node, Scalar) and node.value is None and node.plain:
                self.fault(node, "E102", f"{what} is empty; it has {', '.join(fields)}")
            return None
        required = [key for key, field in fields.items() if field.required]
        present = self.keys(node, what, fields, required)
        values = {key: self._answer(fields[key], value, f"{key} of {what}") for key, value in present.items()}
        values = {key: value for key, value in values.items() if value is not None}
        return values if all(key in values for key in required) else None

    def _answer(self, field: Field, node: Node, what: str) -> Any:
        """Read a value; a text that only holds the place of one, or a required list of nothing, is no answer."""
        value = field.read(self, node, what)
        if field.required and value == () and isinstance(node, Sequence):
            self.fault(node, "E102", f"{what} is an empty list; it needs at least one")
            return None
        if not field.read.prose or value is None:
            return value
        said: Many[Named] = (value,) if isinstance(value, Named) else value
        for one in said:
            if FILLER.fullmatch(one):
                message = (
                    f"{what} is {str(one)!r}, which only holds the place of an answer; "
                    "write it, or `<what is to be written>` until you can"
                )
                self.fault(one.line, "E017", message)
                return None if field.required else value
        return value

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
        found = [*_WITHIN.finditer(text)]
        for place in found:
            self.still_to_fill(self.line_in(node, text, place.start()), what, place[0])
        if found:
            return None
        try:
            return parse(text)
        except SentenceError as error:
            self.fault(self.line_in(node, text, error.position), error.code, f"{what}: {error}")
            return None

    def line_in(self, node: Node, text: str, position: int) -> int:
        """Find the physical line of a place in a text that may span lines."""
        if self._words_of != (node.line, text):
            self._words_of, self._word_lines = (node.line, text), list(self._lines_of_words(node.line, text))
        before = bisect(self._word_lines, (position, len(self.source_lines))) - 1
        return self._word_lines[before][1] if before >= 0 else node.line

    def _lines_of_words(self, line: int, text: str) -> Iterator[tuple[int, int]]:
        """Find where each word begins in the text, and on which line it stands, down to the first that is not found."""
        column = 0
        for word in re.finditer(r"\S+", text):
            for index in range(line, min(line + 20, len(self.source_lines)) + 1):
                found = self.source_lines[index - 1].find(word[0], column if index == line else 0)
                if found >= 0:
                    line, column = index, found + len(word[0])
                    break
            else:
                return  # written with an escape: nobody knows where what follows stands
            yield word.start(), line
