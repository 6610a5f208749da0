"""What each part of an expression gives for one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wager.data.source import Source
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Aggregate, Call, Column, Tree, Type, children, columns, rewrite, walk
from wager.expressions.types import typed
from wager.expressions.write import to_text


@dataclass(frozen=True)
class Part:
    """An expression and its value.

    Attributes
    ----------
    text : str
        As it is written.
    value : value
        In physical form.
    type : Type
    """

    text: str
    value: Any
    type: Type


@dataclass(frozen=True)
class Read:
    """A column of the row.

    Attributes
    ----------
    name : str
    value : value
        In physical form.
    type : Type
    definition : str
        Of a derived column; empty where the source holds it.
    """

    name: str
    value: Any
    type: Type
    definition: str = ""


def parts_of(
    tree: Tree,
    stand_ins: Mapping[Aggregate, Column],
    values: Mapping[str, Any],
    types: Mapping[str, Type],
    zone: str,
) -> tuple[Part, ...]:
    """Evaluate every part of an expression that is neither a name nor a constant, the innermost first, each once.

    Parameters
    ----------
    tree : Tree
        As it is written.
    stand_ins : mapping of Aggregate to Column
        Under which name the answer of each aggregate is found.
    values, types : mapping by name
        Of columns, features and aggregates.
    zone : str
        Time zone of the project.

    Examples
    --------
    >>> from wager.expressions.parse import parse
    >>> parts = parts_of(parse("2 * (late + 1)"), {}, {"late": 4}, {"late": "int"}, "UTC")
    >>> [(part.text, part.value) for part in parts]
    [('late + 1', 5), ('2 * (late + 1)', 10)]
    """
    calls = [node for node in _upwards(tree) if isinstance(node, Call) and _reads(node)]
    return tuple(
        Part(to_text(node), *evaluated_part(node, stand_ins, values, types, zone))
        for node in dict.fromkeys(calls)
    )


def evaluated_part(
    tree: Tree,
    stand_ins: Mapping[Aggregate, Column],
    values: Mapping[str, Any],
    types: Mapping[str, Type],
    zone: str,
) -> tuple[Any, Type]:
    """Evaluate an expression whose aggregates are answered, and find its type."""
    plain = rewrite(tree, lambda node: stand_ins.get(node, node) if isinstance(node, Aggregate) else node)
    return row_function(plain, types, zone)(values), typed(plain, types)[1]


def read_of_row(source: Source, names: tuple[str, ...], row: Mapping[str, Any]) -> tuple[Read, ...]:
    """Say what columns of the row hold, each derived one after those that it follows from.

    Parameters
    ----------
    source : Source
        Of the row.
    names : tuple of str
        Declared or derived columns.
    row : mapping of str to value
        The stored columns, in physical form.
    """
    found: dict[str, Read] = {}

    def visit(name: str) -> None:
        if name in found:
            return
        if name not in source.derive:
            found[name] = Read(name, row[name], source.base_types()[name])
            return
        tree = source.derive[name]
        for column in columns(tree):
            visit(column)
        types = source.base_types()
        value = row_function(source.inline(tree), types, source.zone)(row)
        found[name] = Read(name, value, source.types()[name], to_text(tree))

    for name in names:
        visit(name)
    return tuple(found.values())


def _upwards(tree: Tree) -> Iterator[Tree]:
    """Visit the parts of a node before it, from left to right; aggregates are not entered."""
    if not isinstance(tree, Aggregate):
        for part in children(tree):
            yield from _upwards(part)
    yield tree


def _reads(tree: Tree) -> bool:
    return any(isinstance(node, Column | Aggregate) for node in walk(tree, into_aggregates=False))
