"""The other side of a join: its rows by key, with their clocks, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa

from wager.data.engine import Engine
from wager.data.instants import clock, constant, event_time, instants, refresh_of, served
from wager.data.joins.reading import Reading
from wager.data.joins.versions import Versions, versions
from wager.data.match import matched
from wager.data.order import Integers
from wager.data.source import Source
from wager.expressions.tree import Column, Tree, columns
from wager.foundation.moments import NEVER


class Held(Protocol):
    """A source with the files of its snapshot, and those that it joins."""

    @property
    def source(self) -> Source:
        """Its contract."""
        ...

    @property
    def files(self) -> Sequence[Path]:
        """Parquet, in canonical order."""
        ...

    @property
    def others(self) -> Mapping[str, Held]:
        """By name, the sources that it joins."""
        ...

    @property
    def live(self) -> pa.Table | None:
        """Rows that came after the snapshot, in physical form."""
        ...


def values_of(engine: Engine, held: Held, trees: Sequence[Tree]) -> dict[Tree, pa.Array]:
    """Evaluate expressions over a snapshot in one pass, each distinct one once, in canonical order; live rows come last."""
    distinct = dict.fromkeys(trees)
    named = {f"v{index}": held.source.inline(tree) for index, tree in enumerate(distinct)}
    types = held.source.stored_types()
    read = {column: types[column] for tree in named.values() for column in columns(tree)}
    table = engine.evaluate(held.files, read or types, named, zone=held.source.zone)
    if held.live is not None:
        came = engine.evaluate(held.live, read or types, named, zone=held.source.zone)
        table = pa.concat_tables([table, came])
    return {tree: table.column(name).combine_chunks() for name, tree in zip(named, distinct, strict=True)}


@dataclass(frozen=True)
class Other:
    """The rows that a reading may find.

    Attributes
    ----------
    keys : tuple of pa.Array
        Their side of the key.
    happened, learned, known : ndarray of int64, shape (n_rows,)
        Since when each is in force, when it came to be known, and when that can be seen.
    taken : dict of str to pa.Array
        What is taken of each, by the name that it gets.
    """

    keys: tuple[pa.Array, ...]
    happened: Integers
    learned: Integers
    known: Integers
    taken: Mapping[str, pa.Array]

    def found(self, ours: Sequence[pa.Array], rows: int) -> tuple[Versions, Integers]:
        """Sort the rows by key, and say which key each of ours has."""
        code, theirs = matched(ours, self.keys, rows, len(self.known))
        return versions(theirs, self.happened, learned=self.learned, known=self.known), code


def read_other(engine: Engine, held: Held, read: Reading) -> Other:
    """Read the other side of a reading."""
    other = held.others[read.other]
    keys, taken, wanted = theirs_of(held.source, read)
    values = values_of(engine, other, wanted)
    count = len(values[keys[0]])
    tree = clock(read.known, other.source)
    learned = np.full(count, constant(read.known)) if tree is None else instants(values[tree])
    # A table without events is as old as what is known of it.
    happened = learned if other.source.event_time is None else instants(values[event_time(other.source)])
    return Other(
        tuple(values[key] for key in keys),
        happened,
        learned,
        served(learned, refresh_of(other.source)),
        {name: values[tree] for name, tree in taken.items()},
    )


def theirs_of(source: Source, read: Reading) -> tuple[list[Tree], dict[str, Tree], list[Tree]]:
    """Name their side of the key, what is taken by its new name, and all that must be read of the other side."""
    other = source.others[read.other]
    keys = [other.inline(Column(theirs)) for _, theirs in source.join[read.other].by]
    taken, known = read.names(source), clock(read.known, other)
    at = None if other.event_time is None else event_time(other)
    return keys, taken, [*keys, *taken.values(), *(tree for tree in (known, at) if tree is not None)]


def happened_of(source: Source, values: Mapping[Tree, pa.Array], count: int) -> Integers:
    """Say as of when rows look at the other side: at their event time; without one they see the newest version."""
    return np.full(count, NEVER) if source.event_time is None else instants(values[event_time(source)])


def ours_of(source: Source, read: Reading) -> list[Tree]:
    """Name our side of the key."""
    return [source.inline(Column(ours)) for ours, _ in source.join[read.other].by]


def own_trees(source: Source, read: Sequence[Reading]) -> list[Tree]:
    """Name what must be known of our rows so that theirs are found."""
    at = [] if source.event_time is None else [event_time(source)]
    return [*(tree for one in read for tree in ours_of(source, one)), *at]
