"""Compute columns for rows: expressions on the row, aggregates of events, then what combines them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
import pyarrow as pa

from wager.data.engine import Engine
from wager.data.joins.reading import readings
from wager.data.joins.spread import no_moment, values_as_of
from wager.expressions.tree import Column, Tree, Type, columns
from wager.features.events import UnitSide, aggregated, evaluated
from wager.features.exact import Integers
from wager.features.place import Place
from wager.features.plan import Planned
from wager.features.python.called import Called
from wager.features.python.function import Function
from wager.features.python.pure import demand_pure
from wager.features.stored import Stored
from wager.foundation.progress import Progress


@dataclass(frozen=True)
class Chosen:
    """Rows that columns are computed for.

    Attributes
    ----------
    t, index : ndarray of int64, shape (n_rows,)
        Prediction times, and places in the snapshot of the unit.
    """

    t: Integers
    index: Integers


@dataclass(frozen=True)
class Building:
    """What is at hand while columns are computed.

    Attributes
    ----------
    engine : Engine
    rows : Chosen
        What they are computed for.
    unit : Stored
        Of the unit rows.
    stored : mapping of str to Stored
        Whose events are read.
    progress : Progress
    always : collection of (str, str)
        Source and name of parts that are read in any case.
    seconds : dict of str to float
        What each column took, by its key; filled in as they are computed.
    """

    engine: Engine
    rows: Chosen
    unit: Stored
    stored: Mapping[str, Stored]
    progress: Progress
    always: Collection[tuple[str, str]] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    def computed(self, missing: Sequence[Planned]) -> dict[str, pa.Array]:
        """Compute columns by key: row expressions, then aggregates, then functions, then what combines them."""
        places = list(dict.fromkeys(place for column in missing for place in column.places))
        row_trees = [tree for column in missing for tree in _row_trees(column)]
        row_trees += [tree for place in places for tree in place.ours]
        began = perf_counter()
        values = self.on_rows(row_trees)
        on_rows = perf_counter() - began
        taken: dict[Place, float] = {}
        answers = self.aggregates(places, UnitSide(self.rows.t, values), taken)
        found = {column.key: values[column.tree] for column in missing if _of_the_row(column)}
        mixed = [column for column in missing if not _of_the_row(column)]
        began = perf_counter()
        base = self.base(mixed, answers, values)
        for call in dict.fromkeys(call for column in mixed for call in column.calls):
            base.add(call.name, call.type, self.called(call, base))
        for column in mixed:
            if isinstance(column.tree, Column):
                found[column.key] = base.arrays[column.tree.name]
        rest = [column for column in mixed if column.key not in found]
        results = base.evaluated(self.engine, [column.tree for column in rest])
        found.update(zip([column.key for column in rest], results, strict=True))
        together = on_rows + perf_counter() - began
        for column in missing:
            own = sum(taken[place] for place in column.places)
            self.seconds[column.key] = own + together / len(missing)
        return found

    def on_rows(self, trees: Sequence[Tree]) -> dict[Tree, pa.Array]:
        """Evaluate expressions of the unit row for the rows."""
        if not trees:
            return {}
        self.progress("features of the row itself")
        unit, index = self._where()
        if readings(unit.source, trees):
            return values_as_of(self.engine, unit, trees, self._moments(), index)
        found = evaluated(self.engine, unit, trees)
        if len(index) == len(next(iter(found.values()))) and (index == np.arange(len(index))).all():
            return found
        chosen = pa.array(index)
        return {tree: values.take(chosen) for tree, values in found.items()}

    def _moments(self) -> Integers:
        """Say as of when the rows see other sources; without a moment of decision they see all."""
        return self.rows.t if self.rows.t.any() else no_moment(len(self.rows.t))

    def _where(self) -> tuple[Stored, Integers]:
        """Find the files that the rows are in, and the places of the rows in these."""
        index, edges = self.rows.index, np.array(self.unit.offsets, np.int64)
        if not len(edges) or not len(index):
            return self.unit, index
        file = np.searchsorted(edges, index, side="right") - 1
        held = np.unique(file)
        if len(held) == len(self.unit.files):
            return self.unit, index
        begin = np.zeros(len(edges), np.int64)
        begin[held] = np.cumsum(edges[held + 1] - edges[held]) - (edges[held + 1] - edges[held])
        return self.unit.only(held.tolist()), index - edges[file] + begin[file]

    def aggregates(
        self, places: Sequence[Place], rows: UnitSide, taken: dict[Place, float]
    ) -> dict[Place, pa.Array]:
        """Compute aggregates source by source, and note in `taken` the seconds of each."""
        found: dict[Place, pa.Array] = {}
        for source in dict.fromkeys(place.source for place in places):
            always = {part for name, part in self.always if name == source}
            of_source = [place for place in places if place.source == source]
            laps, began = [], perf_counter()
            for place, values in aggregated(self.engine, self.stored[source], of_source, rows, always):
                found[place] = values
                laps.append(perf_counter() - began)
                began = perf_counter()
                self.progress(f"features from {source}", len(found) / len(places))
            taken.update(zip(list(found)[-len(laps) :], shared(laps), strict=True))
        return found

    def base(
        self, mixed: Sequence[Planned], answers: Mapping[Place, pa.Array], values: Mapping[Tree, pa.Array]
    ) -> Base:
        """Gather what functions are given and columns are combined of: aggregates and columns of the row."""
        stored = self.unit.source.base_types()
        base = Base({}, {}, self.unit.source.zone)
        for column in mixed:
            for place in column.places:
                base.add(place.name, place.type, answers[place])
            for tree in _row_trees(column):
                assert isinstance(tree, Column)
                base.add(tree.name, stored[tree.name], values[tree])
        return base

    def called(self, call: Called, base: Base) -> pa.Array:
        """Call a function for all rows."""
        self.progress(f"feature {call.feature.name}")
        given = base.evaluated(self.engine, call.reads)
        function = Function.of(call)
        values = function.values(given)
        demand_pure(function, given, values)
        return values


@dataclass
class Base:
    """What columns are combined of.

    Attributes
    ----------
    arrays : dict of str to pa.Array
    types : dict of str to Type
    zone : str
        Time zone of the project.
    """

    arrays: dict[str, pa.Array]
    types: dict[str, Type]
    zone: str

    def add(self, name: str, kind: Type, values: pa.Array) -> None:
        """Take up a column."""
        self.arrays[name], self.types[name] = values, kind

    def evaluated(self, engine: Engine, trees: Sequence[Tree]) -> list[pa.Array]:
        """Evaluate expressions on them, all in one pass; a column alone is there already."""
        asked = {f"v{place}": tree for place, tree in enumerate(trees) if not isinstance(tree, Column)}
        found: dict[str, pa.Array] = {}
        if asked:
            result = engine.evaluate(pa.table(self.arrays), self.types, asked, zone=self.zone)
            found = {name: result.column(name).combine_chunks() for name in asked}
        return [
            self.arrays[tree.name] if isinstance(tree, Column) else found[f"v{place}"]
            for place, tree in enumerate(trees)
        ]


def shared(laps: Sequence[float]) -> list[float]:
    """Part what the first of several took beyond the others: it read the events for all of them.

    Examples
    --------
    >>> shared([5.0, 1.0, 1.0, 1.0]), shared([2.0])
    ([2.0, 2.0, 2.0, 2.0], [2.0])
    """
    if len(laps) == 1:
        return [*laps]
    first, *others = laps
    usual = min(first, sum(others) / len(others))
    return [own + (first - usual) / len(laps) for own in (usual, *others)]


def _of_the_row(column: Planned) -> bool:
    """Tell whether a column is one expression on the unit row."""
    return not column.places and not column.calls


def _row_trees(column: Planned) -> list[Tree]:
    """Return the expressions to evaluate on the unit row for a column: all of it, or the columns it reads."""
    if _of_the_row(column):
        return [column.tree]
    others = {place.name for place in column.places} | {call.name for call in column.calls}
    trees = [column.tree, *(tree for call in column.calls for tree in call.reads)]
    read = dict.fromkeys(name for tree in trees for name in columns(tree))
    return [Column(name) for name in read if name not in others]
