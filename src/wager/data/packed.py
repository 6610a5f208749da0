"""A table in fewer bytes: whole numbers as the differences of neighbours, in the narrowest type that holds them.

Moments, places and keys of rows in their order differ little from those before them, so that what is left of a million rows of
five columns is a few bits of each. Nothing is lost: differences wrap around as sums do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

MOST_ROWS = 1 << 22
"""Longer tables stay as they are: mapped from their file, of which memory holds what is looked at."""

_META = b"wager.packed"
_NARROW = (np.int8, np.int16, np.int32)


def packed(table: pa.Table) -> pa.Table:
    """Put the differences of neighbours in the place of whole numbers, where a narrower type holds them; else the table as it is.

    Examples
    --------
    >>> table = pa.table({"t": [10**15, 10**15 + 31, 10**15 + 62], "s": ["a", "b", None]})
    >>> packed(table)["t"].type, unpacked(packed(table)).equals(table)
    (DataType(int8), True)
    """
    if not 0 < table.num_rows <= MOST_ROWS:
        return table
    first: dict[str, int] = {}
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if field.type != pa.int64() or column.null_count:
            continue
        values = column.to_numpy()
        apart = np.diff(values, prepend=values[:1])
        low, high = int(apart.min()), int(apart.max())
        kinds = [kind for kind in _NARROW if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max]
        if kinds:
            first[field.name] = int(values[0])
            table = table.set_column(place, field.name, pa.array(apart.astype(kinds[0])))
    if not first:
        return table
    return table.replace_schema_metadata({**(table.schema.metadata or {}), _META: json.dumps(first)})


def is_packed(table: pa.Table) -> bool:
    """Tell whether `packed` made a table."""
    return _META in (table.schema.metadata or {})


def unpacked(table: pa.Table) -> pa.Table:
    """Return what was packed; any other table as it is."""
    metadata = dict(table.schema.metadata or {})
    said = metadata.pop(_META, None)
    if said is None:
        return table
    for name, first in json.loads(said).items():
        place = table.schema.get_field_index(name)
        if place < 0:  # not among those that were read
            continue
        apart = table.column(place).to_numpy()
        values = np.cumsum(apart, dtype=np.int64)
        values += first
        table = table.set_column(place, name, pa.array(values))
    return table.replace_schema_metadata(metadata or None)


def widths(metadata: Mapping[bytes, bytes]) -> dict[str, pa.DataType] | None:
    """Say of which types the columns were that a table holds packed, by what is said with it; None where it is not packed."""
    return {name: pa.int64() for name in json.loads(metadata[_META])} if _META in metadata else None
