"""DuckDB behind `data.engine.Engine`: expressions over many rows, with the same bits at any number of threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from wager.adapters.duckdb import files
from wager.adapters.duckdb.plain import plain_columns
from wager.expressions.tree import Tree, Type
from wager.foundation.errors import BadInputError

if TYPE_CHECKING:
    from wager.adapters.duckdb.database import Database


class DuckDBEngine:
    """Evaluates in a DuckDB in memory, which all engines of this process with the same settings share.

    It is opened when an expression is first computed: reading files, and columns as they are stored, needs none.

    Parameters
    ----------
    threads : int, optional
        How many to use; one per core without.
    memory : int, optional
        Bytes that DuckDB may take before it writes to the disk; most of the machine's without.

    Examples
    --------
    >>> from wager.expressions.parse import parse
    >>> table = pa.table({"delay": [12, None]})
    >>> DuckDBEngine(1).evaluate(table, {"delay": "int"}, {"half": parse("delay / 2")})["half"].to_pylist()
    [6.0, None]
    """

    def __init__(self, threads: int | None = None, memory: int | None = None) -> None:
        self._threads, self._memory = threads, memory

    @cached_property
    def _database(self) -> Database:
        from wager.adapters.duckdb.database import opened

        return opened(self._threads, self._memory)

    def read_text(
        self,
        path: Path,
        *,
        member: str | None = None,
        columns: Sequence[str] | None = None,
        nulls: Sequence[str] = ("",),
    ) -> pa.Table:
        """Read a data file; see `data.engine.Engine`."""
        return files.read_text(path, member=member, columns=columns, nulls=nulls)

    def evaluate(
        self,
        table: pa.Table | Sequence[Path],
        types: Mapping[str, Type],
        outputs: Mapping[str, Tree],
        *,
        where: Tree | None = None,
        order: Sequence[str] = (),
        zone: str = "UTC",
    ) -> pa.Table:
        """Evaluate expressions for each row; see `data.engine.Engine`."""
        if not outputs:
            return pa.table({})
        if where is None and not order:
            found = plain_columns(table, types, outputs, threads=self._threads != 1, memory=self._memory)
            if found is not None:
                return found
        from wager.adapters.duckdb.query import evaluated

        cursor = self._database.cursor()
        try:
            return evaluated(cursor, table, types, outputs, where=where, order=order, zone=zone)
        except RecursionError as error:
            raise BadInputError(
                "an expression holds too many operators in each other; define parts by name"
            ) from error
        finally:
            cursor.close()
