"""Aggregates of one source for all rows: one pass of an engine over the source, then the kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.data.clocks import KnownTime
from wager.data.engine import Engine
from wager.data.known import Always
from wager.expressions.tree import Column, Tree, Window, columns
from wager.features import kernel
from wager.features.aggregate import Argument, Setting, answer
from wager.features.exact import Integers
from wager.features.match import codes, matched
from wager.features.place import Place
from wager.features.stored import Stored, clock, event_time, key_trees
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding


@dataclass(frozen=True)
class UnitSide:
    """The rows that aggregates are computed for.

    Attributes
    ----------
    at : ndarray of int64, shape (n_rows,)
        Prediction times.
    values : mapping of Tree to pa.Array
        The rows' side of every entity.
    """

    at: Integers
    values: Mapping[Tree, pa.Array]


def aggregated(
    engine: Engine, stored: Stored, places: Sequence[Place], rows: UnitSide
) -> Iterator[tuple[Place, pa.Array]]:
    """Compute the aggregates over the events of one source, each for all rows in their own order.

    Raises
    ------
    BadInputError
        If a value cannot be summed exactly; the message names the feature.
    """
    events = read_events(engine, stored, places)
    moments = kernel.ranked(rows.at)
    entities = dict.fromkeys((place.ours, place.theirs) for place in places)
    for ours, theirs in entities:
        row_codes, event_codes = matched(
            [rows.values[tree] for tree in ours],
            [events.values[tree] for tree in theirs],
            len(rows.at),
            events.count,
        )
        side = _EntitySide(events, moments, kernel.grouped(moments, row_codes, event_codes), rows.at)
        for place in places:
            if (place.ours, place.theirs) == (ours, theirs):
                yield place, side.answered(place)


def read_events(engine: Engine, stored: Stored, places: Sequence[Place]) -> Events:
    """Read all that some aggregates need of a source's events, in one pass of the engine."""
    source = stored.source
    wanted: list[Tree | None] = [*key_trees(source)] if stored.versions else []
    wanted.append(Column(next(iter(source.columns))))  # so that there is something to count
    wanted += [event_time(source)] if source.event_time is not None else []
    for place in places:
        wanted += [place.aggregate.argument, place.aggregate.where, clock(place.known, source), *place.theirs]
    return Events(stored, evaluated(engine, stored, [tree for tree in wanted if tree is not None]))


def evaluated(engine: Engine, stored: Stored, trees: Sequence[Tree]) -> dict[Tree, pa.Array]:
    """Evaluate expressions over a snapshot in one pass, each distinct one once, in canonical order."""
    named = {f"v{index}": tree for index, tree in enumerate(dict.fromkeys(trees))}
    types = stored.source.stored_types()
    read = {column: types[column] for tree in named.values() for column in columns(tree)}
    table = engine.evaluate(stored.files, read or types, named, zone=stored.source.zone)
    return {tree: table.column(name).combine_chunks() for name, tree in named.items()}


class Events:
    """The events of one source; what several entities and windows share is computed once.

    Attributes
    ----------
    values : mapping of Tree to pa.Array
        What was evaluated of each event.
    count : int
        How many there are.
    argument : callable
        The values of a tree, ready to be aggregated.
    known, event_time, replaced, order : callable
        Of a known time: the instants of the events, and their ranks in time.
    """

    def __init__(self, stored: Stored, values: Mapping[Tree, pa.Array]) -> None:
        self.stored, self.source, self.versions, self.values = stored, stored.source, stored.versions, values
        self.count = len(next(iter(values.values())))
        self.argument = cache(lambda tree: Argument(values[tree]))
        self.known: Callable[[KnownTime], Integers] = cache(self._known)
        self.event_time = cache(self._event_time)
        self.order = cache(lambda known: kernel.order_of_events(self.event_time(known), self.known(known)))
        self.replaced: Callable[[KnownTime], Integers] = cache(self._replaced)

    def _known(self, known: KnownTime) -> Integers:
        tree = clock(known, self.source)
        if tree is None:
            return np.full(self.count, kernel.ALWAYS if isinstance(known, Always) else kernel.NEVER)
        return _instants(self.values[tree])

    def _event_time(self, known: KnownTime) -> Integers:
        # A table without events is as old as what is known of it.
        if self.source.event_time is None:
            return self.known(known)
        return _instants(self.values[event_time(self.source)])

    def _replaced(self, known: KnownTime) -> Integers:
        if not (self.versions and self.source.key):
            return np.full(self.count, kernel.NEVER)
        key = codes([self.values[tree] for tree in key_trees(self.source)], self.count)
        single = np.arange(self.count) + key.max(initial=0) + 1
        key = np.where(key < 0, single, key)
        return kernel.replacements(key, self.event_time(known), self.known(known))


class _EntitySide:
    """Rows and events of one entity; positions that several aggregates share are searched once."""

    def __init__(
        self, events: Events, moments: kernel.Moments, grouping: kernel.Grouping, at: Integers
    ) -> None:
        self.events, self.moments, self.grouping, self.at = events, moments, grouping, at
        self.first = cache(self._first)
        self.end = cache(self._end)
        self.spans = cache(self._spans)

    def _first(self, near: int, known: KnownTime) -> Integers:
        instants = kernel.enters(Window(None, near), self.events.event_time(known), self.events.known(known))
        return self.grouping.positions(self.moments.after(instants))

    def _end(self, far: int | None, known: KnownTime) -> Integers:
        replaced = self.events.replaced(known)
        instants = kernel.leaves(Window(far), self.events.event_time(known), replaced)
        return self.grouping.positions(self.moments.after(instants))

    def _spans(self, window: Window, known: KnownTime) -> kernel.Spans:
        return kernel.spans(self.grouping, self.first(window.near, known), self.end(window.far, known))

    def answered(self, place: Place) -> pa.Array:
        aggregate, known = place.aggregate, place.known
        assert aggregate.over is not None
        spans = self.spans(aggregate.over, known)
        if aggregate.where is not None:
            spans = spans.only(self.events.argument(aggregate.where).true)
        setting = Setting(
            self.grouping,
            spans,
            self.at,
            self.events.event_time(known),
            self.events.order(known),
            aggregate.parameter,
        )
        argument = None if aggregate.argument is None else self.events.argument(aggregate.argument)
        try:
            found = answer(aggregate.name, setting, argument)
        except BadInputError as error:
            feature = place.feature
            message = f"feature {feature.name}: {error}"
            raise BadInputError.of([Finding(feature.path, feature.line, "E112", message)]) from error
        return physical(found, place.type)


def _instants(values: pa.Array) -> Integers:
    return pc.fill_null(values.cast(pa.int64()), kernel.NEVER).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def physical(values: pa.Array, kind: str) -> pa.Array:
    """Put answers into the physical form of their type: the mean of durations is a whole number again.

    Examples
    --------
    >>> physical(pa.array([2.5]), "duration")[0]
    <pyarrow.Int64Scalar: 2>
    """
    if kind == "duration" and pa.types.is_floating(values.type):
        return pc.round(values, round_mode="half_to_even").cast(pa.int64())
    if kind in {"float", "money"} and not pa.types.is_floating(values.type):
        return values.cast(pa.float64())
    return values
