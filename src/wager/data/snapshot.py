"""A snapshot: an immutable copy of a source, found by the digest of what it says.

The id is the digest of the *logical* part: names, types, clocks and, for each part by time, the hash of its values. Which
parts lie in which Parquet file, and how Parquet lays them out, depends on when they came; it is kept beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from wager.data.known import Always, FromSnapshot, Never
from wager.data.source import Source
from wager.data.time_parts import Part, content_of
from wager.expressions.tree import Column, Type, to_json
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import digest, file_digest, short

FORMAT = 2
"""Number of the manifest's format; a newer one is refused. Format 1 had no parts, and one hash of all values."""


@dataclass(frozen=True)
class FileEntry:
    """One Parquet file of a snapshot.

    Attributes
    ----------
    sha256 : str
        Its name in the object store.
    bytes, rows : int
        Its size.
    parts : int
        How many parts it holds, all of each; 0 in a snapshot without parts.
    """

    sha256: str
    bytes: int
    rows: int
    parts: int = 0


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
        Hash of the values: of the parts, where there are any.
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
    parts : tuple of Part
        By time, in order; none in a snapshot of format 1.
    unit : str
        How long parts are: `D`, `M` or `Y`.
    format : int
        Of its manifest.
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
    parts: tuple[Part, ...] = ()
    unit: str = "D"
    format: int = FORMAT

    @property
    def types(self) -> dict[str, Type]:
        """Types of the stored columns, as expressions see them."""
        return {name: "text" if kind == "category" else kind for name, kind in self.columns.items()}  # type: ignore[misc]

    def logical(self) -> dict[str, Any]:
        """Say all that the id is made of."""
        return {
            "format": self.format,
            "source": self.source,
            "columns": [[name, kind] for name, kind in self.columns.items()],
            "currency": self.currency,
            "clocks": self.clocks,
            "rows": self.rows,
            "content": self.content,
        }

    def parts_of_files(self) -> list[tuple[Part, ...]]:
        """Say which parts lie in which file."""
        found, at = [], 0
        for entry in self.files:
            found.append(self.parts[at : at + entry.parts])
            at += entry.parts
        return found

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


def verify(snapshot: Snapshot) -> None:
    """Hash all files anew, and all values: what `load_snapshot` takes as seen is looked at again.

    Raises
    ------
    BadInputError
        If a bit has changed; names the object.
    """
    for path, entry in zip(snapshot.paths, snapshot.files, strict=True):
        if file_digest(path) != entry.sha256:
            raise damaged(f"the object {entry.sha256}")
    if content_now(snapshot) != snapshot.content:
        raise damaged(f"the content of snapshot {snapshot.id}")


def content_now(snapshot: Snapshot) -> str:
    """Hash the values that a snapshot's files hold now, as `content` was hashed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from wager.data.order import content_digest, content_digests

    tables = [pq.ParquetFile(path).read() for path in snapshot.paths]
    if snapshot.format == 1:
        return content_digest(pa.concat_tables(tables))
    found: list[Part] = []
    for table, parts in zip(tables, snapshot.parts_of_files(), strict=True):
        edges = [0, *accumulate(part.rows for part in parts)]
        found += [
            replace(part, content=content)
            for part, content in zip(parts, content_digests(table, edges), strict=True)
        ]
        if edges[-1] != table.num_rows:
            return ""
    return content_of(found)


def damaged(what: str) -> BadInputError:
    """Make the error that names what is no longer what was written."""
    return BadInputError(
        f"{what} is damaged: its bytes are not those that were written; restore it from a backup or remove it and take the snapshot again"
    )
