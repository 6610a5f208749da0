"""DuckDB in memory, opened once in a process for all who ask for the same settings."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

import duckdb

SPILLED = "wager-duckdb-"
"""How the folder begins in which DuckDB puts what memory does not hold."""


class Database:
    """A database without tables; it is closed when nobody has it any more.

    Parameters
    ----------
    threads, memory : int or None
        See `engine.DuckDBEngine`.
    folder : str
        Takes what memory does not hold.
    """

    def __init__(self, threads: int | None, memory: int | None, folder: str) -> None:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "python_enable_replacements": False,
            "preserve_insertion_order": True,
            # It regroups sums of integers, so that they overflow where what is written does not.
            "disabled_optimizers": "expression_rewriter",
            "temp_directory": folder,
        }
        if threads is not None:
            config["threads"] = threads
        if memory is not None:
            config["memory_limit"] = f"{memory // 1000}kB"
        self._connection = duckdb.connect(":memory:", config=config)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a connection of its own: what is registered with it is seen by no other."""
        return self._connection.cursor()


_opened: WeakValueDictionary[tuple[int | str | None, ...], Database] = WeakValueDictionary()
_opening = Lock()


def opened(threads: int | None, memory: int | None) -> Database:
    """Return the database of this process with some settings; opening one costs more than a day of rows does."""
    process = os.getpid()  # threads do not live on in a process that was forked
    folder = str(Path(tempfile.gettempdir()) / f"{SPILLED}{process}")
    key = (process, threads, memory, folder)
    with _opening:
        found = _opened.get(key)
        if found is None:
            found = _opened[key] = Database(threads, memory, folder)
        return found
