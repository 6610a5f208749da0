"""The versions of a key, live ones among them, put together column by column: as a snapshot that held them all would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.by_column import versioned
from wager.data.clocks import KnownTime, declared_clocks, leaves
from wager.data.engine import Engine
from wager.data.instants import clock, constant, event_time, key_trees
from wager.data.joins.other import values_of
from wager.data.merged import KNOWN, Versioned, merged
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Column, Tree
from wager.features.kernel import ALWAYS, NEVER
from wager.features.online.standing import Rank, deciding, rank
from wager.features.online.versions import Key, StoredKeys
from wager.features.python.arrays import PHYSICAL
from wager.features.stored import Stored


@dataclass(frozen=True)
class Shown:
    """What is known of a key for a stretch of time.

    Attributes
    ----------
    since, until : int
        It shows at moments in `(since, until]`.
    columns : dict of str to value
    learned : dict of KnownTime to int
        When what has a clock came to be known.
    happened : int or None
        Its event time, where the columns do not say it.
    """

    since: int
    until: int
    columns: dict[str, Any]
    learned: dict[KnownTime, int]
    happened: int | None = None


@dataclass(frozen=True)
class _Row:
    """One version: where it stands in the order of the source, its clocks, and its columns."""

    rank: Rank
    happened: int
    learned: Mapping[KnownTime, int]
    columns: Mapping[str, Any]


class LiveVersions:
    """The rows of a source by key, those of the snapshot and those that came since.

    Parameters
    ----------
    engine : Engine
        Reads the snapshot, when the first key comes of which it may have a version.
    stored : Stored
        The source with its snapshot.
    trees : sequence of Tree
        What is read of the rows.
    """

    def __init__(self, engine: Engine, stored: Stored, trees: Sequence[Tree]) -> None:
        self._engine, self._trees = engine, trees
        self._plain = replace(stored, read=(), by_column=False)
        source = self._source = stored.source
        self._names = leaves(source, trees)
        self._types = {name: source.types()[name] for name in self._names}
        self._read = {name: self._function(Column(name)) for name in self._names}
        self._clocks = {one: clock(one, source) for one in declared_clocks(source)}
        self._learned = {
            one: None if tree is None else self._function(tree) for one, tree in self._clocks.items()
        }
        self._at = None if source.event_time is None else self._function(event_time(source))
        self._key = [self._function(tree) for tree in key_trees(source)]
        self._order = deciding(self._plain)
        self._deciding = [self._function(tree) for tree in self._order]
        self._live: dict[Key, list[Mapping[str, Any]]] = {}

    @cached_property
    def keys(self) -> StoredKeys:
        """The rows of the snapshot, by their key."""
        return StoredKeys(self._engine, self._plain)

    def add(self, row: Mapping[str, Any]) -> None:
        """Take note of a live row."""
        self._live.setdefault(self._key_of(row), []).append(row)

    def shown(self, row: Mapping[str, Any], *, new: bool) -> list[Shown]:
        """Return what is known of the key of a row for every stretch of time in which it stays the same.

        Parameters
        ----------
        row : mapping of str to value
            All stored columns.
        new : bool
            True where it is none of those that are there already: it is then one more version.
        """
        key = self._key_of(row)
        if None in key:  # it is a version of nothing
            return [self._alone(row)]
        stored, live = self.keys.events(key), [*self._live.get(key, ()), *([row] if new else ())]
        if not stored and len(live) == 1:
            return [self._alone(live[0])]
        rows = [*map(self._stored_row, stored), *map(self._row, live)]
        return self._put_together(sorted(rows, key=lambda one: one.rank))

    def _put_together(self, rows: Sequence[_Row]) -> list[Shown]:
        count = len(rows)
        found = merged(
            Versioned(
                self._source,
                [pa.array(["one key"] * count)],
                None if self._at is None else np.array([one.happened for one in rows], np.int64),
                {one: np.array([row.learned[one] for row in rows], np.int64) for one in self._clocks},
                {
                    name: pa.array([row.columns[name] for row in rows], PHYSICAL.get(kind, pa.int64()))
                    for name, kind in self._types.items()
                },
            )
        )
        spans = zip(found.spans.since.tolist(), found.spans.until.tolist(), strict=True)
        waiting = [KNOWN] * len(found.event) if found.waiting is None else found.waiting.tolist()
        return [
            Shown(
                since,
                until,
                {name: values[place].as_py() for name, values in found.columns.items()},
                {one: int(learned[place]) for one, learned in found.learned.items()},
                None if waiting[place] == KNOWN else waiting[place],
            )
            for place, (since, until) in enumerate(spans)
        ]

    def _row(self, row: Mapping[str, Any]) -> _Row:
        return _Row(
            rank(tuple(read(row) for read in self._deciding)),
            NEVER if self._at is None else _instant(self._at(row)),
            *self._said(row),
        )

    def _alone(self, row: Mapping[str, Any]) -> Shown:
        learned, own = self._said(row)
        return Shown(ALWAYS, NEVER, own, learned)

    def _said(self, row: Mapping[str, Any]) -> tuple[dict[KnownTime, int], dict[str, Any]]:
        learned = {
            one: constant(one) if read is None else _instant(read(row)) for one, read in self._learned.items()
        }
        return learned, {name: read(row) for name, read in self._read.items()}

    def _key_of(self, row: Mapping[str, Any]) -> Key:
        return tuple(read(row) for read in self._key)

    @cached_property
    def _held(self) -> Versioned:
        return versioned(self._engine, self._plain, self._trees)

    @cached_property
    def _ordered(self) -> list[pa.Array]:
        found = values_of(self._engine, self._plain, self._order)
        return [found[tree] for tree in self._order]

    def _stored_row(self, place: int) -> _Row:
        held = self._held
        return _Row(
            rank(tuple(column[place].as_py() for column in self._ordered)),
            NEVER if held.happened is None else int(held.happened[place]),
            {one: int(learned[place]) for one, learned in held.learned.items()},
            {name: values[place].as_py() for name, values in held.columns.items()},
        )

    def _function(self, tree: Tree) -> Any:
        return row_function(self._source.inline(tree), self._source.base_types(), self._source.zone)


def _instant(value: int | None) -> int:
    return NEVER if value is None else value
