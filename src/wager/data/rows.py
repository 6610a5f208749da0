"""The unit rows of a design: which cases there are, when each is decided, what turned out to be true of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.data.chosen_rows import CLUSTERS, chosen_rows, cluster_trees, codes_of, one_array
from wager.data.clocks import known_time_of
from wager.data.engine import Engine
from wager.data.kept_table import keep_table, kept_table
from wager.data.known import Always, Never
from wager.data.order import canonical_order, content_digest
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.design.kinds.question import Objective, Rows
from wager.expressions.operators import OPERATORS_VERSION
from wager.expressions.tree import Call, Column, Literal, Tree, aggregates, columns, to_json
from wager.foundation.errors import BadInputError, nearest
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest

FORMAT = 1
"""Raised when the same definitions would make other rows; part of every fingerprint."""

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class UnitRows:
    """The rows of a design, ordered by the moment of decision and then by their place in the snapshot.

    Attributes
    ----------
    fingerprint : str
        Digest of all that they follow from.
    t : ndarray of int64, shape (n_rows,)
        When each is decided, in microseconds; zeros where the design has no `decide_at`.
    index : ndarray of int64, shape (n_rows,)
        Place of each in the snapshot.
    objective : pyarrow.Array, shape (n_rows,)
        What turned out to be true: bool, text, whole numbers or floats; never null.
    cluster : ndarray of int64, shape (n_rows,)
        Codes: rows with one code are not independent. Each its own where the design names no cluster.
    keys : tuple of pyarrow.Array
        The columns of the key; all columns where the source has none.
    left_out : dict of str to int
        How many rows of the source are none of these, by reason.
    also : ndarray of int64, shape (n_rows,), or None
        Codes of the second way in which rows hang together; None where the design names one at most.
    """

    fingerprint: str
    t: Integers
    index: Integers
    objective: pa.Array
    cluster: Integers
    keys: tuple[pa.Array, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    also: Integers | None = None

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.index)

    @property
    def position(self) -> Integers:
        """The same as `index`."""
        return self.index

    def keys_digest(self, rows: Integers) -> str:
        """Hash the keys of some rows, whatever order they are in: the same cases have the same digest."""
        table = pa.table({str(place): key.take(pa.array(rows)) for place, key in enumerate(self.keys)})
        return content_digest(table.take(pa.array(canonical_order(table.columns, table.num_rows))))


def rows_fingerprint(snapshot: Snapshot, source: Source, rows: Rows, objective: Objective) -> str:
    """Digest all that unit rows follow from: snapshot, expressions with definitions put in, clocks, operators."""

    def said(tree: Tree | None) -> Any:
        return None if tree is None else to_json(source.inline(tree))

    return digest(
        {
            "format": FORMAT,
            "operators": OPERATORS_VERSION,
            "snapshot": snapshot.id,
            "zone": source.zone,
            "decide_at": said(rows.decide_at),
            "where": said(rows.where),
            "cluster": [said(way) for way in rows.ways]
            if len(rows.ways) > 1
            else said(*(rows.ways or (None,))),
            "objective": said(objective.tree),
            "known": said(_known(source, objective)),
            "matures": objective.matures.microseconds,
            "key": [said(Column(name)) for name in _key(source)],
            **({} if source.seal is None else {"seal": source.seal.column}),
        }
    )


def unit_rows(
    engine: Engine,
    snapshot: Snapshot,
    source: Source,
    rows: Rows,
    objective: Objective,
    *,
    zone: str | None = None,
    cache: Path | None = None,
) -> UnitRows:
    """Make the unit rows of a design, in one call of the engine.

    A row is left out, and counted, where `where` is not true, where it has no moment of decision, where its outcome
    is sealed, where the objective was not known strictly before that moment + `matures` (not with assumed clocks, where it counts
    as known by then), and where the objective is null.

    Parameters
    ----------
    engine : Engine
        Evaluates the expressions over the snapshot.
    snapshot, source : Snapshot, Source
        Where the rows come from.
    rows, objective : Rows, Objective
        The blocks of the design.
    zone : str, optional
        Time zone of the project; the source's unless given.
    cache : Path, optional
        Folder that keeps rows by fingerprint: made before, the engine is not called.

    Raises
    ------
    BadInputError
        If an expression reads what the source does not have, or needs what this version does not do (E113).
    """
    _check(snapshot, source, rows, objective)
    fingerprint = rows_fingerprint(snapshot, source, rows, objective)
    stored = None if cache is None else kept_table(cache / f"{fingerprint}.arrow")
    if stored is None:
        outputs = _outputs(source, rows, objective)
        table = engine.evaluate(snapshot.paths, source.stored_types(), outputs, zone=zone or source.zone)
        stored = chosen_rows(table, rows, objective)
        if cache is not None:
            keep_table(cache / f"{fingerprint}.arrow", stored)
    return _record(fingerprint, stored)


@dataclass(frozen=True)
class Decided:
    """When rows are decided, and which of them are not independent: all that may be known of a holdout beforehand.

    Attributes
    ----------
    t : ndarray of int64, shape (n_rows,)
        Moments of decision in microseconds, ascending.
    cluster : ndarray of int64, shape (n_rows,)
    also : ndarray of int64, shape (n_rows,), or None
        Codes, as in `UnitRows`.
    """

    t: Integers
    cluster: Integers
    also: Integers | None = None

    def clusters(self, among: NDArray[np.bool_]) -> int:
        """Count the clusters of some rows, by the way that has fewer."""
        ways = [self.cluster] if self.also is None else [self.cluster, self.also]
        return min(len(np.unique(way[among])) for way in ways)

    def between(self, after: int, until: int) -> tuple[int, int]:
        """Count the rows decided after an instant and not later than another, and their clusters.

        Examples
        --------
        >>> Decided(np.array([1, 2, 3]), np.array([0, 0, 1])).between(1, 3)
        (2, 2)
        """
        among = (self.t > after) & (self.t <= until)
        return int(among.sum()), self.clusters(among)


def decided_rows(
    engine: Engine, snapshot: Snapshot, source: Source, rows: Rows, *, zone: str | None = None
) -> Decided:
    """Say when the rows of a snapshot are decided, without reading what came of them.

    Raises
    ------
    BadInputError
        If an expression reads what the source does not have, or needs what this version does not do (E113).
    """
    _check(snapshot, source, rows, None)
    trees = {"t": rows.decide_at, "where": rows.where, **cluster_trees(rows)}
    outputs = {name: source.inline(tree) for name, tree in trees.items() if tree is not None}
    table = engine.evaluate(snapshot.paths, source.stored_types(), outputs, zone=zone or source.zone)
    keep = pc.is_valid(table["t"])
    if rows.where is not None:
        keep = pc.and_(keep, pc.fill_null(table["where"], fill_value=False))
    table = table.filter(keep)
    table = table.take(pc.sort_indices(table["t"]))
    ways = [codes_of(table[name]) for name in cluster_trees(rows)] or [np.arange(table.num_rows)]
    return Decided(table["t"].to_numpy().astype(np.int64), *ways)


def _outputs(source: Source, rows: Rows, objective: Objective) -> dict[str, Tree]:
    trees = {"t": rows.decide_at, "where": rows.where, **cluster_trees(rows), "objective": objective.tree}
    known = _known(source, objective) if rows.decide_at is not None else None
    wanted = {name: tree for name, tree in {**trees, "known": known}.items() if tree is not None}
    if source.seal is not None:
        wanted["sealed"] = Call("is null", (Column(source.seal.column),))
    wanted |= {f"key {place}": Column(name) for place, name in enumerate(_key(source))}
    return {name: source.inline(tree) for name, tree in wanted.items()}


def _key(source: Source) -> tuple[str, ...]:
    return source.key or tuple(source.columns)


def _known(source: Source, objective: Objective) -> Tree | None:
    """Say when the objective was known; None where it always was, or where that is assumed."""
    if source.assumed:
        return None
    known = known_time_of(source, columns(objective.tree))
    if isinstance(known, Never):
        return Literal(None, "null")
    return None if isinstance(known, Always) else known


def _check(snapshot: Snapshot, source: Source, rows: Rows, objective: Objective | None) -> None:
    blocks: dict[str, tuple[Tree | None, ...]] = {"rows": (rows.decide_at, rows.where, *rows.ways)}
    if objective is not None:
        blocks["objective"] = (objective.tree,)
    for block, trees in blocks.items():
        line = objective.line if objective is not None and block == "objective" else rows.line
        for tree in trees:
            if tree is None:
                continue
            if aggregates(tree):
                raise _refused(
                    line,
                    f"{block} with aggregates over events, which this version reads and does not compute",
                )
            for name in columns(tree):
                if name not in source.types():
                    hint = nearest(name, source.types())
                    message = f"block {block}: source {source.name} has no column {name!r}{hint}"
                    raise BadInputError.of([Finding("the design", line, "E106", message)])
    if rows.every is not None or rows.by:
        raise _refused(
            rows.line, "generated rows (`by`, `every`), which this version reads and does not make"
        )
    if snapshot.versions and not source.assumed:
        message = f"rows from {source.name}, whose rows are versions of their keys; this version needs one row for each case"
        raise _refused(rows.line, message)


def _refused(line: int, what: str) -> BadInputError:
    return BadInputError.of([Finding("the design", line, "E113", f"the design asks for {what}")])


def _record(fingerprint: str, table: pa.Table) -> UnitRows:
    keys = tuple(one_array(table[name]) for name in table.column_names if name.startswith("key "))
    left_out = json.loads((table.schema.metadata or {}).get(b"left_out", b"{}"))
    t, index, cluster = (np.asarray(table[name].to_numpy()) for name in ("t", "index", "cluster"))
    second = CLUSTERS[1]
    also = np.asarray(table[second].to_numpy()) if second in table.column_names else None
    return UnitRows(fingerprint, t, index, one_array(table["objective"]), cluster, keys, left_out, also)
