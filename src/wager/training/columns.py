"""Columns as learners want them: numbers with NaN, or codes of known levels.

A column is an Arrow array. Text, dictionaries and nothing else are categories; booleans, times and dates
are numbers. Nothing here remembers data: what was seen in training is kept by whoever learned.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.features.pieced import Pieced
from wager.features.snapshot_column import SnapshotColumn
from wager.foundation.errors import BadInputError, nearest

Columns = Mapping[str, Any]
"""Name to `pyarrow.Array` (or chunked array); all of one length, rows in canonical order."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

MICROSECONDS_IN_A_DAY = 86_400_000_000

_NOT_A_NUMBER = "a column holds texts where numbers were learned; give it as it was in training"


def column(columns: Columns, name: str) -> Any:
    """Return one column as one contiguous Arrow array, dictionaries decoded.

    Raises
    ------
    BadInputError
        If there is no such column; the message names the nearest.
    """
    if name not in columns:
        raise BadInputError(f"no column {name!r} in the matrix{nearest(name, columns)}")
    found = columns[name]
    if isinstance(found, pa.ChunkedArray):
        found = found.chunk(0) if found.num_chunks == 1 else found.combine_chunks()
    elif not isinstance(found, pa.Array):
        found = pa.array(found)
    return found.cast(found.type.value_type) if pa.types.is_dictionary(found.type) else found


def length(columns: Columns) -> int:
    """Count the rows; 0 where there are no columns."""
    held = columns.held if isinstance(columns, Pieced) else columns
    return next((len(found) for found in held.values()), 0)


def holds_levels(columns: Columns, name: str) -> bool:
    """Tell whether a column holds levels rather than numbers; one that stands in a snapshot is not read for it."""
    held = columns.held.get(name) if isinstance(columns, Pieced) else None
    return is_category(column(columns, name) if held is None else held)


def is_category(found: Any) -> bool:
    """Tell whether an Arrow array holds levels rather than numbers.

    Examples
    --------
    >>> is_category(pa.array(["JFK", None])), is_category(pa.array([1.5]))
    (True, False)
    """
    return bool(pa.types.is_string(found.type) or pa.types.is_large_string(found.type))


def numbers(found: Any) -> Floats:
    """Turn a column into floats; missing, NaN and infinite values become NaN.

    Times and dates become days since 1970, booleans 0 and 1.

    Examples
    --------
    >>> numbers(pa.array([True, None, False]))
    array([ 1., nan,  0.])
    """
    kind = found.type
    if pa.types.is_timestamp(kind):
        days = found.cast(pa.timestamp("us", kind.tz)).cast(pa.int64())
        values = _floats(days) / MICROSECONDS_IN_A_DAY
    elif pa.types.is_date(kind):
        values = _floats(found.cast(pa.date32()).cast(pa.int32()))
    else:
        values = _floats(found)
    infinite = np.isinf(values)  # what is missing is NaN already
    return np.where(infinite, np.nan, values) if infinite.any() else values


def _floats(found: Any) -> Floats:
    if is_category(found):
        raise BadInputError(_NOT_A_NUMBER)
    values = found.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return np.asarray(values, dtype=np.float64)


def demand_learnable(columns: Mapping[str, Any], most: float) -> None:
    """Refuse numbers whose squares no float holds: learners compute with them.

    Parameters
    ----------
    columns : mapping of str to pa.Array
    most : float
        The greatest size.

    Raises
    ------
    BadInputError
        With the column and its value.

    Examples
    --------
    >>> demand_learnable({"sold": pa.array([1.0, -3e300])}, 1e100)
    Traceback (most recent call last):
    wager.foundation.errors.BadInputError: column sold has the value -3e+300; nothing is learned from numbers beyond 1e+100: ...
    """
    held = columns.held if isinstance(columns, Pieced) else columns
    for name, found in held.items():
        if not pa.types.is_floating(found.type) or (isinstance(found, SnapshotColumn) and found.within(most)):
            continue
        values = found.chunked() if isinstance(found, SnapshotColumn) else found
        ends = pc.min_max(values).as_py()
        for end in (ends["max"], ends["min"]):
            if end is not None and most < abs(end) < math.inf:
                raise BadInputError(
                    f"column {name} has the value {end:g}; nothing is learned from numbers beyond {most:g}: scale it, such as "
                    f"`{name} / 1e200`, or take `ln({name})`"
                )


