"""Which rows of one table belong to which of another: key columns of both sides become one code each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.data.order import Integers


def codes(columns: Sequence[pa.Array], rows: int) -> Integers:
    """Give equal rows of columns equal codes from 0, and rows with a null -1.

    Parameters
    ----------
    columns : sequence of pa.Array
        Each with one value a row; without any, all rows are equal.
    rows : int
        How many there are.

    Examples
    --------
    >>> codes([pa.array(["a", "b", None, "a"]), pa.array([1, 1, 1, 1])], 4)
    array([ 0,  1, -1,  0])
    """
    found = np.zeros(rows, np.int64)
    for column in columns:
        encoded = _without_nan(column).dictionary_encode()
        part = pc.fill_null(encoded.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)
        both = np.where((found < 0) | (part < 0), -1, found * len(encoded.dictionary) + part)
        found = _dense(both) if len(columns) > 1 else both
    return found


def matched(
    ours: Sequence[pa.Array], theirs: Sequence[pa.Array], rows: int, events: int
) -> tuple[Integers, Integers]:
    """Code the entity of rows and of events alike; -1 where a part of it is null.

    Examples
    --------
    >>> matched([pa.array(["a", "c"])], [pa.array(["b", "a", None])], 2, 3)
    (array([0, 1]), array([ 2,  0, -1]))
    """
    together = [pa.concat_arrays([left, right]) for left, right in map(_alike, ours, theirs)]
    both = codes(together, rows + events)
    return both[:rows], both[rows:]


def _alike(left: pa.Array, right: pa.Array) -> tuple[pa.Array, pa.Array]:
    if left.type == right.type:
        return left, right
    return left.cast(pa.float64(), safe=False), right.cast(pa.float64(), safe=False)


def _without_nan(column: pa.Array) -> pa.Array:
    if not pa.types.is_floating(column.type):
        return column
    positive = pc.add(column, 0.0)  # -0.0 equals 0.0
    return pc.if_else(pc.is_nan(positive), None, positive)


def _dense(values: Integers) -> Integers:
    # The product of two codes may be large; codes stay below the number of rows.
    kept = pa.array(values, mask=values < 0).dictionary_encode()
    return pc.fill_null(kept.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]
