"""A source as features read it: its snapshot, and those of the sources that it joins."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wager.data.joins.reading import Reading, meaning
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.data.time_parts import Part
from wager.foundation.errors import NotFoundError

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Manner:
    """How rows of a source are read for an aggregate.

    Attributes
    ----------
    joins : tuple of Reading
        What is read of other sources.
    by_column : bool
        Versions of a key are put together column by column, as what is read has several clocks.
    """

    joins: tuple[Reading, ...]
    by_column: bool


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
    parts : tuple of tuple of Part
        By time, of each file; none where they are not known.
    others : mapping of str to Stored
        By name, the sources that it joins.
    read : tuple of Reading
        What is read of these: rows are then spread over the stretches of time in which it stays the same.
    by_column : bool
        True where versions of a key are put together column by column: what is read of them has several clocks.
    live : pyarrow.Table or None
        Rows that came after the snapshot, in physical form, where an audit looks back.
    """

    source: Source
    snapshot: str
    files: tuple[Path, ...]
    versions: bool = True
    parts: tuple[tuple[Part, ...], ...] = ()
    others: Mapping[str, Stored] = field(default_factory=dict, hash=False)
    read: tuple[Reading, ...] = ()
    by_column: bool = False
    live: pa.Table | None = field(default=None, repr=False)

    @classmethod
    def of(cls, source: Source, snapshot: Snapshot, others: Mapping[str, Snapshot] | None = None) -> Stored:
        """Take what plans need of a snapshot, and of those, by name, of the sources that are joined."""
        parts = tuple(snapshot.parts_of_files()) if snapshot.parts else ()
        joined = {
            name: cls.of(other, others[name])
            for name, other in source.others.items()
            if others is not None and name in others
        }
        return cls(source, snapshot.id, snapshot.paths, snapshot.versions, parts, joined)

    def by_name(self, stored: Mapping[str, Stored]) -> dict[str, Stored]:
        """Name this one, others whose events are read, and all that any of them joins."""
        named = {self.source.name: self, **stored}
        joined = {name: other for one in named.values() for name, other in one.others.items()}
        return {**joined, **named}

    def having(self, live: Mapping[str, pa.Table | None]) -> Stored:
        """Add the live rows, by name, to the sources that it joins."""
        return replace(
            self, others={name: replace(one, live=live.get(name)) for name, one in self.others.items()}
        )

    def reading(self, manner: Manner) -> Stored:
        """Return the source as some aggregates read it."""
        return replace(self, read=manner.joins, by_column=manner.by_column)

    @property
    def merges(self) -> bool:
        """True where rows are to be put together."""
        return self.by_column and self.versions

    def joined(self, read: Iterable[Reading]) -> dict[str, Stored]:
        """Return the other sources that are read.

        Raises
        ------
        NotFoundError
            If there is no snapshot of one.
        """
        found = {}
        for name in dict.fromkeys(one.other for one in read):
            if name not in self.others:
                raise NotFoundError(
                    f"{self.source.name} joins {name}, of which there is no snapshot; run `wager snapshot {name}`"
                )
            found[name] = self.others[name]
        return found

    def joins_said(self, read: tuple[Reading, ...], *, data: bool = True) -> dict[str, Any]:
        """Say what is joined, for the digest of what reads it; nothing where nothing is read.

        Parameters
        ----------
        data : bool
            Name the snapshots too.
        """
        if not read:
            return {}
        said: dict[str, Any] = {"joins": meaning(self.source, read)}
        return said | (
            {"joined": {name: one.snapshot for name, one in self.joined(read).items()}} if data else {}
        )

    @property
    def offsets(self) -> list[int]:
        """Places of the first row of each file, and the number of all rows; empty where parts are not known."""
        rows = [sum(part.rows for part in parts) for parts in self.parts]
        return [0, *accumulate(rows)] if rows else []

    def only(self, files: Sequence[int]) -> Stored:
        """Keep some files."""
        return replace(
            self,
            files=tuple(self.files[place] for place in files),
            parts=tuple(self.parts[place] for place in files),
        )

    def holding(self, names: Collection[str]) -> Stored:
        """Keep the files that hold some parts."""
        held = [place for place, parts in enumerate(self.parts) if any(part.name in names for part in parts)]
        return self.only(held)
