"""Errors of SQLite in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from wager.foundation.errors import BadInputError, ConflictError, UnavailableError, WagerError

_REACH = ("IOERR", "CANTOPEN", "READONLY", "PERM", "AUTH", "NOMEM", "NOLFS", "INTERRUPT", "PROTOCOL")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite raises about a file into an error of ours.

    Raises
    ------
    UnavailableError
        If it stays locked, the disk is full, or it cannot be opened, read or written.
    ConflictError
        If a rule of the tables refuses a row.
    BadInputError
        If it is damaged.
    """
    try:
        yield
    except DBAPIError as error:
        raise told(path, error.orig or error) from error
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the driver cannot even decode what SQLite says
        raise told(path, error) from error
    except OSError as error:
        if isinstance(error, WagerError):
            raise
        raise UnavailableError(
            f"cannot write {path}: {error.strerror or error}; check space and rights"
        ) from error


def told(path: Path, error: BaseException) -> WagerError:
    """Say what SQLite says, with what to do.

    Examples
    --------
    >>> str(told(Path("registry.db"), sqlite3.DatabaseError("file is not a database")))
    'the registry registry.db is damaged: file is not a database; `wager verify` says what is; restore the file from a backup'
    """
    kind = str(getattr(error, "sqlite_errorname", "")).removeprefix("SQLITE_")
    if kind.startswith(("BUSY", "LOCKED")):
        return UnavailableError(
            f"the registry {path} stays locked by another process; nothing was written; "
            "run the same command again when the other is done"
        )
    if kind == "FULL":
        return UnavailableError(
            f"the registry {path} cannot be written: the disk is full; nothing was half-written; "
            "make space and run the same command again"
        )
    if kind.startswith(_REACH):
        return UnavailableError(
            f"the registry {path} cannot be read or written: {error}; nothing was half-written; "
            "check space and rights of the file and its folder"
        )
    if kind.startswith("CONSTRAINT"):
        return ConflictError(
            f"the registry {path} refuses: {error}; somebody else was faster or the row contradicts another; look again"
        )
    return damaged(path, str(error))


def damaged(path: Path, why: str) -> BadInputError:
    """Say that the file, or a row of it, is not what was written."""
    return BadInputError(
        f"the registry {path} is damaged: {why}; `wager verify` says what is; restore the file from a backup"
    )
