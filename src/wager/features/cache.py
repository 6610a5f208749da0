"""Computed columns by fingerprint: one file a feature, mapped into memory when it is read.

A column whose first rows are those of another one holds only the rows behind them, and names the files of the others. All files are
written whole under their name or not at all, and checked when they are read; two processes that write one write the same.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.kept_table import keep_file, keep_table, kept_table, used
from wager.features.clean_up import clean_up
from wager.features.exact import Integers
from wager.features.follows import Follows
from wager.foundation.fingerprint import canonical, digest

SEGMENTS = 16
"""A column in more files than these is written anew as one."""

REMEMBERED = 8
"""So many earlier columns of a name are remembered."""

_META = b"wager.column"


@dataclass(frozen=True)
class Segment:
    """Some rows of a column, in the file of a column.

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


@dataclass(frozen=True)
class Cost:
    """What a column cost.

    Attributes
    ----------
    seconds : float
        To compute it, or those of its rows that were computed last.
    bytes : int
        In the cache.
    """

    seconds: float
    bytes: int


class FeatureCache:
    """A folder of computed columns; the name of each file is the digest of all that its values follow from.

    Attributes
    ----------
    folder : Path
        Made when something is first stored; safe to delete at any time.
    limit : int or None
        Bytes that all that is cached beside it and in it may take; the columns least recently used go first.
    """

    def __init__(self, folder: Path, limit: int | None = None) -> None:
        self.folder, self.limit = folder, limit

    def path(self, key: str) -> Path:
        """Return where the column of a key is, or would be."""
        return self.folder / f"{key}.arrow"

    def read(self, key: str) -> pa.Array | None:
        """Map a column into memory; None where it is not stored, or is not what was written."""
        found = self._own(key)
        if found is None:
            return None
        before, begin, own = found
        pieces = [self._piece(segment) for segment in before]
        if (
            any(piece is None for piece in pieces)
            or sum(len(piece) for piece in pieces if piece is not None) != begin
        ):
            return None
        return own if not pieces else pa.concat_arrays([*pieces, own])

    def write(self, key: str, values: pa.Array, seconds: float = 0.0) -> None:
        """Store a column, whole or not at all; who reads at the same time sees the old state or the new.

        Parameters
        ----------
        seconds : float
            What computing it took.

        Raises
        ------
        UnavailableError
            If it cannot be written.
        """
        self._keep(key, values, [], seconds)

    def extend(self, key: str, base: str, rows: int, values: pa.Array, seconds: float = 0.0) -> bool:
        """Store a column that begins with the first rows of another one, which are not written again.

        Returns
        -------
        bool
            False where the other one is gone, or has not these rows, and nothing was stored.
        """
        found = self._own(base)
        if found is None or found[2].type != values.type or rows > found[1] + len(found[2]):
            return False
        before, begin, _ = found
        segments = [Segment(one.key, one.begin, min(one.end, rows)) for one in before if one.begin < rows]
        if rows > begin:
            segments.append(Segment(base, begin, rows))
        if len(segments) <= SEGMENTS:
            self._keep(key, values, segments, seconds)
            return True
        whole = self.read(base)
        if whole is not None:
            self.write(key, pa.concat_arrays([whole.slice(0, rows), values]), seconds)
        return whole is not None

    def _keep(self, key: str, values: pa.Array, before: Sequence[Segment], seconds: float) -> None:
        said = {"before": [[one.key, one.begin, one.end] for one in before], "seconds": round(seconds, 6)}
        table = pa.table({"value": values}).replace_schema_metadata({_META: json.dumps(said)})
        keep_table(self.path(key), table)

    def cost(self, key: str) -> Cost | None:
        """Say what a column cost; None where it is not stored."""
        table = kept_table(self.path(key))
        if table is None:
            return None
        said = _said(table)
        sizes = [self.path(name).stat() for name, _, _ in said["before"] if self.path(name).is_file()]
        return Cost(said["seconds"], sum(stat.st_size for stat in [self.path(key).stat(), *sizes]))

    def _own(self, key: str) -> tuple[list[Segment], int, pa.Array] | None:
        """Read a file: the segments before its own rows, where these begin, and their values."""
        table = kept_table(self.path(key))
        if table is None:
            return None
        used(self.path(key))
        before = [Segment(*one) for one in _said(table)["before"]]
        column = table.column(0)
        own = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        return before, before[-1].end if before else 0, own

    def _piece(self, segment: Segment) -> pa.Array | None:
        """Read rows out of a file, which since may have been written with others in it."""
        found = self._own(segment.key)
        if found is None:
            return None
        _, begin, own = found
        if begin > segment.begin or begin + len(own) < segment.end:
            return None
        return own.slice(segment.begin - begin, segment.end - segment.begin)

    def index_of(self, rows: str) -> Integers | None:
        """Return the places of rows in their snapshot, by their fingerprint; None where they are not kept."""
        found = kept_table(self.folder.parent / "rows" / f"{rows}.arrow")
        return None if found is None else np.asarray(found["index"].to_numpy(), np.int64)

    def told(self, unit: str, name: str) -> tuple[Follows, ...]:
        """Say what the columns of a name followed from that were computed before, the latest first."""
        found = []
        for path in _latest(self._telling(unit, name)):
            with contextlib.suppress(OSError, ValueError, TypeError):
                found.append(Follows.from_json(json.loads(path.read_bytes())))
        return tuple(found)

    def knows(self, unit: str, name: str, key: str) -> bool:
        """Say whether it is remembered what a column followed from."""
        return (self._telling(unit, name) / f"{key}.json").is_file()

    def tell(self, name: str, said: Follows) -> None:
        """Remember what a column followed from."""
        folder = self._telling(said.unit, name)
        keep_file(folder / f"{said.key}.json", canonical(said.to_json()))
        for path in _latest(folder)[REMEMBERED:]:
            path.unlink(missing_ok=True)

    def _telling(self, unit: str, name: str) -> Path:
        return self.folder / "told" / digest([unit, name])[:32]

    def trim(self) -> None:
        """Remove what was used least recently, as far as the limit demands."""
        if self.limit is not None:
            clean_up(self.folder.parent, self.limit)


def _said(table: pa.Table) -> dict[str, Any]:
    written = (table.schema.metadata or {}).get(_META)
    return {"before": [], "seconds": 0.0} if written is None else json.loads(written)


def _latest(folder: Path) -> Sequence[Path]:
    try:
        found = [(path.stat().st_mtime_ns, path) for path in folder.glob("*.json")]
    except OSError:
        return []
    return [path for _, path in sorted(found, reverse=True)]
