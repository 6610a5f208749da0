"""Tables that can be computed again and grow: a file holds the rows that came, and names the files of the rows before them.

All files are written whole under their name or not at all, and checked when they are read; two processes that write one write the
same. Older files are never touched. A table in too many files is written in fewer, the small ones first, so that over many
days each row is written only a few times. Tables that grow by the same number of rows at once share the file of what came, which has the
name of each: a day that comes to fifty columns is one file to write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from wager.data.kept_files import Found, Kept, KeptFiles

SEGMENTS = 16
"""A table in more files than these is written in fewer."""


@dataclass(frozen=True)
class Segment:
    """Some rows of a table, in the file of a table.

    Attributes
    ----------
    key : str
        Of the file.
    begin, end : int
        The rows.
    """

    key: str
    begin: int
    end: int

    @property
    def rows(self) -> int:
        """How many they are."""
        return self.end - self.begin


@dataclass(frozen=True)
class Own:
    """What one file holds.

    Attributes
    ----------
    before : tuple of Segment
        Where the rows before its own are.
    found : Found
        The file.
    said : dict
        What was said of the whole table.
    """

    before: tuple[Segment, ...]
    found: Found
    said: Mapping[str, Any]

    @property
    def table(self) -> pa.Table:
        """Its own rows."""
        return self.found.table

    @property
    def begin(self) -> int:
        """Which row of the whole table is the first of its own."""
        return self.before[-1].end if self.before else 0

    @property
    def end(self) -> int:
        """How many rows the whole table has."""
        return self.begin + self.found.rows


@dataclass(frozen=True)
class Growth:
    """A table that begins with the first rows of another one.

    Attributes
    ----------
    key : str
        Its own.
    base : str
        Of the other one.
    rows : int
        So many of the other one's rows.
    fresh : pyarrow.Table
        What comes behind them.
    said : dict or None
        What is to be said of the whole table.
    """

    key: str
    base: str
    rows: int
    fresh: pa.Table
    said: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class KeptColumns:
    """A table in the files that it lies in; of its columns those are read that are asked for.

    Attributes
    ----------
    pieces : tuple of (Found, int, int)
        Of each file, where its rows begin and how many they are.
    behind : tuple of pyarrow.Table
        Rows in memory that come behind them.
    """

    pieces: tuple[tuple[Found, int, int], ...]
    behind: tuple[pa.Table, ...] = ()

    @property
    def column_names(self) -> list[str]:
        """What they are called."""
        return list(self.pieces[0][0].columns)

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
        held: int = sum(rows for *_, rows in self.pieces) + sum(one.num_rows for one in self.behind)
        return held

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        """Read a column."""
        held = [found.column(name).slice(begin, rows) for found, begin, rows in self.pieces]
        chunks = [chunk for one in (*held, *(one[name] for one in self.behind)) for chunk in one.chunks]
        return pa.chunked_array(chunks, held[0].type)

    def table(self) -> pa.Table:
        """Read all columns."""
        held = [found.table.slice(begin, rows) for found, begin, rows in self.pieces]
        return pa.concat_tables([*held, *self.behind])

    def none(self) -> pa.Table:
        """Return a table of the same columns without rows."""
        found = self.pieces[0][0]
        return pa.table([pa.array([], kind) for kind in found.types], names=self.column_names)

    def followed_by(self, fresh: pa.Table) -> KeptColumns:
        """Put rows of the same columns behind these."""
        return KeptColumns(self.pieces, (*self.behind, fresh.select(self.column_names)))


class KeptChain:
    """A folder of tables.

    Attributes
    ----------
    folder : Path
        Made when something is first kept; safe to delete at any time.
    small : bool
        Keep tables in few bytes; see `keep_table`. How one was kept does not matter to who reads it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     chain = KeptChain(Path(place))
    ...     chain.write("monday", pa.table({"n": [1, 2]}))
    ...     chain.extend("tuesday", "monday", 2, pa.table({"n": [3]}))
    ...     chain.read("tuesday").column("n").to_pylist(), chain.own("tuesday").table.num_rows
    True
    ([1, 2, 3], 1)
    """

    def __init__(self, folder: Path, *, small: bool = False) -> None:
        self.folder, self.small = folder, small
        self._files = KeptFiles(folder, small=small)

    def path(self, key: str) -> Path:
        """Return where the table of a key is, or would be."""
        return self._files.path(key)

    def size(self, key: str) -> int:
        """Say how many bytes the rows of a table in its own file take."""
        return self._files.size(key)

    def read(self, key: str) -> pa.Table | None:
        """Map a table into memory, in pieces; None where a file is gone, or is not what was written."""
        found = self.columns(key)
        return None if found is None else found.table()

    def columns(self, key: str) -> KeptColumns | None:
        """Open a table; None where a file is gone, or is not what was written."""
        own = self.own(key)
        if own is None:
            return None
        pieces = []
        for segment in own.before:
            held = self.own(segment.key)
            if held is None or held.begin > segment.begin or held.end < segment.end:
                return None  # since it may have been written with others in it
            pieces.append((held.found, segment.begin - held.begin, segment.rows))
        return KeptColumns((*pieces, (own.found, 0, own.found.rows)))

    def shared(self, key: str, other: str) -> int | None:
        """Say how many first rows a table has in the files of another one; None where the files do not tell."""
        own, was = self.own(key), self.own(other)
        if own is None or was is None or len(own.before) <= len(was.before):
            return None
        place = len(was.before)
        following = own.before[place]
        same = own.before[:place] == was.before and (following.key, following.begin) == (other, was.begin)
        return following.end if same else None

    def write(self, key: str, table: pa.Table, said: Mapping[str, Any] | None = None) -> None:
        """Keep a table, whole or not at all.

        Raises
        ------
        UnavailableError
            If it cannot be written.
        """
        self._files.write(_kept(key, table, (), said))

    def extend(
        self, key: str, base: str, rows: int, fresh: pa.Table, said: Mapping[str, Any] | None = None
    ) -> bool:
        """Keep a table that begins with the first rows of another one, which are not written again.

        Returns
        -------
        bool
            False where the other one is gone, or has not these rows, and nothing was kept.
        """
        return self.extend_all([Growth(key, base, rows, fresh, said)])[0]

    def extend_all(self, growths: Sequence[Growth]) -> list[bool]:
        """Keep several tables that each begin with the first rows of another one; say of which that was possible."""
        laid = [self._laid(one) for one in growths]
        self._files.write_all([one for one in laid if one is not None])
        return [one is not None for one in laid]

    def own(self, key: str) -> Own | None:
        """Read one file; None where it is gone, or is not what was written."""
        found = self._files.read(key)
        if found is None:
            return None
        said = {name: one for name, one in found.said.items() if name != "before"}
        return Own(tuple(Segment(*one) for one in found.said.get("before", ())), found, said)

    def _laid(self, growth: Growth) -> Kept | None:
        """Find the files that a table goes on from; None where the other one is gone, or has not these rows."""
        found, rows, fresh = self.own(growth.base), growth.rows, growth.fresh
        if found is None or found.found.types != fresh.schema.types or rows > found.end:
            return None
        segments = [
            Segment(one.key, one.begin, min(one.end, rows)) for one in found.before if one.begin < rows
        ]
        if rows > found.begin:
            segments.append(Segment(growth.base, found.begin, rows))
        alone = left_alone([one.rows for one in segments], fresh.num_rows)
        pieces = self._pieces(segments[alone:])
        if pieces is None:
            return None
        joined = pa.concat_tables([*pieces, fresh]).combine_chunks() if pieces else fresh
        return _kept(growth.key, joined, segments[:alone], growth.said)

    def _pieces(self, segments: Sequence[Segment]) -> list[pa.Table] | None:
        found = []
        for segment in segments:
            held = self.own(segment.key)
            if held is None or held.begin > segment.begin or held.end < segment.end:
                return None
            found.append(held.table.slice(segment.begin - held.begin, segment.rows))
        return found


def _kept(key: str, table: pa.Table, before: Sequence[Segment], said: Mapping[str, Any] | None) -> Kept:
    return Kept(key, table, {"before": [[one.key, one.begin, one.end] for one in before], **(said or {})})


def left_alone(rows: Sequence[int], fresh: int) -> int:
    """Say how many of the first files a table stays in; those behind are written with what came.

    Few files are left as they are. Of too many, those behind are joined while each is not much larger than all that follows
    it, so that a year is not written again for a fortnight of days.

    Examples
    --------
    >>> left_alone([365] + [1] * 10, 1), left_alone([365] + [1] * 16, 1), left_alone([30, 16] + [1] * 15, 1)
    (11, 1, 0)
    """
    kept = len(rows)
    if kept <= SEGMENTS:
        return kept
    while kept and (kept > SEGMENTS // 2 or rows[kept - 1] <= 2 * fresh):
        kept -= 1
        fresh += rows[kept]
    return kept
