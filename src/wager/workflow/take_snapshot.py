"""`snapshot`: locate, read, hold against the contract, store; or see that nothing changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wager.data.contract_digest import contract_digest
from wager.data.header import absent_columns, lacking_columns
from wager.data.manifest import load_snapshot
from wager.data.origin import Located, locate
from wager.data.shrunk import shrunk
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.foundation.errors import BadInputError, NotFoundError, UnavailableError, nearest
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest
from wager.foundation.moments import iso
from wager.workflow.heads import FileRead, Head, read_head, write_head
from wager.workflow.wiring import Wiring

if TYPE_CHECKING:
    from wager.data.store_parts import Laid


@dataclass(frozen=True)
class SnapshotResult:
    """What came of one source.

    Attributes
    ----------
    source : str
        Its name.
    snapshot : Snapshot or None
        None where the contract is broken.
    changed : bool
        True where the source's head is now another snapshot than before.
    findings : tuple of Finding
        What breaks the contract, with counts and examples; and a source that lost most of its rows.
    """

    source: str
    snapshot: Snapshot | None
    changed: bool
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        made = self.snapshot
        return {
            "source": self.source,
            "id": None if made is None else made.id,
            "changed": self.changed,
            "rows": None if made is None else made.rows,
            "columns": None if made is None else len(made.columns),
            "bytes": None if made is None else sum(entry.bytes for entry in made.files),
            "first": None if made is None or made.first is None else iso(made.first),
            "last": None if made is None or made.last is None else iso(made.last),
            "findings": [vars(finding) for finding in self.findings],
        }


@dataclass(frozen=True)
class Snapshots:
    """What came of all sources that were asked for, in that order."""

    results: tuple[SnapshotResult, ...]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"format": 1, "snapshots": [result.to_json() for result in self.results]}


def take_snapshot(wiring: Wiring, names: Iterable[str] = ()) -> Snapshots:
    """Take a snapshot of each source; the bytes of an unchanged one are hashed, and nothing is parsed or written.

    Parameters
    ----------
    wiring : Wiring
        The project; its engine is not touched where nothing changed.
    names : iterable of str
        Which sources; none means all.

    Raises
    ------
    NotFoundError
        If a source, its file or its package does not exist.
    BadInputError
        If data breaks its contract: all findings, after every source was looked at.
    UnavailableError
        If a file cannot be read.
    """
    from wager.workflow.read_project import read_definitions

    definitions = read_definitions(wiring)
    wanted = list(names) or list(definitions.sources)
    results, faults = [], []
    for place, name in enumerate(wanted):
        _demand(name, definitions.sources, definitions.findings)
        wiring.progress(f"snapshot of {name}", place / len(wanted))
        results.append(snapshot_of(wiring, definitions.sources[name]))
        faults += [finding for finding in results[-1].findings if finding.is_error]
    if faults:
        raise BadInputError.of(faults)
    return Snapshots(tuple(results))


def _demand(name: str, sources: dict[str, Source], findings: tuple[Finding, ...]) -> None:
    faults = [
        one
        for one in findings
        if one.is_error and Path(one.path).stem == name and one.path.startswith("sources/")
    ]
    if faults:
        raise BadInputError.of(faults)
    if name not in sources:
        raise NotFoundError(f"there is no source {name!r}{nearest(name, sources)}")


def current_snapshot(wiring: Wiring, source: Source, *, pinned: str | None = None) -> Snapshot:
    """Return the present snapshot of a source; one is taken where there is none that fits the contract.

    Changed data alone takes no new one: that is what `wager snapshot` is for. A file without a contract is
    looked at each time. A pinned snapshot stays the one that is read while it is in the store and the
    contract is the same, whatever was taken since.

    Raises
    ------
    BadInputError
        If its data breaks the contract.
    """
    head = read_head(wiring.heads, source.name)
    same = head is not None and head.contract == contract_digest(source)
    if pinned is not None and same and wiring.objects.has(pinned):
        return load_snapshot(wiring.objects, pinned)
    fits = head is not None and same and wiring.objects.has(head.id)
    if head is not None and fits and not source.assumed:
        return load_snapshot(wiring.objects, head.id)
    return renewed_snapshot(wiring, source)


def renewed_snapshot(wiring: Wiring, source: Source) -> Snapshot:
    """Return a snapshot of a source as its data are now; unchanged data are not read again.

    Raises
    ------
    BadInputError
        If its data breaks the contract.
    """
    result = snapshot_of(wiring, source)
    if result.snapshot is None:
        raise BadInputError.of(result.findings)
    return result.snapshot


def snapshot_of(wiring: Wiring, source: Source) -> SnapshotResult:
    """Take a snapshot of one source."""
    try:
        if source.is_view:
            return _queried(wiring, source)
        located = locate(source.origin, wiring.root, name=source.name)
        digests, contract = located.digests(), contract_digest(source)
        head = read_head(wiring.heads, source.name)
        held = head is not None and head.contract == contract and wiring.objects.has(head.id)
        if head is not None and held and head.origin == digest(digests):
            snapshot = load_snapshot(wiring.objects, head.id)
            return SnapshotResult(source.name, snapshot, False, head.findings)
        return _taken(wiring, source, located, digests, head if held else None)
    except BadInputError as error:
        whole = Finding(source.path, source.line_of("from"), "E112", f"source {source.name}: {error}")
        return SnapshotResult(source.name, None, False, error.findings or (whole,))
    except OSError as error:
        if isinstance(error, UnavailableError):
            raise
        raise UnavailableError(f"source {source.name} cannot be read: {error}") from error


def _taken(
    wiring: Wiring, source: Source, located: Located, digests: list[str], head: Head | None
) -> SnapshotResult:
    from wager.data.store_parts import Laid
    from wager.workflow.read_source import Present, read_all, read_changes

    known = set() if head is None else {file.sha256 for file in head.files}
    fresh = [file for file, held in zip(located.files, digests, strict=True) if held not in known]
    absent = absent_columns(source, replace(located, files=tuple(fresh)))
    if absent:
        return SnapshotResult(source.name, None, False, tuple(absent))
    present = Present(located.files, digests)
    before = None if head is None else load_snapshot(wiring.objects, head.id)
    changes = (
        None
        if head is None or before is None or head.findings or source.keeps_seen
        else read_changes(wiring, source, present, before, head.files)
    )
    findings: tuple[Finding, ...] = ()
    if changes is None:
        conformed, read = read_all(wiring, source, present)
        findings = conformed.findings
        if any(finding.is_error for finding in findings):
            return SnapshotResult(source.name, None, False, findings)
        laid = Laid(conformed.table, conformed.events, conformed.versions, unit=conformed.unit)
    else:
        laid, read = changes
    return _stored(wiring, source, _Data(laid, digest(digests), findings, read), before)


def _queried(wiring: Wiring, source: Source) -> SnapshotResult:
    """Run the query of an offline view; the snapshot pins the rows that it gave."""
    from wager.data.contract import conform
    from wager.data.order import content_digest
    from wager.data.store_parts import Laid

    origin = source.origin
    try:
        table = wiring.warehouse.query(origin.store, origin.sql, wiring.root)
    except BadInputError as error:
        raise BadInputError.of(
            [Finding(source.path, origin.line, "E112", f"source {source.name}: {error}")]
        ) from error
    except NotFoundError as error:
        raise NotFoundError(f"source {source.name}: {error}") from error
    absent = lacking_columns(source, "the query", table.column_names)
    if absent:
        return SnapshotResult(source.name, None, False, tuple(absent))
    found, head, contract = (
        content_digest(table),
        read_head(wiring.heads, source.name),
        contract_digest(source),
    )
    if head is not None and (head.contract, head.origin) == (contract, found) and wiring.objects.has(head.id):
        return SnapshotResult(source.name, load_snapshot(wiring.objects, head.id), False, head.findings)
    wanted = [spec.file_name for spec in source.columns.values()]
    conformed = conform(wiring.engine, [("the query", table.select(wanted))], source)
    if any(finding.is_error for finding in conformed.findings):
        return SnapshotResult(source.name, None, False, conformed.findings)
    laid = Laid(conformed.table, conformed.events, conformed.versions, unit=conformed.unit)
    return _stored(wiring, source, _Data(laid, found, conformed.findings), _last(wiring, source))


@dataclass(frozen=True)
class _Data:
    """Rows that are to be stored, and what they were read from."""

    laid: Laid
    origin: str
    findings: tuple[Finding, ...] = ()
    read: tuple[FileRead, ...] = ()


def _stored(wiring: Wiring, source: Source, data: _Data, before: Snapshot | None) -> SnapshotResult:
    from wager.data.seen import with_seen
    from wager.data.store_parts import store_snapshot

    laid, findings = data.laid, data.findings
    if source.keeps_seen:
        before = _last(wiring, source)
        laid = with_seen(wiring.engine, laid.table, source, before, wiring.clock.now())
    snapshot = store_snapshot(wiring.objects, laid, source, data.origin, before)
    new = Head(snapshot.id, contract_digest(source), data.origin, findings, data.read)
    was = read_head(wiring.heads, source.name)
    write_head(wiring.heads, source.name, new if was is None else was.followed_by(new))
    changed = was is None or was.id != snapshot.id
    if was is not None and changed:
        findings = (*findings, *shrunk(wiring.objects, source, was.id, snapshot))
    return SnapshotResult(source.name, snapshot, changed, findings)


def _last(wiring: Wiring, source: Source) -> Snapshot | None:
    """Return the last snapshot of a source, whatever its contract was."""
    head = read_head(wiring.heads, source.name)
    there = head is not None and wiring.objects.has(head.id)
    return load_snapshot(wiring.objects, head.id) if head is not None and there else None