def number(value: Any) -> float:
    """Turn one physical value into what `numbers` makes of it in a column.

    Examples
    --------
    >>> number(True), number(3), number(None), number(float("inf"))
    (1.0, 3.0, nan, nan)
    """
    if value is None:
        return math.nan
    if isinstance(value, str):
        raise BadInputError(_NOT_A_NUMBER)
    found = float(value)
    return found if math.isfinite(found) else math.nan


def text(value: Any) -> str | None:
    """Write one physical value as Arrow writes a column of them when it is cast to text.

    Examples
    --------
    >>> text("JFK"), text(True), text(17), text(0.1), text(None)
    ('JFK', 'true', '17', '0.1', None)
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else str(pa.scalar(value).cast(pa.string()).as_py())


def levels(found: Any, *, most: int, least_rows: int = 1) -> tuple[str, ...]:
    """Name the levels of a category that are worth keeping, sorted.

    Parameters
    ----------
    found : pyarrow.Array of string
        The training rows.
    most : int
        Keep at most so many: the most frequent, ties by name.
    least_rows : int
        Keep only levels with at least so many rows.

    Examples
    --------
    >>> levels(pa.array(["b", "a", "b", None, "c"]), most=2)
    ('a', 'b')
    """
    counted = pc.value_counts(found.drop_null())
    pairs = zip(counted.field("counts").to_pylist(), counted.field("values").to_pylist(), strict=True)
    ranked = sorted((-rows, name) for rows, name in pairs if rows >= least_rows)
    return tuple(sorted(name for _, name in ranked[:most]))


def codes(found: Any, known: Sequence[str]) -> Integers:
    """Give each row the place of its level among the known ones; -1 where missing or never seen.

    Examples
    --------
    >>> codes(pa.array(["b", None, "z"]), ("a", "b"))
    array([ 1, -1, -1])
    """
    places = pc.index_in(found.cast(pa.string()), value_set=pa.array(list(known), pa.string()))
    return np.asarray(places.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)


def flags(found: Any) -> Booleans:
    """Turn a boolean column into a mask; null is not true."""
    return np.asarray(found.fill_null(False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def write_numbers(place: NDArray[Any], columns: Columns, name: str) -> None:
    """Write a column as `numbers` gives it into an array, piece by piece: what lies in several files is copied once.

    Parameters
    ----------
    place : ndarray of float, shape (n,)
        Filled; such as a column of a matrix.

    Examples
    --------
    >>> place = np.empty(3, np.float32)
    >>> write_numbers(place, {"n": pa.chunked_array([[1, None], [3]])}, "n")
    >>> place
    array([ 1., nan,  3.], dtype=float32)
    """
    begin = 0
    held = columns.held.get(name) if isinstance(columns, Pieced) else None
    lies = held.pieces() if isinstance(held, SnapshotColumn) else _pieces(columns, name).chunks
    for piece in lies:
        place[begin : begin + len(piece)] = numbers(piece)
        begin += len(piece)


def take(columns: Columns, rows: Integers | Booleans) -> Columns:
    """Keep some rows of every column: by place, or by mask; neighbours are not copied, and nothing is copied twice.

    A column that stands in a snapshot is not read.
    """
    neighbours = rows.dtype != np.bool_ and len(rows) and (np.diff(rows) == 1).all()
    places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows.astype(np.int64)
    some = slice(int(places[0]), int(places[0]) + len(places)) if neighbours else places
    stand = columns.read_later(some) if isinstance(columns, Pieced) else {}
    held = {name: _pieces(columns, name) for name in columns if name not in stand}
    found = {
        name: one.slice(some.start, len(rows)) if isinstance(some, slice) else _picked(one, some)
        for name, one in held.items()
    }
    return Pieced({name: stand[name] if name in stand else found[name] for name in columns})


def _pieces(columns: Columns, name: str) -> pa.ChunkedArray:
    """Return one column in the pieces in which it is held."""
    found = (columns.pieces if isinstance(columns, Pieced) else columns).get(name)
    if isinstance(found, pa.ChunkedArray) and not pa.types.is_dictionary(found.type):
        return found
    return pa.chunked_array([column(columns, name)])


def _picked(found: pa.ChunkedArray, places: Integers) -> pa.Array | pa.ChunkedArray:
    """Take values by place; of several pieces from each its own, where the places ascend."""
    if found.num_chunks < 2 or (places[1:] < places[:-1]).any():
        return found.take(pa.array(places))
    edges = np.cumsum([0, *map(len, found.chunks)])
    cuts = np.searchsorted(places, edges)
    return pa.chunked_array(
        [
            piece.take(pa.array(places[low:high] - edge))
            for piece, edge, low, high in zip(found.chunks, edges, cuts, cuts[1:], strict=False)
        ],
        found.type,
    )
