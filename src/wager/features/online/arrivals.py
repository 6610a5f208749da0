"""Live events as they come: read, checked, put among the versions of their key; and settled when there are many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.clocks import KnownTime, read_by_clock
from wager.data.engine import Engine
from wager.data.instants import clock, constant, event_time, key_trees, refresh_of, served_at
from wager.data.joins.one import Stretch
from wager.data.order import canonical_order
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Tree, Type, columns
from wager.expressions.types import typed
from wager.features import kernel
from wager.features.online.asked import Group
from wager.features.online.gathered import Gathered
from wager.features.online.live_joins import LiveJoins
from wager.features.online.live_versions import LiveVersions, Shown
from wager.features.online.segment import Segment
from wager.features.online.standing import Standing, deciding, rank
from wager.features.online.versions import Clocks, Key, StoredKeys, Version, held, replace_older
from wager.features.python.arrays import PHYSICAL
from wager.features.stored import Stored

Changed = dict[KnownTime, list[Version]]
"""The versions of a key that are replaced at another moment than before."""

Learned = Mapping[KnownTime, int]
"""When an event came to be known, as far as some aggregates read it."""

Stretched = tuple[int, int, dict[Tree, Any], Learned]
"""What is read of an event, from one instant to another: as long as nothing of it, and nothing that is joined to it, changes."""


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
        self._clocks = {asked.known: asked.place.clocks for asked in self._asked}
        source = stored.source
        self._deciding, self._key = deciding(stored), key_trees(source)
        self._event_time = None if source.event_time is None else event_time(source)
        self._merges = stored.by_column and bool(source.key)
        self._clock = {} if self._merges else {known: clock(known, source) for known in self._clocks}
        self._types = self._all_types()
        as_read = (
            read_by_clock(source) if self._merges else {tree: source.inline(tree) for tree in self._types}
        )
        self._read: dict[Tree, Callable[[Mapping[str, Any]], Any]] = {
            tree: row_function(as_read.get(tree, tree), source.types(), source.zone) for tree in self._types
        }
        self._keyed = [row_function(tree, source.base_types(), source.zone) for tree in self._key]
        self._versions = LiveVersions(engine, stored, self._aggregated()) if self._merges else None
        self._joins = LiveJoins(engine, stored) if stored.read else None
        self._nulls = dict.fromkeys(source.columns)
        self._chains: dict[object, list[Version]] = {}
        self.live: list[Version] = []

    def add(self, row: Mapping[str, Any]) -> tuple[list[Version], Changed]:
        """Take up an event; return it, and the versions of its key that it concerns.

        It is several versions, one for each stretch of time, where it joins other sources, or where its columns are put together with
        those of older versions.

        Raises
        ------
        BadInputError
            If an expression cannot be computed for it; nothing is taken up then.
        """
        whole = {**self._nulls, **row}
        found, key = self._stretches(whole, new=True), self._key_of(whole)
        if self._versions is not None:
            self._versions.add(whole)
        chain = self._chain(key) if key else []
        merges = self._merges and bool(chain)
        event = chain[0].row if merges else object()
        if self._joins is not None:
            self._joins.remember(event, whole)
        if merges:
            return self._renewed(event, chain, found)
        decides = rank(tuple(found[0][2][tree] for tree in self._deciding))
        standing = Standing(lambda _: decides)
        fresh = [self._version(standing, stretch, event) for stretch in found]
        chain += fresh
        self._chains[key or event] = chain
        self.live += fresh
        return fresh, self._changed(chain, fresh)

    def _version(self, standing: Standing, stretch: Stretched, row: object) -> Version:
        since, until, values, learned = stretch
        clocks = {known: self._clocks_of(values, learned[known], since) for known in self._clocks}
        return Version(standing, values, clocks, {}, row=row, since=since, until=until)

    def values(self, row: Mapping[str, Any]) -> list[Stretched]:
        """Compute all that is read of an event, for every stretch of time; refuses what `add` would, and takes nothing up."""
        return self._stretches({**self._nulls, **row}, new=True)

    def _stretches(self, whole: Mapping[str, Any], *, new: bool) -> list[Stretched]:
        """Compute what is read of an event; put together with other versions of its key, for every stretch of time."""
        shown = [Shown(kernel.ALWAYS, kernel.NEVER, {}, {})]
        found = []
        for one in shown if self._versions is None else self._versions.shown(whole, new=new):
            own = {**whole, **one.columns}
            joins: Sequence[Stretch] = [(kernel.ALWAYS, kernel.NEVER, {})]
            if self._joins is not None:
                joins = self._joins.stretches(own, one.happened)
            for first, last, joined in joins:
                since, until = max(one.since, first), min(one.until, last)
                if since < until:
                    found.append((since, until, *self._evaluated(one, {**own, **joined})))
        return found

    def _evaluated(self, shown: Shown, row: Mapping[str, Any]) -> tuple[dict[Tree, Any], Learned]:
        values = {tree: read(row) for tree, read in self._read.items()}
        if shown.happened is not None and self._event_time is not None:
            values[self._event_time] = shown.happened
        if self._versions is None:
            return values, self._learned(values)
        clocks, last = self._clocks.items(), shown.learned
        return values, {known: max(last.get(one, kernel.NEVER) for one in read) for known, read in clocks}

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
            # Versions that are put together change together.
            by = {(self._merges and self._key_of(whole)) or event: (event, whole) for event, whole in events}
            found = [(event, whole, self._stretches(whole, new=False)) for event, whole in by.values()]
        for event, whole, stretches in found:
            chain = self._chain(self._key_of(whole) or event)
            made, replaced = self._renewed(chain[0].row if self._merges else event, chain, stretches)
            fresh += made
            for known, versions in replaced.items():
                changed.setdefault(known, []).extend(versions)
        return fresh, changed

    def _renewed(
        self, event: object, chain: list[Version], stretches: list[Stretched]
    ) -> tuple[list[Version], Changed]:
        """Give an event the stretches that it has now; those that it has no more end before they begin."""
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
        since, until, values, learned = stretch
        if since != version.since or until > version.until:
            return False
        if self._merges and any(version.clocks[known].learned != at for known, at in learned.items()):
            return False
        return all(version.values[tree] == values[tree] for tree in self._changing)

    @cached_property
    def _changing(self) -> list[Tree]:
        """What may change of an event as time goes on: what reads joined columns, or all where versions are put together."""
        if self._merges:
            own = [] if self._event_time is None else [self._event_time]
            return list(dict.fromkeys([*own, *self._aggregated()]))
        joined = self._stored.source.joined
        return [tree for tree in self._types if any(name in joined for name in columns(tree))]

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
            for known in self._clocks
        }
        since, learned = (
            {
                known: np.array([getattr(version.clocks[known], name) for version in versions], np.int64)
                for known in self._clocks
            }
            for name in ("known", "learned")
        )
        values = {tree: column.take(pa.array(order)) for tree, column in columns.items()}
        segment = Segment(
            Gathered(self._stored, values, replaced, since, learned),
            self._groups,
            lambda event: rank(tuple(values[tree][event].as_py() for tree in self._deciding)),
        )
        for event, version in enumerate(versions):
            version.settle(segment, event)
        self.live = versions
        return segment

    def _column(self, tree: Tree, versions: list[Version]) -> pa.Array:
        kind = PHYSICAL.get(self._types[tree], pa.int64())
        return pa.array([version.values[tree] for version in versions], kind)

    def _learned(self, values: Mapping[Tree, Any]) -> Learned:
        """Return when an event came to be known."""
        return {
            known: constant(known) if tree is None else _instant(values[tree])
            for known, tree in self._clock.items()
        }

    def _clocks_of(self, values: Mapping[Tree, Any], learned: int, since: int) -> Clocks:
        """Return when an event happened and came to be known; what is joined shows after `since`."""
        first = self._event_time
        shows = max(served_at(learned, refresh_of(self._stored.source)), since)
        return Clocks(shows if first is None else _instant(values[first]), shows, learned)

    def _key_of(self, whole: Mapping[str, Any]) -> Key:
        """Return the key of a row; nothing where it is a version of nothing."""
        key = tuple(read(whole) for read in self._keyed)
        return () if None in key else key

    def _chain(self, of: object) -> list[Version]:
        """Return all versions of a key; or those of an event without one."""
        if of not in self._chains:
            if not isinstance(of, tuple):
                events = np.flatnonzero(self._snapshot.events.row == of).tolist()
            else:
                events = self._keys.events(of)
            self._chains[of] = [held(self._snapshot, event, list(self._clocks)) for event in events]
        return self._chains[of]

    @cached_property
    def _keys(self) -> StoredKeys:
        """The events of the snapshot, by their key."""
        if self._versions is not None and not self._stored.versions and not self._stored.read:
            return self._versions.keys
        return StoredKeys(self._engine, self._stored)

    def _changed(self, chain: list[Version], fresh: list[Version]) -> Changed:
        source = self._stored.source
        return {
            known: [older for older in replace_older(chain, known, source) if older not in fresh]
            for known in self._clocks
        }

    def _aggregated(self) -> list[Tree]:
        """Name what aggregates read of an event."""
        trees: list[Tree | None] = []
        for asked in self._asked:
            trees += [asked.place.aggregate.argument, asked.place.aggregate.where, *asked.place.theirs]
        return [tree for tree in dict.fromkeys(trees) if tree is not None]

    def _all_types(self) -> dict[Tree, Type]:
        """Name all that is read of an event, with its type."""
        at = [] if self._event_time is None else [self._event_time]
        trees = [*self._deciding, *at, *self._clock.values(), *self._aggregated()]
        types = self._stored.source.types()
        return {tree: typed(tree, types)[1] for tree in dict.fromkeys(trees) if tree is not None}


def _instant(value: int | None) -> int:
    return kernel.NEVER if value is None else value
