"""Tables that can be computed again and grow: a file holds the rows that came, and names the files of the rows before them.

All files are written whole under their name or not at all, and checked when they are read; two processes that write one write the
same. Older files are never touched. A table in too many files is written in fewer, the small ones first, so that over many
days each row is written only a few times.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from wager.data.kept_table import keep_table, kept_table, used

SEGMENTS = 16
"""A table in more files than these is written in fewer."""

_META = b"wager.column"


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
    table : pyarrow.Table
        Its own rows.
    said : dict
        What was said of the whole table.
    """

    before: tuple[Segment, ...]
    table: pa.Table
    said: Mapping[str, Any]

    @property
    def begin(self) -> int:
        """Which row of the whole table is the first of its own."""
        return self.before[-1].end if self.before else 0

    @property
    def end(self) -> int:
        """How many rows the whole table has."""
        rows: int = self.table.num_rows
        return self.begin + rows


class KeptChain:
    """A folder of tables.

    Attributes
    ----------
    folder : Path
        Made when something is first kept; safe to delete at any time.

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

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Return where the table of a key is, or would be."""
        return self.folder / f"{key}.arrow"

    def read(self, key: str) -> pa.Table | None:
        """Map a table into memory, in pieces; None where a file is gone, or is not what was written."""
        found = self.own(key)
        if found is None or not found.before:
            return None if found is None else found.table
        pieces = self._pieces(found.before)
        return None if pieces is None else pa.concat_tables([*pieces, found.table])

    def write(self, key: str, table: pa.Table, said: Mapping[str, Any] | None = None) -> None:
        """Keep a table, whole or not at all.

        Raises
        ------
        UnavailableError
            If it cannot be written.
        """
        self._keep(key, table, (), said)

    def extend(
        self, key: str, base: str, rows: int, fresh: pa.Table, said: Mapping[str, Any] | None = None
    ) -> bool:
        """Keep a table that begins with the first rows of another one, which are not written again.

        Returns
        -------
        bool
            False where the other one is gone, or has not these rows, and nothing was kept.
        """
        found = self.own(base)
        if found is None or found.table.schema.types != fresh.schema.types or rows > found.end:
            return False
        segments = [
            Segment(one.key, one.begin, min(one.end, rows)) for one in found.before if one.begin < rows
        ]
        if rows > found.begin:
            segments.append(Segment(base, found.begin, rows))
        alone = left_alone([one.rows for one in segments], fresh.num_rows)
        pieces = self._pieces(segments[alone:])
        if pieces is None:
            return False
        joined = pa.concat_tables([*pieces, fresh]).combine_chunks() if pieces else fresh
        self._keep(key, joined, segments[:alone], said)
        return True

    def own(self, key: str) -> Own | None:
        """Read one file; None where it is gone, or is not what was written."""
        table = kept_table(self.path(key))
        if table is None:
            return None
        used(self.path(key))
        written = (table.schema.metadata or {}).get(_META)
        said = {} if written is None else json.loads(written)
        before = tuple(Segment(*one) for one in said.pop("before", ()))
        return Own(before, table.replace_schema_metadata(None), said)

    def _keep(
        self, key: str, table: pa.Table, before: Sequence[Segment], said: Mapping[str, Any] | None
    ) -> None:
        written = {"before": [[one.key, one.begin, one.end] for one in before], **(said or {})}
        keep_table(self.path(key), table.replace_schema_metadata({_META: json.dumps(written)}))

    def _pieces(self, segments: Sequence[Segment]) -> list[pa.Table] | None:
        found = []
        for segment in segments:
            piece = self._piece(segment)
            if piece is None:
                return None
            found.append(piece)
        return found

    def _piece(self, segment: Segment) -> pa.Table | None:
        """Read rows out of a file, which since may have been written with others in it."""
        found = self.own(segment.key)
        if found is None or found.begin > segment.begin or found.end < segment.end:
            return None
        return found.table.slice(segment.begin - found.begin, segment.rows)


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
