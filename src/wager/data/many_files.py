"""Finding and hashing the files of a source: a file a day is many files, and each day looks at all of them."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from fnmatch import translate
from pathlib import Path

_PIECE = 1 << 18


def files_like(anchor: Path, pattern: Path) -> tuple[Path, ...]:
    """Find the files that a pattern names, in the order of their names; links are followed.

    Parameters
    ----------
    anchor : Path
        A folder.
    pattern : Path
        Relative to it, with `*`, `?` or `[`.

    Raises
    ------
    OSError
        If a folder cannot be read.
    """
    folder, name = anchor / pattern.parent, pattern.name
    if any(mark in str(pattern.parent) for mark in "*?[") or "**" in name or os.name == "nt":
        return resolved(sorted(file for file in anchor.glob(str(pattern)) if file.is_file()))
    fits = re.compile(translate(name)).fullmatch
    try:
        with os.scandir(folder) as entries:
            found = sorted(
                (one.name, one.is_symlink()) for one in entries if fits(one.name) and _is_file(one)
            )
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return ()
    there = f"{folder.resolve()}{os.sep}"
    return tuple((folder / name).resolve() if link else Path(there + name) for name, link in found)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


def resolved(files: Sequence[Path]) -> tuple[Path, ...]:
    """Follow links; the folder that files share is looked at once."""
    folders = {folder: folder.resolve() for folder in {file.parent for file in files}}
    return tuple(
        file.resolve() if os.path.islink(file) else folders[file.parent] / file.name  # noqa: PTH114
        for file in files
    )


def file_digests(files: Iterable[Path]) -> list[str]:
    """Hash the bytes of each file: SHA-256 in 64 hexadecimal characters."""
    buffer = bytearray(_PIECE)  # one for all: making it takes as long as hashing a small file
    view = memoryview(buffer)
    found = []
    for file in files:
        hashed = hashlib.sha256()
        with open(file, "rb", buffering=0) as read:  # noqa: PTH123
            while size := read.readinto(buffer):
                hashed.update(view[:size])
        found.append(hashed.hexdigest())
    return found
