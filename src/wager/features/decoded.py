"""Columns of Parquet files, decoded once in a process: what was asked for longest ago is forgotten first."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias

import pyarrow as pa

from wager.foundation.errors import UnavailableError

MOST_BYTES = 1 << 28
"""What decoded columns may take; who reads a larger matrix column by column decodes them again."""

MOST_FILES = 256
"""So many files are held open."""

_Known: TypeAlias = tuple[str, int, int, int]


class ParquetColumns:
    """The columns of one Parquet file, as they are stored. A file that goes while it is open can be read all the same.

    Attributes
    ----------
    known : (str, int, int, int)
        The file as it was found: path, inode, size and time of change. None is ever written in place.
    schema : pa.Schema
        What it holds.
    rows : int
        How many rows it has.
    """

    def __init__(self, known: _Known) -> None:
        self.known, self.file = known, _open(known[0])
        self.schema, self.rows = self.file.schema_arrow, int(self.file.metadata.num_rows)
        self._metadata = self.file.metadata

    def decoded(self, name: str) -> pa.Array:
        """Return a column in one piece.

        Raises
        ------
        UnavailableError
            If the file cannot be read.
        """
        with _held.lock:
            return _held.column(self, name)

    def ends(self, name: str) -> tuple[Any, Any] | None:
        """Return the least and the greatest value of a column as the file says them; None where it does not."""
        place, groups = self.schema.get_field_index(name), range(self._metadata.num_row_groups)
        found = [self._metadata.row_group(group).column(place).statistics for group in groups]
        if not found or not all(one is not None and one.has_min_max for one in found):
            return None
        return min(one.min for one in found), max(one.max for one in found)


def parquet_columns(paths: Sequence[Path]) -> tuple[ParquetColumns, ...]:
    """Open files.

    Raises
    ------
    UnavailableError
        If one cannot be read.
    """
    with _held.lock:
        return tuple(_held.opened(_known(path)) for path in paths)


class _Held:
    """What this process decoded, and the files that it has open; one thread at a time uses them."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.files: OrderedDict[_Known, ParquetColumns] = OrderedDict()
        self.columns: OrderedDict[tuple[_Known, str], pa.Array] = OrderedDict()
        self.bytes = 0

    def opened(self, known: _Known) -> ParquetColumns:
        """Open a file, unless it is open."""
        found = self.files.pop(known, None) or ParquetColumns(known)
        self.files[known] = found
        if len(self.files) > MOST_FILES:
            self.files.popitem(last=False)[1].file = None
        return found

    def column(self, of: ParquetColumns, name: str) -> pa.Array:
        """Decode a column, unless it is at hand."""
        key = (of.known, name)
        found = self.columns.pop(key, None)
        if found is None:
            found = _read(of, name)
            self.bytes += found.nbytes
        self.columns[key] = found
        while self.bytes > MOST_BYTES and len(self.columns) > 1:
            self.bytes -= self.columns.popitem(last=False)[1].nbytes
        return found


_held = _Held()


def _read(of: ParquetColumns, name: str) -> pa.Array:
    try:
        file = of.file or _open(of.known[0])
        read = file.read(columns=[name], use_threads=False).column(0)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(error) from error
    return read.chunk(0) if read.num_chunks == 1 else read.combine_chunks()


def _open(path: str) -> Any:
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path, memory_map=True, pre_buffer=False)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(error) from error


def _known(path: Path) -> _Known:
    try:
        stat = os.stat(path)  # noqa: PTH116 - of each file of a snapshot
    except OSError as error:
        raise _unreadable(error) from error
    return str(path), stat.st_ino, stat.st_size, stat.st_mtime_ns


def _unreadable(error: Exception) -> UnavailableError:
    return UnavailableError(f"a file of the data could not be read: {error}")
