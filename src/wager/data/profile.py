"""What the columns of a table look like: for `show source` and `try`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wager.data.snapshot import Snapshot
from wager.foundation.amounts import places
from wager.foundation.moments import iso

_MOST = 5
_QUARTERS = (0.25, 0.5, 0.75)
_TEXTUAL = frozenset({"text", "category", "bool"})

Plain = str | int | float | bool | None


@dataclass(frozen=True)
class ColumnProfile:
    """What one column looks like.

    Attributes
    ----------
    name, type : str
        As declared or inferred.
    rows, nulls, distinct : int
        Counts; nulls are not among the distinct values.
    min, max : plain value
        Moments in ISO, money in whole units; None where there is no value.
    mean : float or None
        Of numbers.
    quantiles : tuple of plain values
        A quarter, half and three quarters of the values lie at or below; of numbers and moments.
    top : tuple of (str, int)
        The most frequent values with their counts, at most five; of texts, conditions and numbers with few values.
    """

    name: str
    type: str
    rows: int
    nulls: int
    distinct: int
    min: Plain = None
    max: Plain = None
    mean: float | None = None
    quantiles: tuple[Plain, ...] = ()
    top: tuple[tuple[str, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "quantiles": list(self.quantiles), "top": [list(pair) for pair in self.top]}


@dataclass(frozen=True)
class Profile:
    """What a table looks like."""

    rows: int
    columns: tuple[ColumnProfile, ...]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"rows": self.rows, "columns": [column.to_json() for column in self.columns]}


def profile_snapshot(snapshot: Snapshot) -> Profile:
    """Profile all columns of a snapshot."""
    tables = [pq.ParquetFile(path).read() for path in snapshot.paths]
    return profile_table(pa.concat_tables(tables), snapshot.columns, snapshot.currency)


def profile_table(table: pa.Table, types: Mapping[str, str], currency: str = "USD") -> Profile:
    """Profile a table in stored form.

    Parameters
    ----------
    table : pyarrow.Table
        Cleaned columns.
    types : mapping of str to str
        Declared type of each column to profile, in order.
    currency : str
        Of money columns.

    Examples
    --------
    >>> profile_table(pa.table({"a": [1, 2, 2, None]}), {"a": "int"}).columns[0].top
    (('2', 2), ('1', 1))
    """
    found = [_column(name, kind, table.column(name), currency) for name, kind in types.items()]
    return Profile(table.num_rows, tuple(found))


def _column(name: str, kind: str, column: pa.ChunkedArray, currency: str) -> ColumnProfile:
    present = column.drop_null()
    distinct = pc.count_distinct(column, mode="only_valid").as_py()
    counts = {"rows": len(column), "nulls": column.null_count, "distinct": distinct}
    if len(present) == 0:
        return ColumnProfile(name, kind, **counts)
    if kind in _TEXTUAL:
        ends = (None, None) if kind == "bool" else _ends(present)
        return ColumnProfile(name, kind, **counts, min=ends[0], max=ends[1], top=_top(present))
    numbers = present.cast(pa.int32()).cast(pa.int64()) if kind == "date" else present
    numbers = numbers.cast(pa.int64()) if kind == "time" else numbers
    quantiles = pc.quantile(
        numbers, q=list(_QUARTERS), interpolation="lower" if kind in {"time", "date"} else "linear"
    )
    low, high = _ends(numbers)
    top = _top(present) if kind == "int" and distinct <= 2 * _MOST else ()
    mean = None if kind in {"time", "date"} else _shown(pc.mean(numbers).as_py(), kind, currency)
    return ColumnProfile(
        name,
        kind,
        **counts,
        min=_shown(low, kind, currency),
        max=_shown(high, kind, currency),
        mean=None if mean is None else float(mean),
        quantiles=tuple(_shown(value, kind, currency) for value in quantiles.to_pylist()),
        top=top,
    )


def _ends(values: pa.ChunkedArray) -> tuple[Any, Any]:
    ends = pc.min_max(values)
    return ends["min"].as_py(), ends["max"].as_py()


def _shown(value: Any, kind: str, currency: str) -> Any:
    if kind == "money":
        return value / 10 ** places(currency)
    if kind == "time":
        return iso(int(value))
    return iso(int(value) * 86_400_000_000)[:10] if kind == "date" else value


def _top(values: pa.ChunkedArray) -> tuple[tuple[str, int], ...]:
    counted = pc.value_counts(values)
    pairs = zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)
    shown = [(str(value).lower() if isinstance(value, bool) else str(value), count) for value, count in pairs]
    return tuple(sorted(shown, key=lambda pair: (-pair[1], pair[0]))[:_MOST])
