"""Hold a table against its source's contract, and put its rows into their order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.data.clean import Fault, clean
from wager.data.contradictions import contradictory, groups
from wager.data.cut_parts import placed, unit_of
from wager.data.delimited import RAGGED
from wager.data.engine import Engine
from wager.data.order import canonical_order
from wager.data.schema import ColumnSpec
from wager.data.source import Source
from wager.expressions.tree import Column, Tree
from wager.expressions.write import to_text
from wager.foundation.finding import Finding

_EXPECTED: dict[str, str] = {
    "time": "; expected such as `2013-09-01 12:00`",
    "date": "; expected such as `2013-09-01`",
    "money": "; expected a number without its currency, such as `12.50`",
    "bool": "; expected true or false, yes or no, 1 or 0",
}
_ADVICE = {
    "type": "correct the data, or say with `null_if` or `map` what it means",
    "null": "correct the data, or write `{type}?`",
    "range": "correct the data, widen `range`, or say with `null_if` what it means",
    "values": "correct the data, or add it to `values`",
}


@dataclass(frozen=True)
class Conformed:
    """A table that was held against a contract.

    Attributes
    ----------
    table : pyarrow.Table
        Declared columns in their stored types, in canonical order.
    findings : tuple of Finding
        What breaks the contract (E112), or breaks only what was inferred (W112).
    versions : bool
        True where a key has several rows.
    events : pyarrow array or None
        The event time of each row; None where the source has none.
    held : tuple of tuple of str
        The parts by time, each `unit` long, that have rows of each file.
    unit : str
        How long parts are.
    """

    table: pa.Table
    findings: tuple[Finding, ...]
    versions: bool = False
    events: pa.Array | pa.ChunkedArray | None = None
    held: tuple[tuple[str, ...], ...] = ()
    unit: str = "D"


@dataclass(frozen=True)
class Place:
    """Names rows of several files as people find them."""

    files: tuple[tuple[str, int], ...]

    def __call__(self, row: int) -> str:
        """Name a row, counted from 0 over all files, as row of its file, from 1, without the line of names."""
        for name, rows in self.files:
            if row < rows:
                return f"row {row + 1:,}" + (f" of {name}" if len(self.files) > 1 else "")
            row -= rows
        return f"row {row + 1:,}"


def conform(engine: Engine, tables: Sequence[tuple[str, pa.Table]], source: Source) -> Conformed:
    """Clean, check and order what was read.

    Parameters
    ----------
    engine : Engine
        Evaluates keys, clocks and checks.
    tables : sequence of (str, pyarrow.Table)
        Name of each file, and the columns read from it.
    source : Source
        The contract.
    """
    place = Place(tuple((name, table.num_rows) for name, table in tables))
    notes = _Notes(source, place, sum(table.num_rows for _, table in tables))
    for name, table in tables:
        notes.ragged(name, table)
    columns = {}
    for spec in source.columns.values():
        parts = [_column(table, spec) for _, table in tables]
        columns[spec.name], faults = clean(_joined(parts), spec, source.currency)
        for fault in faults:
            notes.column(spec, fault)
    table, faulty = (
        pa.table(columns),
        bool(notes.findings),
    )  # a value that cannot be read is one fault, not several
    computed = keys_and_checks(engine, table, source)
    event = None if source.event_time is None else computed[source.event_time]
    versions = _check_key(engine, table, source, computed, notes)
    _check_conditions(source, computed, notes)
    if event is not None and event.null_count and not faulty:
        missing = pc.is_null(event)
        notes.say(
            "event_time",
            f"event_time {source.event_time} is null in {notes.times(missing)}; an event needs its moment",
        )
    ordered, events = in_order(table, source, computed)
    unit = unit_of(event, table.num_rows)
    where = placed(event, table.num_rows, unit)
    edges = [0, *accumulate(one.num_rows for _, one in tables)]
    held = tuple(where.among(low, high) for low, high in pairwise(edges))
    return Conformed(ordered, tuple(notes.findings), versions, events, held, unit)


def in_order(
    table: pa.Table, source: Source, computed: Mapping[str, Any]
) -> tuple[pa.Table, pa.Array | pa.ChunkedArray | None]:
    """Put rows into canonical order; return them with their event times."""
    event = None if source.event_time is None else computed[source.event_time]
    by = [*([] if event is None else [event]), *(computed[name] for name in source.key), *table.columns]
    order = canonical_order(by, table.num_rows)
    if (order[1:] > order[:-1]).all():  # as most files come: nothing is copied
        return table, event
    return table.take(pa.array(order)), None if event is None else event.take(pa.array(order))


def _column(table: pa.Table, spec: ColumnSpec) -> pa.ChunkedArray:
    return table.column(spec.file_name)


def _joined(parts: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    kinds = {part.type for part in parts}
    if len(kinds) > 1:  # files of one table may disagree about a type, such as int and float
        try:
            parts = [part.cast(pa.float64() if pa.string() not in kinds else pa.string()) for part in parts]
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            parts = [part.cast(pa.string()) for part in parts]
    return pa.chunked_array([chunk for part in parts for chunk in part.chunks], parts[0].type)


def keys_and_checks(engine: Engine, table: pa.Table, source: Source) -> dict[str, Any]:
    """Compute the derived columns of key and event time, and the checks, in one call; the rest is stored."""
    wanted = dict.fromkeys([*source.key, *([source.event_time] if source.event_time else [])])
    outputs: dict[str, Tree] = {
        name: source.inline(Column(name)) for name in wanted if name not in table.column_names
    }
    outputs |= {f"check {place}": source.inline(check.condition) for place, check in enumerate(source.checks)}
    found = {name: table.column(name) for name in wanted if name in table.column_names}
    if outputs:
        made = engine.evaluate(table, source.stored_types(), outputs, zone=source.zone)
        found |= {name: made.column(name) for name in outputs}
    return found


def _check_key(
    engine: Engine, table: pa.Table, source: Source, computed: Mapping[str, Any], notes: _Notes
) -> bool:
    """Check that rows of one key are versions of it: known at different times."""
    if not source.key or table.num_rows < 2:
        return False
    for name in source.key:
        missing = pc.is_null(computed[name])
        if pc.any(missing).as_py() and not notes.lenient and not notes.findings:
            notes.say("key", f"key column {name} is null in {notes.times(missing)}; a key has no gaps")
    keys = [computed[name] for name in source.key]
    shared = repeated(keys, table.num_rows)
    if not shared.any():
        return False
    if source.assumed:
        notes.say(
            "key",
            f"{int(shared.sum()):,} rows share their key {', '.join(source.key)} with another; they are kept, and stay together where parts go by hash",
        )
        return True
    moments = [moment for moment in source.known.moments() if isinstance(moment, Tree)]
    outputs = {f"known {place}": source.inline(moment) for place, moment in enumerate(moments)}
    chosen = table.filter(pa.array(shared))
    known = (
        engine.evaluate(chosen, source.stored_types(), outputs, zone=source.zone).columns if outputs else []
    )
    keys = [key.filter(pa.array(shared)) for key in keys]
    same = repeated([*keys, *known], chosen.num_rows)
    if same.any():
        rows = np.flatnonzero(shared)[same]
        said = f"{len(rows):,} rows share their key and known times with another, first {_example(source, computed, rows, notes)}"
        notes.say(
            "key",
            f"{said}; versions of one key need different known times, and events something in the key that tells them apart",
        )
        return True
    apart = contradictory(chosen, keys, source.known, dict(zip(moments, known, strict=True)))
    if apart is not None:
        name, rows = apart[0], np.flatnonzero(shared)[apart[1]]
        said = f"{len(rows):,} rows of one key say different things of {name}, all known at the same moment"
        notes.say(
            "known",
            f"{said}, first {_example(source, computed, rows, notes)}; let `known` say when each of them was known, as "
            "else it is left open which of them a decision saw",
        )
    return True


def _example(source: Source, computed: Mapping[str, Any], rows: Any, notes: _Notes) -> str:
    key = ", ".join(f"{name} {_shown(computed[name][int(rows[0])])}" for name in source.key)
    return f"{key} in {notes.place(int(rows[0]))}"


def _shown(value: pa.Scalar) -> str:
    return str(value.as_py())


def repeated(keys: Sequence[Any], rows: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Flag the rows whose key another row has as well."""
    code = groups(keys, rows)
    counts = np.bincount(code, minlength=1)
    return np.asarray(counts[code] > 1)


