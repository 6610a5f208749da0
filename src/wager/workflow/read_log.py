"""`wager log`: the experiment log of a design, or of all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from wager.design.frozen.log import Entry, examine_log, heads, log_folder
from wager.design.traces.detectors import KEPT
from wager.foundation.errors import NotFoundError, nearest
from wager.foundation.finding import Finding
from wager.foundation.moments import iso
from wager.workflow.read_project import design_files
from wager.workflow.tracing.gather import damaged_files, gather_traces, log_folders
from wager.workflow.wiring import Wiring

_LONG = frozenset(("ahead", "plan", "parts", "evidence", "snapshots"))
"""Parts of an entry that are kept for machines, and not searched."""


@dataclass(frozen=True)
class Logged:
    """A design's log, or the logs of all.

    Attributes
    ----------
    design : str
        Empty: of all designs.
    entries : tuple of Entry
        Oldest first, of one design each after those that it was written on.
    heads : mapping of str to tuple of str
        By design: the entries on which none was written yet.
    findings : tuple of Finding
        Entries that somebody knows and that are gone, altered, back-dated or re-ordered ones.
    grep : str
        What was searched for; empty where nothing was.
    """

    design: str
    entries: tuple[Entry, ...]
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    findings: tuple[Finding, ...] = ()
    grep: str = ""

    @property
    def passed(self) -> bool:
        """False where an entry is missing, altered, back-dated or re-ordered."""
        return not any(finding.is_error for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        entries = [
            {
                "entry": one.hash,
                "kind": one.kind,
                "design": one.design,
                "hypothesis": one.hypothesis,
                "at": iso(one.at),
                "prev": list(one.prev),
                "body": one.body,
            }
            for one in self.entries
        ]
        return {
            "format": 1,
            "design": self.design,
            "passed": self.passed,
            "entries": entries,
            "heads": {name: list(names) for name, names in self.heads.items()},
            "findings": [vars(one) for one in self.findings],
            "grep": self.grep,
        }


def read_log(wiring: Wiring, design: str = "", *, grep: str = "") -> Logged:
    """Read the log of a design, or of all designs of a project.

    The document itself is not read: a log is there whatever became of it.

    Parameters
    ----------
    wiring : Wiring
    design : str
        Its id; empty for all.
    grep : str
        Keep the entries in which this text occurs, in whatever case; heads and findings are those of the whole log.

    Raises
    ------
    NotFoundError
        If there is no such design.
    """
    folders = _folders(wiring, design)
    logs = {name: examine_log(wiring.root / folder)[0] for name, folder in folders.items()}
    entries = [entry for log in logs.values() for entry in log]
    if not design:
        entries = _by_time(logs)
    findings = {
        finding
        for trace in gather_traces(wiring, thorough=True)
        if design in ("", trace.name)
        for detector in KEPT
        for finding in detector(trace)
    }
    findings |= _damaged(wiring, folders.values(), findings)
    kept = tuple(entry for entry in entries if grep.casefold() in " ".join(_texts(entry)).casefold())
    return Logged(
        design, kept, {name: heads(log) for name, log in logs.items() if log}, tuple(sorted(findings)), grep
    )


def _damaged(wiring: Wiring, folders: Iterable[str], told: Collection[Finding]) -> set[Finding]:
    """Name the entries that are not whole; one whose removal is told is not told again by what was written on it."""
    gone = {PurePosixPath(one.path).stem for one in told if one.code == "E307"}
    found = [one for folder in folders for one in damaged_files(wiring.root, folder)]
    return {one for one in found if not any(f"written on {name}," in one.message for name in gone)}


def _folders(wiring: Wiring, design: str) -> dict[str, str]:
    """Name the folder of each log that is asked for."""
    files = design_files(wiring.root)
    folders = {path.stem: log_folder(path).relative_to(wiring.root).as_posix() for path in files}
    folders |= {folder.rpartition("/")[2].removesuffix(".log"): folder for folder in log_folders(wiring.root)}
    if design and design not in folders:
        listed = ", ".join(sorted(folders)) or "none"
        raise NotFoundError(f"no design {design!r}{nearest(design, folders)}; the project has {listed}")
    return {design: folders[design]} if design else dict(sorted(folders.items()))


def _by_time(logs: Mapping[str, tuple[Entry, ...]]) -> list[Entry]:
    """Merge the logs by time; within each, the order stays: who has a later moment before it waits for that."""
    moments: list[tuple[int, str, int, Entry]] = []
    for name, log in logs.items():
        latest = 0
        for place, entry in enumerate(log):
            latest = max(latest, entry.at)
            moments.append((latest, name, place, entry))
    return [entry for _, _, _, entry in sorted(moments, key=lambda one: one[:3])]


def _texts(entry: Entry) -> Iterator[str]:
    """Yield what an entry says in words, values of its body among them."""
    yield from (entry.kind, entry.design, entry.hypothesis, iso(entry.at), entry.hash)
    yield from _words({key: value for key, value in entry.body.items() if key not in _LONG})


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        yield value
