"""Signs of clocks that are not as a source says: moments that lie after them, and values that changed since."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.data.clocks import known_time
from wager.data.engine import Engine
from wager.data.known import Always, FromSnapshot, Never
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.evaluation.suspicion.sign import ALPHA
from wager.evaluation.suspicion.written_later import Written, written
from wager.expressions.tree import Column, Literal, Tree, Type, columns
from wager.features.events import evaluated
from wager.foundation.amounts import MICROSECONDS
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding
from wager.training.columns import Floats, numbers
from wager.workflow.heads import read_head
from wager.workflow.leaks.looked import Looked
from wager.workflow.unit import earlier_snapshot

_DAY = MICROSECONDS["d"]


def source_findings(looked: Looked) -> list[Finding]:
    """Say where the clocks of a design's sources contradict their data."""
    reads = looked.reads()
    found: list[Finding] = []
    for name, source in looked.inputs.sources.items():
        found += [] if source.assumed else _written_later(looked, source)
        found += _overwritten(looked, source, reads[name])
    return found


def _written_later(looked: Looked, source: Source) -> Iterator[Finding]:
    moments: dict[str, Type] = {
        name: kind for name, kind in source.types().items() if kind in {"time", "date"}
    }
    clocks = {name: known for name in moments if (known := _clock(source, name)) is not None}
    inlined = {name: source.inline(Column(name)) for name in clocks}
    own = set(source.columns)  # what is joined has clocks of its own
    clocks = {
        name: one for name, one in clocks.items() if own.issuperset((*columns(one), *columns(inlined[name])))
    }
    if not clocks:
        return
    values = evaluated(
        looked.question.wiring.engine,
        looked.inputs.stored(source.name),
        [*(inlined[name] for name in clocks), *clocks.values()],
    )
    for name, known in clocks.items():
        moment = numbers(values[inlined[name]]) * (_DAY if moments[name] == "date" else 1)
        found = written(moment, _instants(values[known]))
        if found is not None and found.p < ALPHA / len(clocks):
            line = source.known.lines.get(name, source.known.lines.get("rest", source.line_of("known")))
            yield Finding(source.path, line, "W404", _said(source, name, found))


def _said(source: Source, name: str, found: Written) -> str:
    share = f"{100 * found.later / found.rows:.0f}"
    return (
        f"{name} lies after the time from which its row is said to be known in {share} % of the rows of {source.name}, in the middle "
        f"{_length(found.middle)} after, and it is no plan: plans of such lengths would leave {found.expected:.0f} more after the latest of them, where the data break off; "
        f"what was recorded then was not known before: write `known: {name}`, for the row or for the columns that were written with it"
    )


def _length(microseconds: float) -> str:
    for unit in ("d", "h", "min"):
        if microseconds >= 2 * MICROSECONDS[unit]:
            return f"{microseconds / MICROSECONDS[unit]:.0f} {unit}"
    return f"{microseconds / MICROSECONDS['s']:.0f} s"


def _instants(values: pa.Array) -> Floats:
    found = pc.fill_null(values.cast(pa.float64(), safe=False), np.nan)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.float64)


def _clock(source: Source, name: str) -> Tree | None:
    """Return a column's known time on stored columns; None where it has none that can be computed."""
    try:
        known = known_time(source, name)
    except BadInputError:
        return None
    return None if isinstance(known, Always | Never) else source.inline(known)


def _overwritten(looked: Looked, source: Source, reads: Collection[str]) -> list[Finding]:
    """Hold the present snapshot against earlier ones: what was known then must still be what was known then."""
    wiring = looked.question.wiring
    head = read_head(wiring.heads, source.name)
    present = looked.inputs.snapshots[source.name]
    if head is None or not source.key:
        return []
    names = [name for name in source.columns if name in reads and name not in source.key]
    changed: dict[str, tuple[int, int]] = {}
    for held in head.earlier if head.id == present.id else ():
        before = earlier_snapshot(wiring, held)
        if before is None or before.clocks != present.clocks:
            continue
        same = [name for name in names if before.columns.get(name) == present.columns.get(name)]
        for name, counts in _changed(wiring.engine, source, (before, present), same).items():
            changed.setdefault(name, counts)
    return [
        Finding(
            source.path,
            source.known.lines.get(name, source.known.lines.get("rest", source.line_of("known"))),
            "W405",
            f"{name} of {source.name} was overwritten: {some:,} of {rows:,} values that an earlier snapshot has are others now, under the same key and "
            "known time; models learn from what nobody knew. Append corrections as further rows of their key with a later known "
            "time, or say in `known` when it is settled",
        )
        for name, (some, rows) in changed.items()
    ]


def _changed(
    engine: Engine, source: Source, snapshots: tuple[Snapshot, Snapshot], names: Collection[str]
) -> dict[str, tuple[int, int]]:
    """Count the values of each column that differ, and those that both have, by key and known time."""
    groups: dict[Tree, list[str]] = {}
    for name in names:
        declared = source.known.columns.get(name, source.known.rest)
        if isinstance(declared, Never | FromSnapshot) or declared is None:
            continue
        known = Literal(0, "int") if isinstance(declared, Always) else source.inline(declared)
        groups.setdefault(known, []).append(name)
    found = {}
    for known, some in groups.items():
        older, newer = (_versions(engine, source, one, known, some) for one in snapshots)
        end = snapshots[0].last
        if end is not None:
            older = older.filter(pc.less_equal(older["known"], end))
        by = [name for name in older.column_names if name.startswith(("key ", "known"))]
        both = older.join(newer, keys=by, join_type="inner", right_suffix=" now")
        for name in some:
            now = both[f"value {name} now"]
            same = pc.fill_null(pc.equal(both[f"value {name}"], now), fill_value=False)
            neither = pc.and_(pc.is_null(both[f"value {name}"]), pc.is_null(now))
            differing = both.num_rows - (pc.sum(pc.or_(same, neither)).as_py() or 0)
            if differing:
                found[name] = (int(differing), both.num_rows)
    return found


def _versions(
    engine: Engine, source: Source, snapshot: Snapshot, known: Tree, names: Collection[str]
) -> pa.Table:
    outputs = {f"key {place}": source.inline(Column(name)) for place, name in enumerate(source.key)}
    outputs |= {"known": known} | {f"value {name}": Column(name) for name in names}
    table = engine.evaluate(snapshot.paths, source.stored_types(), outputs, zone=source.zone)
    known_at = table.schema.get_field_index("known")
    return table.set_column(known_at, "known", table["known"].cast(pa.int64()))
