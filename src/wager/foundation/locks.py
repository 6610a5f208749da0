"""One process at a time: a lock on a file, which the system frees when its holder dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wager.foundation.errors import UnavailableError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock; whoever comes second waits.

    Parameters
    ----------
    path : Path
        The file that stands for it; made where it is missing, never removed.

    Raises
    ------
    UnavailableError
        If the file cannot be made.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, locked(Path(folder) / "log"):
    ...     "alone"
    'alone'
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UnavailableError(f"cannot write {path}: {error.strerror}; check space and rights") from error
    try:
        _wait(descriptor)
        yield
    finally:
        os.close(descriptor)  # frees the lock


def _wait(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
