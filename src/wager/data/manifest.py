"""The manifest of a snapshot: what the object store keeps under its id."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from wager.data.snapshot import FORMAT, FileEntry, Snapshot, damaged
from wager.data.time_parts import Part, content_of
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical, digest, file_digest
from wager.foundation.objects import ObjectStore

_checked: dict[tuple[str, int, int, str], None] = {}
# Files whose bytes were hashed by this process: path, size, time of change, digest.


def write_manifest(snapshot: Snapshot) -> bytes:
    """Write a snapshot as the file that the object store keeps under its id."""
    body: dict[str, Any] = {
        "kind": "snapshot",
        "logical": snapshot.logical(),
        "files": [[entry.sha256, entry.bytes, entry.rows] for entry in snapshot.files],
        "origin": snapshot.origin_digest,
        "first": _written(snapshot.first),
        "last": _written(snapshot.last),
        "versions": snapshot.versions,
    }
    if snapshot.format > 1:
        body["unit"] = snapshot.unit
        body["parts of files"] = [entry.parts for entry in snapshot.files]
        body["parts"] = [[*part.said, _written(part.first), _written(part.last)] for part in snapshot.parts]
    said = canonical(body)
    return b'{"body":' + said + b',"check":' + canonical(hashlib.sha256(said).hexdigest()) + b"}"


@lru_cache(maxsize=8)
def read_manifest(content: bytes, snapshot_id: str) -> Snapshot:
    """Read a manifest, and check that it says what its id stands for.

    Raises
    ------
    BadInputError
        If a bit of it has changed, or a newer wager wrote it.
    """
    try:
        stored = json.loads(content)
        whole = stored["body"]
        logical = whole["logical"]
        if logical["format"] > FORMAT:
            raise BadInputError(
                f"snapshot {snapshot_id} has format {logical['format']}, this wager reads up to {FORMAT}; use a newer one"
            )
        snapshot = _snapshot(whole, logical)
        check = stored["check"]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, AttributeError) as error:
        if isinstance(error, BadInputError):
            raise
        raise damaged(f"the manifest {snapshot_id} of a snapshot") from error
    parts = snapshot.format == 1 or snapshot.content == content_of(snapshot.parts)
    if snapshot.id != snapshot_id or check != digest(whole) or not parts:
        raise damaged(f"the manifest {snapshot_id} of a snapshot")
    return snapshot


def _snapshot(whole: dict[str, Any], logical: dict[str, Any]) -> Snapshot:
    counts = whole.get("parts of files") or [0] * len(whole["files"])
    return Snapshot(
        digest(logical),
        logical["source"],
        logical["rows"],
        tuple(
            FileEntry(sha256, size, rows, count)
            for (sha256, size, rows), count in zip(whole["files"], counts, strict=True)
        ),
        dict(logical["columns"]),
        logical["currency"],
        logical["content"],
        logical["clocks"],
        whole["origin"],
        _read(whole["first"]),
        _read(whole["last"]),
        whole["versions"],
        parts=tuple(
            Part(name, rows, content, _read(first), _read(last))
            for name, rows, content, first, last in whole.get("parts", ())
        ),
        unit=whole.get("unit", "D"),
        format=logical["format"],
    )


def _written(instant: int | None) -> str | None:
    # Instants exceed 2**53 in far centuries, which canonical JSON would write in two ways.
    return None if instant is None else str(instant)


def _read(instant: str | None) -> int | None:
    return None if instant is None else int(instant)


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


def _check(path: Path, entry: FileEntry) -> None:
    stat = path.stat()
    seen = (str(path), stat.st_size, stat.st_mtime_ns, entry.sha256)
    if seen not in _checked:
        if stat.st_size != entry.bytes or file_digest(path) != entry.sha256:
            raise damaged(f"the object {entry.sha256}")
        _checked[seen] = None
