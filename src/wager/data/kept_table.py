"""Keep a table that can be computed again: in Arrow's file format, mapped into memory, with a check of all its bytes.

Who reads a flipped bit as a feature or an outcome would judge on it, so a file that is not what was written is no file.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from zlib import crc32

import pyarrow as pa

from wager.foundation.errors import UnavailableError

_END = b"wagercrc"
_BYTES = len(_END) + 4
"""Behind the table: the mark, and the CRC-32 of all that stands before it."""


def kept_table(path: Path) -> pa.Table | None:
    """Map a table that was kept; None where there is none, or it is not what was written."""
    try:
        with pa.memory_map(str(path)) as source:
            content = source.read_buffer()
    except OSError:
        return None
    end = content.size - _BYTES
    if end < 0 or content[end:].to_pybytes() != _checked(content[:end]):
        return None
    return pa.ipc.open_file(content[:end]).read_all()


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
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
            try:
                file.write(content)
                file.write(_checked(content))
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise UnavailableError(
            f"cannot write into {path.parent}: {error.strerror or error}; check space and rights"
        ) from error


def _checked(content: pa.Buffer) -> bytes:
    return _END + crc32(content).to_bytes(4, "little")
