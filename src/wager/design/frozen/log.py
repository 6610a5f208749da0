"""The experiment log of a design: one file per entry, named by its content, in git, merging without conflict.

An entry names the heads that it was written on, so the entries form a graph: two branches that both add
to it merge by having both files. Nothing is ever rewritten; a changed, lost or foreign file is found.
"""

from __future__ import annotations

import heapq
import os
import secrets
from collections.abc import Mapping as Map
from collections.abc import Sequence as Many
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wager.design.frozen.log_yaml import dump, normal, values_of
from wager.foundation.amounts import MICROSECONDS, AmountError
from wager.foundation.errors import BadInputError, RefusedError, UnavailableError
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest
from wager.foundation.folders import flush_folder, make_folder
from wager.foundation.moments import in_utc, iso, parse_moment
from wager.foundation.yaml_file import Mapping, read_yaml

FORMAT = 1
NAME_LENGTH = 32
"""Characters of the digest in a name: 128 bits, so that nobody can make another entry of the same name."""

_KEYS = ("format", "kind", "design", "hypothesis", "at", "prev", "body")
_CLOCKS_DIFFER = 10 * MICROSECONDS["min"]


@dataclass(frozen=True)
class Entry:
    """One entry.

    Attributes
    ----------
    hash : str
        Its name.
    kind : str
        `freeze`, `look`, `verdict`, …
    design, hypothesis : str
        What it is about; the hypothesis may be empty.
    at : int
        Instant in microseconds.
    prev : tuple of str
        The heads on which it was written.
    body : dict
        JSON values.
    """

    hash: str
    kind: str
    design: str
    hypothesis: str
    at: int
    prev: tuple[str, ...]
    body: dict[str, Any] = field(hash=False)


def log_folder(design_path: Path) -> Path:
    """Return the folder beside a design: `designs/a.md` has `designs/a.log`."""
    return design_path.with_suffix(".log")


def read_log(folder: Path) -> tuple[Entry, ...]:
    """Read all entries, each after those that it was written on; else by time, then by name.

    Raises
    ------
    BadInputError
        With one finding for each file that is damaged: not readable, not the content of its name, or
        written on an entry that is not there.
    """
    entries, findings = examine_log(folder)
    if findings:
        raise BadInputError.of(findings)
    return entries


def examine_log(folder: Path) -> tuple[tuple[Entry, ...], list[Finding]]:
    """Read the entries that are whole, in the order of `read_log`, and say what is wrong with the others.

    What an entry that is whole was written on may be missing.
    """
    if not folder.is_dir():
        return (), []
    findings: list[Finding] = []
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name.startswith("."):
            continue
        try:
            entry = _read(path)
        except BadInputError as error:
            findings += error.findings
        else:
            entries[entry.hash] = entry
    lost = {finding.path.rpartition("/")[2].removesuffix(".yaml") for finding in findings}
    for entry in entries.values():
        for name in entry.prev:
            if name not in entries and name not in lost:
                message = f"entry {entry.hash} was written on {name}, which is not there; restore it from git"
                findings.append(Finding(_shown(folder / f"{entry.hash}.yaml"), 1, "E106", message))
    return _in_order(entries), sorted(findings)


def read_entry(folder: Path, name: str) -> Entry | None:
    """Read one entry by its name, whatever else is in the log; None where it is not there.

    Raises
    ------
    BadInputError
        If it is not what was written.
    """
    path = folder / f"{name}.yaml"
    return _read(path) if name and path.is_file() else None


def demand_later(entries: Many[Entry], at: int) -> None:
    """Refuse to go on at a moment before what the log holds already: a clock that was set back makes deadlines again.

    Clocks of two machines may differ by some minutes.

    Raises
    ------
    RefusedError
    """
    newest = max(entries, key=lambda entry: entry.at, default=None)
    if newest is not None and at < newest.at - _CLOCKS_DIFFER:
        raise RefusedError(
            f"it is {in_utc(at)} by the clock of this machine, and the log of {newest.design} holds an entry {newest.kind} of "
            f"{in_utc(newest.at)}; set the clock right"
        )


