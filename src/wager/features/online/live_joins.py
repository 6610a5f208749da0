"""Which events of a source join a live row of another, and what is joined to them from then on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pyarrow as pa

from wager.data.engine import Engine
from wager.data.joins.one import OneByOne, Stretch
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Column, Tree
from wager.features.events import evaluated
from wager.features.online.versions import StoredKeys
from wager.features.stored import Stored

Row = Mapping[str, Any]


class LiveJoins:
    """The other sides of a source's events, with the live rows that come to them.

    Parameters
    ----------
    engine : Engine
        Reads the snapshots.
    stored : Stored
        The events, with what is read of other sources.
    """

    def __init__(self, engine: Engine, stored: Stored) -> None:
        self._engine, self._plain = engine, replace(stored, read=(), by_column=False)
        self._one, self._by_column = (
            OneByOne(engine, stored, stored.read, by_clock=stored.by_column),
            stored.by_column,
        )
        self._others = dict.fromkeys(read.other for read in stored.read)
        source = stored.source
        self._ours = {
            other: [row_function(tree, source.base_types(), source.zone) for tree in self._trees(other)]
            for other in self._others
        }
        self._live: dict[str, dict[tuple[Any, ...], list[tuple[object, Row]]]] = {
            other: {} for other in self._others
        }
        self._stored: dict[str, StoredKeys] = {}
        self._columns: dict[str, pa.Array] = {}

    def _trees(self, other: str) -> list[Tree]:
        """Name the columns by which events are found; where these may be of several versions, the first alone: more are looked at."""
        ours = self._one.ours(other)
        return ours[:1] if self._by_column else ours

    def stretches(self, row: Row, happened: int | None = None) -> list[Stretch]:
        """Return what is joined to an event for every stretch of time in which it stays the same; see `OneByOne`."""
        return self._one.stretches(row, happened)

    def remember(self, event: object, row: Row) -> None:
        """Take note of a live event, so that live rows of other sources find it."""
        for other, ours in self._ours.items():
            key = tuple(read(row) for read in ours)
            if None not in key:
                self._live[other].setdefault(key, []).append((event, row))

    @contextmanager
    def added(self, other: str, row: Row) -> Iterator[list[tuple[object, Row]]]:
        """Take up a live row of another source, and name the events that it may be joined to; not where the caller fails."""
        if other not in self._others:
            yield []
            return
        self._one.add(other, row)
        try:
            yield self._events(other, row)
        except BaseException:
            self._one.forget(other)
            raise

    def _events(self, other: str, row: Row) -> list[tuple[object, Row]]:
        whole = self._one.key_of(other, row)
        if whole is None:
            return []
        trees = self._trees(other)
        key = whole[: len(trees)]
        if other not in self._stored:
            self._stored[other] = StoredKeys(self._engine, self._plain, trees)
        stored = [(event, self._row(event)) for event in self._stored[other].events(key)]
        return [*stored, *self._live[other].get(key, ())]

    def _row(self, event: int) -> Row:
        if not self._columns:
            names = list(self._plain.source.stored_types())
            found = evaluated(self._engine, self._plain, [Column(name) for name in names])
            self._columns = {name: found[Column(name)] for name in names}
        return {name: values[event].as_py() for name, values in self._columns.items()}
