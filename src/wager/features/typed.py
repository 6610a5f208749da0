"""Types of features: aggregates on the source's columns, all around them on the unit row's."""

from __future__ import annotations

from collections.abc import Mapping

from wager.data.source import Source
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Aggregate, Tree, Type, aggregates, columns
from wager.expressions.types import aggregate_type, typed
from wager.expressions.write import to_text


def definition_type(tree: Tree, source: Source | None, row: Mapping[str, Type]) -> Type:
    """Find the type of a definition; a duration becomes a number of days only where a model reads it.

    Parameters
    ----------
    tree : Tree
        The definition.
    source : Source or None
        Whose events its aggregates read.
    row : mapping of str to Type
        Columns of the unit row, and features.

    Raises
    ------
    ExpressionError
        If a column does not exist (then `unknown` names it), or its parts do not fit.
    """
    for aggregate in aggregates(tree):
        check_aggregate(aggregate, source)
    return typed(tree, row, events={} if source is None else source.types())[1]


def check_aggregate(aggregate: Aggregate, source: Source | None) -> Type:
    """Check an aggregate by itself, on the events of its source.

    Raises
    ------
    ExpressionError
        If it reads what the source has not, or cannot take what it is given.
    """
    shown = f"`{to_text(aggregate)}`"
    if source is None:
        raise ExpressionError(f"{shown} needs a source of events")
    if aggregate.name == "time_since_last":
        if aggregate.argument is not None:
            raise ExpressionError(f"{shown} takes nothing but a condition: `time_since_last(where …)`")
        if source.event_time is None:
            raise ExpressionError(f"{shown} needs events, and {source.name} has no event_time")
    return aggregate_type(aggregate, source.types())


def row_columns(tree: Tree) -> tuple[str, ...]:
    """Name the columns of the unit row, and the features, that a definition reads itself."""
    return columns(tree, into_aggregates=False)
