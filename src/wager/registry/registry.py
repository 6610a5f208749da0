"""The registry: versions, titles and the ledger in one database, behind one protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from wager.foundation.ledger import Record
from wager.foundation.moments import iso
from wager.registry.titles import Turn


@dataclass(frozen=True)
class Registered:
    """A version's line in the registry; its manifest is an object.

    Attributes
    ----------
    id : str
        Of the version.
    serves, design, hypothesis, model : str
        As in the manifest, to be found by.
    verdict : str
        The word; empty for a baseline.
    entry : str
        Hash of the log entry with the verdict; empty for a baseline.
    at : int
        When it was registered, in microseconds.
    """

    id: str
    serves: str
    design: str
    hypothesis: str
    model: str
    verdict: str
    entry: str
    at: int

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "at": iso(self.at)}


class Act(Protocol):
    """One transaction: all of it is written when its block ends, or nothing. Nobody else writes meanwhile."""

    def register(self, version: Registered) -> None:
        """Add a version; one that is there stays as it is."""
        ...

    def seat(self, turn: Turn) -> None:
        """Add a turn to a title.

        Raises
        ------
        ConflictError
            If somebody else has that turn, or it does not follow the last one.
        NotFoundError
            If its version is not registered.
        """
        ...

    def note(self, kind: str, at: int, body: Mapping[str, Any]) -> Record:
        """Add a record to the ledger."""
        ...

    def turns(self, serves: str) -> tuple[Turn, ...]:
        """Return the turns at a title, in order, as this transaction sees them."""
        ...

    def records(self, kind: str) -> tuple[Record, ...]:
        """Return the ledger's records of one kind, in order, as this transaction sees them."""
        ...


class Registry(Protocol):
    """Versions, titles and the ledger. Where nothing was ever written, reading finds nothing and makes nothing."""

    def acting(self) -> AbstractContextManager[Act]:
        """Open the one transaction that may write (BEGIN IMMEDIATE): who comes second waits.

        Raises
        ------
        UnavailableError
            If the database cannot be opened, stays locked, or the disk is full.
        """
        ...

    def versions(self) -> tuple[Registered, ...]:
        """Return all versions, oldest first."""
        ...

    def turns(self, serves: str = "") -> tuple[Turn, ...]:
        """Return the turns at a title, or at all titles sorted by name, in order."""
        ...

    def ledger(self, since: int = 0) -> Iterator[Record]:
        """Return the ledger's records after a number, in order."""
        ...

    def faults(self) -> tuple[str, ...]:
        """Look at everything anew: the database itself, the chain, and whether the tables say what the ledger says."""
        ...
