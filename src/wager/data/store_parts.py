"""Store a snapshot: files of whole parts, of which those that did not change are taken from the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wager.data.cut_parts import parts_of, unit_of
from wager.data.manifest import load_snapshot, write_manifest
from wager.data.snapshot import FileEntry, Snapshot, clocks_digest
from wager.data.source import Source
from wager.data.time_parts import Part, content_of
from wager.foundation.fingerprint import digest
from wager.foundation.objects import ObjectStore

ROWS = 1 << 19
"""A file, which is one row group with one dictionary for each column, takes further parts until it has so many rows."""


@dataclass(frozen=True)
class Laid:
    """Rows that are to be stored: in memory, or in files of the snapshot before.

    Attributes
    ----------
    table : pyarrow.Table
        Rows at hand, in canonical order.
    events : pyarrow array or None
        Their event times.
    kept : tuple of (FileEntry, tuple of Part)
        Files of the snapshot before that stay as they are; no part of theirs is in the table, and no part of the table
        lies between two of theirs.
    unit : str or None
        How long parts are; found out where nothing is kept.
    versions : bool
        True where a key has several rows.
    """

    table: pa.Table
    events: pa.Array | pa.ChunkedArray | None
    versions: bool
    kept: tuple[tuple[FileEntry, tuple[Part, ...]], ...] = ()
    unit: str | None = None


def store_snapshot(
    objects: ObjectStore, laid: Laid, source: Source, origin_digest: str, before: Snapshot | None = None
) -> Snapshot:
    """Write rows as a snapshot.

    Parameters
    ----------
    objects : ObjectStore
        Takes the Parquet files, then the manifest.
    laid : Laid
        Cleaned columns of the contract.
    source : Source
        The contract.
    origin_digest : str
        Hash of the bytes that the rows were read from.
    before : Snapshot, optional
        The one before: its files are used again where all their parts are the same.

    Returns
    -------
    Snapshot
        With its id; storing equal content again writes nothing.
    """
    table = laid.table
    unit = laid.unit or unit_of(laid.events, table.num_rows)
    fresh = parts_of(table, laid.events, unit)
    old = [(part, entry) for entry, parts in laid.kept for part in parts]
    placed: list[tuple[Part, FileEntry | None]] = [*old, *((part, None) for part in fresh)]
    placed.sort(key=lambda one: one[0].name)
    parts = tuple(part for part, _ in placed)
    kinds = source.stored_types()
    columns = {
        name: str(source.columns[name].type) if name in source.columns else kinds[name]
        for name in table.column_names
    }
    ends = [(part.first, part.last) for part in parts if part.first is not None]
    made = Snapshot(
        "", source.name, sum(part.rows for part in parts), (), columns, source.currency, content_of(parts),
        clocks_digest(source), origin_digest, ends[0][0] if ends else None, ends[-1][1] if ends else None,
        laid.versions, parts=parts, unit=unit,
    )  # fmt: skip
    made = replace(made, id=digest(made.logical()))
    if objects.has(made.id):
        return load_snapshot(objects, made.id)
    files = tuple(_files(objects, table, placed, before))
    made = replace(made, files=files)
    objects.put_bytes(write_manifest(made), name=made.id)
    return replace(made, paths=tuple(objects.path(entry.sha256) for entry in files))


def _files(
    objects: ObjectStore,
    table: pa.Table,
    placed: Sequence[tuple[Part, FileEntry | None]],
    before: Snapshot | None,
) -> Iterator[FileEntry]:
    """Lay parts out in files: those of the snapshot before as they are, the others in files of about `ROWS` rows."""
    same = {} if before is None else _by_first_part(before)
    at, row = 0, 0
    begin, count = 0, 0  # rows of the table, and how many parts, that wait for their file

    def written() -> Iterator[FileEntry]:
        if count:
            yield _write(objects, table.slice(begin, row - begin), count)

    while at < len(placed):
        part, entry = placed[at]
        found = None if entry is not None else _again(same.get(part.name), placed[at:], objects)
        if entry is None and found is None:
            row, count = row + part.rows, count + 1
            at += 1
            if row - begin >= ROWS:
                yield from written()
                begin, count = row, 0
            continue
        yield from written()
        if entry is None and found is not None:
            row += found.rows
        begin, count = row, 0
        chosen = entry if entry is not None else found
        assert chosen is not None
        yield chosen
        at += chosen.parts
    yield from written()
    if not placed:
        yield _write(objects, table, 0)


def _by_first_part(before: Snapshot) -> dict[str, tuple[FileEntry, tuple[Part, ...]]]:
    held = zip(before.files, before.parts_of_files(), strict=True)
    return {parts[0].name: (entry, parts) for entry, parts in held if parts}


def _again(
    held: tuple[FileEntry, tuple[Part, ...]] | None,
    placed: Sequence[tuple[Part, FileEntry | None]],
    objects: ObjectStore,
) -> FileEntry | None:
    """Return a file of the snapshot before where exactly the parts that come next lie in it."""
    if held is None:
        return None
    entry, parts = held
    coming = [part.said for part, file in placed[: len(parts)] if file is None]
    return entry if coming == [part.said for part in parts] and objects.has(entry.sha256) else None


def _write(objects: ObjectStore, table: pa.Table, parts: int) -> FileEntry:
    content = to_parquet(table)
    return FileEntry(objects.put_bytes(content), len(content), table.num_rows, parts)


def to_parquet(table: pa.Table) -> bytes:
    """Write a table as Parquet, in the one way of this store."""
    apart = [name for name in table.column_names if _mostly_different(table[name])]
    sink = pa.BufferOutputStream()
    pq.write_table(
        table.replace_schema_metadata(None), sink, compression="zstd", compression_level=3,
        row_group_size=ROWS if table.num_rows > 2 * ROWS else None,
        version="2.6", write_statistics=True,
        use_dictionary=[name for name in table.column_names if name not in apart],
        column_encoding=dict.fromkeys(apart, "DELTA_BINARY_PACKED"),
    )  # fmt: skip
    return bytes(sink.getvalue().to_pybytes())


def _mostly_different(column: pa.ChunkedArray) -> bool:
    """Say whether a dictionary of whole numbers or instants would be as long as they are: differences are shorter."""
    if not (pa.types.is_integer(column.type) or pa.types.is_timestamp(column.type)):
        return False
    return bool(2 * pc.count_distinct(column).as_py() > len(column))
