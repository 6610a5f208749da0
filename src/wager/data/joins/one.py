"""What is joined to one row at a time: the same versions, clocks and values as for many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.engine import Engine
from wager.data.instants import clock, constant, event_time, key_trees, refresh_of, served_at
from wager.data.joins.other import Held, ours_of, read_other, theirs_of, values_of
from wager.data.joins.reading import Reading
from wager.data.joins.versions import NONE, Spans, Versions, versions
from wager.data.match import codes
from wager.data.source import Source
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Column, Tree
from wager.expressions.types import typed
from wager.foundation.moments import ALWAYS, NEVER

Row = Mapping[str, Any]
"""Stored columns in physical form."""

Stretch = tuple[int, int, dict[str, Any]]
"""It shows at moments after the first instant, up to the second, with these values."""


class OneByOne:
    """Looks up the other sides for one row; for one thread at a time.

    Parameters
    ----------
    engine : Engine
        Reads the other sides, once.
    held : Held
        Our side.
    read : sequence of Reading
        What is read of other sources.
    by_clock : bool
        Rows carry derived columns that have a clock of their own; else these are computed from others.
    """

    def __init__(
        self, engine: Engine, held: Held, read: Sequence[Reading], *, by_clock: bool = False
    ) -> None:
        source = held.source
        put_in = source.inline_to_clocks if by_clock else source.inline
        self._sides = [_Side(engine, held, one, put_in) for one in read]
        at = source.event_time
        self._dated = at is not None
        self._happened = None if at is None else _function(put_in(Column(at)), source)

    def add(self, other: str, row: Row) -> None:
        """Take up a live row of another source."""
        for side in self._sides:
            if side.other == other:
                side.add(row)

    def forget(self, other: str) -> None:
        """Forget the live row of another source that came last."""
        for side in self._sides:
            if side.other == other:
                side.forget()

    def ours(self, other: str) -> list[Tree]:
        """Name the columns by which ours find rows of another source; empty where it is not joined."""
        return next((side.trees for side in self._sides if side.other == other), [])

    def key_of(self, other: str, row: Row) -> tuple[Any, ...] | None:
        """Return the key, as ours have it, of a row of another source; None where a part of it is null."""
        return next((side.key_of(row) for side in self._sides if side.other == other), None)

    def as_of(self, row: Row, moment: int) -> dict[str, Any]:
        """Return what is joined to a row, of what was known strictly before a moment."""
        happened = self._moment(row)
        found: dict[str, Any] = {}
        for side in self._sides:
            found |= side.as_of(row, happened, moment)
        return found

    def stretches(self, row: Row, happened: int | None = None) -> list[Stretch]:
        """Return what is joined to a row for every stretch of time in which it stays the same.

        Parameters
        ----------
        row : mapping of str to value
        happened : int, optional
            Its event time, where its columns do not say it.
        """
        happened = self._moment(row) if happened is None else happened
        floor = happened if self._dated else ALWAYS
        found: list[Stretch] = [(ALWAYS, NEVER, {})]
        for side in self._sides:
            found = [
                (since, until, {**values, **more})
                for begin, end, values in found
                for since, until, more in side.stretches(row, happened, (begin, end, floor))
            ]
        return found

    def _moment(self, row: Row) -> int:
        found = NEVER if self._happened is None else self._happened(row)
        return NEVER if found is None else int(found)


Rank = tuple[tuple[bool, Any], ...]
"""The values by which a snapshot orders its rows, nulls first."""


@dataclass(frozen=True)
class _Live:
    """A row that came live: when it happened, was learned and is seen; what is taken of it; where it stands."""

    clocks: tuple[int, int, int]
    values: dict[str, Any]
    rank: Rank


class _Side:
    """One other side: its rows by key, and those that came since."""

    def __init__(self, engine: Engine, held: Held, read: Reading, put_in: Callable[[Tree], Tree]) -> None:
        source, self._read = held.source, read
        self.other, other = read.other, source.others[read.other]
        self._rows = read_other(engine, held, read)
        keys, taken, _ = theirs_of(source, read)
        kinds = zip(ours_of(source, read), keys, strict=True)
        self._as_floats = tuple(
            typed(our, source.base_types())[1] != typed(their, other.stored_types())[1]
            for our, their in kinds
        )
        self.trees = ours_of(source, read)
        self._ours = [_function(put_in(Column(ours)), source) for ours, _ in source.join[read.other].by]
        self._theirs = [_function(tree, other) for tree in keys]
        self._take = {name: _function(tree, other) for name, tree in taken.items()}
        known = clock(read.known, other)
        self._known = None if known is None else _function(known, other)
        self._at = None if other.event_time is None else _function(event_time(other), other)
        self._every, self._nulls = refresh_of(other), dict.fromkeys(other.stored_types())
        self._stored, self._codes = self._by_key()
        self._lives: list[_Live] = []
        self._engine, self._held_there = engine, held.others[read.other]
        at = [] if other.event_time is None else [event_time(other)]
        self._order: list[Tree] = [*at, *key_trees(other), *(Column(name) for name in other.columns)]
        self._decide = [_function(tree, other) for tree in self._order]
        self._deciding: list[pa.Array] = []
        self._renewed: dict[tuple[Any, ...], Versions] = {}
        self._places: dict[tuple[Any, ...], list[int]] = {}
        self._came: list[tuple[Any, ...]] = []

    def _by_key(self) -> tuple[Versions, dict[tuple[Any, ...], int]]:
        columns = [
            column.cast(pa.float64(), safe=False) if as_float else column
            for column, as_float in zip(self._rows.keys, self._as_floats, strict=True)
        ]
        code = codes(columns, len(self._rows.known))
        kept, first = np.unique(code, return_index=True)
        first = first[kept >= 0]
        keys = zip(*(column.take(pa.array(first)).to_pylist() for column in columns), strict=True)
        known = dict(zip(keys, kept[kept >= 0].tolist(), strict=True))
        rows = self._rows
        return versions(code, rows.happened, learned=rows.learned, known=rows.known), known

    def as_of(self, row: Row, happened: int, moment: int) -> dict[str, Any]:
        held, code = self._held(self._key(self._ours, row))
        return self._values(int(held.at(code, _one(happened), _one(moment))[0]))

    def stretches(self, row: Row, happened: int, span: tuple[int, int, int]) -> list[Stretch]:
        held, code = self._held(self._key(self._ours, row))
        found = held.stretches(code, _one(happened), Spans(*map(_one, span)))
        each = zip(found.since.tolist(), found.until.tolist(), found.row.tolist(), strict=True)
        return [(since, until, self._values(place)) for since, until, place in each]

    def add(self, row: Row) -> None:
        whole = {**self._nulls, **row}
        key = self._key(self._theirs, whole)
        if key is None:
            key = ()  # it matches nothing
        learned = constant(self._read.known) if self._known is None else _instant(self._known(whole))
        happened = learned if self._at is None else _instant(self._at(whole))
        values = {name: take(whole) for name, take in self._take.items()}
        self._places.setdefault(key, []).append(len(self._lives))
        clocks = happened, learned, served_at(learned, self._every)
        self._lives.append(_Live(clocks, values, _ranked(read(whole) for read in self._decide)))
        self._renewed[key] = self._again(key)
        self._came.append(key)

    def forget(self) -> None:
        key = self._came.pop()
        self._lives.pop()
        self._places[key].pop()
        self._renewed[key] = self._again(key)

    def key_of(self, row: Row) -> tuple[Any, ...] | None:
        return self._key(self._theirs, {**self._nulls, **row})

    def _again(self, key: tuple[Any, ...]) -> Versions:
        """Put all rows of a key into their order, that of a snapshot that holds them all."""
        code, count = self._codes.get(key), len(self._rows.known)
        stored = self._stored.row[self._stored.code == code] if code is not None else np.empty(0, np.int64)
        found = [(self._rank(place), self._clocks_of(place), place) for place in stored.tolist()]
        found += [
            (self._lives[place].rank, self._lives[place].clocks, count + place) for place in self._places[key]
        ]
        found.sort(key=lambda one: one[0])
        clocks = np.array([clocks for _, clocks, _ in found], np.int64).reshape(-1, 3)
        made = versions(
            np.zeros(len(found), np.int64), clocks[:, 0], learned=clocks[:, 1], known=clocks[:, 2]
        )
        places = np.array([place for *_, place in found], np.int64)
        return Versions(places[made.row], made.code, made.rank, made.known, made.before, made.happened)

    def _clocks_of(self, place: int) -> tuple[int, int, int]:
        rows = self._rows
        return int(rows.happened[place]), int(rows.learned[place]), int(rows.known[place])

    def _rank(self, place: int) -> Rank:
        """Read what decides about a row of the snapshot among others with the same clocks."""
        if not self._deciding:
            found = values_of(self._engine, self._held_there, self._order)
            self._deciding = [found[tree] for tree in self._order]
        return _ranked(column[place].as_py() for column in self._deciding)

    def _held(self, key: tuple[Any, ...] | None) -> tuple[Versions, Any]:
        if key is not None and key in self._renewed:
            return self._renewed[key], _one(0)
        return self._stored, _one(NONE if key is None else self._codes.get(key, NONE))

    def _key(self, functions: Sequence[Any], row: Row) -> tuple[Any, ...] | None:
        values = tuple(read(row) for read in functions)
        if None in values:
            return None
        pairs = zip(values, self._as_floats, strict=True)
        return tuple(float(value) if as_float else value for value, as_float in pairs)

    def _values(self, place: int) -> dict[str, Any]:
        if place < 0:
            return dict.fromkeys(self._take)
        stored = len(self._rows.known)
        if place >= stored:
            return self._lives[place - stored].values
        return {name: values[place].as_py() for name, values in self._rows.taken.items()}


def _ranked(values: Iterable[Any]) -> Rank:
    return tuple((value is not None, 0 if value is None else value) for value in values)


def _function(tree: Tree, source: Source) -> Any:
    return row_function(tree, source.types(), source.zone)


def _one(value: int) -> Any:
    return np.array([value], np.int64)


def _instant(value: int | None) -> int:
    return NEVER if value is None else int(value)
