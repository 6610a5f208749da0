"""Which rows count, and in which order."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.data.order import sortable
from wager.design.kinds.question import Objective, Rows
from wager.expressions.tree import Tree

Integers = NDArray[np.int64]

CLUSTERS = ("cluster", "cluster 2")
"""What the columns of the ways are called in which rows hang together."""

_WHERE = "not chosen by where"
_NO_TIME = "no moment of decision"
_NOT_KNOWN = "outcome not known in time"
_NULL = "outcome is null"
_SEALED = "outcome is sealed"


def chosen_rows(table: pa.Table, rows: Rows, objective: Objective) -> pa.Table:
    """Leave out rows and order the others."""
    count = table.num_rows
    keep = np.ones(count, dtype=np.bool_)
    left_out: dict[str, int] = {}

    def demand(flags: Any, reason: str) -> None:
        nonlocal keep
        holds = pc.fill_null(flags, fill_value=False).to_numpy()
        gone = int((keep & ~holds).sum())
        if gone:
            left_out[reason] = gone
        keep = keep & holds

    if rows.where is not None:
        demand(table["where"], _WHERE)
    if rows.decide_at is not None:
        demand(pc.is_valid(table["t"]), _NO_TIME)
    if "sealed" in table.column_names:
        demand(table["sealed"], _SEALED)
    if "known" in table.column_names:
        limit = pc.add(table["t"], objective.matures.microseconds)
        demand(pc.less(table["known"].cast(pa.int64()), limit), _NOT_KNOWN)
    demand(pc.is_valid(table["objective"]), _NULL)
    index = np.flatnonzero(keep)
    t = np.zeros(len(index), dtype=np.int64)
    if rows.decide_at is not None:
        t = table["t"].take(pa.array(index)).to_numpy()
        order = np.argsort(t, kind="stable")
        index, t = index[order], t[order]
    chosen = {
        "t": pa.array(t),
        "index": pa.array(index),
        "objective": one_array(table["objective"].take(pa.array(index))),
    }
    chosen |= _clusters(table, rows, index)
    for name in table.column_names:
        if name.startswith("key "):
            chosen[name] = one_array(table[name].take(pa.array(index)))
    return pa.table(chosen).replace_schema_metadata({b"left_out": json.dumps(left_out).encode()})


def _clusters(table: pa.Table, rows: Rows, index: Integers) -> dict[str, pa.Array]:
    taken = {name: table[name].take(pa.array(index)) for name in cluster_trees(rows)}
    codes = {name: codes_of(column) for name, column in taken.items()} or {CLUSTERS[0]: np.arange(len(index))}
    return {name: pa.array(one) for name, one in codes.items()}


def cluster_trees(rows: Rows) -> dict[str, Tree]:
    """Name the ways in which rows hang together."""
    return dict(zip(CLUSTERS, rows.ways, strict=False))


def one_array(column: pa.ChunkedArray) -> pa.Array:
    """Put the pieces of a column together."""
    return column.combine_chunks()


def codes_of(column: pa.ChunkedArray) -> Integers:
    """Give the rows of a cluster one number; a row without a cluster is its own."""
    values, valid = sortable(column)
    _, codes = np.unique(values, return_inverse=True)
    alone = np.arange(len(codes)) + codes.max(initial=0) + 1
    return np.where(valid, codes, alone).astype(np.int64)
