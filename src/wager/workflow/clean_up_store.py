"""`gc`: make room; only what can be computed again is removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wager.features.clean_up import clean_up
from wager.foundation.errors import UsageError
from wager.foundation.sizes import parse_size
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class CleanedUp:
    """What was removed, and what is left.

    Attributes
    ----------
    limit : int
        Bytes that cached columns and rows may take.
    removed, bytes : int
        How many files of the cache went, and how large they were together.
    kept, kept_bytes : int
        How many are left.
    """

    limit: int
    removed: int
    bytes: int
    kept: int
    kept_bytes: int

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"format": 1, **vars(self)}


def clean_up_store(wiring: Wiring, *, cache: str | None = None) -> CleanedUp:
    """Remove cached columns that were used least recently, and what dead processes left behind.

    Parameters
    ----------
    wiring : Wiring
    cache : str, optional
        What they may take, such as `5 GB`; `[limits]` of wager.toml says it otherwise.

    Raises
    ------
    UsageError
        If `cache` is no size.
    """
    try:
        limit = wiring.config.cache if cache is None else 0 if cache == "0" else parse_size(cache)
    except ValueError as error:
        raise UsageError(f"--cache: {error}, or 0") from error
    found = clean_up(wiring.cache, limit)
    return CleanedUp(limit, found.removed, found.bytes, found.kept, found.kept_bytes)
