"""Which events of a source are versions of one thing, and when each is replaced by a newer one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.clocks import KnownTime
from wager.data.engine import Engine
from wager.data.instants import key_trees, refresh_of, served_at
from wager.data.source import Source
from wager.expressions.tree import Tree
from wager.features.events import Events, evaluated
from wager.features.kernel import ALWAYS, NEVER
from wager.features.online.segment import Segment
from wager.features.online.standing import Standing
from wager.features.online.timeline import Numbers, readable
from wager.features.stored import Stored
from wager.features.value import Order

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of an event, as far as some aggregates read it.

    Attributes
    ----------
    happened : int
        Its event time; that of a table without events is when it can be seen.
    known : int
        When it can be seen, with all that is joined to it.
    learned : int
        When it came to be known by itself: newer versions replace older ones in this order.
    """

    happened: int
    known: int
    learned: int


class Version:
    """One event, live or of a snapshot.

    Parameters
    ----------
    standing : Standing
        Its place in the order of the source.
    values : mapping of Tree to object
        What was evaluated of it.
    clocks : dict of KnownTime to Clocks
        When it happened, and when it came to be known.
    replaced : dict of KnownTime to int
        When a newer version is known; NEVER where it is not in it.
    segment : Segment or None
        Which holds it; None while it is fresh.
    row : object
        Says which event it is: one that joins other sources is there for every stretch of time.
    since, until : int
        When its stretch begins and ends.
    """

    __slots__ = ("clocks", "replaced", "row", "segment", "since", "standing", "until", "values")

    def __init__(
        self,
        standing: Standing,
        values: Mapping[Tree, Any],
        clocks: dict[KnownTime, Clocks],
        replaced: dict[KnownTime, int],
        segment: Segment | None = None,
        *,
        row: object = None,
        since: int = ALWAYS,
        until: int = NEVER,
    ) -> None:
        self.standing, self.values, self.clocks = standing, values, clocks
        self.replaced, self.segment = replaced, segment
        self.row, self.since, self.until = self if row is None else row, since, until

    def order(self, known: KnownTime) -> Order:
        """Return where it stands in time."""
        clocks = self.clocks[known]
        return clocks.happened, clocks.learned, self.standing

    def settle(self, segment: Segment, event: int) -> None:
        """Leave what was evaluated to a segment."""
        self.segment, self.standing, self.values = (
            segment,
            Standing(segment.rank, event),
            Held(segment.events, event),
        )


class Held(Mapping[Tree, Any]):
    """What was evaluated of one event, read from the columns that hold it.

    Parameters
    ----------
    events : Events
        Whose columns.
    event : int
        Its number among them.
    """

    __slots__ = ("_event", "_events")

    def __init__(self, events: Events, event: int) -> None:
        self._events, self._event = events, event

    def __getitem__(self, tree: Tree) -> Any:
        return self._events.values[tree][self._event].as_py()

    def __iter__(self) -> Any:
        return iter(self._events.values)

    def __len__(self) -> int:
        return len(self._events.values)


def held(segment: Segment, event: int, knowns: list[KnownTime]) -> Version:
    """Return an event of a segment as a version of its key."""
    events = segment.events
    clocks = {
        known: Clocks(
            int(events.event_time(known)[event]),
            int(events.known(known)[event]),
            int(events.learned(known)[event]),
        )
        for known in knowns
    }
    replaced = {known: int(events.replaced(known)[event]) for known in knowns}
    return Version(
        Standing(segment.rank, event),
        Held(events, event),
        clocks,
        replaced,
        segment,
        row=int(events.row[event]),
        since=ALWAYS if events.spread is None else int(events.spread.since[event]),
        until=int(events.until[event]),
    )


def replace_older(versions: list[Version], known: KnownTime, source: Source) -> list[Version]:
    """Say of each version when a newer one is known; return those of which that has changed."""

    def rank(version: Version) -> tuple[int, int, Standing]:
        clocks = version.clocks[known]
        happened = clocks.learned if source.event_time is None else clocks.happened
        return clocks.learned, happened, version.standing

    changed = []
    newer, every = NEVER, refresh_of(source)
    last: Version | None = None
    for version in sorted(versions, key=rank, reverse=True):
        if last is not None and version.row != last.row:  # the stretches of an event are one version
            newer = served_at(last.clocks[known].learned, every)
        last = version
        until = min(newer, version.until)
        if version.replaced.get(known, NEVER) != until:
            version.replaced[known] = until
            changed.append(version)
    return changed


class StoredKeys:
    """Finds the rows of a snapshot by some of their columns; read when the first live event comes.

    Parameters
    ----------
    engine : Engine
    stored : Stored
    trees : sequence of Tree, optional
        The columns; those of the key unless given.
    """

    def __init__(self, engine: Engine, stored: Stored, trees: Sequence[Tree] | None = None) -> None:
        trees = key_trees(stored.source) if trees is None else trees
        found = evaluated(engine, stored, trees)
        self._columns: list[pa.Array] = [found[tree] for tree in trees]
        keys = zip(*(column.to_pylist() for column in self._columns), strict=True)
        hashes = np.fromiter((hash(key) for key in keys), np.int64, len(self._columns[0]))
        order = np.argsort(hashes, kind="stable")
        self._hashes: Numbers = readable(hashes[order])
        self._events: Numbers = readable(order.astype(np.int32))

    def events(self, key: Key) -> list[int]:
        """Return the rows of a key, in their order."""
        found, wanted = [], hash(key)
        place = bisect_left(self._hashes, wanted)
        while place < len(self._hashes) and self._hashes[place] == wanted:
            event = int(self._events[place])
            if tuple(column[event].as_py() for column in self._columns) == key:
                found.append(event)
            place += 1
        return found
