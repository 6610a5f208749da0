"""Which events of a source are versions of one thing, and when each is replaced by a newer one."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.clocks import KnownTime
from wager.data.engine import Engine
from wager.expressions.tree import Tree
from wager.features import kernel
from wager.features.events import evaluated
from wager.features.online.standing import Standing
from wager.features.online.timeline import Numbers, readable
from wager.features.stored import Stored, key_trees

Key = tuple[Any, ...]


@dataclass(eq=False, slots=True)
class Entry:
    """An event as one aggregate takes it up; it counts for T with `enter < T <= leave`.

    Attributes
    ----------
    enter, leave : int
        Instants.
    value : object
        What is aggregated, in its physical form.
    order : tuple
        Where it stands among others.
    retracts : bool
        True where it takes away an event of the snapshot that was replaced.
    """

    enter: int
    leave: int
    value: Any
    order: tuple[int, int, Standing]
    retracts: bool = False


@dataclass(eq=False)
class Version:
    """One event, live or of the snapshot.

    Attributes
    ----------
    standing : Standing
        Its place in the order of the source.
    values : dict of Tree to object
        What was evaluated of it.
    clocks : dict of KnownTime to (int, int)
        Its event time and its known time.
    replaced : dict of KnownTime to int
        When a newer version is known; NEVER without.
    """

    standing: Standing
    values: dict[Tree, Any]
    clocks: dict[KnownTime, tuple[int, int]]
    replaced: dict[KnownTime, int] = field(default_factory=dict)

    def order(self, known: KnownTime) -> tuple[int, int, Standing]:
        """Return where it stands in time."""
        return (*self.clocks[known], self.standing)

    def rank(self, known: KnownTime) -> tuple[int, int, Standing]:
        """Return where it stands among the versions of its key."""
        at, since = self.clocks[known]
        return since, at, self.standing


def replace_older(versions: list[Version], known: KnownTime) -> list[Version]:
    """Say of each version when a newer one is known; return those of which that has changed."""
    ordered = sorted(versions, key=lambda version: version.rank(known))
    newer = [version.clocks[known][1] for version in ordered[1:]] + [kernel.NEVER]
    changed = []
    for version, until in zip(ordered, newer, strict=True):
        if version.replaced.get(known, kernel.NEVER) != until:
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
        found, place = [], bisect_left(self._hashes, hash(key))
        while place < len(self._hashes) and self._hashes[place] == hash(key):
            event = int(self._events[place])
            if tuple(column[event].as_py() for column in self._columns) == key:
                found.append(event)
            place += 1
        return found
