"""The present snapshot of each source, and what it was read from."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wager.foundation.errors import UnavailableError
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import canonical

FORMAT = 2
"""Of the file. Format 1 did not say which file gave which parts."""

REMEMBERED = 8
"""So many earlier snapshots of a source are held against its present one."""


@dataclass(frozen=True)
class FileRead:
    """One file of a source, as it was read.

    Attributes
    ----------
    sha256 : str
        Of its bytes.
    bytes : int
        Its size.
    parts : tuple of str
        The parts by time in which it has rows.
    types : tuple of str
        As it has them, of the columns that were read.
    """

    sha256: str
    bytes: int
    parts: tuple[str, ...]
    types: tuple[str, ...]


@dataclass(frozen=True)
class Head:
    """The present snapshot of a source, and what it was read from: `.wager/snapshots/NAME.json`.

    Attributes
    ----------
    id : str
        Of the snapshot.
    contract : str
        Digest of all that decides what is stored and what is found wrong.
    origin : str
        Hash of the bytes of all files.
    findings : tuple of Finding
        Warnings, said again where nothing changed.
    files : tuple of FileRead
        In no order that counts.
    earlier : tuple of str
        Ids of the snapshots before it, the latest first; of the last few.
    """

    id: str
    contract: str
    origin: str
    findings: tuple[Finding, ...] = ()
    files: tuple[FileRead, ...] = ()
    earlier: tuple[str, ...] = ()

    def followed_by(self, new: Head) -> Head:
        """Let another snapshot come after this one."""
        before = self.earlier if new.id == self.id else (self.id, *self.earlier)
        return replace(new, earlier=tuple(one for one in before if one != new.id)[:REMEMBERED])


def read_head(heads: Path, name: str) -> Head | None:
    """Read which snapshot a source has at present; None where it has none, or what is written is of no use."""
    try:
        said: dict[str, Any] = json.loads((heads / f"{name}.json").read_bytes())
        if said["format"] > FORMAT:
            return None
        findings = tuple(Finding(*finding) for finding in said["findings"])
        files = tuple(
            FileRead(sha256, size, tuple(parts), tuple(types))
            for sha256, size, parts, types in said.get("files", ())
        )
        earlier = tuple(map(str, said.get("earlier", ())))
        return Head(said["id"], said["contract"], said["origin"], findings, files, earlier)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # only a memory: without it the source is read again


def write_head(heads: Path, name: str, head: Head) -> None:
    """Remember the present snapshot of a source."""
    findings = [[finding.path, finding.line, finding.code, finding.message] for finding in head.findings]
    files = [[file.sha256, file.bytes, file.parts, file.types] for file in head.files]
    said = {"format": FORMAT, "id": head.id, "contract": head.contract, "origin": head.origin}
    try:
        heads.mkdir(parents=True, exist_ok=True)
        temporary = heads / f".{name}-{secrets.token_hex(6)}"
        temporary.write_bytes(
            canonical({**said, "findings": findings, "files": files, "earlier": list(head.earlier)})
        )
        os.replace(temporary, heads / f"{name}.json")  # noqa: PTH105  # atomic on every system
    except OSError as error:
        raise UnavailableError(
            f"cannot write into {heads}: {error.strerror or error}; check space and rights"
        ) from error
