"""Columns that are asked for as they are stored: Arrow reads them by itself, at half of the work, and no database is opened.

What is read here has the bits that DuckDB would give. Whatever is not plain is left to DuckDB: another type than the physical one,
a time beyond all years, a text that is no UTF-8, more than memory holds, a file that cannot be read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wager.expressions.tree import Column, Tree, Type

_WHOLE = frozenset({"int", "time", "duration", "date"})
_FLOATS = frozenset({"float", "money"})
_ENDLESS = 1 << 62
"""Microseconds; what lies beyond may be the infinity of a database."""


def plain_columns(
    table: pa.Table | Sequence[Path],
    types: Mapping[str, Type],
    outputs: Mapping[str, Tree],
    *,
    threads: bool,
    memory: int | None,
) -> pa.Table | None:
    """Return columns in physical form where nothing is computed; None where DuckDB must be asked.

    Parameters
    ----------
    table : pyarrow.Table or sequence of Path
        In memory, or Parquet files.
    types : mapping of str to Type
        Of its columns.
    outputs : mapping of str to Tree
        What is asked for, by its new name.
    threads : bool
        Whether several columns may be read at once.
    memory : int or None
        Bytes that may be taken.
    """
    names = [tree.name for tree in outputs.values() if isinstance(tree, Column) and tree.name in types]
    if len(names) < len(outputs):
        return None
    with contextlib.suppress(pa.ArrowException, OSError, KeyError, ValueError):  # DuckDB says what is wrong
        wanted = list(dict.fromkeys(names))
        held = table if isinstance(table, pa.Table) else _read(table, wanted, threads, memory)
        found = {} if held is None else {name: _physical(held.column(name), types[name]) for name in wanted}
        columns = [found.get(name) for name in names]
        if all(column is not None for column in columns):
            return pa.table(columns, names=list(outputs))
    return None


def _read(files: Sequence[Path], names: Sequence[str], threads: bool, memory: int | None) -> pa.Table | None:
    tables, size = [], 0
    for path in files:
        with pq.ParquetFile(path) as file:
            held = file.metadata
            size += sum(held.row_group(place).total_byte_size for place in range(held.num_row_groups))
            size += 8 * held.num_rows * len(names)
            if memory is not None and size > memory:
                return None
            tables.append(file.read(columns=list(names), use_threads=threads).select(names))
    return pa.concat_tables(tables) if tables else None


def _physical(column: pa.ChunkedArray, type_: Type) -> pa.ChunkedArray | None:
    """Return a column in the physical form of its type; None where that takes more than another view of the same bits."""
    kind = column.type
    if type_ in _WHOLE and pa.types.is_int64(kind):
        return column
    if type_ == "time" and pa.types.is_timestamp(kind) and kind.unit == "us":
        instants = column.cast(pa.int64())
        ends = pc.min_max(instants).as_py()
        return instants if max(abs(ends["min"] or 0), abs(ends["max"] or 0)) < _ENDLESS else None
    if type_ in _FLOATS and pa.types.is_float64(kind):
        finite = pc.is_finite(column)  # null where the value is null
        return column if pc.all(finite).as_py() is not False else pc.if_else(finite, column, None)
    if type_ == "bool" and pa.types.is_boolean(kind):
        return column
    if type_ == "text" and pa.types.is_string(kind):
        column.validate(full=True)
        return column
    return None
