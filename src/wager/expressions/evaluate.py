"""One row in Python: what serving computes, and what training computes in the engine, bit for bit.

A tree becomes closures over closures, once; nothing is compiled from text. Values are in the physical
forms of `tree.Type`. A float is finite or null.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from wager.expressions.operators import OPERATORS
from wager.expressions.table.row import FLOATS, INTEGERS, Site
from wager.expressions.tree import Aggregate, Call, Column, Literal, Tree, Type
from wager.expressions.types import type_of, typed
from wager.expressions.write import to_text
from wager.foundation.errors import BadInputError

Row = Mapping[str, Any]
Reads = Callable[[Row], Any]


def row_function(tree: Tree, columns: Mapping[str, Type], zone: str = "UTC") -> Callable[[Row], Any]:
    """Make the function that evaluates an expression for one row.

    Parameters
    ----------
    tree : Tree
        Without aggregates.
    columns : mapping of str to Type
        What may be read.
    zone : str
        IANA time zone of the project.

    Returns
    -------
    callable
        Takes a mapping of column names to physical values, None for null; returns a physical value. It
        raises BadInputError where an integer does not fit into 64 bits.

    Raises
    ------
    ExpressionError
        If the tree has no type.

    Examples
    --------
    >>> from wager.expressions.parse import parse
    >>> late = row_function(parse("delay is null or delay >= 30"), {"delay": "float"})
    >>> late({"delay": 12.0}), late({"delay": None})
    (False, True)
    """
    whole, _ = typed(tree, columns)
    reads = _reads(whole, columns, zone)
    text = to_text(tree)

    def evaluate(row: Row) -> Any:
        try:
            return reads(row)
        except (OverflowError, ValueError) as error:  # the calendar ends with a ValueError
            raise BadInputError(
                f"`{text}` gives a number beyond 64 bits, or a time beyond the years 1 to 9999, for some row"
            ) from error

    return evaluate


def _reads(tree: Tree, columns: Mapping[str, Type], zone: str) -> Reads:
    if isinstance(tree, Literal):
        value = tree.value
        return lambda _: value
    if isinstance(tree, Column):
        return _column(tree.name, columns[tree.name])
    assert not isinstance(tree, Aggregate), "aggregates are computed over events, and stand here as columns"
    return _operation(tree, columns, zone)


def _column(name: str, type_: Type) -> Reads:
    if type_ not in FLOATS:
        return lambda row: row[name]

    def finite(row: Row) -> float | None:
        value = row[name]
        return None if value is None or not math.isfinite(value) else float(value)

    return finite


def _operation(tree: Call, columns: Mapping[str, Type], zone: str) -> Reads:
    operator = OPERATORS[tree.operator]
    parts = [_reads(part, columns, zone) for part in tree.arguments]
    types = tuple(type_of(part, columns) for part in tree.arguments)
    constants = tuple(part.value if isinstance(part, Literal) else None for part in tree.arguments)
    function = operator.python(Site(types, constants, zone))
    if not operator.strict:
        made: Reads = function(*parts)
        return made
    result = operator.types(types)[1]
    call = _strict(function, parts)
    return call if operator.stays_finite and result in FLOATS else _checked(call, result)


def _strict(function: Callable[..., Any], parts: list[Reads]) -> Reads:
    """Call a function unless an argument is null; the one place that says so."""
    if len(parts) == 1:
        (only,) = parts
        return lambda row: None if (value := only(row)) is None else function(value)

    def call(row: Row) -> Any:
        values = [part(row) for part in parts]
        return None if any(value is None for value in values) else function(*values)

    return call


def _checked(reads: Reads, result: Type) -> Reads:
    """Hold the result to its physical form: 64 bits, or finite."""
    if result in FLOATS:

        def finite(row: Row) -> float | None:
            value = reads(row)
            return value if value is not None and math.isfinite(value) else None

        return finite
    if result not in INTEGERS:
        return reads

    def fitting(row: Row) -> int | None:
        value: int | None = reads(row)
        if value is not None and not -(2**63) <= value < 2**63:
            raise OverflowError
        return value

    return fitting
