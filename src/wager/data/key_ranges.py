"""Which files can hold the key of some rows: Parquet says of each column the least and the greatest value."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wager.data.source import Source


def may_share(paths: Sequence[Path], table: pa.Table, source: Source) -> list[Path]:
    """Return the files of a snapshot in which a key of some rows may be: numbers that are counted up lie apart.

    Parameters
    ----------
    paths : sequence of Path
        Parquet files of a snapshot.
    table : pyarrow.Table
        Rows as snapshots store them.
    source : Source
        Its contract. A column of the key that is derived is in no file, and tells nothing.
    """
    ranges = {name: found for name in source.key if (found := _range(table, name)) is not None}
    return [path for path in paths if not ranges or _overlaps(path, ranges)]


def _range(table: pa.Table, name: str) -> tuple[Any, Any] | None:
    if name not in table.column_names:
        return None
    kind = table.schema.field(name).type
    if not (pa.types.is_integer(kind) or pa.types.is_string(kind)):
        return None
    found = pc.min_max(table[name]).as_py()
    return None if found["min"] is None else (found["min"], found["max"])


def _overlaps(path: Path, ranges: dict[str, tuple[Any, Any]]) -> bool:
    held = pq.read_metadata(path)
    places = {held.schema.column(place).name: place for place in range(held.num_columns)}
    groups = [held.row_group(number) for number in range(held.num_row_groups)]
    return any(
        all(name not in places or _meets(one.column(places[name]), *ends) for name, ends in ranges.items())
        for one in groups
    )


def _meets(column: Any, least: Any, greatest: Any) -> bool:
    """Say whether values of a piece of a column may lie between two; where nothing is said of it, they may."""
    said = column.statistics
    if said is None or not said.has_min_max or type(said.min) is not type(least):
        return True
    return bool(said.min <= greatest and least <= said.max)
