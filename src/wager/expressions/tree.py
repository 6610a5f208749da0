"""What an expression is once it is read: a tree of frozen records, never SQL.

Trees compare and hash by meaning: where a node stood in its file does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from typing import Literal as OneOf

Type = OneOf["bool", "int", "float", "money", "text", "time", "date", "duration", "null"]
"""Types of values.

Every engine holds them in four physical forms: `bool`; 64-bit integers for `int`, `time` (microseconds
since 1970 UTC), `duration` (microseconds) and `date` (days since 1970); 64-bit floats for `float` and
`money` (minor units, rounded to whole ones when a sum is declared); UTF-8 for `text`.
"""


@dataclass(frozen=True)
class Literal:
    """A constant.

    Attributes
    ----------
    value : bool, int, float, str or None
        In the physical form of its type; money in minor units.
    type : Type
        What it means.
    currency : str
        ISO 4217 code of money, else empty.
    """

    value: bool | int | float | str | None
    type: Type
    currency: str = ""


@dataclass(frozen=True)
class Column:
    """A column or feature by name; a dot belongs to the name (`history.carrier_disrupted_1d`)."""

    name: str


@dataclass(frozen=True)
class Call:
    """An operator or function applied to arguments; `operator` is a key of the one table."""

    operator: str
    arguments: tuple[Tree, ...]


@dataclass(frozen=True)
class Window:
    """Which events count for a row with prediction time T: event time in [T - far, T - near).

    Attributes
    ----------
    far : int or None
        Microseconds; None for `ever`.
    near : int
        Microseconds, 0 unless two durations were written.
    forward : bool
        `next 30 d`: event time in [T, T + far); only in an objective.
    """

    far: int | None
    near: int = 0
    forward: bool = False


@dataclass(frozen=True)
class Aggregate:
    """`NAME([argument] [where condition] [over WINDOW])` over the events of a source.

    Attributes
    ----------
    name : str
        `count`, `sum`, `mean`, `min`, `max`, `first`, `last`, `share`, `time_since_last`, …
    argument : Tree or None
        What is aggregated, on the source's columns.
    where : Tree or None
        Which events count.
    over : Window or None
        None until the feature file's own window is put in.
    parameter : Decimal or None
        The level of `quantile(x, 0.9)`.
    """

    name: str
    argument: Tree | None = None
    where: Tree | None = None
    over: Window | None = None
    parameter: Decimal | None = None


Tree = Literal | Column | Call | Aggregate


def children(tree: Tree) -> tuple[Tree, ...]:
    """Return the parts of a node, in order."""
    if isinstance(tree, Call):
        return tree.arguments
    if isinstance(tree, Aggregate):
        return tuple(part for part in (tree.argument, tree.where) if part is not None)
    return ()


def walk(tree: Tree, *, into_aggregates: bool = True) -> Iterator[Tree]:
    """Visit a tree from the top; optionally stop at aggregates, which are visited but not entered."""
    yield tree
    if into_aggregates or not isinstance(tree, Aggregate):
        for child in children(tree):
            yield from walk(child, into_aggregates=into_aggregates)


def columns(tree: Tree, *, into_aggregates: bool = True) -> tuple[str, ...]:
    """Name the columns a tree reads, each once, in the order they are met."""
    found = (node.name for node in walk(tree, into_aggregates=into_aggregates) if isinstance(node, Column))
    return tuple(dict.fromkeys(found))


def aggregates(tree: Tree) -> tuple[Aggregate, ...]:
    """Name the aggregates of a tree, each once, in the order they are met."""
    return tuple(dict.fromkeys(node for node in walk(tree) if isinstance(node, Aggregate)))


def rewrite(tree: Tree, change: Callable[[Tree], Tree], *, into_aggregates: bool = True) -> Tree:
    """Build a tree anew from its leaves up, each node passed through `change`; aggregates whole, unless `into_aggregates`."""
    if isinstance(tree, Call):
        parts = (rewrite(part, change, into_aggregates=into_aggregates) for part in tree.arguments)
        tree = replace(tree, arguments=tuple(parts))
    elif isinstance(tree, Aggregate) and into_aggregates:
        tree = replace(
            tree,
            argument=None if tree.argument is None else rewrite(tree.argument, change),
            where=None if tree.where is None else rewrite(tree.where, change),
        )
    return change(tree)


def substitute(tree: Tree, definitions: Mapping[str, Tree]) -> Tree:
    """Put definitions in the place of the columns they name, and in each other, until none is left.

    The definitions must not form a circle.
    """

    def change(node: Tree) -> Tree:
        if isinstance(node, Column) and node.name in definitions:
            return substitute(definitions[node.name], definitions)
        return node

    return rewrite(tree, change)


def to_json(tree: Tree | None) -> Any:
    """Write a tree as JSON values that say all that it means: the input of fingerprints."""
    if tree is None:
        return None
    if isinstance(tree, Literal):
        value = repr(tree.value) if isinstance(tree.value, float) else tree.value
        return {"literal": value, "type": tree.type, "currency": tree.currency}
    if isinstance(tree, Column):
        return {"column": tree.name}
    if isinstance(tree, Call):
        return {"call": tree.operator, "arguments": [to_json(part) for part in tree.arguments]}
    over = tree.over and {"far": tree.over.far, "near": tree.over.near, "forward": tree.over.forward}
    return {
        "aggregate": tree.name,
        "argument": to_json(tree.argument),
        "where": to_json(tree.where),
        "over": over,
        "parameter": tree.parameter,
    }


def from_json(value: Mapping[str, Any]) -> Tree:
    """Read a tree from what `to_json` wrote.

    Examples
    --------
    >>> tree = Call("<", (Column("hour"), Literal(9.5, "float")))
    >>> from_json(to_json(tree)) == tree
    True
    """
    if "literal" in value:
        held = value["literal"]
        is_float = isinstance(held, str) and value["type"] in {"float", "money"}
        return Literal(float(held) if is_float else held, value["type"], value["currency"])
    if "column" in value:
        return Column(value["column"])
    if "call" in value:
        return Call(value["call"], tuple(from_json(part) for part in value["arguments"]))
    parts = {key: value[key] and from_json(value[key]) for key in ("argument", "where")}
    over = value["over"] and Window(**value["over"])
    parameter = None if value["parameter"] is None else Decimal(value["parameter"])
    return Aggregate(value["aggregate"], parts["argument"], parts["where"], over, parameter)
