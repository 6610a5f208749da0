"""What the values of a cached column follow from, and why another was computed: in words, for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.data.instants import clock, event_time
from wager.data.joins.reading import Reading
from wager.data.source import Source
from wager.data.time_parts import NO_PART
from wager.expressions.operators import OPERATORS_VERSION
from wager.expressions.tree import Column, Tree
from wager.expressions.write import to_text
from wager.features.place import KERNEL_VERSION
from wager.features.plan import FORMAT, Planned, put_in
from wager.features.stored import Stored

FIRST = "no column of this name was computed before"
GONE = "its file was cleaned up, or is not what was written"


@dataclass(frozen=True)
class Asked:
    """Which rows a column is computed for.

    Attributes
    ----------
    fingerprint : str
        Digest of all that they follow from.
    rule : str
        The same apart from the snapshot; empty where it is not known, and nothing earlier is used.
    """

    fingerprint: str
    rule: str = ""


@dataclass(frozen=True)
class Follows:
    """What a column follows from.

    Attributes
    ----------
    key : str
        Digest of all of it; names its file.
    definition : str
        Digest of all but the data: expressions with what they read put in, clocks, types, versions.
    rows, rule : str
        Digest of the rows, and of the rule by which they are chosen.
    unit : str
        The source of the rows.
    snapshots : mapping of str to str
        Of each source that is read, the unit's among them.
    versions : mapping of str to int
        Of the meaning of operators, the kernel and the file.
    pieces : mapping of str to str
        The definition in words.
    """

    key: str
    definition: str
    rows: str
    rule: str
    unit: str
    snapshots: Mapping[str, str] = field(hash=False)
    versions: Mapping[str, int] = field(hash=False)
    pieces: Mapping[str, str] = field(hash=False)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return dict(vars(self))

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Follows:
        """Read what `to_json` wrote."""
        return cls(**said)


def follows(planned: Planned, rows: Asked, unit: Stored, stored: Mapping[str, Stored]) -> Follows:
    """Say what a planned column follows from."""
    joins = [*planned.joins, *(one for place in planned.places for one in place.joins)]
    read = [unit.source.name, *(place.source for place in planned.places), *(one.other for one in joins)]
    held = unit.by_name(stored)
    snapshots = {name: held[name].snapshot for name in dict.fromkeys(read)}
    return Follows(
        planned.key,
        planned.definition,
        rows.fingerprint,
        rows.rule,
        unit.source.name,
        snapshots,
        {"operators": OPERATORS_VERSION, "kernel": KERNEL_VERSION, "format": FORMAT},
        _pieces(planned, unit, stored),
    )


def _pieces(planned: Planned, unit: Stored, stored: Mapping[str, Stored]) -> dict[str, str]:
    """Write a definition in words, what it reads put in."""
    named: dict[str, Tree] = {place.name: place.aggregate for place in planned.places}
    pieces: dict[str, str] = {}
    for call in planned.calls:
        given = ", ".join(to_text(put_in(tree, named)) for tree in call.reads)
        named[call.name] = Column(f"{call.code.call}({given})")
        pieces |= {f"the file {path}": held[:12] for path, held in (*call.code.files, *call.code.locks)}
    whole = put_in(planned.tree, named)
    pieces = {"definition": to_text(whole), "type": planned.type, "time zone": unit.source.zone} | pieces
    said: dict[str, list[str]] = {}
    for place in planned.places:
        source = stored[place.source].source
        known = clock(place.known, source)
        pairs = zip(place.ours, place.theirs, strict=True)
        entity = " and ".join(f"{to_text(ours)} = {to_text(theirs)}" for ours, theirs in pairs) or "all"
        moment = type(place.known).__name__.lower() if known is None else to_text(known)
        said.setdefault(f"entity in {source.name}", []).append(entity)
        said.setdefault(f"known time in {source.name}", []).append(moment)
        if source.event_time is not None:
            said.setdefault(f"event time in {source.name}", []).append(to_text(event_time(source)))
        said.setdefault(f"key of {source.name}", []).append(", ".join(source.key))
        if source.refresh is not None:
            said.setdefault(f"refresh of {source.name}", []).append(f"every {source.refresh}")
        _add_joins(said, source, place.joins)
    _add_joins(said, unit.source, planned.joins)
    return pieces | {what: "; ".join(dict.fromkeys(texts)) for what, texts in said.items()}


def _add_joins(said: dict[str, list[str]], source: Source, joins: Iterable[Reading]) -> None:
    for one in joins:
        other, join = source.others[one.other], source.join[one.other]
        by = " and ".join(f"{ours} = {theirs}" for ours, theirs in join.by)
        known = clock(one.known, other)
        moment = type(one.known).__name__.lower() if known is None else to_text(known)
        said.setdefault(f"join of {one.other} to {source.name}", []).append(f"{by}, known {moment}")


def because(now: Follows, was: Follows | None, differing: Callable[[str, str, str], str]) -> tuple[str, ...]:
    """Say why a column is not the one that was computed before.

    Parameters
    ----------
    now, was : Follows
        What it follows from, and what the nearest one followed from; None where there was none.
    differing : callable
        Says how two snapshots of a source differ: its name, the older and the newer id.
    """
    if was is None:
        return (FIRST,)
    reasons = [
        f"{what} changed from `{was.pieces.get(what, '')}` to `{text}`"
        for what, text in now.pieces.items()
        if text != was.pieces.get(what)
    ]
    for what, version in now.versions.items():
        if version != was.versions.get(what):
            reasons.append(f"version of {_VERSIONS[what]} changed from {was.versions.get(what)} to {version}")
    if not reasons and now.definition != was.definition:
        reasons.append("the definition of what it reads changed")
    for source, snapshot in now.snapshots.items():
        older = was.snapshots.get(source)
        said = NO_PART if older is None or older == snapshot else differing(source, older, snapshot)
        if said != NO_PART:  # where only a clock changed, the snapshot has another id and the same rows
            reasons.append(f"snapshot of {source}: {said}")
    if now.rule != was.rule:
        reasons.append("the rows are chosen by another rule")
    return tuple(reasons) or (GONE,)


_VERSIONS = {
    "operators": "the meaning of operators",
    "kernel": "the meaning of windows",
    "format": "the file of a column",
}


def nearest_to(now: Follows, earlier: tuple[Follows, ...]) -> Follows | None:
    """Choose the one that differs least; of several the latest."""

    def apart(was: Follows) -> int:
        pieces = sum(text != was.pieces.get(what) for what, text in now.pieces.items())
        snapshots = sum(snapshot != was.snapshots.get(name) for name, snapshot in now.snapshots.items())
        return 10 * (pieces + (now.definition != was.definition)) + 5 * (now.rule != was.rule) + snapshots

    return min(earlier, key=apart, default=None)
