"""What the machine has to give."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

LEAST = 200 * 10**6
_GROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_UNLIMITED = 1 << 60


def memory_of_machine() -> int | None:
    """Return the bytes of memory that there are, or that the container may have; None where nobody says."""
    found = []
    with contextlib.suppress(ValueError, OSError, AttributeError):
        found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for path in _GROUPS:
        with contextlib.suppress(ValueError, OSError):
            found.append(int(Path(path).read_text("ascii")))
    known = [size for size in found if 0 < size < _UNLIMITED]
    return min(known, default=None)


def usual_budget() -> int | None:
    """Return three quarters of the memory: what may be taken where nobody said otherwise."""
    have = memory_of_machine()
    return None if have is None else max(LEAST, have * 3 // 4)
