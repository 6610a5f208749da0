"""Keep what was told of a file without a contract, so that an unchanged one is not read again for it."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from wager.data.infer import Shape
from wager.data.schema import ColumnSpec
from wager.foundation.errors import UnavailableError
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import canonical

VERSION = 1
"""Raised when the same bytes would be told otherwise."""

Memo = list[str | int]


def memo_of(path: Path) -> Memo:
    """Say cheaply which file this is: name, size, time of last change."""
    stat = path.stat()
    return [str(path), stat.st_size, str(stat.st_mtime_ns)]


def read_shape(file: Path, memo: Memo | None) -> Shape | None:
    """Read a shape that was kept of the same bytes (of any without a memo); None where there is none."""
    try:
        said: dict[str, Any] = json.loads(file.read_bytes())
        if said["version"] != VERSION or memo not in (None, said["memo"]):
            return None
        specs = tuple(
            ColumnSpec(name, kind, nullable, null_if=tuple(null_if), written=written, layout=layout)
            for name, kind, nullable, null_if, written, layout in said["columns"]
        )
        return Shape(specs, said["rows"], tuple(Finding(*finding) for finding in said["findings"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_shape(file: Path, memo: Memo, shape: Shape) -> None:
    """Keep a shape.

    Raises
    ------
    UnavailableError
        If the folder cannot be written.
    """
    said = {
        "version": VERSION,
        "memo": memo,
        "rows": shape.rows,
        "columns": [
            [spec.name, spec.type, spec.nullable, spec.null_if, spec.written, spec.layout]
            for spec in shape.columns
        ],
        "findings": [[one.path, one.line, one.code, one.message] for one in shape.findings],
    }
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.parent / f".{secrets.token_hex(8)}"
        temporary.write_bytes(canonical(said))
        os.replace(temporary, file)  # noqa: PTH105  # atomic on every system
    except OSError as error:
        raise UnavailableError(
            f"cannot write into {file.parent}: {error.strerror or error}; check space and rights"
        ) from error