def append(
    folder: Path, kind: str, body: Map[str, Any], at: int, *, design: str = "", hypothesis: str = ""
) -> Entry:
    """Write an entry on the present heads; the same entry written again is not written twice.

    Parameters
    ----------
    folder : Path
        Made where it is missing; its name without `.log` is the design unless one is given.
    body : mapping
        JSON values, floats finite.
    at : int
        Instant in microseconds.

    Returns
    -------
    Entry
        As it is on the disk, for good.

    Raises
    ------
    UnavailableError
        If it cannot be written.
    """
    entries = read_log(folder)
    content = {
        "format": FORMAT,
        "kind": kind,
        "design": design or folder.name.removesuffix(".log"),
        "hypothesis": hypothesis,
        "at": iso(at),
        "body": normal(dict(body)),
    }
    for entry in entries:
        if entry.hash in heads(entries) and _content(entry, ()) == {**content, "prev": []}:
            return entry
    content["prev"] = list(heads(entries))
    ordered = {key: content[key] for key in _KEYS}
    name = digest(ordered)[:NAME_LENGTH]
    _write(folder, f"{name}.yaml", dump(ordered).encode())
    return _entry(name, ordered)


def heads(entries: Many[Entry]) -> tuple[str, ...]:
    """Name the entries on which none was written yet."""
    used = {name for entry in entries for name in entry.prev}
    return tuple(sorted(entry.hash for entry in entries if entry.hash not in used))


def _content(entry: Entry, prev: Many[str]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": entry.kind,
        "design": entry.design,
        "hypothesis": entry.hypothesis,
        "at": iso(entry.at),
        "prev": list(prev),
        "body": entry.body,
    }


def _entry(name: str, content: Map[str, Any]) -> Entry:
    at = parse_moment(content["at"])
    prev = tuple(content["prev"])
    return Entry(name, content["kind"], content["design"], content["hypothesis"], at, prev, content["body"])


def _read(path: Path) -> Entry:
    shown = _shown(path)
    if path.exists() and not path.is_file():
        raise _damaged(shown, "is a folder or another thing that is no file; take it out of the log")
    try:
        return entry_of(path.stem, path.read_text(encoding="utf-8"), shown)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8; restore it from git"
        raise _damaged(shown, f"cannot be read: {why}") from error


def entry_of(name: str, text: str, shown: str = "") -> Entry:
    """Read the text of an entry.

    Parameters
    ----------
    name, text : str
        The name must be that of the text.
    shown : str
        Its file, for what is said of it.

    Raises
    ------
    BadInputError
        If it is not what was written.
    """
    node = read_yaml(text, shown)
    content = values_of(node)
    if not isinstance(node, Mapping) or not isinstance(content.get("format"), int):
        raise _damaged(shown, "is no entry of a log")
    if content["format"] > FORMAT:
        raise _damaged(
            shown, f"has format {content['format']}, and this wager knows {FORMAT}; use a newer wager"
        )
    if digest(content)[:NAME_LENGTH] != name:
        raise _damaged(
            shown, "is not what its name says: it was changed after it was written; restore it from git"
        )
    try:
        return _entry(name, content)
    except (KeyError, TypeError, AmountError) as error:
        raise _damaged(shown, f"is no entry of a log: {error}") from error


def _shown(path: Path) -> str:
    """Name an entry as `designs/a.log/HASH.yaml`, whatever lies above."""
    return "/".join(path.parts[-3:])


def _damaged(shown: str, why: str) -> BadInputError:
    return BadInputError.of([Finding(shown, 1, "E000", f"the log entry {why}")])


def _in_order(entries: Map[str, Entry]) -> tuple[Entry, ...]:
    waiting = {name: set(entry.prev) & entries.keys() for name, entry in entries.items()}
    after: dict[str, list[str]] = {}
    for entry in entries.values():
        for name in entry.prev:
            after.setdefault(name, []).append(entry.hash)
    ready = [(entries[name].at, name) for name, prev in waiting.items() if not prev]
    heapq.heapify(ready)
    ordered = []
    while ready:
        _, name = heapq.heappop(ready)
        ordered.append(entries[name])
        for later in after.get(name, ()):
            waiting[later].discard(name)
            if not waiting[later]:
                heapq.heappush(ready, (entries[later].at, later))
    return tuple(ordered)


def _write(folder: Path, name: str, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    temporary = folder / f".{name}.{secrets.token_hex(4)}"
    try:
        make_folder(folder)
        try:
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # named by its content: what is there is the same
                os.link(temporary, folder / name)
        finally:
            temporary.unlink(missing_ok=True)
        flush_folder(folder)
    except OSError as error:
        raise UnavailableError(
            f"cannot write into the log {folder}: {error.strerror or error}; check space and rights, then run the same "
            "command again"
        ) from error
