"""Aggregates of one source for all rows: one pass of an engine over the source, then the kernel."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.data.by_column import ByColumn, by_column
from wager.data.clocks import KnownTime
from wager.data.engine import Engine
from wager.data.instants import clock, constant, event_time, instants, key_trees, refresh_of, served
from wager.data.joins.other import values_of
from wager.data.joins.reading import Reading
from wager.data.joins.spread import Spread, spread_over
from wager.data.match import codes, matched
from wager.data.merged import latest
from wager.expressions.tree import Column, Tree, Window
from wager.features import kernel
from wager.features.aggregate import Argument, Setting, answer
from wager.features.exact import Integers
from wager.features.place import Place
from wager.features.reach import by_reach, since
from wager.features.stored import Manner, Stored
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
    engine: Engine, stored: Stored, places: Sequence[Place], rows: UnitSide, always: Collection[str] = ()
) -> Iterator[tuple[Place, pa.Array]]:
    """Compute the aggregates over the events of one source, each for all rows in their own order.

    Parameters
    ----------
    always : collection of str
        Parts of the source that are read in any case; others only where a window reaches them.

    Raises
    ------
    BadInputError
        If a value cannot be summed exactly; the message names the feature.
    """
    for manner, alike in by_manner(places, versions=stored.versions).items():
        for files, some in by_reach(stored, alike, rows.at, always).items():
            held = stored if len(files) == len(stored.files) else stored.only(files)
            yield from _answered(engine, held.reading(manner), some, rows, always)


def by_manner(places: Iterable[Place], *, versions: bool) -> dict[Manner, list[Place]]:
    """Bring aggregates over one source together by how its rows are read.

    Parameters
    ----------
    versions : bool
        True where a key may have several rows: where one aggregate needs them put together by column, others may read them so too.
    """
    by_joins: dict[tuple[Reading, ...], list[Place]] = {}
    for place in places:
        by_joins.setdefault(place.joins, []).append(place)
    return {
        Manner(joins, versions and any(place.by_column for place in some)): some
        for joins, some in by_joins.items()
    }


def _answered(
    engine: Engine, stored: Stored, places: Sequence[Place], rows: UnitSide, always: Collection[str]
) -> Iterator[tuple[Place, pa.Array]]:
    events = read_events(engine, stored, places).since(since(stored, places, rows.at, always))
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


def read_events(engine: Engine, stored: Stored, places: Sequence[Place], *, keys: bool = False) -> Events:
    """Read all that some aggregates need of a source's events, in one pass of the engine; also their keys, if asked to."""
    source = stored.source
    wanted: list[Tree | None] = [*key_trees(source)] if stored.versions or keys else []
    wanted.append(Column(next(iter(source.columns))))  # so that there is something to count
    wanted += [event_time(source)] if source.event_time is not None else []
    for place in places:
        wanted += [place.aggregate.argument, place.aggregate.where, *place.theirs]
        wanted += [] if stored.merges else [clock(place.known, source)]
    trees = [tree for tree in wanted if tree is not None]
    if stored.merges:
        return merged_events(stored, by_column(engine, stored, stored.read, trees), places)
    if not stored.read:
        return Events(stored, evaluated(engine, stored, trees))
    spread, values = spread_over(engine, stored, stored.read, trees)
    return Events(stored, values, spread)


def merged_events(stored: Stored, found: ByColumn, places: Iterable[Place]) -> Events:
    """Bring events whose versions are put together into the form that aggregates read."""
    count = len(found.newest)
    learned = {place.known: latest(found.learned, place.clocks, count) for place in places}
    return Events(stored, found.values, found.spread, learned)


def evaluated(engine: Engine, stored: Stored, trees: Sequence[Tree]) -> dict[Tree, pa.Array]:
    """Evaluate expressions over a snapshot in one pass, each distinct one once, in canonical order."""
    stored.joined(stored.read)
    if stored.merges:
        return by_column(engine, stored, stored.read, trees).values
    if stored.read:
        return spread_over(engine, stored, stored.read, trees)[1]
    return values_of(engine, stored, trees)


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
    learned : callable
        When the events themselves came to be known, whenever that is served and whatever is joined to them.
    whole : bool
        True where rows count as they are; False where versions of a key were put together.
    row : ndarray of int64, shape (count,)
        Place of each in the snapshot: one that joins other sources, or has versions that are put together, is there for every
        stretch of time.
    """

    def __init__(
        self,
        stored: Stored,
        values: Mapping[Tree, pa.Array],
        spread: Spread | None = None,
        learned: Mapping[KnownTime, Integers] | None = None,
    ) -> None:
        self.stored, self.source, self.versions, self.values = stored, stored.source, stored.versions, values
        self.count = len(next(iter(values.values())))
        self.spread, self.row = spread, np.arange(self.count) if spread is None else spread.event
        self.argument = cache(lambda tree: Argument(values[tree]))
        self.learned: Callable[[KnownTime], Integers] = (
            cache(self._learned) if learned is None else learned.__getitem__
        )
        self.whole = learned is None
        self.known: Callable[[KnownTime], Integers] = cache(self._known)
        self.event_time = cache(self._event_time)
        self.order = cache(lambda known: kernel.order_of_events(self.event_time(known), self.learned(known)))
        self.replaced: Callable[[KnownTime], Integers] = cache(self._replaced)

    @property
    def until(self) -> Integers:
        """Until when each stretch of an event lasts."""
        return np.full(self.count, kernel.NEVER) if self.spread is None else self.spread.until

    def since(self, moment: int | None) -> Events:
        """Leave out the events that happened before a moment; the others keep their order."""
        if moment is None or not self.count:
            return self
        happened = instants(self.values[event_time(self.source)])
        if happened.min() >= moment:
            return self
        kept = pa.array(happened >= moment)
        return Events(self.stored, {tree: values.filter(kept) for tree, values in self.values.items()})

    def _learned(self, known: KnownTime) -> Integers:
        tree = clock(known, self.source)
        return np.full(self.count, constant(known)) if tree is None else instants(self.values[tree])

    def _known(self, known: KnownTime) -> Integers:
        """Say from when on each can be seen: with all that it reads, in what is served."""
        own = served(self.learned(known), refresh_of(self.source))
        return own if self.spread is None else np.maximum(own, self.spread.since)

    def _event_time(self, known: KnownTime) -> Integers:
        # A table without events is as old as what is known of it.
        if self.source.event_time is None:
            return self.known(known)
        return instants(self.values[event_time(self.source)])

    def _replaced(self, known: KnownTime) -> Integers:
        if not (self.whole and self.versions and self.source.key):
            return self.until
        # The stretches of an event are one version.
        first = self.row if self.spread is None else np.unique(self.row, return_index=True)[1]
        key = codes([self.values[tree].take(pa.array(first)) for tree in key_trees(self.source)], len(first))
        single = np.arange(len(first)) + key.max(initial=0) + 1
        key = np.where(key < 0, single, key)
        learned = self.learned(known)[first]
        happened = learned if self.source.event_time is None else self.event_time(known)[first]
        replaced = served(kernel.replacements(key, happened, learned), refresh_of(self.source))
        return np.minimum(replaced[np.searchsorted(self.row[first], self.row)], self.until)


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
