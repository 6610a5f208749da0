"""Keep a table that can be computed again: in Arrow's file format, mapped into memory, with a check of all its bytes.

Who reads a flipped bit as a feature or an outcome would judge on it, so a file that is not what was written is no file.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from pathlib import Path
from typing import Any
from zlib import crc32

import pyarrow as pa

from wager.foundation.errors import UnavailableError

_END = b"wagercrc"
_BYTES = len(_END) + 4
"""Behind the table: the mark, and the CRC-32 of all that stands before it."""

_OFTEN_SECONDS = 60
"""A use is noted at most so often."""

_seen: dict[tuple[str, int, int, int], None] = {}
# Files whose bytes were checked by this process: path, inode, size and time of change. None is ever written in place.


def kept_table(path: Path) -> pa.Table | None:
    """Map a table that was kept; None where there is none, or it is not what was written."""
    try:
        with pa.memory_map(str(path)) as source:
            content = source.read_buffer()
        seen = _seen_of(path)
    except OSError:
        return None
    end = content.size - _BYTES
    if end < 0:
        return None
    if seen not in _seen:
        if content[end:].to_pybytes() != _checked(content[:end]):
            return None
        _seen[seen] = None
    return pa.ipc.open_file(content[:end]).read_all()


def used(path: Path) -> None:
    """Note that a table was read: what was not read for longest is cleaned up first."""
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > _OFTEN_SECONDS:
            checked = _seen_of(path) in _seen
            os.utime(path)
            if checked:
                _seen[_seen_of(path)] = None


def _seen_of(path: Path) -> tuple[str, int, int, int]:
    stat = path.stat()
    return str(path), stat.st_ino, stat.st_size, stat.st_mtime_ns


def keep_table(path: Path, table: pa.Table) -> None:
    """Keep a table, whole or not at all; who reads at the same time sees the old state or the new.

    Raises
    ------
    UnavailableError
        If it cannot be written.
    """
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    content = sink.getvalue()
    keep_file(path, content, _checked(content))


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


def _checked(content: pa.Buffer) -> bytes:
    return _END + crc32(content).to_bytes(4, "little")
