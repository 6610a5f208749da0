"""Is the value of a row its own? What a function gives must not hang on which rows are with it, in which order, or what came before.

Served, a row comes alone. So each time that a column is computed, some of its rows are computed once more, in another order and alone,
and must have the same bits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.expressions.tree import Type
from wager.features.python.function import Function
from wager.foundation.amounts import MICROSECONDS
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding
from wager.foundation.moments import iso

CODE = "E021"
"""Of a function whose value for a row is not the row's own."""

SOME, ALONE = 64, 4
"""How many rows are computed once more together, and how many alone."""

Places = NDArray[np.int64]


def demand_pure(function: Function, given: Sequence[pa.Array], values: pa.Array) -> None:
    """Refuse a function that gives some rows another value in other company.

    Parameters
    ----------
    function : Function
    given : sequence of pa.Array
        What it was given.
    values : pa.Array
        What came of it.

    Raises
    ------
    BadInputError
        If one differs (E021); the message has the row and both values.
    """
    for places, how in _samples(len(values)):
        demand_same(function, given, values, places, how)


def demand_same(
    function: Function, given: Sequence[pa.Array], values: pa.Array, places: Places, how: str
) -> None:
    """Refuse a function that gives some of the rows, called for them alone, another value.

    Parameters
    ----------
    places : ndarray of int64
        Which rows, in which order.
    how : str
        Names the call, for the message.
    """
    chosen = pa.array(places)
    again = function.values([one.take(chosen) for one in given])
    place = first_difference(values.take(chosen), again)
    if place is not None:
        row = int(places[place])
        shown = row_told(function.reads, given, row)
        was, now = (told(one.as_py(), function.gives) for one in (values[row], again[place]))
        message = (
            f"feature {function.feature}: {function.code.name} gives a row ({shown}) {was} among "
            f"{len(values):,} rows, and {now} {how}; a feature is a function of its own row: no "
            f"mean, rank or sum over rows, no chance and no memory{_rounding(values[row].as_py(), again[place].as_py())}"
        )
        raise BadInputError.of([Finding(function.code.path, function.code.line, CODE, message)])


def first_difference(left: pa.Array, right: pa.Array) -> int | None:
    """Name the first place at which two columns differ in a bit; None where they do not.

    Examples
    --------
    >>> first_difference(pa.array([0.0, 1.0]), pa.array([-0.0, 1.0])), first_difference(pa.array([None, "a"]), pa.array([None, "a"]))
    (0, None)
    """
    for place, (one, other) in enumerate(zip(left.to_pylist(), right.to_pylist(), strict=True)):
        if _bits(one) != _bits(other):
            return place
    return None


def told(value: Any, kind: Type = "null") -> str:
    """Write a physical value with all its digits.

    Examples
    --------
    >>> told(0.1, "float"), told(0, "time"), told(1, "date"), told(90_000_000, "duration"), told(None)
    ('0.1', '1970-01-01T00:00:00Z', '1970-01-02', '0:01:30', 'null')
    """
    if value is None:
        return "null"
    if kind == "time":
        return iso(value)
    if kind == "date":
        return iso(value * MICROSECONDS["d"])[:10]
    return str(timedelta(microseconds=value)) if kind == "duration" else repr(value)


def row_told(reads: Iterable[tuple[str, Type]], given: Sequence[pa.Array], row: int) -> str:
    """Write what a function is given for a row."""
    named = zip(reads, given, strict=True)
    return ", ".join(f"{name} {told(values[row].as_py(), kind)}" for (name, kind), values in named)


def _bits(value: Any) -> Any:
    return value.hex() if isinstance(value, float) else value


def _samples(rows: int) -> Iterator[tuple[Places, str]]:
    if not rows:
        return
    some = np.linspace(0, rows - 1, min(rows, SOME)).astype(np.int64)
    yield some[::-1], "among some of them in another order"
    for place in some[:: max(1, len(some) // ALONE)][:ALONE]:
        yield np.array([place]), "alone"


def _rounding(one: Any, other: Any) -> str:
    near = (
        isinstance(one, float) and isinstance(other, float) and abs(one - other) <= 16 * np.spacing(abs(one))
    )
    return (
        " (they differ in the last bits only: sums along an axis and products of matrices round by the number of rows)"
        if near
        else ""
    )
