"""The strict subset of YAML 1.2 that all our files are written in (formats.md, section 1).

Strings, whole numbers, decimals, `true`, `false`, `null`, lists and maps; every node knows its line.
Dates, `yes`, `on`, `1_000` and `12:30` stay strings; anchors, tags, merge keys and duplicate keys are
faults. The parser is libyaml's; only its events are used, so nothing is ever constructed from a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding

MAXIMUM_BYTES = 1 << 20
MAXIMUM_DEPTH = 32
MAXIMUM_DIGITS = 400
"""A number of more is a text, which is wrong wherever a number is expected."""

_INTEGER = re.compile(r"[+-]?(?:0|[1-9]\d*)", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d+\.\d+", re.ASCII)
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True)
class Scalar:
    """A single value as it was written.

    Attributes
    ----------
    text : str
        Without its quotes; the lines of a folded text joined.
    plain : bool
        False where it was quoted or a block, and so is a string whatever it looks like.
    line : int
        Line in the file, from 1.
    """

    text: str
    plain: bool
    line: int

    @property
    def value(self) -> str | int | bool | Decimal | None:
        """The value it stands for."""
        if not self.plain:
            return self.text
        if self.text in _WORDS:
            return _WORDS[self.text]
        if len(self.text) > MAXIMUM_DIGITS:
            return self.text
        if _INTEGER.fullmatch(self.text):
            return int(self.text)
        return Decimal(self.text) if _DECIMAL.fullmatch(self.text) else self.text


@dataclass(frozen=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Entry:
    """A key of a map with its value; `line` is the key's."""

    key: str
    line: int
    value: Node


@dataclass(frozen=True)
class Mapping:
    """A map, in the order it was written; keys are distinct."""

    entries: tuple[Entry, ...]
    line: int

    def get(self, key: str) -> Node | None:
        """Return the value of a key, or None where it is absent."""
        return next((entry.value for entry in self.entries if entry.key == key), None)


Node = Scalar | Sequence | Mapping


def read_yaml(text: str, path: str, first_line: int = 1) -> Node:
    r"""Read one YAML document.

    Parameters
    ----------
    text : str
        The document.
    path : str
        Named in findings.
    first_line : int
        Line of the file at which `text` begins.

    Raises
    ------
    BadInputError
        With one finding (E000) where the text leaves the subset.

    Examples
    --------
    >>> node = read_yaml("model: a\nseed: 7", "models/a.yaml")
    >>> node.entries[1].line, node.get("seed").value
    (2, 7)
    """
    import yaml

    tree = _Tree(path, first_line)
    if len(text.encode()) > MAXIMUM_BYTES:
        raise tree.fault(0, f"the file is larger than {MAXIMUM_BYTES >> 20} MiB")
    try:
        return tree.document(yaml.parse(text, Loader=yaml.CLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = (error.problem or "cannot be read").replace("could not find", "missing")
        raise tree.fault(_line_at_fault(text, mark), f"not valid YAML: {said}; {_likely(text)}") from error
    except yaml.YAMLError as error:
        raise tree.fault(0, f"not valid YAML: {str(error).splitlines()[0]}") from error


def _line_at_fault(text: str, mark: object) -> int:
    # libyaml often notices a fault at the start of the next token: point at the last line that has text.
    line = int(getattr(mark, "line", 0))
    lines = text.splitlines()
    line = min(line, len(lines) - 1)
    while line > 0 and getattr(mark, "column", 0) == 0 and not lines[line].strip():
        line -= 1
    return max(line, 0)


def _likely(text: str) -> str:
    if "\t" in text:
        return "indent with spaces, not tabs"
    return (
        "quote a text that holds `: ` or ` #`, or between braces or brackets a `,`, or that begins with one of "
        "' \" [ { * & ! % @ ` | >"
    )


class _Tree:
    """Builds nodes from libyaml's events."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path, self.first_line = path, first_line

    def fault(self, line: int, message: str) -> BadInputError:
        return BadInputError.of([Finding(self.path, self.first_line + line, "E000", message)])

    def document(self, events: Iterator[object]) -> Node:
        import yaml

        next(events)  # the stream
        if isinstance(next(events), yaml.StreamEndEvent):
            return Scalar("", True, self.first_line)
        node = self.node(next(events), events, 0)
        next(events)  # the document's end
        more = next(events)
        if not isinstance(more, yaml.StreamEndEvent):
            line = more.start_mark.line  # type: ignore[attr-defined]
            raise self.fault(line, "a second document (`---`) in one file; expected one")
        return node

    def node(self, event: object, events: Iterator[object], depth: int) -> Node:
        import yaml

        line = event.start_mark.line  # type: ignore[attr-defined]
        if depth > MAXIMUM_DEPTH:
            raise self.fault(line, f"nested deeper than {MAXIMUM_DEPTH} levels")
        if isinstance(event, yaml.AliasEvent):
            raise self.fault(
                line,
                f"`*{event.anchor}` is an alias, which these files do not have; quote the text or write it out",
            )
        assert isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent)
        if event.anchor is not None:
            raise self.fault(
                line,
                f"`&{event.anchor}` is an anchor, which these files do not have; quote the text or write it out",
            )
        if event.tag is not None:
            raise self.fault(line, f"`{event.tag}` is a tag, which these files do not have; quote the text")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, event.implicit[0], self.first_line + line)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self.node(event, events, depth + 1))
            return Sequence(tuple(items), self.first_line + line)
        return self.mapping(line, events, depth)

    def mapping(self, line: int, events: Iterator[object], depth: int) -> Mapping:
        import yaml

        entries: dict[str, Entry] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.node(event, events, depth + 1)
            at = key.line - self.first_line
            if not isinstance(key, Scalar):
                raise self.fault(at, "a list or map as a key; expected a name")
            if key.text == "<<":
                raise self.fault(at, "`<<` is a merge key, which these files do not have; write the keys out")
            if key.text in entries:
                raise self.fault(
                    at, f"the key {key.text!r} stands twice, first on line {entries[key.text].line}"
                )
            entries[key.text] = Entry(key.text, key.line, self.node(next(events), events, depth + 1))
        return Mapping(tuple(entries.values()), self.first_line + line)