def _check_conditions(source: Source, computed: Mapping[str, Any], notes: _Notes) -> None:
    for place, check in enumerate(source.checks):
        broken = pc.fill_null(pc.invert(computed[f"check {place}"]), fill_value=False)
        count = pc.sum(broken).as_py() or 0
        if count > float(check.most.value) * notes.rows:
            said = f"{to_text(check.condition)} is false in {notes.times(broken)}, allowed are {check.most}"
            notes.say(check.line, f"{said}; correct the data, or raise `max`")


class _Notes:
    """Collects what breaks a contract as findings."""

    def __init__(self, source: Source, place: Place, rows: int) -> None:
        self.source, self.place, self.rows = source, place, rows
        self.lenient = source.assumed
        self.findings: list[Finding] = []

    def say(self, at: str | int, message: str) -> None:
        finding = (
            self.source.fault(at, "E112", message)
            if isinstance(at, str)
            else Finding(self.source.path, at, "E112", message)
        )
        self.findings.append(replace(finding, code="W112") if self.lenient else finding)

    def times(self, flags: Any) -> str:
        """Say in how many rows, and which is the first."""
        count = pc.sum(flags).as_py()
        first = pc.index(flags, value=True).as_py()
        return f"{count:,} of {self.rows:,} rows, first in {self.place(first)}"

    def ragged(self, name: str, table: pa.Table) -> None:
        said = (table.schema.metadata or {}).get(RAGGED)
        if said is None:
            return
        found = json.loads(said)
        row, expected, actual, text = found["examples"][0]
        where = f", first row {row}" if row is not None else ""
        rows, have = (f"{found['count']:,} rows", "do") if found["count"] != 1 else ("1 row", "does")
        message = f"{rows} of {name} {have} not have {expected} fields{where} with {actual}: {text!r}"
        self.say("from", f"{message}; {'they are left out' if self.lenient else 'correct the file'}")

    def column(self, spec: ColumnSpec, fault: Fault) -> None:
        where = f"first in {self.place(fault.row)}"
        of = f"{fault.count:,} of {self.rows:,} values"
        what = {
            "type": f"{of} are no {spec.type}, {where}: {fault.example!r}{_EXPECTED.get(spec.type, '')}",
            "null": f"{of} are null, which `{spec.type}` does not allow, {where}",
            "range": f"{of} lie outside {spec.range}, {where}: {fault.example}",
            "values": f"{of} are none of {', '.join(spec.values or ())[:200]}, {where}: {fault.example!r}",
        }[fault.kind]
        advice = "they count as null" if self.lenient else _ADVICE[fault.kind].format(type=spec.type)
        self.say(f"columns.{spec.name}", f"column {spec.name}: {what}; {advice}")
