"""Which rows count, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.data.kept_chain import KeptColumns
from wager.data.order import sortable
from wager.design.kinds.question import Objective, Rows
from wager.expressions.tree import Tree

Integers = NDArray[np.int64]

CLUSTERS = ("cluster", "cluster 2")
"""What the columns of the ways are called in which rows hang together."""

COMPLETE, UNSEALED = "complete", "unsealed"
"""The columns that say whether all that an objective looks ahead to is in the data, and whether nothing that it reads is sealed."""

_WHERE = "not chosen by where"
_NO_TIME = "no moment of decision"
_NOT_KNOWN = "outcome not known in time"
_NOT_COMPLETE = "outcome lies ahead of the data"
_NULL = "outcome is null"
_SEALED = "outcome is sealed"

WITHOUT_OUTCOME = frozenset((_NOT_KNOWN, _NOT_COMPLETE, _NULL, _SEALED))
"""Reasons for which a row is left out though it is decided."""

REASONS = (_WHERE, _NO_TIME, _SEALED, _NOT_KNOWN, _NOT_COMPLETE, _NULL)
"""All of them, in the order in which they are looked at: a row is counted under the first."""


@dataclass(frozen=True)
class Chosen:
    """Rows of a design.

    Attributes
    ----------
    table : pyarrow.Table or KeptColumns
        Moments, places, outcomes, ways and keys; of rows that were kept, in the files that they lie in.
    left_out : mapping of str to int
        How many rows are none of these, by reason.
    """

    table: pa.Table | KeptColumns
    left_out: Mapping[str, int]


def chosen_rows(table: pa.Table, rows: Rows, objective: Objective, *, judged: bool = True) -> Chosen:
    """Leave out rows and order the others.

    Parameters
    ----------
    judged : bool
        False takes those instead that are decided and left out all the same: their outcome is of no use, and not told.
    """
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
    decided = keep
    for flags, reason in _usable(table, objective):
        demand(flags, reason)
    index = np.flatnonzero(keep if judged else decided & ~keep)
    outcomes = one_array(table["objective"])
    t = np.zeros(len(index), dtype=np.int64)
    if rows.decide_at is not None:
        t = table["t"].take(pa.array(index)).to_numpy()
        order = np.argsort(t, kind="stable")
        index, t = index[order], t[order]
    chosen = {
        "t": pa.array(t),
        "index": pa.array(index),
        "objective": outcomes.take(pa.array(index)) if judged else pa.nulls(len(index), outcomes.type),
    }
    chosen |= {name: pa.array(codes) for name, codes in ways_of(table, rows, index).items()}
    for name in table.column_names:
        if name.startswith("key "):
            chosen[name] = one_array(table[name].take(pa.array(index)))
    return Chosen(pa.table(chosen), left_out)


def _usable(table: pa.Table, objective: Objective) -> Iterator[tuple[Any, str]]:
    """Say of which rows the outcome is of use, and why not of the others; each of those that are left."""
    if UNSEALED in table.column_names:
        yield table[UNSEALED], _SEALED
    if "known" in table.column_names:
        limit = pc.add(table["t"], objective.matures.microseconds)
        yield pc.less(table["known"].cast(pa.int64()), limit), _NOT_KNOWN
    if COMPLETE in table.column_names:
        yield table[COMPLETE], _NOT_COMPLETE
    yield pc.is_valid(table["objective"]), _NULL


def ways_of(table: pa.Table, rows: Rows, index: Integers) -> dict[str, Integers]:
    """Give numbers to the ways in which rows hang together; each is its own where the design names none."""
    taken = {name: table[name].take(pa.array(index)) for name in cluster_trees(rows)}
    return {name: codes_of(column) for name, column in taken.items()} or {CLUSTERS[0]: np.arange(len(index))}


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
