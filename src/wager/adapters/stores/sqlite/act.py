"""The one transaction that writes: what was done stands beside its record in the ledger, or nothing does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NestedTransaction, desc, insert, select
from sqlalchemy.exc import DBAPIError

from wager.adapters.stores.sqlite.rows import (
    demand_all_records,
    read_records,
    read_turns,
    read_versions,
    record_of,
)
from wager.adapters.stores.sqlite.schema import LEDGER, TURNS, VERSIONS
from wager.adapters.stores.sqlite.translate import translated
from wager.foundation.errors import ConflictError, NotFoundError, UnavailableError
from wager.foundation.fingerprint import canonical, short
from wager.foundation.ledger import Record, record
from wager.registry.registry import Registered
from wager.registry.titles import Turn


class SqliteAct:
    """A `registry.Act` on a connection that holds the right to write.

    Parameters
    ----------
    connection : Connection
        Within BEGIN IMMEDIATE.
    path : Path
        The file, for messages.
    """

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._taken_back = False

    def register(self, version: Registered) -> None:
        """Add a version; one that is there stays as it is."""
        with self._whole():
            if read_versions(self._connection, self._path, version.id):
                return
            written = self.note("version", version.at, version.to_json())
            self._connection.execute(insert(VERSIONS).values(**vars(version), record=written.number))

    def seat(self, turn: Turn) -> None:
        """Add a turn to a title."""
        with self._whole():
            self._demand_next(turn)
            written = self.note("title", turn.since, turn.to_json())
            self._connection.execute(insert(TURNS).values(**vars(turn), record=written.number))

    def note(self, kind: str, at: int, body: Mapping[str, Any]) -> Record:
        """Add a record to the ledger."""
        with self._whole():
            demand_all_records(self._connection, self._path)
            newest = select(LEDGER).order_by(desc(LEDGER.c.number)).limit(1)
            row = self._connection.execute(newest).first()
            made = record(None if row is None else record_of(self._path, tuple(row)), kind, at, body)
            written = {**vars(made), "body": canonical(made.body).decode()}
            self._connection.execute(insert(LEDGER).values(**written))
            return made

    def turns(self, serves: str) -> tuple[Turn, ...]:
        """Return the turns at a title, in order."""
        with translated(self._path):
            return read_turns(self._connection, self._path, serves) if serves else ()

    def records(self, kind: str) -> tuple[Record, ...]:
        """Return the ledger's records of one kind, in order."""
        with translated(self._path):
            return tuple(read_records(self._connection, self._path, kind=kind))

    def demand_whole(self) -> None:
        """Refuse to go on, or to end well, after everything was taken back.

        Raises
        ------
        UnavailableError
            If a step failed so badly that those before it are gone as well.
        """
        if self._taken_back:
            raise UnavailableError(
                f"the registry {self._path} took back all of this transaction; nothing was written; "
                "make space and run the same command again"
            )

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Take back a step that fails halfway, also where the caller catches the error and goes on."""
        self.demand_whole()
        with translated(self._path):
            step = self._connection.begin_nested()
            try:
                yield
                step.commit()
            except BaseException:
                self._take_back(step)
                raise

    def _take_back(self, step: NestedTransaction) -> None:
        try:
            step.rollback()
        except DBAPIError:  # on a full disk SQLite takes back the whole transaction, and then knows no steps
            self._taken_back = True

    def _demand_next(self, turn: Turn) -> None:
        found = read_versions(self._connection, self._path, turn.version)
        if not found:
            raise NotFoundError(
                f"version {short(turn.version)} is not in the registry {self._path}; register it first"
            )
        if found[0].serves != turn.serves:
            raise ConflictError(
                f"version {short(turn.version)} was made for {found[0].serves!r} and cannot hold the title "
                f"{turn.serves!r}; promote a version of a design that serves it"
            )
        last = len(self.turns(turn.serves))
        if turn.number != last + 1:
            raise ConflictError(
                f"turn {turn.number} at {turn.serves!r} does not follow turn {last}: somebody else was faster; "
                "look who holds the title now and decide again"
            )
