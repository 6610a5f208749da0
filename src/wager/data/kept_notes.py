"""Notes on what was kept last, so that what comes next can begin with it: small JSON files, the latest few of each folder."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wager.data.kept_table import keep_file
from wager.foundation.fingerprint import canonical

REMEMBERED = 8
"""So many notes of a folder are kept."""


def note(folder: Path, name: str, said: Any) -> None:
    """Write a note, and forget the oldest ones.

    Raises
    ------
    UnavailableError
        If it cannot be written.
    """
    keep_file(folder / f"{name}.json", canonical(said))
    for path in latest_notes(folder)[REMEMBERED:]:
        path.unlink(missing_ok=True)


def notes(folder: Path) -> Iterator[Any]:
    """Yield the notes of a folder, the latest first; one that cannot be read is none."""
    for path in latest_notes(folder):
        with contextlib.suppress(OSError, ValueError):
            yield json.loads(path.read_bytes())


def latest_notes(folder: Path) -> list[Path]:
    """List the notes of a folder, the latest first."""
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for one in entries:
            if one.name.endswith(".json"):
                with contextlib.suppress(OSError):  # another process forgot it meanwhile
                    found.append((one.stat().st_mtime_ns, one.path))
    return [Path(path) for _, path in sorted(found, reverse=True)]
