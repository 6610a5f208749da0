"""`snapshot`: locate, read, hold against the contract, store; or see that nothing changed."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wager.data.header import absent_columns
from wager.data.origin import Located, locate
from wager.data.snapshot import FORMAT, Snapshot, clocks_digest, load_snapshot, store_snapshot
from wager.data.source import Source
from wager.expressions.operators import OPERATORS_VERSION
from wager.expressions.tree import to_json
from wager.foundation.errors import BadInputError, NotFoundError, UnavailableError, nearest
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import canonical, digest
from wager.foundation.moments import iso
from wager.workflow.wiring import Wiring

READING_VERSION = 1
"""Raised when the same file would be read otherwise: unchanged files are then read again."""


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
        What breaks the contract, with counts and examples.
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


@dataclass(frozen=True)
class Head:
    """The present snapshot of a source, and what it was read from: `.wager/snapshots/NAME.json`.

    Attributes
    ----------
    id : str
        Of the snapshot.
    memo : list
        Name, size and time of change of each file that was read.
    contract : str
        Digest of all that decides what is stored and what is found wrong.
    origin : str
        Hash of the bytes.
    findings : tuple of Finding
        Warnings, said again where nothing changed.
    """

    id: str
    memo: list[list[str | int]]
    contract: str
    origin: str
    findings: tuple[Finding, ...] = ()


def take_snapshot(wiring: Wiring, names: Iterable[str] = ()) -> Snapshots:
    """Take a snapshot of each source; an unchanged one is not even read.

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
        located = locate(source.origin, wiring.root, name=source.name, path=source.path)
        memo, contract = located.memo(), contract_digest(source)
        head = read_head(wiring.heads, source.name)
        if head is not None and head.contract == contract and wiring.objects.has(head.id):
            if head.memo != memo and head.origin == located.digest():
                head = Head(head.id, memo, contract, head.origin, head.findings)
                write_head(wiring.heads, source.name, head)
            if head.memo == memo:
                snapshot = load_snapshot(wiring.objects, head.id)
                return SnapshotResult(source.name, snapshot, False, head.findings)
        return _read(wiring, source, located, head)
    except BadInputError as error:
        whole = Finding(source.path, source.line_of("from"), "E112", f"source {source.name}: {error}")
        return SnapshotResult(source.name, None, False, error.findings or (whole,))
    except OSError as error:
        if isinstance(error, UnavailableError):
            raise
        raise UnavailableError(f"source {source.name} cannot be read: {error}") from error


def _read(wiring: Wiring, source: Source, located: Located, head: Head | None) -> SnapshotResult:
    from wager.data.contract import conform

    memo, origin = located.memo(), located.digest()
    absent = absent_columns(source, located)
    if absent:
        return SnapshotResult(source.name, None, False, tuple(absent))
    wanted = [spec.file_name for spec in source.columns.values()]
    nulls = source.origin.nulls
    tables = [
        (file.name, wiring.engine.read_text(file, columns=wanted, nulls=nulls)) for file in located.files
    ]
    conformed = conform(wiring.engine, tables, source)
    if any(finding.is_error for finding in conformed.findings):
        return SnapshotResult(source.name, None, False, conformed.findings)
    snapshot = store_snapshot(
        wiring.objects, conformed.table, source,
        origin_digest=origin, first=conformed.first, last=conformed.last, versions=conformed.versions,
    )  # fmt: skip
    new = Head(snapshot.id, memo, contract_digest(source), origin, conformed.findings)
    write_head(wiring.heads, source.name, new)
    return SnapshotResult(source.name, snapshot, head is None or head.id != snapshot.id, conformed.findings)


def contract_digest(source: Source) -> str:
    """Hash all of a source's contract that decides what is stored and what is found wrong."""
    columns = [
        {
            **spec.shape(),
            "nullable": spec.nullable,
            "range": None if spec.range is None else str(spec.range),
            "values": spec.values,
        }
        for spec in source.columns.values()
    ]
    origin = source.origin
    return digest(
        {
            "versions": [FORMAT, READING_VERSION, OPERATORS_VERSION],
            "from": [origin.kind, origin.path, origin.package, origin.version, origin.nulls, origin.sha256],
            "columns": columns,
            "clocks": clocks_digest(source),
            "checks": [[to_json(source.inline(check.condition)), str(check.most)] for check in source.checks],
            "currency": source.currency,
            "zone": source.zone,
            "assumed": source.assumed,
        }
    )


def read_head(heads: Path, name: str) -> Head | None:
    """Read which snapshot a source has at present; None where it has none, or what is written is of no use."""
    try:
        said: dict[str, Any] = json.loads((heads / f"{name}.json").read_bytes())
        if said["format"] != FORMAT:
            return None
        findings = tuple(Finding(*finding) for finding in said["findings"])
        return Head(said["id"], said["memo"], said["contract"], said["origin"], findings)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # only a memory: without it the source is read again


def write_head(heads: Path, name: str, head: Head) -> None:
    """Remember the present snapshot of a source."""
    findings = [[finding.path, finding.line, finding.code, finding.message] for finding in head.findings]
    said = {
        "format": FORMAT,
        "id": head.id,
        "memo": head.memo,
        "contract": head.contract,
        "origin": head.origin,
    }
    try:
        heads.mkdir(parents=True, exist_ok=True)
        temporary = heads / f".{name}-{secrets.token_hex(6)}"
        temporary.write_bytes(canonical({**said, "findings": findings}))
        os.replace(temporary, heads / f"{name}.json")  # noqa: PTH105  # atomic on every system
    except OSError as error:
        raise UnavailableError(
            f"cannot write into {heads}: {error.strerror or error}; check space and rights"
        ) from error
