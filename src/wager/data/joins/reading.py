"""Which columns of other sources an expression reads, and when those are known on their side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wager.data.clocks import KnownTime, known_time
from wager.data.known import Always, Never
from wager.data.source import Source
from wager.expressions.tree import Column, Tree, columns, to_json


@dataclass(frozen=True)
class Reading:
    """Columns of another source that become known together.

    Attributes
    ----------
    other : str
        The source that is joined.
    known : KnownTime
        Of these columns, on its side.
    """

    other: str
    known: KnownTime

    def names(self, source: Source) -> dict[str, Tree]:
        """Return all columns that are taken by this clock: how they are called, and what they are on the other side."""
        other, join = source.others[self.other], source.join[self.other]
        return {
            f"{self.other}.{column}": other.inline(Column(column))
            for column in join.take
            if column in other.types() and known_time(other, column) == self.known
        }


def readings(source: Source, trees: Iterable[Tree | None]) -> tuple[Reading, ...]:
    """Name what some expressions read of other sources; derived columns are put in.

    Parameters
    ----------
    source : Source
        Whose columns they read; linked.
    trees : iterable of Tree
    """
    names = (name for tree in trees if tree is not None for name in columns(source.inline(tree)))
    found = dict.fromkeys(_reading(source, name) for name in names if name in source.joined)
    return tuple(sorted(found, key=lambda one: (one.other, repr(one.known))))


def _reading(source: Source, name: str) -> Reading:
    other, _, column = name.partition(".")
    return Reading(other, known_time(source.others[other], column))


def meaning(source: Source, read: Iterable[Reading]) -> list[dict[str, Any]]:
    """Say all that joined columns follow from, apart from the data: part of the digest of what reads them."""
    return [_meaning(source, one) for one in read]


def _meaning(source: Source, read: Reading) -> dict[str, Any]:
    other, join = source.others[read.other], source.join[read.other]
    endless = isinstance(read.known, Always | Never)
    at = (
        None if one.event_time is None else to_json(one.inline(Column(one.event_time)))
        for one in (source, other)
    )
    return {
        "other": read.other,
        "by": [
            [to_json(source.inline(Column(ours))), to_json(other.inline(Column(theirs)))]
            for ours, theirs in join.by
        ],
        "take": {name: to_json(tree) for name, tree in read.names(source).items()},
        "types": {name: source.joined[name] for name in read.names(source)},
        "event_times": list(at),
        "known": type(read.known).__name__ if endless else to_json(other.inline(read.known)),  # type: ignore[arg-type]
        "refresh": None if other.refresh is None else other.refresh.microseconds,
        "zone": other.zone,
    }
