"""The one order of a table's rows, and the one hash of its content, whatever order and file it came in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def canonical_order(columns: Iterable[pa.Array | pa.ChunkedArray], rows: int) -> Integers:
    """Order rows by columns, the first counts most; nulls first, texts by their UTF-8 bytes.

    Each column is looked at only for rows that all before it leave tied. Rows still tied at the end are equal in
    all columns, so that their order does not matter.

    Parameters
    ----------
    columns : iterable of pyarrow array, shape (rows,)
        What to order by.
    rows : int
        How many there are.

    Returns
    -------
    ndarray of int64, shape (rows,)
        Places of the rows, in order.

    Examples
    --------
    >>> canonical_order([pa.array([2, 1, None, 1]), pa.array(["a", "b", "c", "a"])], 4).tolist()
    [2, 3, 1, 0]
    """
    order = np.arange(rows, dtype=np.int64)
    group = np.zeros(rows, dtype=np.int64)
    tied = np.arange(rows, dtype=np.int64) if rows > 1 else np.empty(0, dtype=np.int64)
    for column in columns:
        if len(tied) == 0:
            break
        chosen = order[tied]
        values, valid = sortable(column, chosen)
        sorting = np.lexsort((values, valid, group[tied]))
        order[tied] = chosen[sorting]
        groups, values, valid = group[tied], values[sorting], valid[sorting]  # groups do not move
        fresh = np.empty(len(tied), dtype=np.bool_)
        fresh[0] = True
        fresh[1:] = (groups[1:] != groups[:-1]) | (values[1:] != values[:-1]) | (valid[1:] != valid[:-1])
        numbers = np.cumsum(fresh)
        group[tied] = numbers
        alone = fresh & np.append(fresh[1:], True)
        tied = tied[~alone]
    return order


def sortable(
    column: pa.Array | pa.ChunkedArray, rows: Integers | None = None
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Turn a column into numbers that sort and compare as it does.

    Returns
    -------
    values : ndarray, shape (n,)
        Zero where null; a text is its rank among those of the column.
    valid : ndarray of bool, shape (n,)
        False where null.
    """
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if rows is not None and len(rows) < len(array):
        array = array.take(pa.array(rows))
        rows = None
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        encoded = array.dictionary_encode()
        texts = encoded.dictionary
        rank = np.empty(len(texts), dtype=np.int64)
        rank[pc.sort_indices(texts).to_numpy()] = np.arange(len(texts))
        codes = encoded.indices
        values = rank[codes.fill_null(0).to_numpy()] if len(texts) else np.zeros(len(array), dtype=np.int64)
    else:
        values = plain_numbers(array)
    valid = array.is_valid().to_numpy(zero_copy_only=False)
    values = np.where(valid, values, values.dtype.type(0))
    return (values, valid) if rows is None else (values[rows], valid[rows])


def plain_numbers(array: pa.Array) -> NDArray[Any]:
    """Return the numbers of a column that is not text, zero where null."""
    if pa.types.is_boolean(array.type):
        array = array.cast(pa.uint8())
    elif pa.types.is_date32(array.type):
        array = array.cast(pa.int32()).cast(pa.int64())
    elif pa.types.is_temporal(array.type) or pa.types.is_null(array.type):
        array = array.cast(pa.int64())
    return np.asarray(array.fill_null(0).to_numpy(zero_copy_only=False))


def content_digest(table: pa.Table) -> str:
    """Hash the values of a table, independent of how Arrow or Parquet lay them out.

    Per column: name, type, which rows are null, the values with nulls zeroed; texts as lengths and bytes.

    Examples
    --------
    >>> whole, parts = pa.table({"a": ["x", None]}), pa.table({"a": pa.chunked_array([["x"], [None]])})
    >>> content_digest(whole) == content_digest(parts)
    True
    """
    return content_digests(table, [0, table.num_rows])[0]


def content_digests(table: pa.Table, edges: Sequence[int]) -> list[str]:
    """Hash the values between each edge and the next, each as `content_digest` hashes a table of these rows.

    Examples
    --------
    >>> table = pa.table({"a": ["x", "y", "z"]})
    >>> content_digests(table, [0, 1, 3])[1] == content_digest(table.slice(1))
    True
    """
    spans = list(pairwise(edges))
    hashed = [hashlib.sha256(str(high - low).encode()) for low, high in spans]
    for name, column in zip(table.column_names, table.columns, strict=True):
        contents = _Contents(name, column)
        for each, (low, high) in zip(hashed, spans, strict=True):
            each.update(contents.digest(low, high))
    return [each.hexdigest() for each in hashed]


class _Contents:
    """The values of a column, ready to be hashed piece by piece."""

    def __init__(self, name: str, column: pa.ChunkedArray) -> None:
        array = column.combine_chunks()
        array = array if isinstance(array, pa.Array) else column.cast(pa.large_string()).combine_chunks()
        self.textual = pa.types.is_string(array.type) or pa.types.is_large_string(array.type)
        self.head = f"{name}\0{'text' if self.textual else array.type}\0".encode()
        self.valid = array.is_valid().to_numpy(zero_copy_only=False)
        if self.textual:
            texts = array.fill_null("").cast(pa.large_string())
            self.edges, self.texts = _edges_of(texts)
        else:
            numbers = plain_numbers(array)
            self.numbers = np.ascontiguousarray(numbers, dtype=numbers.dtype.newbyteorder("<"))

    def digest(self, low: int, high: int) -> bytes:
        hashed = hashlib.sha256(self.head)
        hashed.update(np.packbits(self.valid[low:high]).tobytes())
        if self.textual:
            hashed.update(np.diff(self.edges[low : high + 1]).astype("<i8").tobytes())
            hashed.update(self.texts[int(self.edges[low]) : int(self.edges[high])])
        else:
            hashed.update(self.numbers[low:high].data)
        return hashed.digest()


def _edges_of(texts: pa.Array) -> tuple[Integers, memoryview]:
    """Return where each text begins, and where the last one ends, and the bytes of all."""
    if len(texts) == 0:
        return np.zeros(1, np.int64), memoryview(b"")
    _, offsets, data = texts.buffers()
    edges = np.frombuffer(offsets, dtype="<i8")[texts.offset : texts.offset + len(texts) + 1]
    return edges, memoryview(b"" if data is None else data)
