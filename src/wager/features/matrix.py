"""Rows with features: only what is not computed yet is computed, everything else is mapped from the cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from wager.data.engine import Engine
from wager.data.rows import UnitRows
from wager.expressions.tree import Column, Tree, Type, columns
from wager.features.cache import FeatureCache
from wager.features.events import UnitSide, aggregated, evaluated
from wager.features.feature import Feature
from wager.features.place import Place
from wager.features.plan import Planned, Planner
from wager.features.stored import Stored
from wager.foundation.errors import RefusedError
from wager.foundation.fingerprint import digest
from wager.foundation.progress import Progress, silent


@dataclass(frozen=True)
class Matrix:
    """Columns of one length, rows in canonical order.

    Attributes
    ----------
    columns : dict of str to pa.Array
        In their physical forms, by name, in the order they were asked for.
    types : dict of str to Type
        What the values mean.
    keys : dict of str to str
        Digest of all that each column's values follow from.
    computed : tuple of str
        The columns that were not in the cache.
    rows : int
        How many rows there are.
    """

    columns: dict[str, pa.Array]
    types: dict[str, Type]
    keys: dict[str, str]
    computed: tuple[str, ...]
    rows: int

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, in the order they were asked for."""
        return tuple(self.columns)

    @property
    def fingerprint(self) -> str:
        """Digest of all columns with their names."""
        return digest([[name, key] for name, key in self.keys.items()])


def build(
    engine: Engine,
    cache: FeatureCache,
    rows: UnitRows,
    unit: Stored,
    wanted: Sequence[str] | Mapping[str, Tree],
    *,
    features: Mapping[str, Feature],
    stored: Mapping[str, Stored],
    progress: Progress = silent,
) -> Matrix:
    """Build a matrix; what the cache holds costs no engine operation.

    Parameters
    ----------
    engine : Engine
        Evaluates expressions over snapshots.
    cache : FeatureCache
        Of computed columns.
    rows : UnitRows
        The unit rows with their prediction times.
    unit : Stored
        The source and snapshot that they come from.
    wanted : sequence of str, or mapping of str to Tree
        Names of features and of columns of the unit row; or further columns by expressions on them.
    features : mapping of str to Feature
        All of the project.
    stored : mapping of str to Stored
        By name, the sources whose events the features read.
    progress : Progress
        Told what is being computed.

    Raises
    ------
    NotFoundError
        If there is no such column or feature, or a source has no snapshot.
    RefusedError
        If a feature needs what this version does not compute (E113).
    BadInputError
        If the data breaks an expression.
    """
    trees = wanted if isinstance(wanted, Mapping) else {name: Column(name) for name in wanted}
    planner = Planner(unit, rows.fingerprint, features, stored)
    planned = [planner.planned(name, tree) for name, tree in trees.items()]
    found = {column.key: values for column in planned if (values := cache.read(column.key)) is not None}
    missing = [column for column in planned if column.key not in found]
    if missing:
        for key, values in _Building(engine, rows, unit, stored, progress).computed(missing).items():
            cache.write(key, values)
            mapped = cache.read(key)
            found[key] = values if mapped is None else mapped
    return Matrix(
        {column.name: found[column.key] for column in planned},
        {column.name: column.type for column in planned},
        {column.name: column.key for column in planned},
        tuple(column.name for column in missing),
        len(rows.t),
    )


@dataclass(frozen=True)
class _Building:
    """What is at hand while columns are computed."""

    engine: Engine
    rows: UnitRows
    unit: Stored
    stored: Mapping[str, Stored]
    progress: Progress

    def computed(self, missing: Sequence[Planned]) -> dict[str, pa.Array]:
        """Compute columns by key: row expressions, then aggregates, then what combines them."""
        places = list(dict.fromkeys(place for column in missing for place in column.places))
        row_trees = [tree for column in missing for tree in _row_trees(column)]
        row_trees += [tree for place in places for tree in place.ours]
        values = self.on_rows(row_trees)
        if places and len(self.rows.t) and not self.rows.t.any():
            raise RefusedError(
                f"feature {places[0].feature.name} looks back from the moment of decision, and these rows have none; "
                "give `rows` its `decide_at`, or leave the feature out"
            )
        answers = self.aggregates(places, UnitSide(self.rows.t, values))
        found = {column.key: values[column.tree] for column in missing if not column.places}
        mixed = [column for column in missing if column.places]
        for column in mixed:
            if column.tree == Column(column.places[0].name):
                found[column.key] = answers[column.places[0]]
        found.update(self.combined([column for column in mixed if column.key not in found], answers, values))
        return found

    def on_rows(self, trees: Sequence[Tree]) -> dict[Tree, pa.Array]:
        """Evaluate expressions of the unit row for the rows."""
        if not trees:
            return {}
        self.progress("features of the row itself")
        return {
            tree: values.take(pa.array(self.rows.index))
            for tree, values in evaluated(self.engine, self.unit, trees).items()
        }

    def aggregates(self, places: Sequence[Place], rows: UnitSide) -> dict[Place, pa.Array]:
        found: dict[Place, pa.Array] = {}
        for source in dict.fromkeys(place.source for place in places):
            of_source = [place for place in places if place.source == source]
            for place, values in aggregated(self.engine, self.stored[source], of_source, rows):
                found[place] = values
                self.progress(f"features from {source}", len(found) / len(places))
        return found

    def combined(
        self, mixed: Sequence[Planned], answers: Mapping[Place, pa.Array], values: Mapping[Tree, pa.Array]
    ) -> dict[str, pa.Array]:
        """Evaluate what is combined of several aggregates, or of aggregates and the row."""
        if not mixed:
            return {}
        stored = self.unit.source.stored_types()
        types: dict[str, Type] = {}
        table: dict[str, pa.Array] = {}
        for column in mixed:
            for place in column.places:
                types[place.name] = place.type
                table[place.name] = answers[place]
            for tree in _row_trees(column):
                assert isinstance(tree, Column)
                types[tree.name] = stored[tree.name]
                table[tree.name] = values[tree]
        outputs = {f"v{index}": column.tree for index, column in enumerate(mixed)}
        zone = self.unit.source.zone
        result = self.engine.evaluate(pa.table(table), types, outputs, zone=zone)
        return {
            column.key: result.column(name).combine_chunks()
            for name, column in zip(outputs, mixed, strict=True)
        }


def _row_trees(column: Planned) -> list[Tree]:
    """Return the expressions to evaluate on the unit row for a column: all of it, or the columns it reads."""
    if not column.places:
        return [column.tree]
    places = {place.name for place in column.places}
    return [Column(name) for name in columns(column.tree) if name not in places]


def as_stored(values: pa.Array, kind: Type) -> pa.Array:
    """Put physical values into the form in which people and other tools read their type.

    Examples
    --------
    >>> as_stored(pa.array([0]), "date")[0]
    <pyarrow.Date32Scalar: datetime.date(1970, 1, 1)>
    """
    if kind == "time":
        return values.cast(pa.timestamp("us", "UTC"))
    return values.cast(pa.int32()).cast(pa.date32()) if kind == "date" else values
