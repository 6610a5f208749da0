"""The features of a model for one row at a moment: the same definitions, clocks and bits as a Matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from wager.data.engine import Engine
from wager.data.joins.one import OneByOne
from wager.data.joins.other import own_trees
from wager.data.joins.reading import readings
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Column, Tree, Type, columns
from wager.features.events import by_manner
from wager.features.feature import Feature
from wager.features.online.asked import Group, groups
from wager.features.online.history import History
from wager.features.plan import Planned, Planner
from wager.features.python.called import in_turn
from wager.features.python.row_calls import RowCalls
from wager.features.stored import Stored

Row = Mapping[str, Any]
Reads = Callable[[Row], Any]


class Online:
    """Answers for one row at any moment, past or present, in any order; for one thread at a time.

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
        *,
        rows_fingerprint: str = "",
    ) -> None:
        planner = Planner(unit, rows_fingerprint, features, stored)
        planned = [planner.planned(name, tree) for name, tree in wanted.items()]
        places = dict.fromkeys(place for column in planned for place in column.places)
        held, zone = unit.source.base_types(), unit.source.zone
        self._histories: dict[str, list[History]] = {}
        self._asked: list[tuple[History, int, Group, tuple[Reads, ...]]] = []
        for name in dict.fromkeys(place.source for place in places):
            of_source = [place for place in places if place.source == name]
            for manner, alike in by_manner(of_source, versions=True).items():
                found = groups(alike, held, stored[name].source.types())
                history = History(engine, stored[name].reading(manner), found)
                self._histories.setdefault(name, []).append(history)
                for number, group in enumerate(found):
                    ours = tuple(row_function(tree, held, zone) for tree in group.ours)
                    self._asked.append((history, number, group, ours))
        calls = in_turn([column.tree for column in planned], planner.calls)
        types = {**held, **{place.name: place.type for place in places}}
        self._calls = RowCalls(calls, types, zone)
        self._columns = [(column.name, _read(column, self._calls.types, zone)) for column in planned]
        trees = [tree for place in places for tree in place.ours] + [column.tree for column in planned]
        trees += [tree for call in calls for tree in call.reads]
        joins = readings(unit.source, trees)
        self._joined = OneByOne(engine, unit, joins) if joins and unit.joined(joins) else None
        trees += own_trees(unit.source, joins) if joins else []
        self.reads: tuple[str, ...] = tuple(
            dict.fromkeys(
                name for tree in trees for name in columns(tree) if name in unit.source.stored_types()
            )
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
        if self._joined is not None:
            known |= self._joined.as_of(row, at)
        for history, number, group, ours in self._asked:
            entity = group.entity(tuple(read(known) for read in ours))
            answers = history.answer(number, entity, at)
            for asked, answer in zip(group.asked, answers, strict=True):
                known[asked.place.name] = answer
        self._calls.add(known)
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
        if len(self._histories.get(source, ())) > 1:  # all of them take it up, or none
            self.check(source, row)
        for name, histories in self._histories.items():
            for history in histories:
                if name == source:
                    history.add(row)
                history.join(source, row)
        if self._joined is not None:
            self._joined.add(source, row)

    def check(self, source: str, row: Row) -> None:
        """Refuse an event that `add` would refuse, without taking it up.

        Raises
        ------
        BadInputError
            As for `add`.
        """
        for history in self._histories.get(source, ()):
            history.check(row)


def _read(column: Planned, types: Mapping[str, Type], zone: str) -> Reads:
    """Make the function that reads a column of a row to which its aggregates and calls were added."""
    ready = {place.name for place in column.places} | {call.name for call in column.calls}
    if isinstance(column.tree, Column) and column.tree.name in ready:
        return itemgetter(column.tree.name)
    return row_function(column.tree, types, zone)
