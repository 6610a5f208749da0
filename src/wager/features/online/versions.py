"""Which events of a source are versions of one thing, and when each is replaced by a newer one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.clocks import KnownTime
from wager.data.engine import Engine
from wager.expressions.tree import Tree
from wager.features.events import Events, evaluated
from wager.features.kernel import NEVER
from wager.features.online.segment import Segment
from wager.features.online.standing import Standing
from wager.features.online.timeline import Numbers, readable
from wager.features.stored import Stored, key_trees
from wager.features.value import Order

Key = tuple[Any, ...]


class Version:
    """One event, live or of a snapshot.

    Parameters
    ----------
    standing : Standing
        Its place in the order of the source.
    values : mapping of Tree to object
        What was evaluated of it.
    clocks : dict of KnownTime to (int, int)
        Its event time and its known time.
    replaced : dict of KnownTime to int
        When a newer version is known; NEVER where it is not in it.
    segment : Segment or None
        Which holds it; None while it is fresh.
    """

    __slots__ = ("clocks", "replaced", "segment", "standing", "values")

    def __init__(
        self,
        standing: Standing,
        values: Mapping[Tree, Any],
        clocks: dict[KnownTime, tuple[int, int]],
        replaced: dict[KnownTime, int],
        segment: Segment | None = None,
    ) -> None:
        self.standing, self.values, self.clocks = standing, values, clocks
        self.replaced, self.segment = replaced, segment

    def order(self, known: KnownTime) -> Order:
        """Return where it stands in time."""
        return (*self.clocks[known], self.standing)

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
        known: (int(events.event_time(known)[event]), int(events.known(known)[event])) for known in knowns
    }
    replaced = {known: int(events.replaced(known)[event]) for known in knowns}
    return Version(Standing(segment.rank, event), Held(events, event), clocks, replaced, segment)


def replace_older(versions: list[Version], known: KnownTime) -> list[Version]:
    """Say of each version when a newer one is known; return those of which that has changed."""

    def rank(version: Version) -> tuple[int, int, Standing]:
        event_time, since = version.clocks[known]
        return since, event_time, version.standing

    ordered = sorted(versions, key=rank)
    newer = [version.clocks[known][1] for version in ordered[1:]] + [NEVER]
    changed = []
    for version, until in zip(ordered, newer, strict=True):
        if version.replaced.get(known, NEVER) != until:
            version.replaced[known] = until
            changed.append(version)
    return changed


class StoredKeys:
    """Finds the rows of a snapshot by their key; read when the first live event comes."""

    def __init__(self, engine: Engine, stored: Stored) -> None:
        trees = key_trees(stored.source)
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
