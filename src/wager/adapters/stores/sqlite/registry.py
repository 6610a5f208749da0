"""The registry's protocol over one SQLite file; SQLAlchemy is loaded with the first file that is there or is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wager.foundation.errors import UnavailableError, WagerError
from wager.foundation.ledger import Record
from wager.registry.registry import Act, Registered
from wager.registry.titles import Turn

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_PAGE = 1_000


class SqliteRegistry:
    """A `registry.Registry` in one file.

    Safe among threads and processes, and across forks: every call opens and closes a connection of its own.

    Parameters
    ----------
    path : Path
        The file; made, readable by its owner only, with the first act.
    wait_seconds : float
        How long who comes second waits for the first.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     registry = SqliteRegistry(Path(folder) / "registry.db")
    ...     before = registry.turns()
    ...     with registry.acting() as act:
    ...         noted = act.note("verdict", 0, {"word": "SHIP"})
    ...     before, noted.number, [record.body["word"] for record in registry.ledger()], registry.faults()
    ((), 1, ['SHIP'], ())
    """

    def __init__(self, path: Path, *, wait_seconds: float = 30) -> None:
        self.path = path
        self._wait_seconds = wait_seconds

    def acting(self) -> AbstractContextManager[Act]:
        """Open the one transaction that may write."""
        return self._acting()

    def versions(self) -> tuple[Registered, ...]:
        """Return all versions, oldest first."""
        if not self._is_there():
            return ()
        from wager.adapters.stores.sqlite.rows import read_versions

        with self._reading() as connection:
            return read_versions(connection, self.path)

    def turns(self, serves: str = "") -> tuple[Turn, ...]:
        """Return the turns at a title, or at all titles sorted by name, in order."""
        if not self._is_there():
            return ()
        from wager.adapters.stores.sqlite.rows import read_turns

        with self._reading() as connection:
            return read_turns(connection, self.path, serves)

    def ledger(self, since: int = 0) -> Iterator[Record]:
        """Return the ledger's records after a number, in order; no lock is held while the caller looks at them."""
        if not self._is_there():
            return
        from wager.adapters.stores.sqlite.rows import read_records

        while True:
            with self._reading() as connection:
                page = list(read_records(connection, self.path, since=since, at_most=_PAGE))
            yield from page
            if len(page) < _PAGE:
                return
            since = page[-1].number

    def faults(self) -> tuple[str, ...]:
        """Look at everything anew; whatever is wrong is said, never raised."""
        try:
            if not self._is_there():
                return ()
            from wager.adapters.stores.sqlite.faults import find_faults

            return find_faults(self._engine, self.path)
        except WagerError as error:
            return (str(error),)

    @contextmanager
    def _acting(self) -> Iterator[Act]:
        from wager.adapters.stores.sqlite.act import SqliteAct
        from wager.adapters.stores.sqlite.opening import make_file, writing

        make_file(self.path, self._wait_seconds)
        with writing(self._engine, self.path) as connection:
            act = SqliteAct(connection, self.path)
            yield act
            act.demand_whole()

    def _reading(self) -> AbstractContextManager[Connection]:
        from wager.adapters.stores.sqlite.opening import reading

        return reading(self._engine, self.path)

    @cached_property
    def _engine(self) -> Engine:
        from wager.adapters.stores.sqlite.opening import open_engine

        return open_engine(self.path, self._wait_seconds)

    def _is_there(self) -> bool:
        try:
            return self.path.exists()
        except OSError as error:
            raise UnavailableError(
                f"the registry {self.path} cannot be read: {error.strerror}; check the rights of its folder"
            ) from error
