"""A snapshot: an immutable copy of a source, found by the digest of what it says.

The id is the digest of the *logical* part: names, types, clocks and the hash of the values. How Parquet lays them
out, and so the SHA-256 of the files, may differ between versions of a writer; it is kept beside.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wager.data.known import Always, FromSnapshot, Never
from wager.data.source import Source
from wager.expressions.tree import Column, Type, to_json
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical, digest, file_digest, short
from wager.foundation.objects import ObjectStore

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
"""Number of the manifest's format; a newer one is refused."""

_checked: dict[tuple[str, int, int, str], None] = {}
# Files whose bytes were hashed by this process: path, size, time of change, digest.


@dataclass(frozen=True)
class FileEntry:
    """One Parquet file of a snapshot.

    Attributes
    ----------
    sha256 : str
        Its name in the object store.
    bytes, rows : int
        Its size.
    """

    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True)
class Snapshot:
    """An immutable copy of a source in canonical order.

    Attributes
    ----------
    id : str
        Digest of the logical part.
    source : str
        Whose copy it is.
    rows : int
        How many.
    files : tuple of FileEntry
        Parquet, in order.
    columns : mapping of str to str
        Declared name and type (`category`, `money`, …), in the order of the contract.
    currency : str
        Of its money columns.
    content : str
        Hash of the values.
    clocks : str
        Digest of key, event time and known times.
    origin_digest : str
        Hash of the bytes it was read from.
    first, last : int or None
        Instants of the first and last event.
    versions : bool
        True where a key has several rows.
    paths : tuple of Path
        The Parquet files on this machine, in order.
    """

    id: str
    source: str
    rows: int
    files: tuple[FileEntry, ...]
    columns: Mapping[str, str] = field(hash=False)
    currency: str
    content: str
    clocks: str
    origin_digest: str
    first: int | None = None
    last: int | None = None
    versions: bool = False
    paths: tuple[Path, ...] = field(default=(), compare=False)

    @property
    def types(self) -> dict[str, Type]:
        """Types of the stored columns, as expressions see them."""
        return {name: "text" if kind == "category" else kind for name, kind in self.columns.items()}  # type: ignore[misc]

    def logical(self) -> dict[str, Any]:
        """Say all that the id is made of."""
        return {
            "format": FORMAT,
            "source": self.source,
            "columns": [[name, kind] for name, kind in self.columns.items()],
            "currency": self.currency,
            "clocks": self.clocks,
            "rows": self.rows,
            "content": self.content,
        }

    def manifest(self) -> bytes:
        """Write it as the file that the object store keeps under its id."""
        body = {
            "kind": "snapshot",
            "logical": self.logical(),
            "files": [[entry.sha256, entry.bytes, entry.rows] for entry in self.files],
            "origin": self.origin_digest,
            "first": _written(self.first),
            "last": _written(self.last),
            "versions": self.versions,
        }
        return canonical({"body": body, "check": digest(body)})

    def __str__(self) -> str:
        """Print for people."""
        return f"{self.source} {short(self.id)} ({self.rows:,} rows)"


def clocks_digest(source: Source) -> str:
    """Hash the key and the two clocks of a source, derived columns put in: equal meaning, equal digest."""

    def said(moment: object) -> Any:
        if isinstance(moment, Always | Never | FromSnapshot):
            return type(moment).__name__.lower()
        return None if moment is None else to_json(source.inline(moment))  # type: ignore[arg-type]

    return digest(
        {
            "key": [to_json(source.inline(Column(name))) for name in source.key],
            "event_time": None if source.event_time is None else said(Column(source.event_time)),
            # Clocks that are merely assumed are no part of what was observed: saying otherwise copies nothing anew.
            "known": {}
            if source.assumed
            else {name: said(moment) for name, moment in source.known.columns.items()},
            "rest": None if source.assumed else said(source.known.rest),
        }
    )


