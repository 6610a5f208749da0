"""Live events as they come: read, checked, put among the versions of their key; and settled when there are many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.clocks import KnownTime
from wager.data.engine import Engine
from wager.data.known import Always
from wager.data.order import canonical_order
from wager.expressions.evaluate import row_function
from wager.expressions.table.row import FLOATS, INTEGERS
from wager.expressions.tree import Tree, Type
from wager.expressions.types import typed
from wager.features import kernel
from wager.features.multiset import check_finite
from wager.features.online.asked import Group
from wager.features.online.gathered import Gathered
from wager.features.online.segment import Segment
from wager.features.online.standing import Standing, deciding, rank
from wager.features.online.versions import Key, StoredKeys, Version, held, replace_older
from wager.features.quanta import quantum
from wager.features.state import IN_QUANTA
from wager.features.stored import Stored, clock, event_time, key_trees
from wager.features.value import is_value
from wager.foundation.errors import BadInputError

Changed = dict[KnownTime, list[Version]]
"""The versions of a key that are replaced at another moment than before."""


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
            tree: row_function(tree, source.stored_types(), source.zone) for tree in self._types
        }
        self._nulls = dict.fromkeys(source.columns)
        self._chains: dict[Key, list[Version]] = {}
        self._keys: StoredKeys | None = None
        self.live: list[Version] = []

    def add(self, row: Mapping[str, Any]) -> tuple[Version, Changed]:
        """Take up an event; return it, and the versions of its key that it concerns.

        Raises
        ------
        BadInputError
            If an expression cannot be computed for it, or its value cannot be summed; nothing is taken up then.
        """
        values = self.values(row)
        decides = rank(tuple(values[tree] for tree in self._deciding))
        clocks = {known: self._clocks(known, values) for known in self._knowns}
        version = Version(Standing(lambda _: decides), values, clocks, {})
        changed = self._replaced(version)
        self.live.append(version)
        return version, changed

    def values(self, row: Mapping[str, Any]) -> dict[Tree, Any]:
        """Compute all that is read of an event; refuses what `add` would refuse, and takes nothing up."""
        whole = {**self._nulls, **row}
        values = {tree: read(whole) for tree, read in self._read.items()}
        self._check(values)
        return values

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
            known: np.array([version.replaced.get(known, kernel.NEVER) for version in versions], np.int64)
            for known in self._knowns
        }
        values = {tree: column.take(pa.array(order)) for tree, column in columns.items()}
        segment = Segment(
            Gathered(self._stored, values, replaced),
            self._groups,
            lambda event: rank(tuple(values[tree][event].as_py() for tree in self._deciding)),
        )
        for event, version in enumerate(versions):
            version.settle(segment, event)
        self.live = versions
        return segment

    def _column(self, tree: Tree, versions: list[Version]) -> pa.Array:
        return pa.array([version.values[tree] for version in versions], _arrow(self._types[tree]))

    def _check(self, values: Mapping[Tree, Any]) -> None:
        """Refuse values that an aggregate cannot take up."""
        for asked in self._asked:
            aggregate = asked.place.aggregate
            if aggregate.argument is None or not is_value(value := values[aggregate.argument]):
                continue
            try:
                if aggregate.name in IN_QUANTA:
                    quantum(value, floating=asked.kind in FLOATS)
                elif aggregate.name == "quantile":
                    check_finite(value)
            except BadInputError as error:
                raise asked.fault(error) from error

    def _clocks(self, known: KnownTime, values: Mapping[Tree, Any]) -> tuple[int, int]:
        """Return the event time and the known time of an event."""
        second, first = self._clock[known], self._event_time
        if second is None:
            since = kernel.ALWAYS if isinstance(known, Always) else kernel.NEVER
        else:
            since = _instant(values[second])
        return (since if first is None else _instant(values[first])), since

    def _replaced(self, version: Version) -> Changed:
        """Put an event among the versions of its key."""
        key = tuple(version.values[tree] for tree in self._key)
        if not key or None in key:
            return {}
        if key not in self._chains:
            if self._keys is None:
                self._keys = StoredKeys(self._engine, self._stored)
            events = self._keys.events(key)
            self._chains[key] = [held(self._snapshot, event, self._knowns) for event in events]
        chain = self._chains[key]
        chain.append(version)
        return {
            known: [older for older in replace_older(chain, known) if older is not version]
            for known in self._knowns
        }

    def _all_types(self) -> dict[Tree, Type]:
        """Name all that is read of an event, with its type."""
        source = self._stored.source
        trees = [*self._deciding, *self._clock.values()]
        for asked in self._asked:
            trees += [asked.place.aggregate.argument, asked.place.aggregate.where, *asked.place.theirs]
        types = source.stored_types()
        return {tree: typed(tree, types)[1] for tree in dict.fromkeys(trees) if tree is not None}


def _instant(value: int | None) -> int:
    return kernel.NEVER if value is None else value


def _arrow(kind: Type) -> pa.DataType:
    """Return how Arrow holds the physical form of a type."""
    if kind == "bool":
        return pa.bool_()
    return pa.float64() if kind in FLOATS else pa.int64() if kind in INTEGERS else pa.string()
