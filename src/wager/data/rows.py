"""The unit rows of a design: which cases there are, when each is decided, what turned out to be true of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.data.chosen_rows import CLUSTERS, chosen_rows, cluster_trees, codes_of, one_array
from wager.data.engine import Engine
from wager.data.instants import instants, refresh_of, served
from wager.data.kept_table import keep_table, kept_table
from wager.data.order import canonical_order, content_digest
from wager.data.row_rules import RowEvents, known_of, row_key, rows_fingerprint, rows_rule
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.design.kinds.question import Objective, Rows
from wager.expressions.tree import Call, Column, Tree, aggregates, columns
from wager.foundation.errors import BadInputError, nearest
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest

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
        What turned out to be true: bool, text, whole numbers or floats; never null where the rows judge.
    cluster : ndarray of int64, shape (n_rows,)
        Codes: rows with one code are not independent. Each its own where the design names no cluster.
    keys : tuple of pyarrow.Array
        The columns of the key; all columns where the source has none.
    left_out : dict of str to int
        How many rows of the source are none of these, by reason.
    also : ndarray of int64, shape (n_rows,), or None
        Codes of the second way in which rows hang together; None where the design names one at most.
    rule : str
        Digest of what the fingerprint is one of, apart from the snapshot: by which rule they were chosen.
    """

    fingerprint: str
    t: Integers
    index: Integers
    objective: pa.Array
    cluster: Integers
    keys: tuple[pa.Array, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    also: Integers | None = None
    rule: str = ""

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


def unit_rows(
    engine: Engine,
    snapshot: Snapshot,
    source: Source,
    rows: Rows,
    objective: Objective,
    *,
    zone: str | None = None,
    cache: Path | None = None,
    judged: bool = True,
    events: RowEvents | None = None,
) -> UnitRows:
    """Make the unit rows of a design.

    A row is left out, and counted, where `where` is not true, where it has no moment of decision, where its outcome
    is sealed, where the objective was not known strictly before that moment + `matures` (not with assumed clocks, where it counts
    as known by then), where it looks ahead and its source does not reach that far yet, and where the objective is null.

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
    judged : bool
        False makes the rows that are decided and have no outcome, or none that may be used: theirs are null.
    events : RowEvents, optional
        Computes what `where` and the objective aggregate; those that aggregate nothing need none.

    Raises
    ------
    BadInputError
        If an expression reads what the source does not have, or needs what this version does not do (E113).
    """
    _check(snapshot, source, rows, objective, events)
    fingerprint = rows_fingerprint(snapshot, source, rows, objective, events)
    fingerprint = fingerprint if judged else digest([fingerprint, "without outcome"])
    stored = None if cache is None else kept_table(cache / f"{fingerprint}.arrow")
    if stored is None:
        outputs = _outputs(source, rows, objective)
        table = _evaluated(engine, snapshot, source, outputs, zone=zone, events=events)
        if "known" in outputs and source.refresh is not None:
            known = pa.array(served(instants(one_array(table["known"])), refresh_of(source)))
            table = table.set_column(table.column_names.index("known"), "known", known)
        stored = chosen_rows(table, rows, objective, judged=judged)
        if cache is not None:
            keep_table(cache / f"{fingerprint}.arrow", stored)
    # Rows without an outcome leave when it comes, so that none of them stay where they were in another snapshot.
    rule = rows_rule(source, rows, objective, events) if judged else ""
    return replace(_record(fingerprint, stored), rule=rule)


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
    until : int or None
        Until when every row that is decided is there; None is the last moment of decision. Between two cut-offs nothing is
        decided, and the data may reach further.
    """

    t: Integers
    cluster: Integers
    also: Integers | None = None
    until: int | None = field(default=None, kw_only=True)

    @property
    def reach(self) -> int | None:
        """Until when every row that is decided is there; None where there is none.

        Examples
        --------
        >>> Decided(np.array([1, 5]), np.array([0, 1])).reach, Decided(np.array([1, 5]), np.array([0, 1]), until=9).reach
        (5, 9)
        """
        if self.until is not None or not len(self.t):
            return self.until
        return int(self.t[-1])

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
    engine: Engine,
    snapshot: Snapshot,
    source: Source,
    rows: Rows,
    *,
    zone: str | None = None,
    events: RowEvents | None = None,
) -> Decided:
    """Say when the rows of a snapshot are decided, without reading what came of them.

    Raises
    ------
    BadInputError
        If an expression reads what the source does not have, or needs what this version does not do (E113).
    """
    _check(snapshot, source, rows, None, events)
    trees = {"t": rows.decide_at, "where": rows.where, **cluster_trees(rows)}
    outputs = {name: _inlined(source, tree) for name, tree in trees.items() if tree is not None}
    table = _evaluated(engine, snapshot, source, outputs, zone=zone, events=events)
    keep = pc.is_valid(table["t"])
    if rows.where is not None:
        keep = pc.and_(keep, pc.fill_null(table["where"], fill_value=False))
    table = table.filter(keep)
    table = table.take(pc.sort_indices(table["t"]))
    ways = [codes_of(table[name]) for name in cluster_trees(rows)] or [np.arange(table.num_rows)]
    return Decided(table["t"].to_numpy().astype(np.int64), *ways)


def _outputs(source: Source, rows: Rows, objective: Objective) -> dict[str, Tree]:
    trees = {"t": rows.decide_at, "where": rows.where, **cluster_trees(rows), "objective": objective.tree}
    known = known_of(source, objective) if rows.decide_at is not None else None
    wanted = {name: tree for name, tree in {**trees, "known": known}.items() if tree is not None}
    if source.seal is not None:
        wanted["sealed"] = Call("is null", (Column(source.seal.column),))
    wanted |= {f"key {place}": Column(name) for place, name in enumerate(row_key(source))}
    return {name: _inlined(source, tree) for name, tree in wanted.items()}


def _inlined(source: Source, tree: Tree) -> Tree:
    # What an aggregate reads are columns of events; whoever computes it puts their definitions in.
    return tree if aggregates(tree) else source.inline(tree)


def _evaluated(
    engine: Engine,
    snapshot: Snapshot,
    source: Source,
    outputs: Mapping[str, Tree],
    *,
    zone: str | None,
    events: RowEvents | None,
) -> pa.Table:
    """Evaluate expressions over all rows of a snapshot."""
    joins = any(
        name in source.joined for tree in outputs.values() for name in columns(tree, into_aggregates=False)
    )
    if events is not None and (joins or any(map(aggregates, outputs.values()))):
        return events.evaluate(engine, outputs, zone or source.zone)
    return engine.evaluate(snapshot.paths, source.stored_types(), outputs, zone=zone or source.zone)


def _check(
    snapshot: Snapshot,
    source: Source,
    rows: Rows,
    objective: Objective | None,
    events: RowEvents | None,
) -> None:
    blocks: dict[str, tuple[Tree | None, ...]] = {"rows": (rows.decide_at, rows.where, *rows.ways)}
    if objective is not None:
        blocks["objective"] = (objective.tree,)
    for block, trees in blocks.items():
        line = objective.line if objective is not None and block == "objective" else rows.line
        for tree in trees:
            if tree is None:
                continue
            if aggregates(tree) and (events is None or rows.decide_at is None):
                raise _refused(
                    line, f"{block} with aggregates over events, and for rows without a moment of decision"
                )
            for name in columns(tree, into_aggregates=False):
                if tree is rows.decide_at and any(
                    one in source.joined for one in columns(source.inline(Column(name)))
                ):
                    message = f"block rows: decide_at reads {name}, and what is joined is looked up as of the moment of decision"
                    raise BadInputError.of([Finding("the design", line, "E109", message)])
                if name not in source.types():
                    hint = nearest(name, source.types())
                    message = f"block {block}: source {source.name} has no column {name!r}{hint}"
                    raise BadInputError.of([Finding("the design", line, "E106", message)])
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
