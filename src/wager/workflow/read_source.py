"""Read a source's files into rows that can be stored: all of them, or only those that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from wager.data.appended import appended
from wager.data.contract import Conformed, conform
from wager.data.grown import Changes, grown
from wager.data.source import Source
from wager.data.store_parts import Laid
from wager.workflow.heads import FileRead
from wager.workflow.wiring import Wiring

if TYPE_CHECKING:
    import pyarrow as pa

    from wager.data.snapshot import Snapshot


@dataclass(frozen=True)
class Present:
    """The files of a source as they are now.

    Attributes
    ----------
    files : sequence of Path
    digests : sequence of str
        SHA-256 of the bytes of each.
    """

    files: Sequence[Path]
    digests: Sequence[str]

    def size(self, digest: str) -> int:
        """Say how large a file is."""
        return self.file(digest).stat().st_size

    def file(self, digest: str) -> Path:
        """Find a file."""
        return self.files[self.digests.index(digest)]


def read_all(wiring: Wiring, source: Source, present: Present) -> tuple[Conformed, tuple[FileRead, ...]]:
    """Read all files, and say what each holds."""
    tables = [(file.name, _read(wiring, source, file)) for file in present.files]
    conformed = conform(wiring.engine, tables, source)
    read = tuple(
        FileRead(digest, present.size(digest), parts, _types(table))
        for digest, parts, (_, table) in zip(present.digests, conformed.held, tables, strict=True)
    )
    return conformed, read


def read_changes(
    wiring: Wiring, source: Source, present: Present, before: Snapshot, were: Sequence[FileRead]
) -> tuple[Laid, tuple[FileRead, ...]] | None:
    """Read only what changed since a snapshot; None where all files must be read.

    Parameters
    ----------
    before : Snapshot
        The one before.
    were : sequence of FileRead
        The files that it was read from.
    """
    known = {file.sha256: file for file in were}
    if not were or len(known) < len(were) or len(set(present.digests)) < len(present.digests):
        return None
    same = [known[digest] for digest in present.digests if digest in known]
    lost = [file for file in were if file.sha256 not in present.digests]
    came = [digest for digest in present.digests if digest not in known]
    longer = _longer(present, came, lost)
    gone = frozenset(part for file in lost if file not in longer.values() for part in file.parts)
    if not same and not longer:
        return None
    added = [
        (present.file(one).name, _read_new(wiring, source, present.file(one), longer.get(one)))
        for one in came
    ]
    again = [
        (present.file(file.sha256).name, _read(wiring, source, present.file(file.sha256)))
        for file in same
        if gone.intersection(file.parts)
    ]
    if any(gone.intersection(file.parts) for file in longer.values()):
        return None
    types = {file.types for file in were} | {_types(table) for _, table in [*added, *again]}
    if len(types) > 1:  # what a value becomes may depend on the types of the other files
        return None
    found = grown(wiring.engine, Changes(before, added, again, gone), source)
    if found is None:
        return None
    read = [
        FileRead(
            one,
            present.size(one),
            tuple(sorted({*parts, *(longer[one].parts if one in longer else ())})),
            *types,
        )
        for one, parts in zip(came, found.held, strict=True)
    ]
    return found.laid, (*same, *read)


def _longer(present: Present, came: Sequence[str], lost: Sequence[FileRead]) -> dict[str, FileRead]:
    """Find the files that are another one with rows added to its end."""
    found: dict[str, FileRead] = {}
    for digest in came:
        for file in lost:
            taken = file in found.values()
            if not taken and appended(present.file(digest), file.bytes, file.sha256) is not None:
                found[digest] = file
                break
    return found


def _read_new(wiring: Wiring, source: Source, file: Path, was: FileRead | None) -> pa.Table:
    if was is None:
        return _read(wiring, source, file)
    content = appended(file, was.bytes, was.sha256)
    assert content is not None
    with TemporaryDirectory(prefix="wager-") as folder:
        only = Path(folder) / file.name
        only.write_bytes(content)
        return _read(wiring, source, only)


def _read(wiring: Wiring, source: Source, file: Path) -> pa.Table:
    wanted = [spec.file_name for spec in source.columns.values()]
    return wiring.engine.read_text(file, columns=wanted, nulls=source.origin.nulls)


def _types(table: pa.Table) -> tuple[str, ...]:
    return tuple(str(kind) for kind in table.schema.types)
