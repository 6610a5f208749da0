"""Live events as they come: read, checked, put among the versions of their key; and settled when there are many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.clocks import KnownTime
from wager.data.engine import Engine
from wager.data.instants import clock, constant, event_time, key_trees, refresh_of, served_at
from wager.data.joins.one import Stretch
from wager.data.order import canonical_order
from wager.expressions.evaluate import row_function
from wager.expressions.table.row import FLOATS, INTEGERS
from wager.expressions.tree import Tree, Type, columns
from wager.expressions.types import typed
from wager.features import kernel
from wager.features.online.asked import Group
from wager.features.online.gathered import Gathered
from wager.features.online.live_joins import LiveJoins
from wager.features.online.segment import Segment
from wager.features.online.standing import Standing, deciding, rank
from wager.features.online.versions import Clocks, Key, StoredKeys, Version, held, replace_older
from wager.features.stored import Stored

Changed = dict[KnownTime, list[Version]]
"""The versions of a key that are replaced at another moment than before."""

Stretched = tuple[int, int, dict[Tree, Any]]
"""What is read of an event, from one instant to another: as long as what is joined to it stays the same."""


class Arrivals:
    """The live events of one source.

    Parameters
    ----------
    engine : Engine
        Reads what else must be known of the snapshot.
    stored : Stored
        The source with its snapshot.
    snapshot : Segment
        Its events.
    groups : sequence of Group
        The aggregates that read them.
    """

    def __init__(self, engine: Engine, stored: Stored, snapshot: Segment, groups: Sequence[Group]) -> None:
        self._engine, self._stored, self._snapshot, self._groups = engine, stored, snapshot, groups
        self._asked = [asked for group in groups for asked in group.asked]
        self._knowns = list(dict.fromkeys(asked.known for asked in self._asked))
        source = stored.source
        self._deciding, self._key = deciding(stored), key_trees(source)
        self._event_time = None if source.event_time is None else event_time(source)
        self._clock = {known: clock(known, source) for known in self._knowns}
        self._types = self._all_types()
        self._read: dict[Tree, Callable[[Mapping[str, Any]], Any]] = {
            tree: row_function(tree, source.base_types(), source.zone) for tree in self._types
        }
        self._joins = LiveJoins(engine, stored) if stored.read else None
        self._nulls = dict.fromkeys(source.columns)
        self._chains: dict[Key, list[Version]] = {}
        self._keys: StoredKeys | None = None
        self.live: list[Version] = []

    def add(self, row: Mapping[str, Any]) -> tuple[list[Version], Changed]:
        """Take up an event; return it, and the versions of its key that it concerns.

        One that joins other sources is several versions: for each stretch of time in which these say the same.

        Raises
        ------
        BadInputError
            If an expression cannot be computed for it; nothing is taken up then.
        """
        found = self.values(row)
        decides = rank(tuple(found[0][2][tree] for tree in self._deciding))
        event, standing = object(), Standing(lambda _: decides)
        fresh = [self._version(standing, stretch, event) for stretch in found]
        changed = self._replaced(fresh)
        self.live += fresh
        if self._joins is not None:
            self._joins.remember(event, {**self._nulls, **row})
        return fresh, changed

    def _version(self, standing: Standing, stretch: Stretched, row: object) -> Version:
        since, until, values = stretch
        return Version(
            standing, values, self._all_clocks(values, since), {}, row=row, since=since, until=until
        )

    def values(self, row: Mapping[str, Any]) -> list[Stretched]:
        """Compute all that is read of an event, for every stretch of time; refuses what `add` would, and takes nothing up."""
        whole = {**self._nulls, **row}
        stretches: Sequence[Stretch] = [(kernel.ALWAYS, kernel.NEVER, {})]
        stretches = stretches if self._joins is None else self._joins.stretches(whole)
        found = []
        for since, until, joined in stretches:
            values = {tree: read({**whole, **joined}) for tree, read in self._read.items()}
            found.append((since, until, values))
        return found

    def join(self, other: str, row: Mapping[str, Any]) -> tuple[list[Version], Changed]:
        """Take up a live row of a source that is joined; return the versions of events that it makes, and those that it concerns.

        Raises
        ------
        BadInputError
            If an expression cannot be computed with it; nothing is taken up then.
        """
        fresh: list[Version] = []
        changed: Changed = {}
        if self._joins is None:
            return fresh, changed
        with self._joins.added(other, row) as events:
            found = [(event, whole, self.values(whole)) for event, whole in events]
        for event, whole, stretches in found:
            made, concerned = self._spread(event, whole, stretches)
            fresh += made
            for known, versions in concerned.items():
                changed.setdefault(known, []).extend(versions)
        return fresh, changed

    def _spread(
        self, event: object, whole: Mapping[str, Any], stretches: list[Stretched]
    ) -> tuple[list[Version], Changed]:
        """Give an event the stretches that it has now; those that it has no more end before they begin."""
        chain = self._chain(tuple(self._read[tree](whole) for tree in self._key))
        mine = [version for version in chain if version.row == event]
        standing, left = mine[0].standing, list(stretches)
        for version in mine:
            same = next((one for one in left if self._goes_on(version, one)), None)
            version.until = kernel.ALWAYS if same is None else same[1]
            if same is not None:
                left.remove(same)
        fresh = [self._version(standing, stretch, event) for stretch in left]
        chain += fresh
        self.live += fresh
        return fresh, self._changed(chain, fresh)

    def _goes_on(self, version: Version, stretch: Stretched) -> bool:
        """Say whether a stretch is one that was there, though it may end earlier: what has ended does not begin again."""
        since, until, values = stretch
        if since != version.since or until > version.until:
            return False
        joined = self._stored.source.joined
        read = (tree for tree in self._types if any(name in joined for name in columns(tree)))
        return all(version.values[tree] == values[tree] for tree in read)

    def settled(self) -> Segment:
        """Bring all live events into a segment of their own, in the order of the source."""
        fresh = [version for version in self.live if version.segment is None]
        columns = {tree: self._column(tree, fresh) for tree in self._types}
        older = next((version.segment for version in self.live if version.segment is not None), None)
        if older is not None:
            columns = {tree: pa.concat_arrays([older.events.values[tree], columns[tree]]) for tree in columns}
        order = canonical_order([columns[tree] for tree in self._deciding], len(self.live))
        versions = [self.live[place] for place in order.tolist()]
        replaced = {
            known: np.array([version.replaced.get(known, version.until) for version in versions], np.int64)
            for known in self._knowns
        }
        since = {
            known: np.array([version.clocks[known].known for version in versions], np.int64)
            for known in self._knowns
        }
        values = {tree: column.take(pa.array(order)) for tree, column in columns.items()}
        segment = Segment(
            Gathered(self._stored, values, replaced, since),
            self._groups,
            lambda event: rank(tuple(values[tree][event].as_py() for tree in self._deciding)),
        )
        for event, version in enumerate(versions):
            version.settle(segment, event)
        self.live = versions
        return segment

    def _column(self, tree: Tree, versions: list[Version]) -> pa.Array:
        return pa.array([version.values[tree] for version in versions], _arrow(self._types[tree]))

    def _all_clocks(self, values: Mapping[Tree, Any], since: int) -> dict[KnownTime, Clocks]:
        return {known: self._clocks(known, values, since) for known in self._knowns}

    def _clocks(self, known: KnownTime, values: Mapping[Tree, Any], since: int) -> Clocks:
        """Return when an event happened and came to be known; what is joined shows after `since`."""
        second, first = self._clock[known], self._event_time
        learned = constant(known) if second is None else _instant(values[second])
        shows = max(served_at(learned, refresh_of(self._stored.source)), since)
        return Clocks(shows if first is None else _instant(values[first]), shows, learned)

    def _replaced(self, fresh: list[Version]) -> Changed:
        """Put an event among the versions of its key."""
        key = tuple(fresh[0].values[tree] for tree in self._key)
        if not key or None in key:
            return {}
        chain = self._chain(key)
        chain += fresh
        return self._changed(chain, fresh)

    def _chain(self, key: Key) -> list[Version]:
        """Return all versions of a key."""
        if key not in self._chains:
            if self._keys is None:
                self._keys = StoredKeys(self._engine, self._stored)
            events = self._keys.events(key)
            self._chains[key] = [held(self._snapshot, event, self._knowns) for event in events]
        return self._chains[key]

    def _changed(self, chain: list[Version], fresh: list[Version]) -> Changed:
        source = self._stored.source
        return {
            known: [older for older in replace_older(chain, known, source) if older not in fresh]
            for known in self._knowns
        }

    def _all_types(self) -> dict[Tree, Type]:
        """Name all that is read of an event, with its type."""
        source = self._stored.source
        trees = [*self._deciding, *self._clock.values()]
        for asked in self._asked:
            trees += [asked.place.aggregate.argument, asked.place.aggregate.where, *asked.place.theirs]
        types = source.base_types()
        return {tree: typed(tree, types)[1] for tree in dict.fromkeys(trees) if tree is not None}


def _instant(value: int | None) -> int:
    return kernel.NEVER if value is None else value


def _arrow(kind: Type) -> pa.DataType:
    """Return how Arrow holds the physical form of a type."""
    if kind == "bool":
        return pa.bool_()
    return pa.float64() if kind in FLOATS else pa.int64() if kind in INTEGERS else pa.string()
