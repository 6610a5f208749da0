"""When each version of a row was first in a snapshot: what a table that is overwritten in place does not say itself.

A snapshot of such a source keeps the versions of those before it, so that it knows at any moment what could be read then. A row
that is gone from the table stays as it was last seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wager.data.cast import STORED
from wager.data.contract import in_order, keys_and_checks, repeated
from wager.data.engine import Engine
from wager.data.known import SEEN
from wager.data.order import Integers, sortable
from wager.data.snapshot import Snapshot, clocks_digest
from wager.data.source import Source
from wager.data.store_parts import Laid
from wager.expressions.tree import Tree


def with_seen(engine: Engine, table: pa.Table, source: Source, before: Snapshot | None, now: int) -> Laid:
    """Add to the versions of the snapshot before those that are new, or other than they were, as seen now.

    Parameters
    ----------
    engine : Engine
        Evaluates keys and clocks.
    table : pyarrow.Table
        The columns of the contract, as the data are now.
    source : Source
        Known, in part at least, from the `snapshot`.
    before : Snapshot or None
        The one before; None where there is none, or it says something else.
    now : int
        The moment of this snapshot. It is never before that of an earlier one.
    """
    old = None if before is None else _held(before, source, table)
    if old is None or not old.num_rows:
        whole = _seen(table, now)
    else:
        moments = old[SEEN].cast(pa.int64()).to_numpy()
        fresh = _changed(engine, source, table, old, moments)
        whole = pa.concat_tables(
            [old, _seen(table.filter(pa.array(fresh)), max(now, int(moments.max()) + 1))]
        )
    computed = keys_and_checks(engine, whole, source)
    ordered, events = in_order(whole, source, computed)
    versions = bool(repeated([computed[name] for name in source.key], whole.num_rows).any())
    return Laid(ordered, events, versions)


def _held(before: Snapshot, source: Source, table: pa.Table) -> pa.Table | None:
    """Return the rows of the snapshot before; None where its columns or clocks are others."""
    columns = [*table.column_names, SEEN]
    kinds = {name: str(spec.type) for name, spec in source.columns.items()}
    same = before.clocks == clocks_digest(source) and dict(before.columns) == {**kinds, SEEN: "time"}
    if not same or before.currency != source.currency:
        return None
    return pa.concat_tables([pq.ParquetFile(path).read() for path in before.paths]).select(columns)


def _seen(table: pa.Table, now: int) -> pa.Table:
    moments = pa.array(np.full(table.num_rows, now, np.int64)).cast(STORED["time"])
    return table.append_column(SEEN, moments)


def _changed(engine: Engine, source: Source, table: pa.Table, old: pa.Table, moments: Integers) -> Any:
    """Flag the rows that are not the version that was seen last of what they are a version of."""
    both = pa.concat_tables([old.select(table.column_names), table])
    moments_of = [moment for moment in source.known.moments() if isinstance(moment, Tree)]
    outputs = {f"clock {place}": source.inline(moment) for place, moment in enumerate(moments_of)}
    types = source.stored_types()
    clocks = engine.evaluate(both, types, outputs, zone=source.zone).columns if outputs else []
    computed = keys_and_checks(engine, both, source)
    thing = _codes([*(computed[name] for name in source.key), *clocks], both.num_rows)
    content = _codes(both.columns, both.num_rows)
    count = old.num_rows
    last = np.full(int(thing.max(initial=0)) + 1, -1, np.int64)
    order = np.argsort(moments, kind="stable")
    last[thing[:count][order]] = content[:count][order]
    return last[thing[count:]] != content[count:]


def _codes(columns: Sequence[Any], rows: int) -> Integers:
    """Give equal rows equal codes; null equals null."""
    code = np.zeros(rows, np.int64)
    for column in columns:
        values, valid = sortable(column)
        _, part = np.unique(values, return_inverse=True)
        part = np.where(valid, part + 1, 0)
        # Codes are made dense again before the product could leave 64 bits.
        _, code = np.unique(code * (int(part.max(initial=0)) + 1) + part, return_inverse=True)
    return code.astype(np.int64)
