"""A source as features read it: its snapshot, and its clocks and keys on the columns that the snapshot holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wager.data.clocks import KnownTime
from wager.data.known import Always, Never
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.expressions.tree import Column, Tree, columns
from wager.foundation.errors import RefusedError


@dataclass(frozen=True)
class Stored:
    """A source with the snapshot of it that is read.

    Attributes
    ----------
    source : Source
        Its contract.
    snapshot : str
        Id of the snapshot.
    files : tuple of Path
        Its Parquet files, in canonical order.
    versions : bool
        True where a key may have several rows, of which the one known last counts.
    """

    source: Source
    snapshot: str
    files: tuple[Path, ...]
    versions: bool = True

    @classmethod
    def of(cls, source: Source, snapshot: Snapshot) -> Stored:
        """Take what plans need of a snapshot."""
        return cls(source, snapshot.id, snapshot.paths, snapshot.versions)


def event_time(source: Source) -> Tree:
    """Return the first clock of a source on its stored columns."""
    assert source.event_time is not None
    return source.inline(Column(source.event_time))


def key_trees(source: Source) -> tuple[Tree, ...]:
    """Return the key of a source on its stored columns."""
    return tuple(source.inline(Column(column)) for column in source.key)


def clock(known: KnownTime, source: Source) -> Tree | None:
    """Return a known time on the stored columns; None where it is `always` or never."""
    return None if isinstance(known, Always | Never) else source.inline(known)


def stored_only(source: Source, tree: Tree, what: str) -> Tree:
    """Put derived columns in their place; refuse what a snapshot does not hold."""
    inlined = source.inline(tree)
    for column in columns(inlined):
        if column not in source.stored_types():
            raise RefusedError(
                f"{what} reads {column}, a joined column of {source.name}, which this version reads and does not "
                "compute (E113); put it into the source's own file"
            )
    return inlined
