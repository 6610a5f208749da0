"""Rows of a source of which some files came, changed or went: what did not change is not read again.

What proves that a file did not change is the SHA-256 of its bytes, never its size and time. Its rows are then those that the
snapshot holds. Rows of a part come out of the snapshot's own files where only new files add to it, and out of the files of the source that
have rows in it where one of them changed or went. Whatever is not plain is left to a reading of all files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from wager.data.contract import Conformed, conform, in_order, keys_and_checks, repeated
from wager.data.cut_parts import MOST, UNITS, placed
from wager.data.engine import Engine
from wager.data.key_ranges import may_share
from wager.data.snapshot import FileEntry, Snapshot
from wager.data.source import Source
from wager.data.store_parts import Laid
from wager.data.time_parts import Part
from wager.expressions.tree import Column, Tree

Table = tuple[str, pa.Table]
"""Name of a file, and the columns read from it."""

_Held = tuple[FileEntry, Path, tuple[Part, ...]]


@dataclass(frozen=True)
class Changes:
    """What is to become of the rows of a snapshot.

    Attributes
    ----------
    before : Snapshot
        What the files held.
    added : sequence of (str, pyarrow.Table)
        Files that came, and what changed files hold now.
    again : sequence of (str, pyarrow.Table)
        Files that did not change and have rows in the parts that are gone.
    gone : frozenset of str
        Parts that had rows of files that changed or went.
    """

    before: Snapshot
    added: Sequence[Table]
    again: Sequence[Table]
    gone: frozenset[str]


@dataclass(frozen=True)
class Grown:
    """What came of it.

    Attributes
    ----------
    laid : Laid
        All rows: in memory, or in files of the snapshot before.
    held : tuple of tuple of str
        The parts that have rows of each file that was added.
    """

    laid: Laid
    held: tuple[tuple[str, ...], ...]


def grown(engine: Engine, changes: Changes, source: Source) -> Grown | None:
    """Put what changed into its parts; None where all files must be read to tell what is true.

    The rows are those that a reading of all files would give.
    """
    before, gone = changes.before, changes.gone
    if source.assumed or not before.parts or (gone and _counts_all(source, before)):
        return None
    added = conform(engine, changes.added, source) if changes.added else None
    again = conform(engine, changes.again, source) if changes.again else None
    if any(one is not None and one.findings for one in (added, again)):
        return None
    fresh = [one for one in (_within(again, gone, before.unit), added and added.table) if one is not None]
    names = set() if added is None else set(placed(added.events, added.table.num_rows, before.unit).names)
    kept, touched = _apart(before, names | gone)
    tables = [_without(engine, path, source, gone, before.unit) for _, path, _ in touched] + fresh
    if not tables or any(table.schema.names != tables[0].schema.names for table in tables):
        return None
    return _put_together(engine, tables, kept, source, before=before, added=added)


def _put_together(
    engine: Engine,
    tables: Sequence[pa.Table],
    kept: Sequence[_Held],
    source: Source,
    *,
    before: Snapshot,
    added: Conformed | None,
) -> Grown | None:
    table = pa.concat_tables([one.cast(tables[0].schema) for one in tables]).combine_chunks()
    computed = keys_and_checks(engine, table, source)
    versions = _versions(engine, table, [path for _, path, _ in kept], source)
    if versions is None:
        return None
    ordered, events = in_order(table, source, computed)
    found = placed(events, ordered.num_rows, before.unit)
    parts = sum(len(held) for *_, held in kept) + (len(found.names) if ordered.num_rows else 0)
    if parts > MOST and before.unit != UNITS[-1]:
        return None
    laid = Laid(
        ordered, events, before.versions or versions,
        tuple((entry, held) for entry, _, held in kept), before.unit,
    )  # fmt: skip
    if added is None:
        return Grown(laid, ())
    # Its own unit may be another: a year of days in a source whose parts are months.
    held = added.held if added.unit == before.unit else None
    return None if held is None else Grown(laid, held)


def _counts_all(source: Source, before: Snapshot) -> bool:
    """Say whether what is true of all rows may change when some go."""
    shares = any(check.most.value for check in source.checks)
    return before.versions or shares or before.unit != UNITS[0]


def _apart(before: Snapshot, names: Iterable[str]) -> tuple[list[_Held], list[_Held]]:
    """Tell the files that stay from those in which, or between the parts of which, a part is."""
    kept: list[_Held] = []
    touched: list[_Held] = []
    wanted = sorted(names)
    for entry, path, parts in zip(before.files, before.paths, before.parts_of_files(), strict=True):
        first = np.searchsorted(wanted, parts[0].name) if parts else 0
        last = np.searchsorted(wanted, parts[-1].name, side="right") if parts else 1
        (kept if first == last else touched).append((entry, path, parts))
    return kept, touched


def _within(conformed: Conformed | None, names: frozenset[str], unit: str) -> pa.Table | None:
    if conformed is None:
        return None
    flags = placed(conformed.events, conformed.table.num_rows, unit).within(names)
    return conformed.table.filter(pa.array(flags))


def _without(engine: Engine, path: Path, source: Source, gone: frozenset[str], unit: str) -> pa.Table:
    """Read a file of the snapshot, but for the parts that are gone."""
    table = pq.ParquetFile(path).read()
    if not gone:
        return table
    event = None if source.event_time is None else keys_and_checks(engine, table, source)[source.event_time]
    return table.filter(pa.array(~placed(event, table.num_rows, unit).within(gone)))


def _versions(engine: Engine, table: pa.Table, kept: Sequence[Path], source: Source) -> bool | None:
    """Say whether a key has several rows; None where two of them share their known times.

    Rows that share their event time share their part, so that a key with the event time in it is looked for nowhere else.
    """
    outputs: dict[str, Tree] = {name: source.inline(Column(name)) for name in source.key}
    moments = [moment for moment in source.known.moments() if isinstance(moment, Tree)]
    known = {f"known {place}": source.inline(moment) for place, moment in enumerate(moments)}
    rows = engine.evaluate(table, source.stored_types(), outputs | known, zone=source.zone)
    if any(rows[name].null_count for name in source.key):
        return None
    sharing = [] if source.event_time in source.key else may_share(kept, table, source)
    if sharing:
        others = engine.evaluate(sharing, source.stored_types(), outputs | known, zone=source.zone)
        rows = pa.concat_tables([rows, others.filter(_sharing(others, rows, source.key))])
    keys = [rows[name] for name in source.key]
    again = repeated(keys, rows.num_rows)
    if not again.any():
        return False
    chosen = rows.filter(pa.array(again))
    return None if repeated(chosen.columns, chosen.num_rows).any() else True


def _sharing(others: pa.Table, rows: pa.Table, key: Sequence[str]) -> pa.Array:
    """Flag rows of which each part of the key is that of some row."""
    flags: NDArray[np.bool_] = np.ones(others.num_rows, np.bool_)
    for name in key:
        wanted = pc.unique(rows[name])
        flags &= pc.is_in(others[name], value_set=wanted).to_numpy()
    return pa.array(flags)
