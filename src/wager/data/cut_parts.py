"""Cut a table into its parts by time: a day that is added is one new part.

A part holds the rows of one day of UTC, by their event time; rows without one are the part `""`, which comes first. Where
there would be more than 3,660 days the parts are months, and years where there would be as many months. So parts follow from the
rows alone, whatever files they came in and whenever they came.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.order import content_digests
from wager.data.time_parts import Part

MOST = 3660
"""So many parts of one length at most: ten years of days."""

UNITS = ("D", "M", "Y")
"""What a part may be: a day, a month, a year."""

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Placed:
    """Which part each row is in.

    Attributes
    ----------
    names : tuple of str
        Of the parts, in no order.
    codes : ndarray of int64, shape (n_rows,)
        The place of each row's part among them.
    """

    names: tuple[str, ...]
    codes: Integers

    def among(self, low: int, high: int) -> tuple[str, ...]:
        """Name the parts of some rows, in order."""
        return tuple(sorted(self.names[code] for code in np.unique(self.codes[low:high])))

    def within(self, names: Collection[str]) -> NDArray[np.bool_]:
        """Flag the rows of some parts."""
        return np.array([name in names for name in self.names], np.bool_)[self.codes]


def placed(events: pa.Array | pa.ChunkedArray | None, rows: int, unit: str = "D") -> Placed:
    """Find the part of each row.

    Examples
    --------
    >>> placed(pa.array([None, 86_400_000_000], pa.timestamp("us")), 2).names
    ('', '1970-01-02')
    """
    if events is None or rows == 0:
        return Placed(("",), np.zeros(rows, np.int64))
    instants = events.cast(pa.int64())
    instants = instants.combine_chunks() if isinstance(instants, pa.ChunkedArray) else instants
    numbers = instants.fill_null(0).to_numpy(zero_copy_only=False).astype("M8[us]").astype(f"M8[{unit}]")
    mask = instants.is_null().to_numpy(zero_copy_only=False)
    coded = pa.array(numbers.astype(np.int64), mask=mask).dictionary_encode(null_encoding="encode")
    distinct = np.asarray(coded.dictionary.fill_null(0)).astype(f"M8[{unit}]").astype(str)
    known = coded.dictionary.is_valid().to_pylist()
    names = tuple(str(name) if valid else "" for name, valid in zip(distinct, known, strict=True))
    return Placed(names, coded.indices.to_numpy().astype(np.int64))


def unit_of(events: pa.Array | pa.ChunkedArray | None, rows: int) -> str:
    """Say how long the parts of a table are: days, where these are few enough."""
    for unit in UNITS[:-1]:
        if len(placed(events, rows, unit).names) <= MOST:
            return unit
    return UNITS[-1]


def parts_of(table: pa.Table, events: pa.Array | pa.ChunkedArray | None, unit: str) -> tuple[Part, ...]:
    """Cut a table in canonical order into its parts.

    Parameters
    ----------
    table : pyarrow.Table
        In canonical order.
    events : pyarrow array or None
        The event time of each row.
    unit : str
        `D`, `M` or `Y`.
    """
    if table.num_rows == 0:
        return ()
    where = placed(events, table.num_rows, unit)
    begin = np.flatnonzero(np.append(True, where.codes[1:] != where.codes[:-1]))
    edges = [*begin.tolist(), table.num_rows]
    instants = None if events is None else events.cast(pa.int64())
    return tuple(
        Part(where.names[where.codes[low]], high - low, content, *_ends(instants, low, high))
        for (low, high), content in zip(pairwise(edges), content_digests(table, edges), strict=True)
    )


def _ends(instants: pa.Array | pa.ChunkedArray | None, low: int, high: int) -> tuple[int | None, int | None]:
    # In canonical order the first event stands first, and a part without event time has none.
    if instants is None:
        return None, None
    return instants[low].as_py(), instants[high - 1].as_py()
