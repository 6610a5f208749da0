"""Where an event stands among others that happened, and were known, at the same moments: as its snapshot has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from wager.data.engine import Engine
from wager.expressions.tree import Column, Tree
from wager.features.events import evaluated
from wager.features.stored import Stored, event_time, key_trees

Rank = tuple[tuple[bool, Any], ...]
"""The values by which a snapshot orders its rows, nulls first."""


class Standing:
    """The place of an event in the canonical order of its source; what decides is read only when it must.

    Parameters
    ----------
    event : int or None
        Its number in the snapshot, in whose order two of its events stand; None for a live one.
    rank : callable
        Reads the values that decide.
    """

    __slots__ = ("_rank", "event")

    def __init__(self, event: int | None, rank: Callable[[], Rank]) -> None:
        self.event, self._rank = event, rank

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Standing):
            return NotImplemented
        if self.event is not None and other.event is not None:
            return self.event == other.event
        return self is other or self._rank() == other._rank()

    def __lt__(self, other: Standing) -> bool:
        if self.event is not None and other.event is not None:
            return self.event < other.event
        return self._rank() < other._rank()

    __hash__ = None  # type: ignore[assignment]  # equal rows of a snapshot and of a stream are one place


def deciding(stored: Stored) -> tuple[Tree, ...]:
    """Return what orders the rows of a source: its event time, its key, then all its columns."""
    source = stored.source
    first = () if source.event_time is None else (event_time(source),)
    return (*first, *key_trees(source), *(Column(name) for name in source.columns))


def rank(values: tuple[Any, ...]) -> Rank:
    """Make values comparable, nulls first."""
    return tuple((value is not None, 0 if value is None else value) for value in values)


class StoredRanks:
    """What decides among the rows of a snapshot; read from it when the first tie with a live event comes."""

    def __init__(self, engine: Engine, stored: Stored) -> None:
        self._engine, self._stored = engine, stored
        self._columns: list[pa.Array] | None = None

    def __call__(self, event: int) -> Rank:
        """Return what decides about one row."""
        if self._columns is None:
            trees = deciding(self._stored)
            found = evaluated(self._engine, self._stored, trees)
            self._columns = [found[tree] for tree in trees]
        return rank(tuple(column[event].as_py() for column in self._columns))
