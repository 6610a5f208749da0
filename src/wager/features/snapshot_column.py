"""A column that stands in a snapshot as a model takes it: read from its files when it is asked for, and kept nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.expressions.tree import Column, Type
from wager.features.decoded import ParquetColumns, parquet_columns
from wager.features.exact import Integers
from wager.features.plan import Planned
from wager.features.stored import Stored

Rows: TypeAlias = "slice | Integers"
"""Rows of one file: neighbours, or by place."""

_PHYSICAL: Mapping[Type, pa.DataType] = {
    "bool": pa.bool_(), "int": pa.int64(), "time": pa.int64(), "date": pa.int64(), "float": pa.float64(),
    "money": pa.float64(), "text": pa.string(),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Places:
    """Rows of a snapshot, by their places in it; columns that share them share this record.

    Attributes
    ----------
    files : tuple of ParquetColumns
        Those of the snapshot, in canonical order.
    edges : ndarray of int64, shape (n_files + 1,)
        Place of the first row of each file, and the number of all rows.
    index : ndarray of int64, shape (n_rows,)
        In any order.
    """

    files: tuple[ParquetColumns, ...]
    edges: Integers
    index: Integers

    @classmethod
    def of(cls, files: Sequence[ParquetColumns], index: Integers) -> Places:
        """Take rows of the files of a snapshot."""
        edges = [0, *accumulate(file.rows for file in files)]
        return cls(tuple(files), np.asarray(edges, np.int64), index)

    def taken(self, rows: slice | Integers) -> Places:
        """Keep some of them."""
        return Places(self.files, self.edges, self.index[rows])

    @cached_property
    def order(self) -> Integers | None:
        """Return where each is among them as they lie in the files; None where they ascend."""
        if (self.index[1:] > self.index[:-1]).all():
            return None
        found = np.empty(len(self.index), np.int64)
        found[np.argsort(self.index, kind="stable")] = np.arange(len(self.index))
        return found

    @cached_property
    def cuts(self) -> tuple[tuple[ParquetColumns, Rows], ...]:
        """Return of each file that holds some which of its rows they are, ascending."""
        index = self.index if self.order is None else np.sort(self.index, kind="stable")
        ends = np.searchsorted(index, self.edges)
        found: list[tuple[ParquetColumns, Rows]] = []
        for file, edge, low, high in zip(self.files, self.edges, ends, ends[1:], strict=False):
            if low == high:
                continue
            own = index[low:high] - edge
            neighbours = self.order is None and own[-1] - own[0] == len(own) - 1
            found.append((file, slice(int(own[0]), int(own[-1]) + 1) if neighbours else own))
        return tuple(found)


@dataclass(frozen=True, eq=False)
class SnapshotColumn:
    """A column of some rows of a snapshot, in its physical form.

    Attributes
    ----------
    name : str
        In the snapshot.
    type : pa.DataType
        Of its values.
    places : Places
        The rows.
    """

    name: str
    type: pa.DataType
    places: Places

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.places.index)

    def on(self, places: Places) -> SnapshotColumn:
        """Return the same column of other rows."""
        return SnapshotColumn(self.name, self.type, places)

    def pieces(self) -> Iterator[pa.Array]:
        """Read it file by file, as many files as hold rows of it; rows that do not ascend are put together first."""
        order = self.places.order
        if order is None:
            yield from self._ascending()
        elif len(order):
            yield pa.concat_arrays(list(self._ascending())).take(pa.array(order))

    def chunked(self) -> pa.ChunkedArray:
        """Read all of it."""
        return pa.chunked_array(list(self.pieces()), self.type)

    def within(self, most: float) -> bool:
        """Tell whether its files say that no number of theirs is larger, in either direction; False where they say nothing."""
        ends = [file.ends(self.name) for file, _ in self.places.cuts]
        return all(one is not None and -most <= one[0] and one[1] <= most for one in ends)

    def _ascending(self) -> Iterator[pa.Array]:
        for file, rows in self.places.cuts:
            held = file.decoded(self.name)
            some = (
                held.slice(rows.start, rows.stop - rows.start)
                if isinstance(rows, slice)
                else held.take(pa.array(rows))
            )
            yield physical(some, self.type)


def physical(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """Put stored values into the form in which expressions give them: moments as numbers, no infinite ones.

    Examples
    --------
    >>> physical(pa.array([1, 2], pa.timestamp("us", "UTC")), pa.int64()).to_pylist()
    [1, 2]
    >>> physical(pa.array([1.5, float("nan")]), pa.float64()).to_pylist()
    [1.5, None]
    """
    if pa.types.is_date32(values.type):
        values = values.cast(pa.int32())
    if values.type != kind:
        values = values.cast(kind, safe=False)
    if pa.types.is_floating(kind) and not _finite(values):
        return pc.if_else(pc.is_finite(values), values, pa.scalar(None, kind))
    return values


def _finite(values: pa.Array) -> bool:
    flags: NDArray[np.bool_] = np.isfinite(values.drop_null().to_numpy(zero_copy_only=False))
    return bool(flags.all())


def plain_columns(planned: Sequence[Planned], unit: Stored, index: Integers) -> dict[str, SnapshotColumn]:
    """Find the columns that stand in the snapshot of the unit as they are.

    Parameters
    ----------
    planned : sequence of Planned
    unit : Stored
        Of the unit rows.
    index : ndarray of int64, shape (n_rows,)
        Places of the rows in its snapshot.

    Returns
    -------
    dict of str to SnapshotColumn
        Those, by their keys.
    """
    names = {one.key: (name, one.type) for one in planned if (name := _plain(one, unit)) is not None}
    if not names:
        return {}
    files = parquet_columns(unit.files)
    places = Places.of(files, index)
    return {
        key: SnapshotColumn(name, _PHYSICAL[means], places)
        for key, (name, means) in names.items()
        if all(_gives(file.schema, name, means) for file in files)
    }


def _plain(column: Planned, unit: Stored) -> str | None:
    """Name the column of the snapshot that a column is; None where it is made of anything else."""
    if column.places or column.calls or column.joins or unit.read or unit.live is not None or not unit.files:
        return None
    tree = column.tree
    return tree.name if isinstance(tree, Column) and tree.name in unit.source.stored_types() else None


def _gives(schema: pa.Schema, name: str, means: Type) -> bool:
    """Tell whether what a file stores are the values of an expression, once they are put into its form."""
    place = schema.get_field_index(name)
    if place < 0 or means not in _PHYSICAL:
        return False
    stored = schema.types[place]
    if means == "time":
        return bool(pa.types.is_timestamp(stored) and stored.unit == "us")
    if means == "date":
        return bool(pa.types.is_date32(stored))
    return stored in ((pa.int64(), pa.float64()) if means == "money" else (_PHYSICAL[means],))
