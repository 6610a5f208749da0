"""Sources and rows without what became known from a moment on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from wager.data.clocks import KnownTime, declared_clocks, known_time, looked_up_by
from wager.data.engine import Engine
from wager.data.instants import clock, constant, event_time, instants, key_trees, refresh_of, served
from wager.data.source import Source
from wager.expressions.tree import Aggregate, Column, aggregates, columns
from wager.features.building import Building, Chosen
from wager.features.events import UnitSide, aggregated, evaluated
from wager.features.exact import Integers
from wager.features.feature import Feature, PythonCall
from wager.features.place import Place
from wager.features.stored import Stored


def reads_of(place: Place, source: Source) -> tuple[str, ...]:
    """Name the columns that must be known for an event to count, as they are written.

    Plans know them too; here they are found anew, as what is tested must not be what tests.
    """
    feature = place.feature
    assert feature.entity is not None
    found = dict.fromkeys(name for one in _written(feature, place, source) for name in columns(one))
    if place.aggregate.name == "time_since_last" and source.event_time is not None:
        found[source.event_time] = None
    return tuple(dict.fromkeys((*found, *feature.entity.theirs))) or source.key


def _written(feature: Feature, place: Place, source: Source) -> list[Aggregate]:
    assert not isinstance(feature.tree, PythonCall)
    return [
        one for one in aggregates(feature.tree) if source.inline(one) == source.inline(place.aggregate)
    ] or [place.aggregate]


@dataclass
class Clocks:
    """From when on the columns of a snapshot can be seen.

    Attributes
    ----------
    engine : Engine
    stored : Stored
    """

    engine: Engine
    stored: Stored
    _moments: dict[KnownTime, Integers] = field(default_factory=dict)

    @cached_property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(pq.read_metadata(path).num_rows for path in self.stored.files)

    def seen(self, known: KnownTime) -> Integers:
        """Say for each row from when on something can be seen: as soon as it is known, or after the refresh that follows."""
        if known not in self._moments:
            source = self.stored.source
            tree = clock(known, source)
            if tree is None:
                learned = np.full(self.rows, constant(known), np.int64)
            else:
                learned = instants(evaluated(self.engine, self.stored, [tree])[tree])
            self._moments[known] = served(learned, refresh_of(source))
        return self._moments[known]

    def known(self, name: str) -> Integers:
        """Say for each row from when on a column can be seen."""
        return self.seen(known_time(self.stored.source, name))

    def first_known(self, names: Sequence[str]) -> Integers:
        """Say for each row from when on any of some columns can be seen."""
        return reduce(np.minimum, map(self.known, names))

    def all_known(self, names: Sequence[str]) -> Integers:
        """Say for each row from when on all of some columns can be seen; of joined ones, what they are looked up by."""
        source = self.stored.source
        own = dict.fromkeys(
            one
            for name in names
            for one in (looked_up_by(source, name) if name in source.joined else (name,))
        )
        moments = np.full(self.rows, np.iinfo(np.int64).min, np.int64)
        for name in own:
            moments = np.maximum(moments, self.known(name))
        return moments


def kept(stored: Stored, keep: NDArray[np.bool_], folder: Path) -> Stored:
    """Write a snapshot anew with some of its rows."""
    return _anew(stored, pq.read_table(list(stored.files)).filter(pa.array(keep)), folder)


def own_rows(stored: Stored, clocks: Clocks, rows: Chosen, request: Sequence[str], folder: Path) -> Stored:
    """Write the unit rows alone, each without what of it was not known strictly before its decision.

    A column stays where the request brings it, or where a derived one follows from it that the contract says is known.
    """
    source, index = stored.source, rows.index
    table = pq.read_table(list(stored.files)).take(pa.array(index))
    for name in source.columns:
        names = (name, *_following(source, name))
        if any(one in request for one in names):
            continue
        table = _without(table, name, clocks.first_known(names)[index] >= rows.t)
    return _anew(stored, table, folder)


def put_together(stored: Stored, clocks: Clocks, cut: int, folder: Path) -> Stored:
    """Write the rows of which anything was known before a moment, without what of them was not.

    So are versions of a key to be read that are put together column by column. What decides about rows stays: key and clocks.
    """
    source = stored.source
    moments = declared_clocks(source)
    keep = np.minimum.reduce([clocks.seen(one) for one in moments]) < cut
    deciding = [clock(one, source) for one in moments]
    deciding += [*key_trees(source), *([] if source.event_time is None else [event_time(source)])]
    needed = {name for tree in deciding if tree is not None for name in columns(tree)}
    table = pq.read_table(list(stored.files))
    for name in source.columns:
        if name not in needed:
            table = _without(table, name, clocks.first_known((name, *_following(source, name))) >= cut)
    return _anew(stored, table.filter(pa.array(keep)), folder)


def _following(source: Source, name: str) -> list[str]:
    """Name the derived columns that follow from a column and have a clock of their own: by these, it may be seen earlier."""
    listed = (one for one in source.derive if one in source.known.columns)
    return [one for one in listed if name in columns(source.inline(Column(one)))]


def _without(table: pa.Table, name: str, late: NDArray[np.bool_]) -> pa.Table:
    """Empty some values of a column."""
    if not late.any():
        return table
    values = table.column(name).combine_chunks()
    emptied = pa.array(values.to_pylist(), values.type, mask=late)
    return table.set_column(table.column_names.index(name), name, emptied)


def _anew(stored: Stored, table: pa.Table, folder: Path) -> Stored:
    path = folder / f"{secrets.token_hex(8)}.parquet"
    pq.write_table(table, path, compression="none")
    return replace(stored, snapshot=path.stem, files=(path,), parts=())


@dataclass(frozen=True)
class Shortened(Building):
    """Computes columns from sources of which each aggregate finds only the events that it may see.

    Attributes
    ----------
    seen : mapping of Place to Stored
        The source of each aggregate, as it is to be read.
    """

    seen: Mapping[Place, Stored] = field(default_factory=dict)

    def aggregates(
        self, places: Sequence[Place], rows: UnitSide, taken: dict[Place, float]
    ) -> dict[Place, pa.Array]:
        """Compute aggregates, those that read the same rows together."""
        found: dict[Place, pa.Array] = {}
        for stored in {id(one): one for one in (self.seen[place] for place in places)}.values():
            some = [place for place in places if self.seen[place] is stored]
            found |= dict(aggregated(self.engine, stored, some, rows))
        taken.update(dict.fromkeys(found, 0.0))
        return found
