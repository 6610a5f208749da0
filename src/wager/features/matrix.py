"""Rows with features: only what is not computed yet is computed, everything else is mapped from the cache.

A column that stands in the snapshot of the unit as the model takes it is neither computed nor kept: it is read from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from wager.data.engine import Engine
from wager.data.rows import UnitRows
from wager.expressions.tree import Column, Tree, Type
from wager.features.building import Chosen
from wager.features.cache import FeatureCache
from wager.features.computing import Computing, Told, Values, nothing
from wager.features.feature import Feature
from wager.features.follows import Asked, follows
from wager.features.pieced import Pieced
from wager.features.plan import Planned, Planner
from wager.features.reuse import Find
from wager.features.snapshot_column import SnapshotColumn, plain_columns
from wager.features.stored import Stored
from wager.foundation.errors import RefusedError
from wager.foundation.progress import Progress, silent


@dataclass(frozen=True)
class Matrix:
    """Columns of one length, rows in canonical order.

    Attributes
    ----------
    columns : mapping of str to pa.Array
        In their physical forms, by name, in the order they were asked for; put together when they are first asked for.
    types : dict of str to Type
        What the values mean.
    keys : dict of str to str
        Digest of all that each column's values follow from.
    told : tuple of Told
        Of each column: how many rows were computed, and because of what.
    rows : int
        How many rows there are.
    """

    columns: Mapping[str, pa.Array]
    types: dict[str, Type]
    keys: dict[str, str]
    told: tuple[Told, ...]
    rows: int

    @property
    def pieces(self) -> Mapping[str, pa.ChunkedArray | pa.Array]:
        """The columns as they are held, for those who can read piece by piece."""
        return self.columns.pieces if isinstance(self.columns, Pieced) else self.columns

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, in the order they were asked for."""
        return tuple(self.columns)

    @property
    def computed(self) -> tuple[str, ...]:
        """The columns that were not in the cache."""
        return tuple(one.name for one in self.told if not one.hit)

    def only(self, names: Iterable[str]) -> Matrix:
        """Leave all other columns out; none is read for it."""
        held = self.columns if isinstance(self.columns, Pieced) else Pieced(self.columns)
        told = {one.name: one for one in self.told}
        kept = list(names)
        return Matrix(
            held.only(kept),
            {name: self.types[name] for name in kept},
            {name: self.keys[name] for name in kept},
            tuple(told[name] for name in kept),
            self.rows,
        )


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
    find: Find = nothing,
    memory: int | None = None,
    planner: Planner | None = None,
) -> Matrix:
    """Build a matrix; what the cache holds costs no engine operation, and where data came only the rows that may see it do.

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
    find : callable
        Finds an earlier snapshot by its id, so that rows of columns that were computed on it are used again.
    memory : int, optional
        Bytes that computing may take.
    planner : Planner, optional
        Of the same rows, features and sources, which may have planned some of it.

    Raises
    ------
    NotFoundError
        If there is no such column or feature, or a source has no snapshot.
    RefusedError
        If a feature needs what this version does not compute (E113).
    BadInputError
        If the data breaks an expression.
    UnavailableError
        If what must be read at once takes more memory than there may be.
    """
    trees = wanted if isinstance(wanted, Mapping) else {name: Column(name) for name in wanted}
    planner = planner or Planner(unit, rows.fingerprint, features, stored)
    planned = [planner.planned(name, tree) for name, tree in trees.items()]
    stands = plain_columns(planned, unit, rows.index)
    found: dict[str, Values | SnapshotColumn] = {**stands}
    for column in planned:
        if column.key not in stands and (values := cache.read(column.key)) is not None:
            found[column.key] = values
    missing = [column for column in planned if column.key not in found]
    told = dict[str, Told]()
    asked = Asked(rows.fingerprint, getattr(rows, "rule", ""))
    for column in planned:
        # A column of another name with the same definition: what is computed next under this one begins with it.
        if (
            column.key in found
            and column.key not in stands
            and not cache.knows(unit.source.name, column.name, column.key)
        ):
            cache.tell(column.name, follows(column, asked, unit, stored))
    cache.remember()
    if missing:
        _demand_moments(missing, rows)
        work = Computing(engine, cache, Chosen(rows.t, rows.index), unit, stored, progress, find, memory)
        for column, made, said in work.computed(missing, asked):
            found[column.key], told[column.name] = made, said
        cache.trim()
    hits = {column.name: Told(column.name, 0, len(rows.t), stands=column.key in stands) for column in planned}
    return Matrix(
        Pieced({column.name: found[column.key] for column in planned}),
        {column.name: column.type for column in planned},
        {column.name: column.key for column in planned},
        tuple(hits[column.name] if column.name not in told else told[column.name] for column in planned),
        len(rows.t),
    )


def _demand_moments(missing: Sequence[Planned], rows: UnitRows) -> None:
    places = [place for column in missing for place in column.places]
    if places and len(rows.t) and not rows.t.any():
        raise RefusedError(
            f"feature {places[0].feature.name} looks back from the moment of decision, and these rows have none; "
            "give `rows` its `decide_at`, or leave the feature out"
        )


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
