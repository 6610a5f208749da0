"""Keep unit rows in a file by their fingerprint; a file that cannot be read is made again."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pyarrow as pa

from wager.foundation.errors import UnavailableError


def read_rows_file(path: Path) -> pa.Table | None:
    """Read rows that were kept; None where there are none, or the file is of no use."""
    try:
        with pa.memory_map(str(path)) as source:
            table = pa.ipc.open_file(source).read_all()
            table.validate()
            return table
    except (OSError, pa.ArrowInvalid):
        return None


def write_rows_file(folder: Path, name: str, table: pa.Table) -> None:
    """Keep rows: written aside, then renamed, so that nobody reads half a file.

    Raises
    ------
    UnavailableError
        If the folder cannot be written.
    """
    temporary = folder / f".{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with pa.OSFile(str(temporary), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        os.replace(temporary, folder / name)  # noqa: PTH105  # atomic on every system
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UnavailableError(
            f"cannot write into {folder}: {error.strerror or error}; check space and rights"
        ) from error
