"""A feature of one row, from the row and the events to its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.engine import Engine
from wager.data.joins.spread import values_as_of
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Aggregate, Call, Column, Tree, Type, aggregates
from wager.expressions.write import to_text
from wager.features.feature import Feature, PythonCall
from wager.features.place import place_of
from wager.features.python.arrays import PHYSICAL
from wager.features.python.function import Function
from wager.features.stored import Stored
from wager.features.traced.counted import Asking, Counted, count_events
from wager.features.traced.parts import Part, Read, evaluated_part, parts_of, read_of_row
from wager.features.typed import row_columns
from wager.foundation.errors import NotFoundError

NEWEST = 5
"""How many of the events that count are described."""


@dataclass(frozen=True)
class Story:
    """A feature of one row.

    Attributes
    ----------
    feature : Feature
    reads : tuple of Read
        Columns of the row that it reads itself, or finds its events by.
    of : tuple of Part
        Features that it reads, by name; each has its own story before this one.
    counted : tuple of Counted
        Its aggregates, in the order they are met.
    parts : tuple of Part
        Its expressions, the innermost first.
    value : value
        In physical form; a duration is not a number of days yet.
    type : Type
    """

    feature: Feature
    reads: tuple[Read, ...]
    of: tuple[Part, ...]
    counted: tuple[Counted, ...]
    parts: tuple[Part, ...]
    value: Any
    type: Type

    @property
    def text(self) -> str:
        """Its definition."""
        tree = self.feature.tree
        return f"{tree.call}({', '.join(tree.reads)})" if isinstance(tree, PythonCall) else to_text(tree)


@dataclass(frozen=True)
class OneRow:
    """The row that a feature is traced for.

    Attributes
    ----------
    unit : Stored
        The source that it comes from.
    place : int
        Which row of its snapshot, in canonical order.
    at : int
        When it is decided.
    """

    unit: Stored
    place: int
    at: int


@dataclass
class Teller:
    """Tells features of one row, each once, after those that it reads.

    Attributes
    ----------
    engine : Engine
        Reads the snapshots.
    row : OneRow
    features : mapping of str to Feature
        All of the project.
    stored : mapping of str to Stored
        By name, the sources whose events the features read.
    newest : int
        How many of the events behind an aggregate to describe.
    stories : dict of str to Story
        What has been told.
    """

    engine: Engine
    row: OneRow
    features: Mapping[str, Feature]
    stored: Mapping[str, Stored]
    newest: int = NEWEST
    stories: dict[str, Story] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the row, once."""
        unit = self.row.unit
        joined = [name for name in unit.source.joined if name.partition(".")[0] in unit.others]
        trees = [Column(name) for name in (*unit.source.stored_types(), *joined)]
        moment, place = np.array([self.row.at], np.int64), np.array([self.row.place], np.int64)
        found = values_as_of(self.engine, unit, trees, moment, place)
        self._arrays: dict[str, pa.Array] = {tree.name: found[tree] for tree in trees}
        self._values = {name: array[0].as_py() for name, array in self._arrays.items()}

    def tell(self, name: str) -> Story:
        """Tell a feature, and before it those that it reads.

        Raises
        ------
        BadInputError, NotFoundError
            If it does not fit the row, its source has no snapshot, or its function cannot be called.
        """
        if name not in self.stories:
            feature = self.features[name]
            tree = feature.tree
            self.stories[name] = (
                self._called(feature, tree) if isinstance(tree, PythonCall) else self._told(feature, tree)
            )
        return self.stories[name]

    def value(self, name: str) -> Any:
        """Return the value as models read it: a duration as a number of days."""
        story = self.tell(name)
        if story.type != "duration":
            return story.value
        return row_function(Call("in_days", (Column("it"),)), {"it": "duration"})({"it": story.value})

    def _told(self, feature: Feature, tree: Tree) -> Story:
        source = self.row.unit.source
        own = row_columns(tree)
        of = tuple(name for name in own if name not in source.types() and name in self.features)
        below = {name: self.tell(name) for name in of}
        ours = () if feature.entity is None else feature.entity.ours
        reads = read_of_row(
            source, tuple(name for name in (*ours, *own) if name in source.types()), self._values
        )
        counted = {one: self._counted(feature, one) for one in aggregates(tree)}
        stand_ins = {one: Column(f"#{number}") for number, one in enumerate(counted)}
        values = {one.name: one.value for one in reads} | {name: one.value for name, one in below.items()}
        types = {one.name: one.type for one in reads} | {name: one.type for name, one in below.items()}
        values |= {stand_ins[one].name: found.value for one, found in counted.items()}
        types |= {stand_ins[one].name: found.type for one, found in counted.items()}
        parts = parts_of(tree, stand_ins, values, types, source.zone)
        value, kind = evaluated_part(tree, stand_ins, values, types, source.zone)
        above = tuple(Part(name, one.value, one.type) for name, one in below.items())
        return Story(feature, reads, above, tuple(counted.values()), parts, value, kind)

    def _called(self, feature: Feature, tree: PythonCall) -> Story:
        """Tell a function: what it is given, and what it gives."""
        code, source = tree.read(), self.row.unit.source
        below = {name: self.tell(name) for name in tree.reads if name not in source.types()}
        reads = read_of_row(
            source, tuple(name for name in tree.reads if name in source.types()), self._values
        )
        given: dict[str, Read | Story] = {one.name: one for one in reads} | below
        types = tuple((name, given[name].type) for name in tree.reads)
        function = Function(code, feature.name, types, feature.type)
        arrays = [pa.array([given[name].value], PHYSICAL.get(kind, pa.int64())) for name, kind in types]
        value = function.values(arrays)[0].as_py()
        above = tuple(Part(name, one.value, one.type) for name, one in below.items())
        told = Part(f"{code.name}({', '.join(tree.reads)}) in {code.at()}", value, feature.type)
        return Story(feature, reads, above, (), (told,), value, feature.type)

    def _counted(self, feature: Feature, written: Aggregate) -> Counted:
        assert feature.entity is not None
        stored = self.stored.get(feature.source or "")
        if stored is None:
            raise NotFoundError(
                f"feature {feature.name} reads {feature.source}, of which there is no snapshot; run `wager snapshot {feature.source}`"
            )
        place = place_of(feature, feature.entity, written, self.row.unit.source, stored)
        ours = [self._ours(tree) for tree in place.ours]
        return count_events(self.engine, stored, Asking(place, written, ours, self.row.at, self.newest))

    def _ours(self, tree: Tree) -> pa.Array:
        """Evaluate the row's side of an entity."""
        unit = self.row.unit
        if isinstance(tree, Column):
            return self._arrays[tree.name]
        types = {name: kind for name, kind in unit.source.base_types().items() if name in self._arrays}
        found = self.engine.evaluate(pa.table(self._arrays), types, {"ours": tree}, zone=unit.source.zone)
        return found["ours"].combine_chunks()
