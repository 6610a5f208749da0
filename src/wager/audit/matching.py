"""What must be read of a source to find the rows behind some aggregates, and which rows of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from wager.data.by_column import by_column
from wager.data.engine import Engine
from wager.data.instants import clock, event_time, key_trees
from wager.data.joins.spread import spread_over
from wager.expressions.tree import Call, Literal, Tree, Type, columns
from wager.expressions.types import typed
from wager.features.events import Events, merged_events
from wager.features.place import Place
from wager.features.stored import Stored


class Wanted:
    """The columns that are read of a source, each expression once.

    Parameters
    ----------
    stored : Stored
        The source.
    asked : mapping of Place to sequence
        For each aggregate over its events, what the columns of the entity must equal.
    at : int
        The moment as of which events count.
    whole : bool
        Read all rows: where a key may have several versions, one of another entity may replace one of ours.
    """

    def __init__(self, stored: Stored, asked: Mapping[Place, Sequence[Any]], at: int, *, whole: bool) -> None:
        self.stored, self.at, self.whole = stored, at, whole
        source = stored.source
        self.types = source.types()
        self._entities = {place: self._equal(place, values) for place, values in asked.items()}
        trees: list[Tree | None] = [*key_trees(source), *self._entities.values()]
        trees += [] if source.event_time is None else [event_time(source)]
        for place in asked:
            trees += [place.aggregate.argument, place.aggregate.where]
            trees += [] if stored.by_column else [clock(place.known, source)]
        self._trees = list(dict.fromkeys(tree for tree in trees if tree is not None))

    def entity(self, place: Place) -> Tree:
        """Return the expression that says which rows belong to an aggregate's entity."""
        return self._entities[place]

    def read(self, engine: Engine, live: pa.Table | None) -> tuple[Events, NDArray[np.bool_]]:
        """Read what is wanted of a snapshot's files and of live events; say which are live."""
        held = replace(self.stored, versions=self.whole, live=live)
        came = 0 if live is None else live.num_rows
        if held.merges:
            put = by_column(engine, held, held.read, self._trees)
            rows = sum(pq.read_metadata(path).num_rows for path in held.files)
            return merged_events(held, put, self._entities), put.newest >= rows
        if held.read:
            spread, values = spread_over(engine, held, held.read, self._trees)
            return Events(held, values, spread), spread.event >= spread.event.max(initial=-1) + 1 - came
        tables = [self._evaluated(engine, held.files)]
        tables += [] if live is None else [self._evaluated(engine, live)]
        whole = pa.concat_tables(tables)
        found = {tree: whole.column(f"v{place}").combine_chunks() for place, tree in enumerate(self._trees)}
        return Events(held, found), np.arange(whole.num_rows) >= tables[0].num_rows

    def _evaluated(self, engine: Engine, table: pa.Table | Sequence[Path]) -> pa.Table:
        source = self.stored.source
        outputs = {f"v{place}": source.inline(tree) for place, tree in enumerate(self._trees)}
        where = None if self.whole else source.inline(self._filter())
        trees = [*outputs.values(), *([] if where is None else [where])]
        read = {name: self.types[name] for tree in trees for name in columns(tree)}
        first = next(iter(self.types))
        kinds = read or {first: self.types[first]}
        return engine.evaluate(table, kinds, outputs, where=where, zone=source.zone)

    def _equal(self, place: Place, values: Sequence[Any]) -> Tree:
        """Say that a row belongs to the entity; where a part of it is null, none does."""
        if any(value is None for value in values):
            return Literal(value=False, type="bool")
        parts = [
            Call("=", (their, _literal(value, typed(their, self.types)[1])))
            for their, value in zip(place.theirs, values, strict=True)
        ]
        return _joined("and", parts) if parts else Literal(value=True, type="bool")

    def _filter(self) -> Tree:
        """Keep the rows of any entity that happened before the moment, and since the farthest window begins."""
        parts = [_joined("or", list(dict.fromkeys(self._entities.values())))]
        if self.stored.source.event_time is not None:
            happened = event_time(self.stored.source)
            parts.append(Call("<", (happened, Literal(self.at, "time"))))
            windows = [place.aggregate.over for place in self._entities]
            fars = [window.far for window in windows if window is not None and window.far is not None]
            if len(fars) == len(windows):
                parts.append(Call(">=", (happened, Literal(self.at - max(fars), "time"))))
        return _joined("and", parts)


def _literal(value: Any, kind: Type) -> Literal:
    # A fraction equals no whole number, and is not rounded to one.
    return Literal(value, "float" if isinstance(value, float) and kind == "int" else kind)


def _joined(operator: str, parts: Iterable[Tree]) -> Tree:
    return reduce(lambda left, right: Call(operator, (left, right)), parts)
