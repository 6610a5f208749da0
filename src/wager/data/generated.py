"""Generated rows: one for each entity and cut-off, held as any other rows are: by a source, in a snapshot.

An entity is there from the first cut-off after its first known event on, and the last cut-off is the last one until which its
source is complete. So a cut-off says which rows there are by what was known before it, and later data changes none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wager.data.cast import STORED, stored
from wager.data.clocks import known_time_of
from wager.data.complete import complete_until
from wager.data.engine import Engine
from wager.data.instants import clock, constant, instants, refresh_of, served
from wager.data.known import ALWAYS, Known
from wager.data.match import codes
from wager.data.order import Integers, canonical_order
from wager.data.parts import Personal
from wager.data.schema import COLUMN_TYPES, ColumnSpec
from wager.data.snapshot import Snapshot
from wager.data.source import Generated, Source
from wager.data.store_parts import Laid
from wager.design.kinds.question import Rows
from wager.design.kinds.row_fields import CUT_OFF
from wager.expressions.tree import Column, to_json
from wager.foundation.errors import BadInputError, UnavailableError, nearest
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest
from wager.foundation.moments import NEVER

FORMAT = 1
"""Raised when the same events would give other rows."""

MOST = 200_000_000
"""So many rows at most: more would not fit into the memory of a machine of today."""


def generated_source(base: Source, rows: Rows) -> Source:
    """Describe generated rows as a source: the entity and the cut-off, which are known at the cut-off.

    Parameters
    ----------
    base : Source
        Whose events say which entities there are.
    rows : Rows
        The block, with `by` and `every`.

    Raises
    ------
    BadInputError
        If the entity is no column of the source.
    """
    assert rows.every is not None
    specs = {str(name): _spec(base, name, rows) for name in rows.by}
    specs[CUT_OFF] = ColumnSpec(CUT_OFF, "time", means="the moment of decision")
    personal = base.personal
    if personal is not None:
        about = tuple(name for name in personal.columns if name in rows.by)
        personal = Personal(about, personal.keep, personal.log) if about else None
    return Source(
        f"rows of {base.name}", base.path, base.line, base.origin, base.owner, (*map(str, rows.by), CUT_OFF), specs,
        Known({}, ALWAYS), event_time=CUT_OFF, personal=personal, currency=base.currency, zone=base.zone,
        generated=Generated(base, tuple(map(str, rows.by)), rows.every), lines=base.lines,
    )  # fmt: skip


def _spec(base: Source, name: str, rows: Rows) -> ColumnSpec:
    if name in base.columns:
        spec = base.columns[name]
        return ColumnSpec(str(name), spec.type, unit=spec.unit, means=spec.means)
    kind = base.derived_types.get(name)
    if kind not in COLUMN_TYPES:
        said = (
            f"has no column {name!r}{nearest(name, base.types())}"
            if kind is None
            else f"has {name} as a {kind}"
        )
        message = f"block rows: source {base.name} {said}; expected in `by` what says whose events they are"
        raise BadInputError.of([Finding("the design", rows.lines.get("by", rows.line), "E106", message)])
    return ColumnSpec(str(name), kind)


def generated_from(source: Source, base: Snapshot) -> str:
    """Digest all that generated rows follow from: the events, and by which rule rows are made of them."""
    made = source.generated
    assert made is not None
    known = known_time_of(made.base, made.by)
    moment = clock(known, made.base)
    return digest(
        {
            "format": FORMAT,
            "base": base.id,
            "by": [to_json(made.base.inline(Column(name))) for name in made.by],
            "names": list(made.by),
            "step": made.every.step.microseconds,
            "start": made.every.start,
            "known": type(known).__name__ if moment is None else to_json(moment),
            "refresh": refresh_of(made.base),
            "complete_until": made.base.complete_until,
        }
    )


def generate(engine: Engine, source: Source, base: Snapshot) -> Laid:
    """Make generated rows of a snapshot of events.

    Raises
    ------
    UnavailableError
        If they are more than fit into memory.
    """
    made = source.generated
    assert made is not None
    found = _entities(engine, made, base)
    until = complete_until(engine, made.base, base.paths)
    step, start = made.every.step.microseconds, made.every.start
    count = 0 if until is None or until < start else (until - start) // step + 1
    # The first cut-off after the first known event, not before the first of all.
    first = np.maximum((found.since - start) // step + 1, 0)
    times = np.maximum(count - first, 0)
    if int(times.sum()) > MOST:
        raise UnavailableError(
            f"`every: {made.every.step}` makes {int(times.sum()):,} rows of {made.base.name}, more than the {MOST:,} that "
            "fit into memory; let cut-offs lie further apart, or begin later"
        )
    row = np.repeat(np.arange(len(times)), times)
    place = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times) + first[row]
    cut_off = pa.array(start + place * step).cast(STORED["time"])
    entity = [column.take(pa.array(row)) for column in found.columns]
    order = pa.array(canonical_order([cut_off, *entity], len(row)))
    table = pa.table([*entity, cut_off], names=[*made.by, CUT_OFF]).take(order)
    return Laid(table, table.column(CUT_OFF), versions=False)


@dataclass(frozen=True)
class _Entities:
    """The entities of a source, and since when each is known.

    Attributes
    ----------
    columns : list of pa.Array
        As they are stored.
    since : ndarray of int64
        When the first event of each came to be seen.
    """

    columns: list[pa.Array]
    since: Integers


def _entities(engine: Engine, made: Generated, base: Snapshot) -> _Entities:
    source = made.base
    known = known_time_of(source, made.by)
    moment = clock(known, source)
    outputs = {f"by {place}": source.inline(Column(name)) for place, name in enumerate(made.by)}
    wanted = outputs if moment is None else {**outputs, "known": moment}
    table = engine.evaluate(base.paths, source.stored_types(), wanted, zone=source.zone)
    values = [table.column(name).combine_chunks() for name in outputs]
    learned = np.full(table.num_rows, constant(known))
    if moment is not None:
        learned = instants(table.column("known").combine_chunks())
    seen = served(learned, refresh_of(source))
    code = codes(values, table.num_rows)
    there = (code >= 0) & (seen < NEVER)
    kept, place, entity = np.unique(code[there], return_index=True, return_inverse=True)
    since = np.full(len(kept), NEVER)
    np.minimum.at(since, entity, seen[there])
    rows = pa.array(np.flatnonzero(there)[place])
    kinds = [source.types()[name] for name in made.by]
    return _Entities([stored(one.take(rows), kind) for one, kind in zip(values, kinds, strict=True)], since)
