"""Which rows of a column stay as they were when data came: those that nothing new could be visible to.

An event counts for a row decided at T only if it entered strictly before T. So where two snapshots of a source differ, the rows decided
at or before the first moment at which anything that differs could enter have the values that they had; this is the second promise, read
backwards. What differs is told by the hashes of parts, and the moment by the clocks of the rows in them, those that went as well as
those that came.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from itertools import accumulate

import numpy as np
import pyarrow as pa

from wager.data.clocks import KnownTime, declared_clocks
from wager.data.engine import Engine
from wager.data.instants import clock, event_time, key_trees
from wager.data.snapshot import Snapshot
from wager.data.time_parts import Difference, begins_with, differing, shifts
from wager.expressions.tree import Tree, Window, columns
from wager.features import kernel
from wager.features.events import Events, evaluated
from wager.features.exact import Integers
from wager.features.follows import Follows
from wager.features.place import Place
from wager.features.plan import Planned
from wager.features.stored import Stored
from wager.foundation.moments import NEVER

Find = Callable[[str], Snapshot | None]
"""Finds a snapshot by its id; None where it is gone."""


@dataclass(frozen=True, eq=False)
class Staying:
    """Rows that are what they were; columns that share them share this record.

    Attributes
    ----------
    count : int
        How many they are.
    first : bool
        True where they are the first rows, now as before.
    last : int
        Where the last of them was among the earlier rows.
    others : slice or ndarray of int64
        The rows that do not stay.
    at : ndarray of int64, shape (n_rows,), or None
        Where each row that stays was among the earlier rows; None where they are the first ones.
    """

    count: int
    first: bool
    last: int
    others: slice | Integers
    at: Integers | None = None


@dataclass(frozen=True)
class Reuse:
    """Rows of a column that need not be computed.

    Attributes
    ----------
    base : str
        Key of the column that has their values.
    staying : Staying
        Which rows.
    parts : frozenset of (str, str)
        Source and name of each part that differs.
    """

    base: str
    staying: Staying
    parts: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class _Entry:
    """What says when an event of a source enters: many aggregates share it."""

    source: str
    known: KnownTime
    near: int
    joined: bool = False
    by_column: bool = False


def _entries(planned: Planned) -> list[_Entry]:
    """Name all through which data enters a column: events, and rows of other sources that are joined."""
    events = [_entry(place) for place in planned.places]
    joins = [*planned.joins, *(one for place in planned.places for one in place.joins)]
    return [*events, *(_Entry(one.other, one.known, 0, joined=True) for one in joins)]


def _entry(place: Place) -> _Entry:
    assert place.aggregate.over is not None
    return _Entry(place.source, place.known, place.aggregate.over.near, by_column=place.by_column)


def nothing_shared(_: str) -> None:
    """Know of no rows that are those of earlier ones."""


class Earlier:
    """Compares what is read now with what was read before.

    Parameters
    ----------
    engine : Engine
    t, index : ndarray of int64, shape (n_rows,)
        Prediction times of the rows, and their places in the snapshot of the unit.
    unit : Stored
        Of the unit rows.
    stored : callable
        Finds a source as it is read now.
    find : callable
        Finds an earlier snapshot.
    index_of : callable
        Finds the places of earlier rows by their fingerprint.
    shared_rows : callable
        Says how many of the first rows are those of earlier ones; None where it does not know.
    """

    def __init__(
        self,
        engine: Engine,
        t: Integers,
        index: Integers,
        unit: Stored,
        *,
        stored: Callable[[str], Stored],
        find: Find,
        index_of: Callable[[str], Integers | None],
        shared_rows: Callable[[str], int | None] = nothing_shared,
    ) -> None:
        self.engine, self.t, self.index, self.unit, self.stored = engine, t, index, unit, stored
        self.index_of, self.timed = index_of, bool(t.any())
        self.shared_rows = shared_rows
        self.find = cache(find)
        self.positions = cache(self._positions)
        self.staying = cache(self._staying)
        self.difference = cache(self._difference)
        self.parts = cache(self._parts)
        self.limit: Callable[[_Entry, str], int | None] = cache(self._limit)
        self._first: dict[tuple[str, int], Staying] = {}

    def reuse(self, planned: Planned, now: Follows, was: Follows) -> Reuse | None:
        """Say which rows of a column stay; None where none is known to."""
        if (now.definition, now.rule, now.unit) != (was.definition, was.rule, was.unit) or not now.rule:
            return None
        if not self.timed and any(
            was.snapshots.get(one.other) != self.stored(one.other).snapshot for one in planned.joins
        ):  # rows without a moment see all that is joined, whenever it was known
            return None
        limits = [self.limit(one, was.snapshots.get(one.source, "")) for one in _entries(planned)]
        if any(limit is None for limit in limits):
            return None
        limit = min((limit for limit in limits if limit is not None), default=kernel.NEVER)
        staying = self.staying(was.snapshots[now.unit], was.rows, limit)
        if staying is None or not staying.count:
            return None
        return Reuse(was.key, staying, self.parts(tuple(sorted(was.snapshots.items()))))

    def _parts(self, snapshots: tuple[tuple[str, str], ...]) -> frozenset[tuple[str, str]]:
        """Name the parts that differ from those of earlier snapshots."""
        return frozenset((name, part) for name, held in snapshots for part in self.difference(name, held))

    def _staying(self, snapshot: str, rows: str, limit: int) -> Staying | None:
        """Find the rows, among those of an earlier snapshot, that were decided at a limit at the latest."""
        found = self.positions(snapshot, rows)
        if found is None:
            return None
        if isinstance(found, int):
            if found == 0 or self.t[:found].max() <= limit:
                return self._are_first(rows, found)
            found = np.where(np.arange(len(self.t)) < found, np.arange(len(self.t)), -1)
        stays = (found >= 0) & (self.t <= limit)
        count = int(stays.sum())
        if stays[:count].all() and (found[:count] == np.arange(count)).all():
            return self._are_first(rows, count)
        return Staying(count, False, int(found[stays].max()), np.flatnonzero(~stays), found)

    def _are_first(self, rows: str, count: int) -> Staying:
        # Columns of which the same rows stay are computed together, whatever limited them.
        return self._first.setdefault((rows, count), Staying(count, True, count - 1, slice(count, None)))

    def _difference(self, name: str, older: str) -> Difference:
        """Compare the parts of a source now with those of an earlier snapshot."""
        now = self.unit if name == self.unit.source.name else self.stored(name)
        was = self.find(older)
        return differing(() if was is None else was.parts, [part for parts in now.parts for part in parts])

    def _positions(self, snapshot: str, rows: str) -> int | Integers | None:
        """Find each row among those of an earlier snapshot; -1 where it was none of them, or is not the same.

        Of rows that are the first ones, now as before, only their number is said: nothing is made for each row of years.
        """
        was, now = self.find(snapshot), [part for parts in self.unit.parts for part in parts]
        if was is None or not now or not was.parts:
            return None
        first = begins_with(now, was.parts)
        shared = self.shared_rows(rows) if first else None
        if shared is not None:
            return shared
        index = self.index_of(rows)
        if index is None:
            return None
        if first and np.array_equal(self.index[: len(index)], index):
            return len(index)
        edges = np.array([0, *accumulate(part.rows for part in now)], np.int64)
        shift = np.array(shifts(was.parts, now), np.int64)
        part = np.searchsorted(edges, self.index, side="right") - 1
        known = shift[part] != NEVER
        old = np.where(known, self.index + np.where(known, shift[part], 0), 0)
        place = np.full(was.rows + 1, -1, np.int64)
        place[index] = np.arange(len(index))
        return np.where(known, place[old], -1)

    def _limit(self, entry: _Entry, older: str) -> int | None:
        """Return the first moment at which anything that differs could enter; None where that is not known."""
        now, was = self.stored(entry.source), self.find(older)
        if older == now.snapshot:
            return kernel.NEVER
        if was is None or not was.parts or not now.parts:
            return None
        before = Stored.of(now.source, was)
        if any(was.columns.get(name) != now.source.columns[name].type for name in _read(entry, now)):
            return None  # it did not hold the clocks that are read now
        differ = differing(was.parts, [part for parts in now.parts for part in parts])
        # A row that is joined enters when it is known, whenever it came into force.
        versions = was.versions or now.versions or entry.joined
        came = self._entered(now, entry, {*differ.new, *differ.changed}, versions=versions)
        went = self._entered(before, entry, {*differ.gone, *differ.changed}, versions=versions)
        return int(min(came, went))

    def _entered(self, stored: Stored, entry: _Entry, names: set[str], *, versions: bool) -> int:
        """Return the first moment at which an event of some parts could enter.

        A version that is replaced leaves when the newer one is known, be it before the newer one's event time.
        """
        held = stored.holding(names)
        if not held.files:
            return kernel.NEVER
        events = Events(held, evaluated(self.engine, held, _clocks(entry, stored)))
        moments = known = events.known(entry.known)
        if (
            versions and entry.by_column
        ):  # whatever comes to be known of a version is put together with older ones
            moments = reduce(np.minimum, map(events.known, declared_clocks(stored.source)))
        elif not versions:
            moments = kernel.enters(Window(None, entry.near), events.event_time(entry.known), known)
        parts = [part for one in held.parts for part in one]
        among = np.repeat([part.name in names for part in parts], [part.rows for part in parts])
        return int(moments[among].min(initial=kernel.NEVER))


def _clocks(entry: _Entry, stored: Stored) -> list[Tree]:
    """List the expressions that say when an event enters; its key, where it has no clock, so that there is something to count."""
    source = stored.source
    trees = [clock(entry.known, source), event_time(source) if source.event_time is not None else None]
    trees += [clock(one, source) for one in declared_clocks(source)] if entry.by_column else []
    found = [tree for tree in trees if tree is not None]
    return found or [*key_trees(source)]


def _read(entry: _Entry, stored: Stored) -> dict[str, None]:
    return dict.fromkeys(name for tree in _clocks(entry, stored) for name in columns(tree))


def put_together(old: pa.ChunkedArray, fresh: pa.Array, staying: Staying) -> pa.Array:
    """Put the values of rows that stay and of those that were computed into the order of the rows."""
    place = np.arange(staying.count + len(fresh)) if staying.at is None else staying.at.copy()
    place[staying.others] = len(old) + np.arange(len(fresh))
    return pa.concat_arrays([*old.chunks, fresh]).take(pa.array(place))
