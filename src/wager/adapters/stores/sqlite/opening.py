"""Make the file, and connections to it that lose nothing when the process or the machine dies."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine

from wager.adapters.stores.sqlite.schema import APPLICATION, NUMBER, STATEMENTS
from wager.adapters.stores.sqlite.translate import damaged, translated
from wager.foundation.errors import BadInputError
from wager.foundation.folders import flush_folder, make_folder

# Before 3.51.3 two connections that write and checkpoint at once could damage a write-ahead log.
JOURNAL, SYNCHRONOUS = ("wal", "FULL") if sqlite3.sqlite_version_info >= (3, 51, 3) else ("delete", "EXTRA")
"""How a transaction reaches the disk: of the pairs that lost nothing over power cuts, the one that is safe here."""

_SETTINGS = (
    f"PRAGMA synchronous = {SYNCHRONOUS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else REPLACE removes rows unseen
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
)


def open_engine(path: Path, wait_seconds: float) -> Engine:
    """Make what gives out connections to a file that is there; each is closed after use, none crosses a fork.

    Parameters
    ----------
    path : Path
        The file.
    wait_seconds : float
        How long who comes second waits for a lock.
    """
    address = f"{path.absolute().as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        # Without an isolation level of its own the driver begins nothing behind our back.
        made = sqlite3.connect(
            address, timeout=wait_seconds, isolation_level=None, uri=True, check_same_thread=False
        )
        try:
            for setting in _SETTINGS:
                made.execute(setting)
        except BaseException:
            made.close()
            raise
        return made

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


@contextmanager
def reading(engine: Engine, path: Path) -> Iterator[Connection]:
    """Open a transaction that reads one state of a registry.

    Raises
    ------
    UnavailableError, BadInputError
        If the file cannot be read, is damaged, or is no registry that this wager knows.
    """
    with translated(path), engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("BEGIN")
        _demand_schema(connection, path)
        yield connection


@contextmanager
def writing(engine: Engine, path: Path) -> Iterator[Connection]:
    """Open the one transaction that may write: it has the right to write from its first moment."""
    with translated(path), engine.connect() as connection, connection.begin():
        _demand_schema(connection, path)  # what is none of ours is not touched
        if connection.exec_driver_sql("PRAGMA journal_mode").scalar() != JOURNAL:
            connection.exec_driver_sql(f"PRAGMA journal_mode = {JOURNAL}")  # waits until it is alone
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        _demand_schema(connection, path)
        yield connection


def make_file(path: Path, wait_seconds: float) -> None:
    """Make an empty registry where there is no file: written beside, then linked, so that it is there whole or not.

    Raises
    ------
    UnavailableError
        If it cannot be written.
    """
    with translated(path):
        if path.exists():
            return
        make_folder(path.parent)
        temporary = path.parent / f".new-{secrets.token_hex(8)}.db"
        try:
            os.close(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            _fill(temporary, wait_seconds)
            with suppress(FileExistsError):  # somebody was faster, with the same
                os.link(temporary, path)
            flush_folder(path.parent)
        finally:
            for end in ("", "-journal", "-wal", "-shm"):
                temporary.with_name(temporary.name + end).unlink(missing_ok=True)


def _fill(path: Path, wait_seconds: float) -> None:
    with open_engine(path, wait_seconds).connect() as connection, connection.begin():
        connection.exec_driver_sql(f"PRAGMA journal_mode = {JOURNAL}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        for statement in STATEMENTS:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
        connection.exec_driver_sql(f"PRAGMA user_version = {NUMBER}")


def _demand_schema(connection: Connection, path: Path) -> None:
    if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION:
        raise damaged(path, "it does not say that it is a registry of wager")
    number = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if number > NUMBER:
        raise BadInputError(
            f"the registry {path} has schema {number}, and this wager knows {NUMBER}; use a newer wager"
        )
    if number != NUMBER:
        raise damaged(path, f"it says that its schema is number {number}, and the first was 1")
