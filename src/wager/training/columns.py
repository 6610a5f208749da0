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
        found = found.combine_chunks()
    elif not isinstance(found, pa.Array):
        found = pa.array(found)
    return found.cast(found.type.value_type) if pa.types.is_dictionary(found.type) else found


def length(columns: Columns) -> int:
    """Count the rows; 0 where there are no columns."""
    return next((len(found) for found in columns.values()), 0)


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
    if not np.isfinite(values).all():
        values = np.where(np.isfinite(values), values, np.nan)
    return values


def _floats(found: Any) -> Floats:
    if is_category(found):
        raise BadInputError(_NOT_A_NUMBER)
    values = found.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return np.asarray(values, dtype=np.float64)


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


def take(columns: Columns, rows: Integers | Booleans) -> dict[str, Any]:
    """Keep some rows of every column: by place, or by mask; neighbours are not copied."""
    if rows.dtype != np.bool_ and len(rows) and (np.diff(rows) == 1).all():
        return {name: column(columns, name).slice(int(rows[0]), len(rows)) for name in columns}
    kept = pa.array(rows)
    chosen = pc.filter if pa.types.is_boolean(kept.type) else pc.take
    return {name: chosen(column(columns, name), kept) for name in columns}
