"""Who depends on what: from an object to the snapshots, runs, verdicts and versions made with it, and the titles they held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wager.data.snapshot import Snapshot
from wager.foundation.fingerprint import short
from wager.registry.titles import Turn, holder
from wager.registry.version import Version


@dataclass(frozen=True)
class Lineage:
    """What was made with what.

    Attributes
    ----------
    above : dict of str to tuple of str
        By digest or name: the digests and names of what was made with it directly.
    names : dict of str to str
        What people call each of them, such as `snapshot flights 0123456789ab`.
    """

    above: Mapping[str, tuple[str, ...]] = field(hash=False)
    names: Mapping[str, str] = field(hash=False)

    def dependents(self, digest: str) -> tuple[str, ...]:
        """Name all that would be lost or in doubt with an object: what was made with it first, titles last.

        Parameters
        ----------
        digest : str
            Of an object, a snapshot or a version; what nobody knows has no dependents.

        Examples
        --------
        >>> lineage([], {}, [], runs={"aa" * 32: ["bb" * 32]}).dependents("bb" * 32)
        ('run aaaaaaaaaaaa',)
        """
        found: dict[str, None] = {}
        waiting = [digest]
        while waiting:
            makers = [one for step in waiting for one in self.above.get(step, ()) if one not in found]
            waiting = list(dict.fromkeys(makers))
            found |= dict.fromkeys(waiting)
        return tuple(self.names[one] for one in found)


def lineage(
    versions: Iterable[Version],
    snapshots: Mapping[str, Snapshot],
    turns: Iterable[Turn],
    *,
    runs: Mapping[str, Iterable[str]] | None = None,
    verdicts: Mapping[str, Iterable[str]] | None = None,
) -> Lineage:
    """Find out who depends on what.

    Parameters
    ----------
    versions : iterable of Version
        All whose manifest can be read.
    snapshots : mapping of str to Snapshot
        By id, those whose manifest can be read. A snapshot that only a version names is known by that.
    turns : iterable of Turn
        Of all titles.
    runs : mapping of str to iterable of str, optional
        By id of a run, the objects and snapshots that it refers to.
    verdicts : mapping of str to iterable of str, optional
        By what a verdict is called, such as `verdict 0123456789ab on H1 of flight-protect`, the objects that hold what it read and found.
    """
    above: dict[str, dict[str, None]] = {}
    names: dict[str, str] = {}

    def made(thing: str, name: str, of: Iterable[str]) -> None:
        names[thing] = name
        for part in of:
            above.setdefault(part, {})[thing] = None

    for held in snapshots.values():
        made(held.id, f"snapshot {held.source} {short(held.id)}", [entry.sha256 for entry in held.files])
    for run, parts in (runs or {}).items():
        made(run, f"run {short(run)}", parts)
    for verdict, parts in (verdicts or {}).items():
        made(verdict, verdict, parts)
    for version in versions:
        parts = [held for held in version.objects().values() if held != version.id]
        made(version.id, f"version {short(version.id)} ({version.model})", parts)
        for source, snapshot in version.snapshots.items():
            names.setdefault(snapshot, f"snapshot {source} {short(snapshot)}")
            above.setdefault(snapshot, {})[version.id] = None
    for serves, seats in _by_title(turns).items():
        made(f"title {serves}", _title(serves, seats), ())
        for turn in seats:
            names.setdefault(turn.version, f"version {short(turn.version)}")
            above.setdefault(turn.version, {})[f"title {serves}"] = None
    return Lineage({part: tuple(things) for part, things in above.items()}, names)


def _by_title(turns: Iterable[Turn]) -> dict[str, list[Turn]]:
    found: dict[str, list[Turn]] = {}
    for turn in turns:
        found.setdefault(turn.serves, []).append(turn)
    return found


def _title(serves: str, seats: list[Turn]) -> str:
    now = holder(tuple(seats))
    return f"title {serves}" if now is None else f"title {serves} (held by {short(now.version)})"
