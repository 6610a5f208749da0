"""Which rows of a source an aggregate was computed from, at one moment, and what they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.audit.matching import HAPPENED, LIVE, Wanted
from wager.data.clocks import KnownTime
from wager.data.engine import Engine
from wager.data.known import Always
from wager.features import kernel
from wager.features.aggregate import Argument, Setting, answer
from wager.features.events import physical
from wager.features.exact import Integers
from wager.features.match import codes
from wager.features.place import Place
from wager.features.stored import Stored, key_trees


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
    wanted = Wanted(stored, asked, at, whole=stored.versions or live is not None)
    table = wanted.read(engine, stored.files, live=False)
    if live is not None:
        table = pa.concat_tables([table, wanted.read(engine, live, live=True)])
    rows = _Rows(stored, wanted, table, at)
    return {place: rows.behind(place, entity, newest) for place, entity in asked.items()}


class _Rows:
    """Rows of a source, and for each the moments between which it counts."""

    def __init__(self, stored: Stored, wanted: Wanted, table: pa.Table, at: int) -> None:
        self.source, self.wanted, self.at = stored.source, wanted, at
        self.count = table.num_rows
        self.columns = {name: table.column(name).combine_chunks() for name in table.column_names}

    def behind(self, place: Place, entity: Sequence[Any], newest: int) -> Behind:
        known = self._known(place.known)
        happened = self._happened(known)
        order = kernel.order_of_events(happened, known)
        counted = self._counted(place, happened, known)
        latest = counted[np.argsort(-order[counted])][:newest]
        times = happened[counted] if self.source.event_time is not None and len(counted) else None
        return Behind(
            place,
            tuple(entity),
            len(counted),
            int(_true(self.columns[LIVE])[counted].sum()),
            None if times is None else int(times.min()),
            None if times is None else int(times.max()),
            tuple(self._row(place, int(row), happened, known) for row in latest),
            self._answer(place, counted, happened, order),
        )

    def _known(self, known: KnownTime) -> Integers:
        column = self.wanted.known(known)
        if column is None:
            return np.full(self.count, kernel.ALWAYS if isinstance(known, Always) else kernel.NEVER)
        return _instants(self.columns[column])

    def _happened(self, known: Integers) -> Integers:
        # A table without events is as old as what is known of it.
        return known if self.source.event_time is None else _instants(self.columns[HAPPENED])

    def _counted(self, place: Place, happened: Integers, known: Integers) -> Integers:
        """Return the rows that count: those of the entity, within the window, known, and not replaced."""
        aggregate = place.aggregate
        assert aggregate.over is not None
        enter = kernel.enters(aggregate.over, happened, known)
        leave = kernel.leaves(aggregate.over, happened, self._replaced(happened, known))
        keep = (enter < self.at) & (self.at <= leave) & _true(self.columns[self.wanted.entity(place)])
        if aggregate.where is not None:
            keep &= _true(self.columns[self.wanted.column(aggregate.where)])
        return np.flatnonzero(keep)

    def _replaced(self, happened: Integers, known: Integers) -> Integers:
        if not (self.wanted.whole and self.source.key):
            return np.full(self.count, kernel.NEVER)
        key = codes([self.columns[self.wanted.column(tree)] for tree in key_trees(self.source)], self.count)
        alone = np.arange(self.count) + key.max(initial=0) + 1
        return kernel.replacements(np.where(key < 0, alone, key), happened, known)

    def _answer(self, place: Place, counted: Integers, happened: Integers, order: Integers) -> Any:
        """Let the kernel answer for one row for which exactly these events count."""
        every, none = np.arange(self.count), np.zeros(len(counted), np.int64)
        grouping = kernel.Grouping(np.zeros(1, np.int64), np.zeros(1, np.int64), every, np.zeros_like(every))
        spans = kernel.Spans(counted, none, none + 1, 1)
        setting = Setting(grouping, spans, np.array([self.at]), happened, order, place.aggregate.parameter)
        tree = place.aggregate.argument
        argument = None if tree is None else Argument(self.columns[self.wanted.column(tree)])
        return physical(answer(place.aggregate.name, setting, argument), place.type)[0].as_py()

    def _row(self, place: Place, row: int, happened: Integers, known: Integers) -> SourceRow:
        tree = place.aggregate.argument

        def value(column: str) -> Any:
            return self.columns[column][row].as_py()

        return SourceRow(
            tuple(value(self.wanted.column(part)) for part in key_trees(self.source)),
            None if self.source.event_time is None else int(happened[row]),
            None if known[row] == kernel.ALWAYS else int(known[row]),
            None if tree is None else value(self.wanted.column(tree)),
            value(LIVE),
        )


def _instants(values: pa.Array) -> Integers:
    filled = pc.fill_null(values.cast(pa.int64()), kernel.NEVER)
    return cast("Integers", filled.to_numpy(zero_copy_only=False))


def _true(flags: pa.Array) -> NDArray[np.bool_]:
    filled = pc.fill_null(flags, fill_value=False)
    return cast("NDArray[np.bool_]", filled.to_numpy(zero_copy_only=False))
