"""The second clock as it is declared: from which moment each column's value could be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wager.design.reading.fields import FieldReader, columns, reads, tree
from wager.design.reading.shapes import either, map_of
from wager.expressions.parse import ExpressionError, parse, read_expression
from wager.expressions.tree import Tree
from wager.foundation.yaml_file import Entry, Node, Scalar
from wager.foundation.yaml_file import Mapping as YamlMap


@dataclass(frozen=True)
class Always:
    """Known from the beginning and never changed: an assumption."""


@dataclass(frozen=True)
class Never:
    """Never known at a decision: null where a moment should be, or a column that exists only afterwards."""


@dataclass(frozen=True)
class FromSnapshot:
    """Known from the snapshot in which a row first appears."""


SEEN = "first seen"
"""The column of a snapshot that says when a version of a row was first in one; no column of a file is called so."""

ALWAYS, NEVER, FROM_SNAPSHOT = Always(), Never(), FromSnapshot()

Declared = Tree | Always | Never | FromSnapshot


@dataclass(frozen=True)
class Known:
    """From when on the columns of a source are known, as declared.

    Attributes
    ----------
    columns : mapping of str to Declared
        The columns (declared or derived) that are listed by name.
    rest : Declared or None
        For all other declared columns; None where nothing is said about them.
    lines : mapping of str to int
        Where each listed column, and `rest`, stands.
    """

    columns: Mapping[str, Declared] = field(default_factory=dict, hash=False)
    rest: Declared | None = None
    lines: Mapping[str, int] = field(default_factory=dict, hash=False, compare=False)

    def moments(self) -> tuple[Declared, ...]:
        """Return each different moment once, in the order they are declared."""
        found = [*self.columns.values(), *(() if self.rest is None else (self.rest,))]
        return tuple(dict.fromkeys(found))


@reads(either(tree.shape, map_of(columns.shape, noun="moment")))
def read_known(reader: FieldReader, node: Node, _: str = "") -> Known:
    """Read `known`: an expression for the whole row, `always`, `snapshot`, or a map of moment to columns."""
    currency = reader.currency
    if not isinstance(node, YamlMap):
        return Known({}, _moment(reader, node, currency), {"rest": node.line})
    columns: dict[str, Declared] = {}
    lines: dict[str, int] = {}
    rest: Declared | None = None
    for entry in reader.entries(node, "known"):
        moment = _key(reader, entry, currency)
        for item in reader.items(entry.value):
            name = reader.text(item, "a column of known")
            if name is None:
                continue
            if name in lines:
                reader.fault(item, "E107", f"{name!r} stands twice in known, first on line {lines[name]}")
                continue
            lines[name] = item.line
            if moment is None:
                continue
            if name == "rest":
                rest = moment
            else:
                columns[name] = moment
    return Known(columns, rest, lines)


def _moment(reader: FieldReader, node: Node, currency: str | None) -> Declared | None:
    if isinstance(node, Scalar) and node.plain:
        word = _word(node.text)
        if word is not None:
            return word
    return read_expression(reader, node, "known", currency=currency)


def _word(text: str) -> Declared | None:
    words: dict[str, Declared] = {
        "always": ALWAYS,
        "snapshot": FROM_SNAPSHOT,
        "null": NEVER,
    }
    return words.get(text.strip())


def _key(reader: FieldReader, entry: Entry, currency: str | None) -> Declared | None:
    word = _word(entry.key)
    if word is not None:
        return word
    try:
        return parse(entry.key, currency=currency, zone=reader.zone)
    except ExpressionError as error:
        reader.fault(entry, "E108", f"known: {error}")
        return None
