"""Where an event stands among others that happened, and were known, at the same moments: as a snapshot has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from wager.data.engine import Engine
from wager.data.instants import event_time, key_trees
from wager.expressions.tree import Column, Tree
from wager.features.events import evaluated
from wager.features.stored import Stored

Rank = tuple[tuple[bool, Any], ...]
"""The values by which a snapshot orders its rows, nulls first."""


class Standing:
    """The place of an event in the canonical order of its source; what decides is read only when it must.

    Parameters
    ----------
    rank : callable
        Reads the values that decide, given the number of the event among those it stands with.
    event : int
        That number: events with the same `rank` stand in the order of their numbers.

    Examples
    --------
    >>> stored, live = [1, 3], [2]
    >>> first, second, other = Standing(stored.__getitem__, 0), Standing(stored.__getitem__, 1), Standing(live.__getitem__, 0)
    >>> first < other < second
    True
    """

    __slots__ = ("event", "rank")

    def __init__(self, rank: Callable[[int], Any], event: int = 0) -> None:
        self.rank, self.event = rank, event

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Standing):
            return NotImplemented
        if self.rank is other.rank:
            return self.event == other.event
        return bool(self.rank(self.event) == other.rank(other.event))

    def __lt__(self, other: Standing) -> bool:
        if self.rank is other.rank:
            return self.event < other.event
        return bool(self.rank(self.event) < other.rank(other.event))

    __hash__ = None  # type: ignore[assignment]  # equal rows of a snapshot and of a stream are one place


def deciding(stored: Stored) -> tuple[Tree, ...]:
    """Return what orders the rows of a source: its event time, its key, then all its columns."""
    source = stored.source
    # Where versions are put together, the event time may be of one and the rest of others: it is compared before.
    first = () if source.event_time is None or stored.by_column else (event_time(source),)
    return (*first, *key_trees(source), *(Column(name) for name in source.columns))


def rank(values: tuple[Any, ...]) -> Rank:
    """Make values comparable, nulls first.

    Examples
    --------
    >>> rank((None, "b")) < rank((1, "a"))
    True
    """
    return tuple((value is not None, 0 if value is None else value) for value in values)


class StoredRanks:
    """What decides among the rows of a snapshot; read from it when the first tie with a live event comes."""

    def __init__(self, engine: Engine, stored: Stored) -> None:
        self._engine, self._stored = engine, stored
        self._columns: list[pa.Array] | None = None

    def rank(self, event: int) -> Rank:
        """Return what decides about one row."""
        if self._columns is None:
            trees = deciding(self._stored)
            found = evaluated(self._engine, self._stored, trees)
            self._columns = [found[tree] for tree in trees]
        return rank(tuple(column[event].as_py() for column in self._columns))
