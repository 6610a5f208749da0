"""The features of a model for one row at a moment: the same definitions, clocks and bits as a Matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wager.data.engine import Engine
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Column, Tree, Type, columns
from wager.expressions.types import typed
from wager.features.events import Events, read_events
from wager.features.feature import Feature
from wager.features.online.added import Added
from wager.features.online.asked import Asked
from wager.features.online.chosen import Chosen
from wager.features.online.live import LiveEvents
from wager.features.online.sides import Side
from wager.features.place import Place
from wager.features.plan import Planned, Planner
from wager.features.stored import Stored
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding

Row = Mapping[str, Any]
Reads = Callable[[Row], Any]

_ADDED = frozenset({"count", "sum", "mean", "share"})


class Online:
    """Answers for one row at any moment, past or present, in any order.

    Parameters
    ----------
    engine : Engine
        Reads the snapshots, once.
    unit : Stored
        The source of the rows.
    stored : mapping of str to Stored
        By name, the sources whose events the features read.
    features : mapping of str to Feature
        All of the project.
    wanted : mapping of str to Tree
        What is computed, by name: expressions on the unit row and on features.
    rows_fingerprint : str
        Of the rows that plans are for; it only enters their keys.

    Attributes
    ----------
    reads : tuple of str
        The stored columns of the unit source that a row must carry.

    Raises
    ------
    NotFoundError, RefusedError, BadInputError
        As a Matrix of the same columns would.
    """

    def __init__(
        self,
        engine: Engine,
        unit: Stored,
        stored: Mapping[str, Stored],
        features: Mapping[str, Feature],
        wanted: Mapping[str, Tree],
        rows_fingerprint: str = "",
    ) -> None:
        planner = Planner(unit, rows_fingerprint, features, stored)
        planned = [planner.planned(name, tree) for name, tree in wanted.items()]
        places = list(dict.fromkeys(place for column in planned for place in column.places))
        self._unit = unit.source
        self._live: dict[str, LiveEvents] = {}
        self._sides: list[tuple[Side, tuple[Reads, ...], list[Asked]]] = []
        for name in dict.fromkeys(place.source for place in places):
            self._open(engine, stored[name], [place for place in places if place.source == name])
        self._columns = [(column.name, self._read(column)) for column in planned]
        read = [tree for place in places for tree in place.ours] + [column.tree for column in planned]
        held = self._unit.stored_types()
        self.reads: tuple[str, ...] = tuple(
            dict.fromkeys(name for tree in read for name in columns(tree) if name in held)
        )

    def values(self, row: Row, at: int) -> dict[str, Any]:
        """Compute all columns of a row, as of a moment.

        Parameters
        ----------
        row : mapping of str to value
            The stored columns of the unit source, at least `reads`, in their physical forms; None for null.
        at : int
            The prediction time, in microseconds.

        Returns
        -------
        dict of str to value
            In their physical forms by name, None for null.

        Raises
        ------
        BadInputError
            If the row breaks an expression, or a sum leaves the range of its type.
        """
        known: dict[str, Any] = dict(row)
        for side, ours, asked in self._sides:
            entity = side.entity(tuple(read(row) for read in ours))
            code = side.codes.get(entity) if entity is not None else None
            places = [] if code is None else side.places(code, at)
            for one in asked:
                try:
                    known[one.place.name] = one.value(entity, code, places, at)
                except BadInputError as error:
                    raise _of_feature(one.place, error) from error
        return {name: read(known) for name, read in self._columns}

    def add(self, source: str, row: Row) -> None:
        """Take up a live event; it counts from the moment at which it was known, and replaces older versions of its key.

        Parameters
        ----------
        source : str
            Whose event it is; those of sources that no feature reads are let pass.
        row : mapping of str to value
            All stored columns of the source in their physical forms; a missing one is null.

        Raises
        ------
        BadInputError
            If the event breaks an expression or cannot be summed; it is not taken up then.
        """
        live = self._live.get(source)
        if live is not None:
            live.add(row)

    def _open(self, engine: Engine, stored: Stored, places: list[Place]) -> None:
        events = read_events(engine, stored, places)
        live = self._live[stored.source.name] = LiveEvents(engine, stored, events)
        taken: list[Asked] = []
        ours_types, theirs_types = self._unit.stored_types(), stored.source.stored_types()
        for ours, theirs in dict.fromkeys((place.ours, place.theirs) for place in places):
            of_side = [place for place in places if (place.ours, place.theirs) == (ours, theirs)]
            as_floats = tuple(
                _kind(our, ours_types) != _kind(their, theirs_types)
                for our, their in zip(ours, theirs, strict=True)
            )
            side = Side(events, ours, theirs, as_floats)
            asked = [_asked(place, side, live, events) for place in of_side]
            reads = tuple(row_function(tree, ours_types, self._unit.zone) for tree in ours)
            self._sides.append((side, reads, asked))
            taken += asked
        live.serve(taken)

    def _read(self, column: Planned) -> Reads:
        places = {place.name: place.type for place in column.places}
        if isinstance(column.tree, Column) and column.tree.name in places:
            name = column.tree.name
            return lambda known: known[name]
        types: dict[str, Type] = {**self._unit.stored_types(), **places}
        return row_function(column.tree, types, self._unit.zone)


def _asked(place: Place, side: Side, live: LiveEvents, events: Events) -> Asked:
    if place.aggregate.name in _ADDED:
        return Asked(place, side, Added(place, side))
    event_time, known = events.event_time(place.known), events.known(place.known)

    def order(event: int) -> tuple[Any, ...]:
        return int(event_time[event]), int(known[event]), live.standing(event)

    return Asked(place, side, Chosen(place, side, live.gone(place.known), order))


def _kind(tree: Tree, types: Mapping[str, Type]) -> Type:
    return typed(tree, types)[1]


def _of_feature(place: Place, error: BadInputError) -> BadInputError:
    feature = place.feature
    return BadInputError.of([Finding(feature.path, feature.line, "E112", f"feature {feature.name}: {error}")])
