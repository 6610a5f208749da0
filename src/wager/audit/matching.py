"""What must be read of a source to find the rows behind some aggregates, and which rows of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import pyarrow as pa

from wager.data.clocks import KnownTime
from wager.data.engine import Engine
from wager.expressions.tree import Call, Literal, Tree, Type, columns
from wager.expressions.types import typed
from wager.features.place import Place
from wager.features.stored import Stored, clock, event_time, key_trees

LIVE = "live"
"""The column that tells live events from rows of the snapshot."""

HAPPENED = "happened"
"""The column with the event time."""


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
        self.types = source.stored_types()
        self._entities = {place: self._equal(place, values) for place, values in asked.items()}
        trees: list[Tree | None] = [*key_trees(source), *self._entities.values()]
        for place in asked:
            trees += [place.aggregate.argument, place.aggregate.where, clock(place.known, source)]
        distinct = dict.fromkeys(tree for tree in trees if tree is not None)
        self._names = {tree: f"v{number}" for number, tree in enumerate(distinct)}

    def column(self, tree: Tree) -> str:
        """Name the column that holds an expression."""
        return self._names[tree]

    def entity(self, place: Place) -> str:
        """Name the column that says which rows belong to an aggregate's entity."""
        return self._names[self._entities[place]]

    def known(self, known: KnownTime) -> str | None:
        """Name the column that says when a row was known; None where it always was, or never."""
        tree = clock(known, self.stored.source)
        return None if tree is None else self._names[tree]

    def read(self, engine: Engine, table: pa.Table | Sequence[Path], *, live: bool) -> pa.Table:
        """Read what is wanted of a snapshot's files, or of live events."""
        outputs = {name: tree for tree, name in self._names.items()}
        if self.stored.source.event_time is not None:
            outputs[HAPPENED] = event_time(self.stored.source)
        outputs[LIVE] = Literal(live, "bool")
        where = None if self.whole else self._filter()
        read = {
            name: self.types[name]
            for tree in [*outputs.values(), *([] if where is None else [where])]
            for name in columns(tree)
        }
        first = next(iter(self.types))
        return engine.evaluate(
            table, read or {first: self.types[first]}, outputs, where=where, zone=self.stored.source.zone
        )

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
