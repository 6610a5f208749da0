"""Keep a table that can be computed again: in Arrow's file format, mapped into memory, with a check of all its bytes.

Who reads a flipped bit as a feature or an outcome would judge on it, so a file that is not what was written is no file.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import pyarrow as pa

from wager.data.packed import is_packed, packed, unpacked, widths
from wager.foundation.errors import UnavailableError

_END = b"wagercrc"
_LATER = b"wagercr2"
_BYTES = len(_END) + 4
"""Behind the table: the mark, and the CRC-32 of all that stands before it. What an earlier wager would misread, a table that is packed
or several in one file, has the later mark, so that it is no file to that one."""

_OFTEN_SECONDS = 60
"""A use is noted at most so often."""

Seen = tuple[int, int, int, int]
"""Device, inode, size and time of change of a file: whatever names it has, and while nobody writes into it, the same bytes."""

_seen: dict[Seen, None] = {}
# Files whose bytes were checked by this process. None is ever written in place.


def kept_table(path: Path) -> pa.Table | None:
    """Map a table that was kept; None where there is none, or it is not what was written."""
    found = kept_file(path)
    return None if found is None else found.table()


class KeptFile:
    """A table that was kept, of which only those columns are read that are asked for.

    Its bytes stay what they are, whatever becomes of the file.

    Attributes
    ----------
    names : list of str
        Its columns.
    metadata : dict of bytes to bytes
        What is said with it.
    """

    def __init__(self, content: pa.Buffer) -> None:
        self._content = content
        reader = pa.ipc.open_file(content)
        schema = reader.schema
        self.names: list[str] = schema.names
        self.metadata: dict[bytes, bytes] = schema.metadata or {}
        packs = widths(self.metadata)
        self.types = dict(zip(schema.names, schema.types, strict=True)) | (packs or {})
        # Not packed, columns are mapped, which costs nothing; of those that are packed only some may be wanted.
        self._mapped = reader.read_all() if packs is None else None
        self._columns: dict[str, pa.ChunkedArray] = {}

    def column(self, name: str) -> pa.ChunkedArray:
        """Read a column, once."""
        if self._mapped is not None:
            return self._mapped.column(name)
        if name not in self._columns:
            options = pa.ipc.IpcReadOptions(included_fields=[self.names.index(name)])
            read = pa.ipc.open_file(self._content, options=options).read_all()
            self._columns[name] = unpacked(read).column(0)
        return self._columns[name]

    def table(self) -> pa.Table:
        """Read all columns."""
        if self._mapped is not None:
            return self._mapped
        return unpacked(pa.ipc.open_file(self._content).read_all())


def kept_file(path: Path) -> KeptFile | None:
    """Open a table that was kept; None where there is none, or it is not what was written."""
    content = _content(path)
    return None if content is None else KeptFile(content)


def is_kept(path: Path) -> bool:
    """Tell whether there is a table, and it is what was written."""
    return _content(path) is not None


def _content(path: Path) -> pa.Buffer | None:
    try:
        with pa.memory_map(str(path)) as source:
            content = source.read_buffer()
        seen = seen_of(path)
    except OSError:
        return None
    end = content.size - _BYTES
    if end < 0:
        return None
    if seen not in _seen:
        mark, said = content[end : end + len(_END)].to_pybytes(), content[end:].to_pybytes()
        if mark not in {_END, _LATER} or said != _checked(content[:end], mark):
            return None
        _seen[seen] = None
    return content[:end]


def used(path: Path) -> None:
    """Note that a table was read: what was not read for longest is cleaned up first."""
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > _OFTEN_SECONDS:
            checked = is_checked(seen_of(path))
            os.utime(path)
            if checked:
                _seen[seen_of(path)] = None


def seen_of(path: Path) -> Seen:
    """Tell a file from all others, and from what it was."""
    stat = os.stat(path)  # noqa: PTH116 - a hundred a day
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns


def is_checked(seen: Seen) -> bool:
    """Say whether this process has checked the bytes of a file."""
    return seen in _seen


def keep_table(path: Path, table: pa.Table, *, small: bool = False) -> None:
    """Keep a table, whole or not at all; who reads at the same time sees the old state or the new.

    Parameters
    ----------
    small : bool
        Keep it in few bytes: it is then read into memory, not mapped, unless it is long; see `packed`.

    Raises
    ------
    UnavailableError
        If it cannot be written.
    """
    table = packed(table) if small else table
    keep_file(path, *_written(table, _LATER if is_packed(table) else _END))


def keep_table_under(paths: Sequence[Path], table: pa.Table) -> bool:
    """Keep a table once, under several names of one folder, each whole or not at all.

    Returns
    -------
    bool
        False where a file can have one name only, and not all were given.

    Raises
    ------
    UnavailableError
        If it cannot be written.
    """
    folder = paths[0].parent
    written, named = (f"{folder}{os.sep}.{secrets.token_hex(12)}.part" for _ in range(2))
    keep_file(Path(written), *_written(table, _LATER))
    try:
        for path in paths:
            try:
                os.link(written, path)
            except FileExistsError:  # written by another process, or not what was written
                os.link(written, named)
                os.replace(named, path)  # noqa: PTH105
    except OSError:
        return False
    finally:
        for begun in (written, named):
            with contextlib.suppress(OSError):
                os.unlink(begun)  # noqa: PTH108
    return True


def _written(table: pa.Table, mark: bytes) -> tuple[Any, bytes]:
    """Return the bytes of a file: the table, and the check behind it."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd" if is_packed(table) else None)
    with pa.ipc.new_file(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    content = sink.getvalue()
    return content, _checked(content, mark)


def keep_file(path: Path, *pieces: Any) -> None:
    """Keep bytes that can be made again, whole or not at all.

    They are not flushed to the disk: what a power cut takes is found by its check, or is no JSON, and made again.

    Raises
    ------
    UnavailableError
        If they cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        begun = f"{path.parent}{os.sep}.{secrets.token_hex(12)}.part"
        try:
            with open(begun, "xb", opener=_own) as file:  # a hundred small files a day: no slower way
                file.writelines(pieces)
            os.replace(begun, path)  # noqa: PTH105
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(begun)  # noqa: PTH108
            raise
    except OSError as error:
        raise UnavailableError(
            f"cannot write into {path.parent}: {error.strerror or error}; check space and rights"
        ) from error


def _own(path: str, flags: int) -> int:
    """Open a file that nobody else may read: there are features of people in it."""
    return os.open(path, flags, 0o600)


def _checked(content: pa.Buffer, mark: bytes) -> bytes:
    return mark + crc32(content).to_bytes(4, "little")
