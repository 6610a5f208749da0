"""What a store holds, as far as it can be read: faults are found by others, and hide nothing that is whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from wager.audit.lineage import Lineage, lineage
from wager.data.manifest import read_manifest
from wager.data.snapshot import Snapshot
from wager.design.frozen.log import Entry, examine_log
from wager.foundation.errors import WagerError
from wager.foundation.fingerprint import short
from wager.foundation.ledger import Record
from wager.registry.registry import Registered
from wager.registry.titles import Turn
from wager.registry.version import Version, read_version
from wager.workflow.tracing.gather import log_folders
from wager.workflow.wiring import Wiring

T = TypeVar("T")


@dataclass(frozen=True)
class Known:
    """What was made, and with what.

    Attributes
    ----------
    registered : tuple of Registered
    turns : tuple of Turn
    records : tuple of Record
        Of the ledger.
    versions : dict of str to Version
        By id, those whose manifest is whole.
    unreadable : dict of str to str
        By id, why a manifest is of no use.
    snapshots : dict of str to Snapshot
        By id, those whose manifest is whole.
    runs : dict of str to tuple of str
        By id: the objects and snapshots that a run refers to.
    verdicts : tuple of Entry
        Of all logs, those that are whole.
    """

    registered: tuple[Registered, ...]
    turns: tuple[Turn, ...]
    records: tuple[Record, ...]
    versions: Mapping[str, Version] = field(hash=False)
    unreadable: Mapping[str, str] = field(hash=False)
    snapshots: Mapping[str, Snapshot] = field(hash=False)
    runs: Mapping[str, tuple[str, ...]] = field(hash=False)
    verdicts: tuple[Entry, ...] = ()

    @property
    def lineage(self) -> Lineage:
        """Who depends on what."""
        held = {_named(one): verdict_objects(one) for one in self.verdicts}
        return lineage(self.versions.values(), self.snapshots, self.turns, runs=self.runs, verdicts=held)

    def wanted(self) -> tuple[str, ...]:
        """Name all objects that something refers to, each once.

        Logs are shared by git, and stores need not be: of verdicts, those that the ledger beside the store knows.
        """
        names = [one.id for one in self.registered] + [turn.version for turn in self.turns]
        for version in self.versions.values():
            names += [*version.objects().values(), *version.snapshots.values()]
        for parts in self.runs.values():
            names += parts
        for snapshot in self.snapshots.values():
            names += [entry.sha256 for entry in snapshot.files]
        given_here = {record.body["entry"] for record in self.records if record.kind == "verdict"}
        for verdict in self.verdicts:
            names += verdict_objects(verdict) if verdict.hash in given_here else []
        return tuple(dict.fromkeys(names))


def read_known(wiring: Wiring) -> Known:
    """Read what the registry, the runs and the manifests say, as far as they can be read."""
    registered = _unless_damaged(wiring.registry.versions)
    turns = _unless_damaged(wiring.registry.turns)
    records = _unless_damaged(wiring.registry.ledger)
    versions: dict[str, Version] = {}
    unreadable: dict[str, str] = {}
    for name in dict.fromkeys([*(one.id for one in registered), *(turn.version for turn in turns)]):
        try:
            versions[name] = read_version(wiring.objects, name)
        except (WagerError, OSError, ValueError, TypeError, AttributeError, KeyError) as error:
            unreadable[name] = str(error)
    runs = _runs(wiring)
    named = [held for version in versions.values() for held in version.snapshots.values()]
    named += [part for parts in runs.values() for part in parts]
    snapshots = _snapshots(wiring, named)
    return Known(registered, turns, records, versions, unreadable, snapshots, runs, _verdicts(wiring))


def verdict_objects(verdict: Entry) -> list[str]:
    """Name the objects that hold what a verdict read, and what it found beside its own figures.

    Examples
    --------
    >>> verdict_objects(Entry("0f", "verdict", "a", "H1", 0, (), {"evidence": {"object": "12"}, "read": "34"}))
    ['12', '34']
    """
    body = verdict.body
    later = body.get("judged_on") or {"predictions": {}}
    named = (body["evidence"].get("object"), body.get("read"), later["predictions"].get("object"))
    return [one for one in named if one]


def _named(verdict: Entry) -> str:
    return f"verdict {short(verdict.hash)} on {verdict.hypothesis} of {verdict.design}"


def _verdicts(wiring: Wiring) -> tuple[Entry, ...]:
    logs = [examine_log(wiring.root / folder)[0] for folder in log_folders(wiring.root)]
    return tuple(entry for log in logs for entry in log if entry.kind == "verdict")


def run_parts(content: bytes) -> tuple[str, ...]:
    """Read from a run's file which objects and snapshots it refers to.

    Raises
    ------
    ValueError
        If it is no file of a run.
    """
    said: Any = json.loads(content)
    parts: list[Any] = []
    for key in ("artifact", "snapshots"):
        named = said.get(key) if isinstance(said, dict) else None
        parts += named.values() if isinstance(named, dict) else [None]
    if not all(isinstance(part, str) for part in parts):
        raise ValueError("it is no file of a run")
    return tuple(parts)


def _runs(wiring: Wiring) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(wiring.runs.glob("*.json")):
        with suppress(OSError, ValueError, RecursionError):
            found[path.stem] = run_parts(path.read_bytes())
    return found


def _snapshots(wiring: Wiring, names: list[str]) -> dict[str, Snapshot]:
    found: dict[str, Snapshot] = {}
    for name in dict.fromkeys(names):
        with suppress(WagerError, OSError):  # a run's model files are no snapshots
            found[name] = read_manifest(wiring.objects.path(name).read_bytes(), name)
    return found


def _unless_damaged(read: Callable[[], Iterable[T]]) -> tuple[T, ...]:
    try:
        return tuple(read())
    except WagerError:
        return ()
