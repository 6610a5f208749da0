"""Versions of one key that say different things of a column at one moment: which of them a decision could see, nobody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.data.known import Always, Known
from wager.data.order import sortable
from wager.expressions.tree import Tree, columns

Moment = Tree | Always


def contradictory(
    table: pa.Table, keys: Sequence[Any], known: Known, moments: Mapping[Tree, Any]
) -> tuple[str, NDArray[np.int64]] | None:
    """Find a column of which rows of one key say different things, all known at the same moment.

    The newer version counts, and of these none is newer. A tie would be left to columns that may be known later, and so the
    future would choose what the past had seen.

    Parameters
    ----------
    table : pa.Table
        Rows that share their key with another.
    keys : sequence of pyarrow array
        Their keys.
    known : Known
        As declared.
    moments : mapping of Tree to pyarrow array
        The declared moments, computed for these rows; null is never.

    Returns
    -------
    (str, ndarray of int64) or None
        The column, and the rows that share key and moment with one that says something else of it.
    """
    clocks = {name for moment in moments for name in columns(moment)}  # these are what differs
    of_moment: dict[Moment, list[str]] = {}
    for name in table.column_names:
        if name in clocks:
            continue
        moment = known.columns.get(name, known.rest)
        if isinstance(
            moment, Tree | Always
        ):  # what is never known, or known by the snapshot, decides nothing here
            of_moment.setdefault(moment, []).append(name)
    for moment, names in of_moment.items():
        clock = [] if isinstance(moment, Always) else [moments[moment]]
        together = groups([*keys, *clock], table.num_rows)
        tied = np.bincount(together)[together] > 1
        for values in clock:
            tied &= pc.is_valid(values).to_numpy(zero_copy_only=False)
        rows = np.flatnonzero(tied)
        for name in names if len(rows) else ():
            apart = _apart(together[rows], table.column(name).take(pa.array(rows)))
            if apart.any():
                return name, rows[apart]
    return None


def _apart(together: NDArray[np.int64], values: Any) -> NDArray[np.bool_]:
    """Flag the rows of the groups that hold more than one value."""
    _, group = np.unique(together, return_inverse=True)
    both = groups([pa.array(group), values], len(group))
    _, first = np.unique(both, return_index=True)
    return np.asarray(np.bincount(group[first])[group] > 1)


def groups(keys: Sequence[Any], rows: int) -> NDArray[np.int64]:
    """Give rows numbers, so that those that are equal in all columns, nulls included, have one number.

    Examples
    --------
    >>> groups([pa.array([1, None, 1, None]), pa.array(["a", "b", "a", "c"])], 4).tolist()
    [2, 0, 2, 1]
    """
    code = np.zeros(rows, np.int64)
    for key in keys:
        values, valid = sortable(key)
        _, part = np.unique(values, return_inverse=True)
        part = np.where(valid, part + 1, 0)
        size = int(part.max(initial=0)) + 1
        # Codes are made dense again before the product could leave 64 bits.
        _, code = np.unique(code * size + part, return_inverse=True)
    return code.astype(np.int64)
