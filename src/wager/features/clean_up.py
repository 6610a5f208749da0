"""Keep what was computed within a size: what was used least recently goes first."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ABANDONED_SECONDS = 3600
"""A file that was begun so long ago, and did not get its name, is a dead process's."""

_TOLD_SECONDS = 90 * 86_400


@dataclass(frozen=True)
class Cleaned:
    """What was removed.

    Attributes
    ----------
    removed, bytes : int
        How many files, and how large they were together.
    kept, kept_bytes : int
        How many are left.
    """

    removed: int
    bytes: int
    kept: int
    kept_bytes: int


@dataclass(frozen=True, order=True)
class _Used:
    """A file with all its names: what came at once for several columns lies in one, which has the name of each."""

    at: int
    paths: tuple[str, ...]
    bytes: int


def clean_up(folder: Path, limit: int) -> Cleaned:
    """Remove files until the others take `limit` bytes at most.

    A column that another one continues goes with the moment at which it was last used, as all do: reading the one uses the other.
    Who has a file mapped keeps it; who comes later computes it again.

    Parameters
    ----------
    folder : Path
        With all that is below it.
    limit : int
        In bytes.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     for age, name in enumerate("abc"):
    ...         written = Path(place) / f"{name}.arrow"
    ...         _ = written.write_bytes(b"1234")
    ...         os.utime(written, (age, age))
    ...     clean_up(Path(place), 8), sorted(os.listdir(place))
    (Cleaned(removed=1, bytes=4, kept=2, kept_bytes=8), ['b.arrow', 'c.arrow'])
    """
    found = sorted(_by_file(_files(folder)))
    left = sum(one.bytes for one in found)
    removed = freed = 0
    for one in found:
        if left - freed <= limit:
            break
        gone = [_remove(path) for path in one.paths]
        if all(gone):
            removed, freed = removed + 1, freed + one.bytes
    return Cleaned(removed, freed, len(found) - removed, left - freed)


def _by_file(names: Iterable[tuple[str, os.stat_result]]) -> list[_Used]:
    """Bring the names of one file together."""
    found: dict[tuple[int, int, str], list[tuple[str, os.stat_result]]] = {}
    for path, stat in names:
        alone = path if stat.st_nlink == 1 or not stat.st_ino else ""
        found.setdefault((stat.st_dev, stat.st_ino, alone), []).append((path, stat))
    return [
        _Used(named[0][1].st_mtime_ns, tuple(path for path, _ in named), named[0][1].st_size)
        for named in found.values()
    ]


def _files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Yield what is cached, by name; what was abandoned is removed on the way."""
    now = time.time()
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path))
                continue
            stat = entry.stat(follow_symlinks=False)
        except OSError:
            continue  # another process removed it
        age = now - stat.st_mtime
        begun, told = entry.name.endswith(".part"), entry.name.endswith(".json")
        if (begun and age > ABANDONED_SECONDS) or (told and age > _TOLD_SECONDS):
            _remove(entry.path)
        elif entry.name.endswith(".arrow"):
            yield entry.path, stat


def _remove(path: str) -> bool:
    try:
        os.unlink(path)  # noqa: PTH108 - paths of a scan
    except OSError:
        return False
    return True
