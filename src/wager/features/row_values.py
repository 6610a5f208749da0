"""Compute what says which rows there are, and what came of them: see `row_plan.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.data.chosen_rows import COMPLETE, UNSEALED, one_array
from wager.data.complete import complete_until
from wager.data.engine import Engine
from wager.data.joins.reading import readings
from wager.data.joins.spread import no_moment, values_as_of
from wager.data.order import Integers
from wager.expressions.tree import Column, Tree, Type, aggregates
from wager.features.events import UnitSide, aggregated, evaluated
from wager.features.row_plan import OBJECTIVE, Read, RowPlan
from wager.features.stored import Stored


def row_values(plan: RowPlan, engine: Engine, outputs: Mapping[str, Tree], zone: str) -> pa.Table:
    """Evaluate expressions over unit rows; see `RowEvents.evaluate`."""
    read = {name: plan.read(name, tree) for name, tree in outputs.items() if aggregates(tree)}
    plain = {name: tree for name, tree in outputs.items() if name not in read}
    moments = _moments(engine, plan.unit, plain.get("t"))
    later = moments + plan.objective.matures.microseconds if "t" in plain else moments
    values = _values(engine, plan.unit, [tree for name, tree in plain.items() if name != OBJECTIVE], moments)
    found = {name: values[tree] for name, tree in plain.items() if name != OBJECTIVE}
    if OBJECTIVE in plain:  # it is read as of T + matures
        objective = plain[OBJECTIVE]
        found[OBJECTIVE] = _values(engine, plan.unit, [objective], later)[objective]
    for name, one in read.items():
        at = later if name == OBJECTIVE else moments
        rows = UnitSide(at, _values(engine, plan.unit, [*one.own()], at))
        found[name] = _computed(engine, plan.stored, one, rows, zone)
        unsealed = plan.unsealed(outputs[name]) if name == OBJECTIVE else None
        if unsealed is not None:
            asked = unsealed.plan.read(OBJECTIVE, unsealed.asked)
            open_ = _computed(engine, unsealed.plan.stored, asked, rows, zone)
            found[UNSEALED] = pc.and_(found[UNSEALED], open_) if UNSEALED in found else open_
        ahead = plan.ahead(name, outputs[name])
        if ahead is not None:
            until = complete_until(engine, ahead.source, ahead.files)
            reached = pa.array(np.zeros(len(at), np.bool_) if until is None else at <= until)
            found[COMPLETE] = pc.and_(found[COMPLETE], reached) if COMPLETE in found else reached
    return pa.table(found)


def _moments(engine: Engine, unit: Stored, decide_at: Tree | None) -> Integers:
    """Return when the rows are decided; without a moment of decision they see all."""
    if decide_at is None:
        something = Column(next(iter(unit.source.columns)))
        return no_moment(len(evaluated(engine, unit, [something])[something]))
    # A row without a moment is left out; what is computed of it is not read.
    values = evaluated(engine, unit, [decide_at])[decide_at]
    return pc.fill_null(values.cast(pa.int64()), 0).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def _values(engine: Engine, unit: Stored, trees: Sequence[Tree], at: Integers) -> dict[Tree, pa.Array]:
    """Evaluate expressions on the unit rows, what they join as of a moment each."""
    if readings(unit.source, trees):
        return values_as_of(engine, unit, trees, at)
    return evaluated(engine, unit, trees) if trees else {}


def _computed(
    engine: Engine, stored: Mapping[str, Stored], read: Read, rows: UnitSide, zone: str
) -> pa.Array:
    """Compute the aggregates of an expression, then the expression."""
    arrays: dict[str, pa.Array] = {}
    types: dict[str, Type] = {}
    for source in dict.fromkeys(place.source for place in read.places):
        some = [place for place in read.places if place.source == source]
        for place, values in aggregated(engine, stored[source], some, rows):
            arrays[place.name], types[place.name] = values, place.type
    for name, kind in read.row.items():
        arrays[name], types[name] = rows.values[Column(name)], kind
    result = engine.evaluate(pa.table(arrays), types, {"value": read.tree}, zone=zone)
    return one_array(result.column("value"))
