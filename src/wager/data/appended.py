"""A text file to whose end rows were added: only those are parsed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from wager.data.delimited import is_parquet, layout_of
from wager.foundation.errors import BadInputError

_PLAIN = frozenset({"utf-8", "utf-8-sig"})
_PACKED = frozenset({".zip", ".gz"})


def appended(path: Path, size: int, sha256: str) -> bytes | None:
    """Return the line of names and the rows that came after the first `size` bytes; None where that cannot be told.

    It can where those bytes hash as the file did when it was read whole, end with a line, and hold no text that is still
    open, and where what follows is written in the same way.

    Parameters
    ----------
    path : Path
        The file as it is now.
    size, sha256 : int, str
        Of the file as it was.
    """
    if is_parquet(path) or path.suffix.lower() in _PACKED or path.stat().st_size <= size:
        return None
    content = path.read_bytes()
    was, rest = content[:size], content[size:]
    if hashlib.sha256(was).hexdigest() != sha256 or not was.endswith(b"\n") or was.count(b'"') % 2:
        return None
    names = was[: was.index(b"\n") + 1]
    if not names.strip() or b'"' in names or not rest.strip():
        return None
    try:
        layouts = [layout_of(one, path.name) for one in (was, names + rest)]
    except BadInputError:
        return None
    return names + rest if layouts[0] == layouts[1] and layouts[0].encoding in _PLAIN else None
