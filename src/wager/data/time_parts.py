"""Parts of a table by time, each with a hash of what it says: a day that is added is one new part.

A part holds the rows of one day of UTC, by their event time; rows without one are the part `""`, which comes first. Where
there would be more than 3,660 days the parts are months, and years where there would be as many months. So parts follow from the
rows alone, whatever files they came in and whenever they came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.order import content_digests
from wager.foundation.fingerprint import digest
from wager.foundation.moments import NEVER

MOST = 3660
"""So many parts of one length at most: ten years of days."""

UNITS = ("D", "M", "Y")
"""What a part may be: a day, a month, a year."""

NO_PART = "no part differs"

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Part:
    """The rows of one day, month or year.

    Attributes
    ----------
    name : str
        Such as `2013-05-06`, `2013-05` or `2013`; empty for rows without an event time.
    rows : int
        How many.
    content : str
        Hash of their values, in canonical order.
    first, last : int or None
        Instants of the first and last event.
    """

    name: str
    rows: int
    content: str
    first: int | None = None
    last: int | None = None

    @property
    def said(self) -> list[str | int]:
        """What of it is part of a snapshot's id."""
        return [self.name, self.rows, self.content]


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


def content_of(parts: Iterable[Part]) -> str:
    """Hash all parts of a table: names, rows and values."""
    return digest([part.said for part in parts])


@dataclass(frozen=True)
class Difference:
    """How the parts of two snapshots of one source differ.

    Attributes
    ----------
    new, changed, gone : tuple of str
        Names of parts.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    def __iter__(self) -> Iterator[str]:
        """Yield the names of all parts that differ."""
        return iter((*self.new, *self.changed, *self.gone))

    def __str__(self) -> str:
        """Say it to people.

        Examples
        --------
        >>> print(Difference(("2013-12-30", "2013-12-31"), ("2013-05-06",), ()))
        2 parts new (2013-12-30 .. 2013-12-31), part 2013-05-06 changed
        """
        said = [
            _said(names, what)
            for what, names in (("new", self.new), ("changed", self.changed), ("gone", self.gone))
            if names
        ]
        return ", ".join(said) or NO_PART


def _said(names: tuple[str, ...], what: str) -> str:
    shown = [name or "without event time" for name in names]
    return (
        f"part {shown[0]} {what}"
        if len(names) == 1
        else f"{len(names):,} parts {what} ({shown[0]} .. {shown[-1]})"
    )


def differing(old: Iterable[Part], new: Iterable[Part]) -> Difference:
    """Compare the parts of two snapshots.

    Examples
    --------
    >>> print(differing([Part("2013-01-01", 1, "a")], [Part("2013-01-01", 1, "a"), Part("2013-01-02", 1, "b")]))
    part 2013-01-02 new
    """
    before = {part.name: part.said for part in old}
    after = {part.name: part.said for part in new}
    return Difference(
        tuple(name for name in after if name not in before),
        tuple(name for name, said in after.items() if name in before and before[name] != said),
        tuple(name for name in before if name not in after),
    )


def begins_with(now: Sequence[Part], was: Sequence[Part]) -> bool:
    """Say whether all that came lies behind what there was.

    Examples
    --------
    >>> day = Part("2013-01-01", 1, "a")
    >>> begins_with([day, Part("2013-01-02", 1, "b")], [day]), begins_with([Part("2012-12-31", 1, "b"), day], [day])
    (True, False)
    """
    return len(was) <= len(now) and all(old.said == new.said for old, new in zip(was, now, strict=False))


def shifts(was: Sequence[Part], now: Sequence[Part]) -> Integers:
    """Say for each part by how much the places of its rows have changed: old minus new; NEVER where its rows are others.

    Examples
    --------
    >>> day = Part("2013-01-01", 5, "a")
    >>> shifts([day], [Part("2012-12-31", 3, "b"), day]).tolist() == [NEVER, -3]
    True
    """
    begins = [0, *accumulate(part.rows for part in was)]
    lay = {part.name: (begin, part.said) for part, begin in zip(was, begins, strict=False)}
    found, begin = [], 0
    for part in now:
        old = lay.get(part.name)
        found.append(old[0] - begin if old is not None and old[1] == part.said else NEVER)
        begin += part.rows
    return np.array(found, np.int64)
