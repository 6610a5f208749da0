"""A source that lost most of its rows: a file that was cut off, or written anew and empty, looks so."""

from __future__ import annotations

from wager.data.manifest import read_manifest
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.foundation.errors import WagerError
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import short
from wager.foundation.objects import ObjectStore
from wager.foundation.rounded import number_of

KEPT = 0.5
"""A source that keeps less than this share of its rows is warned of."""


def shrunk(objects: ObjectStore, source: Source, was: str, now: Snapshot) -> list[Finding]:
    """Warn of a snapshot that has less than half of the rows of the one before it (W125).

    Parameters
    ----------
    objects : ObjectStore
        Where both are.
    source : Source
        What they are of.
    was : str
        Id of the one before; where it is gone or damaged, nothing is held against it.
    now : Snapshot
    """
    try:
        before = read_manifest(objects.path(was).read_bytes(), was)
    except (WagerError, OSError):
        return []
    if now.rows >= KEPT * before.rows:
        return []
    left = f"has {number_of(now.rows, 'rows')}" if now.rows else "has no rows"
    said = (
        f"source {source.name} {left}, where its snapshot before had {before.rows:,}: was the file cut off, or written anew with less? Then "
        f"put the whole one back and take the snapshot again (the rows before are kept in {short(was)}); where they were meant to go, go on"
    )
    return [Finding(source.path, source.line_of("from"), "W125", said)]
