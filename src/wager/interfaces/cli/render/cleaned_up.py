"""What `gc` removed."""

from __future__ import annotations

from typing import Any

from wager.foundation.sizes import size_text
from wager.interfaces.cli.tables import counted


def cleaned_up_lines(document: dict[str, Any]) -> list[str]:
    """Print what went and what is left.

    Examples
    --------
    >>> cleaned_up_lines({"limit": 20 * 10**9, "removed": 2, "bytes": 3_000_000, "kept": 51, "kept_bytes": 408_000_000})
    ['removed 2 files of the cache (3.0 MB)', 'the cache holds 51 files (408.0 MB), and may hold 20.0 GB']
    """
    kept = f"the cache holds {counted(document['kept'], 'file')} ({size_text(document['kept_bytes'])})"
    return [
        f"removed {counted(document['removed'], 'file')} of the cache ({size_text(document['bytes'])})",
        f"{kept}, and may hold {size_text(document['limit'])}",
    ]
