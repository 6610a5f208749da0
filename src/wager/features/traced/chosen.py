"""Which events of a source an aggregate counts for one row, and why it does not count the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.engine import Engine
from wager.data.instants import key_trees
from wager.data.match import matched
from wager.features import kernel
from wager.features.events import by_manner, read_events
from wager.features.exact import Integers
from wager.features.place import Place
from wager.features.stored import Stored

REASONS = ("later", "outside", "unknown", "replaced", "condition")
"""Why an event of the entity does not count, in the order in which it is asked: it happened at or after the moment, or
outside of the window; it was not known before the moment; a newer version was; the condition is not true of it."""


@dataclass(frozen=True)
class Event:
    """One row of a source.

    Attributes
    ----------
    key : tuple of values
        In the order of the source's key, in physical form.
    happened, known : int or None
        Its event time, and when it was known as far as the aggregate reads it; None where the source has none, it always
        was, or, for `known`, never will be (then `never` is set).
    never : bool
        True where it is never known.
    value : value
        Of what is aggregated; None where nothing is.
    so_far : value
        What the aggregate gives of this event and all before it; None for an event that does not count.
    """

    key: tuple[Any, ...]
    happened: int | None
    known: int | None
    never: bool
    value: Any
    so_far: Any = None


@dataclass(frozen=True)
class Unused:
    """Events of the entity that do not count, for one reason.

    Attributes
    ----------
    reason : str
        One of `REASONS`.
    rows : int
        How many.
    nearest : Event
        The one that happened last of those up to the moment, or first of those after it.
    """

    reason: str
    rows: int
    nearest: Event


class Chosen:
    """The events of a source, sorted out for one aggregate and one row.

    Parameters
    ----------
    engine : Engine
        Reads the snapshot.
    stored : Stored
        The source.
    place : Place
        The aggregate.
    ours : sequence of pa.Array
        The row's side of the entity, one value each.
    at : int
        The moment.

    Attributes
    ----------
    events : Events
        All of the source.
    counted : ndarray of int64
        Those that count, in the order of time.
    rows, of_entity : int
        How many there are, and how many the entity has in all.
    """

    def __init__(
        self, engine: Engine, stored: Stored, place: Place, ours: Sequence[pa.Array], at: int
    ) -> None:
        self.source, self.place, self.at = stored.source, place, at
        (manner,) = by_manner([place], versions=stored.versions)
        self.events = read_events(engine, stored.reading(manner), [place], keys=True)
        self.happened = self.events.event_time(place.known)
        self.known = self.events.known(place.known)
        self._order, self._learned = self.events.order(place.known), self.events.learned(place.known)
        theirs = [self.events.values[tree] for tree in place.theirs]
        row, events = matched(ours, theirs, 1, self.events.count)
        self.rows = len(np.unique(self.events.row))
        mine = self._showing(np.flatnonzero((events == row[0]) & (events >= 0)))
        self.of_entity = len(mine)
        reason = self._reasons(mine)
        self._unused = {why: mine[reason == number] for number, why in enumerate(REASONS)}
        self.counted = self._in_order(mine[reason == len(REASONS)])

    def _showing(self, mine: Integers) -> Integers:
        """Keep of an event that joins other sources the stretch of time that the moment lies in."""
        mine = mine[self.events.until[mine] >= self.at]
        return mine[np.unique(self.events.row[mine], return_index=True)[1]]

    def _reasons(self, mine: Integers) -> Integers:
        """Give each event the number of the first reason that holds; where none does, it counts."""
        window, where = self.place.aggregate.over, self.place.aggregate.where
        assert window is not None
        never = np.zeros(len(mine), np.bool_)
        happened, known = self.happened[mine], self.known[mine]
        replaced = self.events.replaced(self.place.known)[mine]
        dated = self.source.event_time is not None
        holds = (
            never if where is None else ~self.events.argument(where).true[mine],
            replaced < self.at,
            known >= self.at,
            self._outside(happened) if dated else never,
            happened >= self.at if dated else never,
        )
        found = np.full(len(mine), len(REASONS), np.int64)
        for number, flags in zip(reversed(range(len(REASONS))), holds, strict=True):
            found[flags] = number
        return found

    def _outside(self, happened: Integers) -> Any:
        window = self.place.aggregate.over
        assert window is not None
        outside = happened >= self.at - window.near
        return outside if window.far is None else outside | (happened < self.at - window.far)

    def _in_order(self, events: Integers) -> Integers:
        return events[np.argsort(self._order[events])]

    def unused(self) -> tuple[Unused, ...]:
        """Count the events of the entity that do not count, by reason."""
        return tuple(
            Unused(why, len(rows), self.event(self._nearest(rows)))
            for why, rows in self._unused.items()
            if len(rows)
        )

    def _nearest(self, rows: Integers) -> int:
        rows = self._in_order(rows)
        until = rows[self.happened[rows] < self.at]
        return int(until[-1] if len(until) else rows[0])

    def value(self, event: int) -> Any:
        """Return what is aggregated of an event, in physical form."""
        tree = self.place.aggregate.argument
        return None if tree is None else self.events.values[tree][event].as_py()

    def event(self, event: int, so_far: Any = None) -> Event:
        """Describe one event."""
        happened, known = int(self.happened[event]), int(self.known[event])
        undated = self.source.event_time is None or happened == kernel.NEVER
        return Event(
            tuple(self.events.values[tree][event].as_py() for tree in key_trees(self.source)),
            None if undated else happened,
            None if known in {kernel.ALWAYS, kernel.NEVER} else known,
            known == kernel.NEVER,
            self.value(event),
            so_far,
        )

    def standing(self, event: int) -> tuple[int, int, int]:
        """Return where an event stands among others: when it happened and was learned, then its place in the source."""
        return int(self.happened[event]), int(self._learned[event]), event
