"""Queries to databases in a file: DuckDB and SQLite, told apart by how the file begins."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa

from wager.foundation.errors import BadInputError, NotFoundError, RefusedError

_SQLITE = b"SQLite format 3\x00"
_DUCKDB = b"DUCK"
_AT = 8
"""Where in a file of DuckDB its mark stands."""

_READS = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)


class FileWarehouse:
    """Opens databases for reading only; a query reaches no other file.

    Parameters
    ----------
    environment : mapping of str to str, optional
        Where `env:NAME` is looked up; that of the process unless given.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = os.environ if environment is None else environment

    def query(self, store: str, sql: str, root: Path) -> pa.Table:
        """Run one query; see `data.warehouse.Warehouse`."""
        path = self._path(store, root)
        with path.open("rb") as file:
            begins = file.read(len(_SQLITE))
        if begins == _SQLITE:
            return _sqlite(path, sql)
        if begins[_AT : _AT + len(_DUCKDB)] == _DUCKDB:
            return _duckdb(path, sql)
        raise BadInputError(f"{path.name} is no database of DuckDB or SQLite; expected a file of one of them")

    def _path(self, store: str, root: Path) -> Path:
        """Find the file behind a store; what the environment holds may be secret, and is not printed."""
        kind, _, rest = store.partition(":")
        shown, said = store, store
        if kind == "env":
            said = self._environment.get(rest, "")
            if not said:
                raise NotFoundError(
                    f"the environment has no {rest}; set it to a file of DuckDB or SQLite, such as `file:warehouse.db`"
                )
        url = urlsplit(said)
        if url.scheme not in {"", "file", "duckdb", "sqlite"}:
            raise RefusedError(
                f"{shown} is a database by {url.scheme} (E113), for which this version has no adapter; it reads files of DuckDB and "
                "SQLite: export the view to Parquet and name that in `from`"
            )
        path = root / (url.netloc + url.path).removeprefix("//")
        if not path.is_file():
            raise NotFoundError(f"{shown}: there is no such file; put it there or correct `store`")
        return path


def _duckdb(path: Path, sql: str) -> pa.Table:
    import duckdb

    try:
        with duckdb.connect(
            str(path), read_only=True, config={"enable_external_access": "false"}
        ) as connection:
            statements = connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise BadInputError("the query should be one SELECT")
            return _plain(connection.sql(sql).to_arrow_table())
    except duckdb.Error as error:
        raise BadInputError(_said(str(error))) from error


def _sqlite(path: Path, sql: str) -> pa.Table:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        connection.set_authorizer(
            lambda action, *_: sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY
        )
        cursor = connection.execute(sql)
        if cursor.description is None:
            raise BadInputError("the query should be one SELECT")
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
    except sqlite3.Error as error:
        raise BadInputError(_said(str(error))) from error
    finally:
        connection.close()
    return pa.table([_column([row[place] for row in rows]) for place in range(len(names))], names=names)


def _column(values: list[Any]) -> pa.Array:
    """Make a column of what SQLite gives, where each value has its own type."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int} or kinds <= {float} or kinds <= {str}:
        try:
            return pa.array(values)
        except (pa.ArrowInvalid, OverflowError):
            pass
    return pa.array([None if value is None else _text(value) for value in values], pa.string())


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _plain(table: pa.Table) -> pa.Table:
    """Write what no column of a source is as text."""
    kinds = (
        pa.types.is_boolean,
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_string,
        pa.types.is_date,
        pa.types.is_timestamp,
    )
    columns = [
        column if any(is_kind(column.type) for is_kind in kinds) else column.cast(pa.string())
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)


def _said(text: str) -> str:
    """Return what a database says of a query: its first line."""
    lines = text.strip().splitlines() or ["no reason given"]
    return f"the query cannot be run: {lines[0]}"
