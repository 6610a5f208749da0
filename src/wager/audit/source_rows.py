"""Which rows of a source an aggregate was computed from, at one moment, and what they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.audit.matching import Wanted
from wager.data.engine import Engine
from wager.data.instants import key_trees
from wager.expressions.tree import Tree
from wager.features import kernel
from wager.features.aggregate import Argument, Setting, answer
from wager.features.events import Events, by_manner, physical
from wager.features.exact import Integers
from wager.features.place import Place
from wager.features.stored import Stored


@dataclass(frozen=True)
class SourceRow:
    """One row of a source.

    Attributes
    ----------
    key : tuple of values
        In the order of the source's key, in physical form.
    happened, known : int or None
        Its event time, and when it came to be known; None where the source has none, or it always was.
    value : value
        What of it was aggregated; None for a mere count.
    live : bool
        True where it came as a live event, False where the snapshot has it.
    """

    key: tuple[Any, ...]
    happened: int | None
    known: int | None
    value: Any
    live: bool


@dataclass(frozen=True)
class Behind:
    """The rows that one aggregate was computed from.

    Attributes
    ----------
    place : Place
        The aggregate.
    entity : tuple of values
        What the columns of its entity had to equal.
    count, live : int
        How many rows, and how many of them came as live events.
    first, last : int or None
        The earliest and the latest event time.
    newest : tuple of SourceRow
        The latest few, latest first.
    value : value
        What these rows give, in physical form.
    """

    place: Place
    entity: tuple[Any, ...]
    count: int
    live: int
    first: int | None
    last: int | None
    newest: tuple[SourceRow, ...]
    value: Any


def rows_behind(
    engine: Engine,
    stored: Stored,
    asked: Mapping[Place, Sequence[Any]],
    at: int,
    *,
    live: pa.Table | None = None,
    newest: int = 5,
) -> dict[Place, Behind]:
    """Find the rows behind some aggregates over one source, in one pass of the engine.

    Parameters
    ----------
    engine : Engine
        Reads the snapshot.
    stored : Stored
        The source.
    asked : mapping of Place to sequence
        For each aggregate over its events, what the columns of the entity had to equal.
    at : int
        The moment as of which the features were read.
    live : pyarrow.Table, optional
        Events that came after the snapshot: stored columns in physical form.
    newest : int
        How many rows to return of each.
    """
    found: dict[Place, Behind] = {}
    versions = stored.versions or live is not None
    for manner, places in by_manner(asked, versions=versions).items():
        some = {place: asked[place] for place in places}
        whole = versions or bool(manner.joins)
        wanted = Wanted(stored.reading(manner), some, at, whole=whole)
        rows = _Rows(wanted, *wanted.read(engine, live), at)
        found |= {place: rows.behind(place, entity, newest) for place, entity in some.items()}
    return {place: found[place] for place in asked}


class _Rows:
    """Rows of a source, and for each the moments between which it counts."""

    def __init__(self, wanted: Wanted, events: Events, live: NDArray[np.bool_], at: int) -> None:
        self.wanted, self.events, self.live, self.at = wanted, events, live, at
        self.source, self.count, self.values = events.source, events.count, events.values

    def behind(self, place: Place, entity: Sequence[Any], newest: int) -> Behind:
        known, happened = self.events.known(place.known), self.events.event_time(place.known)
        order = self.events.order(place.known)
        counted = self._counted(place, happened, known)
        latest = counted[np.argsort(-order[counted])][:newest]
        times = happened[counted] if self.source.event_time is not None and len(counted) else None
        return Behind(
            place,
            tuple(entity),
            len(counted),
            int(self.live[counted].sum()),
            None if times is None else int(times.min()),
            None if times is None else int(times.max()),
            tuple(self._row(place, int(row), happened, known) for row in latest),
            self._answer(place, counted, happened, order),
        )

    def _counted(self, place: Place, happened: Integers, known: Integers) -> Integers:
        """Return the rows that count: those of the entity, within the window, known, and not replaced."""
        aggregate = place.aggregate
        assert aggregate.over is not None
        enter = kernel.enters(aggregate.over, happened, known)
        leave = kernel.leaves(aggregate.over, happened, self.events.replaced(place.known))
        keep = (enter < self.at) & (self.at <= leave) & _true(self.values[self.wanted.entity(place)])
        if aggregate.where is not None:
            keep &= _true(self.values[aggregate.where])
        return np.flatnonzero(keep)

    def _answer(self, place: Place, counted: Integers, happened: Integers, order: Integers) -> Any:
        """Let the kernel answer for one row for which exactly these events count."""
        every, none = np.arange(self.count), np.zeros(len(counted), np.int64)
        grouping = kernel.Grouping(np.zeros(1, np.int64), np.zeros(1, np.int64), every, np.zeros_like(every))
        spans = kernel.Spans(counted, none, none + 1, 1)
        setting = Setting(grouping, spans, np.array([self.at]), happened, order, place.aggregate.parameter)
        tree = place.aggregate.argument
        argument = None if tree is None else Argument(self.values[tree])
        return physical(answer(place.aggregate.name, setting, argument), place.type)[0].as_py()

    def _row(self, place: Place, row: int, happened: Integers, known: Integers) -> SourceRow:
        tree = place.aggregate.argument

        def value(part: Tree) -> Any:
            return self.values[part][row].as_py()

        return SourceRow(
            tuple(value(part) for part in key_trees(self.source)),
            None if self.source.event_time is None else int(happened[row]),
            None if known[row] == kernel.ALWAYS else int(known[row]),
            None if tree is None else value(tree),
            bool(self.live[row]),
        )


def _true(flags: pa.Array) -> NDArray[np.bool_]:
    filled = pc.fill_null(flags, fill_value=False)
    return cast("NDArray[np.bool_]", filled.to_numpy(zero_copy_only=False))
