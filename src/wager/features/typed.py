"""Types of features: aggregates on the source's columns, all around them on the unit row's."""

from __future__ import annotations

from collections.abc import Mapping

from wager.data.source import Source
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Aggregate, Column, Tree, Type, aggregates, columns, rewrite
from wager.expressions.types import typed
from wager.features.aggregate import result_type

PLACE = "#"
"""How columns that stand for aggregates begin, outside of them: `#0`, `#1`; no column of a file is called so."""


def outside(tree: Tree) -> tuple[Tree, tuple[Aggregate, ...]]:
    """Take the aggregates out of a definition and leave a column in the place of each.

    Examples
    --------
    >>> from wager.expressions.tree import Call
    >>> tree, found = outside(Call("-", (Aggregate("first", Column("a")), Column("b"))))
    >>> tree.arguments, len(found)
    ((Column(name='#0'), Column(name='b')), 1)
    """
    found = aggregates(tree)
    places = {aggregate: Column(f"{PLACE}{index}") for index, aggregate in enumerate(found)}

    def change(node: Tree) -> Tree:
        return places.get(node, node) if isinstance(node, Aggregate) else node

    return rewrite(tree, change), found


def aggregate_type(aggregate: Aggregate, source: Source) -> Type:
    """Type an aggregate over the events of a source.

    Raises
    ------
    ExpressionError
        If it reads a column that the source has not, or cannot take what it is given.
    """
    types = source.types()
    for part in (aggregate.argument, aggregate.where):
        if part is not None and aggregates(part):
            raise ExpressionError("an aggregate within an aggregate; expected columns of the source")
    if aggregate.where is not None and typed(aggregate.where, types)[1] not in {"bool", "null"}:
        raise ExpressionError(f"the `where` of `{aggregate.name}` is no condition")
    argument = None if aggregate.argument is None else typed(aggregate.argument, types)[1]
    if aggregate.name == "time_since_last" and source.event_time is None:
        raise ExpressionError(f"the source {source.name!r} has no event_time to measure from")
    try:
        return result_type(aggregate.name, argument)
    except ValueError as error:
        raise ExpressionError(str(error)) from error


def definition_type(tree: Tree, source: Source | None, row_types: Mapping[str, Type]) -> Type:
    """Type a whole definition as it is combined; `feature_type` says what it becomes.

    Raises
    ------
    ExpressionError
        If its parts do not fit.
    """
    places, found = outside(tree)
    types = dict(row_types)
    for index, aggregate in enumerate(found):
        assert source is not None, "aggregates are read in files with a source only"
        types[f"{PLACE}{index}"] = aggregate_type(aggregate, source)
    return typed(places, types)[1]


def feature_type(defined: Type) -> Type:
    """Return the type of a feature by its definition's: a duration becomes a number of days."""
    return "float" if defined == "duration" else defined


def row_columns(tree: Tree) -> tuple[str, ...]:
    """Name the columns of the unit row, and the features, that a definition reads itself."""
    return columns(tree, into_aggregates=False)