def store_snapshot(objects: ObjectStore, table: pa.Table, source: Source, **facts: Any) -> Snapshot:
    """Write a table in canonical order as a snapshot.

    Parameters
    ----------
    objects : ObjectStore
        Takes the Parquet file, then the manifest.
    table : pyarrow.Table
        Cleaned columns of the contract, in canonical order.
    source : Source
        The contract.
    **facts
        `origin_digest`, `first`, `last`, `versions`.

    Returns
    -------
    Snapshot
        With its id; storing equal content again writes nothing.
    """
    from wager.data.order import content_digest

    columns = {name: str(source.columns[name].type) for name in table.column_names}
    made = Snapshot(
        "",
        source.name,
        table.num_rows,
        (),
        columns,
        source.currency,
        content_digest(table),
        clocks_digest(source),
        **facts,
    )
    made = replace(made, id=digest(made.logical()))
    if objects.has(made.id):
        return load_snapshot(objects, made.id)
    content = to_parquet(table)
    entry = FileEntry(objects.put_bytes(content), len(content), table.num_rows)
    made = replace(made, files=(entry,))
    objects.put_bytes(made.manifest(), name=made.id)
    return replace(made, paths=(objects.path(entry.sha256),))


def to_parquet(table: pa.Table) -> bytes:
    """Write a table as Parquet, in the one way of this store."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(
        table.replace_schema_metadata(None), sink, compression="zstd", compression_level=3, row_group_size=1 << 17,
        version="2.6", write_statistics=True, use_dictionary=True,
    )  # fmt: skip
    return bytes(sink.getvalue().to_pybytes())


def load_snapshot(objects: ObjectStore, snapshot_id: str) -> Snapshot:
    """Read a snapshot's manifest and check its files, each once in the life of a process.

    Raises
    ------
    NotFoundError
        If it is not in the store.
    BadInputError
        If a bit of its manifest or files has changed; names the object.
    """
    snapshot = read_manifest(objects.path(snapshot_id).read_bytes(), snapshot_id)
    paths = tuple(objects.path(entry.sha256) for entry in snapshot.files)
    for path, entry in zip(paths, snapshot.files, strict=True):
        _check(path, entry)
    return replace(snapshot, paths=paths)


def read_manifest(content: bytes, snapshot_id: str) -> Snapshot:
    """Read a manifest, and check that it says what its id stands for."""
    try:
        stored = json.loads(content)
        whole = stored["body"]
        logical = whole["logical"]
        if logical["format"] > FORMAT:
            raise BadInputError(
                f"snapshot {snapshot_id} has format {logical['format']}, this wager reads up to {FORMAT}; use a newer one"
            )
        snapshot = Snapshot(
            digest(logical),
            logical["source"],
            logical["rows"],
            tuple(FileEntry(*entry) for entry in whole["files"]),
            dict(logical["columns"]),
            logical["currency"],
            logical["content"],
            logical["clocks"],
            whole["origin"],
            _read(whole["first"]),
            _read(whole["last"]),
            whole["versions"],
        )
        check = stored["check"]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        if isinstance(error, BadInputError):
            raise
        raise _damaged(f"the manifest {snapshot_id} of a snapshot") from error
    if snapshot.id != snapshot_id or check != digest(whole):
        raise _damaged(f"the manifest {snapshot_id} of a snapshot")
    return snapshot


def _check(path: Path, entry: FileEntry) -> None:
    stat = path.stat()
    seen = (str(path), stat.st_size, stat.st_mtime_ns, entry.sha256)
    if seen not in _checked:
        if stat.st_size != entry.bytes or file_digest(path) != entry.sha256:
            raise _damaged(f"the object {entry.sha256}")
        _checked[seen] = None


def verify(snapshot: Snapshot) -> None:
    """Hash all files anew, and all values: what `load_snapshot` takes as seen is looked at again.

    Raises
    ------
    BadInputError
        If a bit has changed; names the object.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from wager.data.order import content_digest

    for path, entry in zip(snapshot.paths, snapshot.files, strict=True):
        if file_digest(path) != entry.sha256:
            raise _damaged(f"the object {entry.sha256}")
    tables = [pq.ParquetFile(path).read() for path in snapshot.paths]
    if content_digest(pa.concat_tables(tables)) != snapshot.content:
        raise _damaged(f"the content of snapshot {snapshot.id}")


def _damaged(what: str) -> BadInputError:
    return BadInputError(
        f"{what} is damaged: its bytes are not those that were written; restore it from a backup or remove it and take the snapshot again"
    )


def _written(instant: int | None) -> str | None:
    # Instants exceed 2**53 in far centuries, which canonical JSON would write in two ways.
    return None if instant is None else str(instant)


def _read(instant: str | None) -> int | None:
    return None if instant is None else int(instant)
