"""Aggregates that say which rows there are, and what came of them: the same events, clocks and kernel as features have.

`where` is computed as of T. The objective is computed as of T + `matures`, with its windows moved back by as much, so that of an
event with a time in `[T, T + 30 d)` exactly what was known strictly before T + `matures` counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.data.chosen_rows import COMPLETE, one_array
from wager.data.complete import complete_until
from wager.data.engine import Engine
from wager.data.joins.reading import Reading, readings
from wager.data.joins.spread import no_moment, values_as_of
from wager.data.order import Integers
from wager.design.kinds.question import Objective, Rows
from wager.expressions.tree import (
    Aggregate,
    Column,
    Tree,
    Type,
    Window,
    aggregates,
    columns,
    rewrite,
    to_json,
)
from wager.features.entity import Entity
from wager.features.events import UnitSide, aggregated, evaluated
from wager.features.feature import Feature
from wager.features.place import Place, place_of
from wager.features.stored import Stored
from wager.foundation.errors import BadInputError, NotFoundError
from wager.foundation.finding import Finding

WHERE, OBJECTIVE = "where", "objective"
"""The expressions of unit rows that may aggregate events."""


@dataclass(frozen=True)
class RowEvents:
    """The events behind the unit rows of a design.

    Attributes
    ----------
    unit : Stored
        Of the unit rows.
    stored : mapping of str to Stored
        By name, those whose events are aggregated.
    rows, objective : Rows, Objective
        The blocks of the design.
    """

    unit: Stored
    stored: Mapping[str, Stored] = field(hash=False)
    rows: Rows
    objective: Objective

    def said(self, name: str, tree: Tree, *, data: bool) -> Any:
        """Say all that an expression follows from, as JSON values.

        Parameters
        ----------
        name : str
            `where` or `objective`.
        data : bool
            Name the snapshots too.
        """
        read = self._read(name, tree)
        meant = {one.name: Column(one.name if data else one.meaning) for one in read.places}
        said = {"tree": to_json(_with(read.tree, meant))}
        ahead = self._ahead(name, tree)
        return said if ahead is None else {**said, "complete_until": ahead.source.complete_until}

    def joins_said(self, read: tuple[Reading, ...], *, data: bool) -> dict[str, Any]:
        """Say what the rows read of other sources, as JSON values.

        Parameters
        ----------
        data : bool
            Name the snapshots too.
        """
        return self.unit.joins_said(read, data=data)

    def evaluate(self, engine: Engine, outputs: Mapping[str, Tree], zone: str) -> pa.Table:
        """Evaluate expressions over the unit rows, their aggregates from the events of each.

        Parameters
        ----------
        engine : Engine
        outputs : mapping of str to Tree
            What is computed, by the name of its column; of aggregates only `where` and `objective`. One is `t`, the moment of decision.
        zone : str
            Time zone of the project.

        Returns
        -------
        pyarrow.Table
            Of all rows of the snapshot; with a column `complete` where the objective looks ahead.
        """
        read = {name: self._read(name, tree) for name, tree in outputs.items() if aggregates(tree)}
        plain = {name: tree for name, tree in outputs.items() if name not in read}
        moments = self._moments(engine, plain.get("t"))
        later = moments + self.objective.matures.microseconds if "t" in plain else moments
        values = self._values(engine, [tree for name, tree in plain.items() if name != OBJECTIVE], moments)
        found = {name: values[tree] for name, tree in plain.items() if name != OBJECTIVE}
        if OBJECTIVE in plain:  # it is read as of T + matures
            found[OBJECTIVE] = self._values(engine, [plain[OBJECTIVE]], later)[plain[OBJECTIVE]]
        for name, one in read.items():
            at = later if name == OBJECTIVE else moments
            found[name] = self._computed(
                engine, one, UnitSide(at, self._values(engine, [*one.own()], at)), zone
            )
            ahead = self._ahead(name, outputs[name])
            if ahead is not None:
                until = complete_until(engine, ahead.source, ahead.files)
                found[COMPLETE] = pa.array(np.zeros(len(at), np.bool_) if until is None else at <= until)
        return pa.table(found)

    def _moments(self, engine: Engine, decide_at: Tree | None) -> Integers:
        """Return when the rows are decided; without a moment of decision they see all."""
        if decide_at is None:
            return no_moment(len(next(iter(evaluated(engine, self.unit, [self._something]).values()))))
        # A row without a moment is left out; what is computed of it is not read.
        values = evaluated(engine, self.unit, [decide_at])[decide_at]
        return pc.fill_null(values.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]

    @property
    def _something(self) -> Tree:
        return Column(next(iter(self.unit.source.columns)))

    def _values(self, engine: Engine, trees: Sequence[Tree], at: Integers) -> dict[Tree, pa.Array]:
        """Evaluate expressions on the unit rows, what they join as of a moment each."""
        if readings(self.unit.source, trees):
            return values_as_of(engine, self.unit, trees, at)
        return evaluated(engine, self.unit, trees) if trees else {}

    def _computed(self, engine: Engine, read: _Read, rows: UnitSide, zone: str) -> pa.Array:
        """Compute the aggregates of an expression, then the expression."""
        arrays: dict[str, pa.Array] = {}
        types: dict[str, Type] = {}
        for source in dict.fromkeys(place.source for place in read.places):
            some = [place for place in read.places if place.source == source]
            for place, values in aggregated(engine, self.stored[source], some, rows):
                arrays[place.name], types[place.name] = values, place.type
        for name, kind in read.row.items():
            arrays[name], types[name] = rows.values[Column(name)], kind
        result = engine.evaluate(pa.table(arrays), types, {"value": read.tree}, zone=zone)
        return one_array(result.column("value"))

    def _read(self, name: str, tree: Tree) -> _Read:
        """Put columns into the place of the aggregates of an expression."""
        unit = self.unit.source
        entity, source = self._asked(name)
        line = self.objective.line if name == OBJECTIVE else self.rows.line
        what = "the objective" if name == OBJECTIVE else f"{name} of rows"
        stand_in = Feature(what, "", source, entity, tree, "null", None, None, "", "the design", line)
        places: dict[Aggregate, Place] = {}
        for one in aggregates(tree):
            moved = replace(one, over=self._window(name, one))
            places[one] = place_of(stand_in, entity, moved, unit, self.stored[source])

        def change(node: Tree) -> Tree:
            if isinstance(node, Aggregate):
                return Column(places[node].name)
            return unit.inline(node) if isinstance(node, Column) else node

        placed = rewrite(tree, change)
        row = {own: unit.base_types()[own] for own in columns(placed) if own in unit.base_types()}
        return _Read(placed, tuple(dict.fromkeys(places.values())), row)

    def _asked(self, name: str) -> tuple[Entity, str]:
        """Say whose events an expression reads."""
        made = self.unit.source.generated
        default = self.unit.source.name if made is None else made.base.name
        source = default if name == WHERE else str(self.objective.source or default)
        by = self.rows.by if name == WHERE else self.objective.by or self.rows.by
        if source not in self.stored:
            raise NotFoundError(f"there is no snapshot of {source}; run `wager snapshot {source}`")
        if self.stored[source].source.seal is not None:
            line = self.objective.line if name == OBJECTIVE else self.rows.line
            message = (
                f"the design counts events of {source}, whose outcomes are sealed; this version opens those of the unit rows "
                "only: seal the rows' own source, or do without `seal` in this one"
            )
            raise BadInputError.of([Finding("the design", line, "E113", message)])
        names = tuple(map(str, by))
        return Entity(names, names, "_".join(names)), source

    def _window(self, name: str, one: Aggregate) -> Window:
        """Say where a window lies, seen from the moment as of which it is computed."""
        window = one.over
        assert window is not None, "`check` and `read` refuse an aggregate without a window"
        if name == WHERE:
            return window
        later = self.objective.matures.microseconds
        if window.forward:
            assert window.far is not None
            return Window(later, later - window.far)
        return Window(None if window.far is None else window.far + later, window.near + later)

    def _ahead(self, name: str, tree: Tree) -> Stored | None:
        """Return the events that an objective looks ahead to; None where it does not."""
        if name != OBJECTIVE or not any(
            one.over is not None and one.over.forward for one in aggregates(tree)
        ):
            return None
        return self.stored[self._asked(name)[1]]


@dataclass(frozen=True)
class _Read:
    """An expression with its aggregates as columns.

    Attributes
    ----------
    tree : Tree
        On columns of the unit row, and on places.
    places : tuple of Place
        The aggregates.
    row : dict of str to Type
        The columns of the unit row that it reads.
    """

    tree: Tree
    places: tuple[Place, ...]
    row: Mapping[str, Type]

    def own(self) -> Iterable[Tree]:
        """Name what must be known of the unit row."""
        yield from (Column(name) for name in self.row)
        yield from (tree for place in self.places for tree in place.ours)


def _with(tree: Tree, named: Mapping[str, Tree]) -> Tree:
    def change(node: Tree) -> Tree:
        return named.get(node.name, node) if isinstance(node, Column) else node

    return rewrite(tree, change)
