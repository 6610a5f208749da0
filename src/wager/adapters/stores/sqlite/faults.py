"""Everything that can be wrong with a registry's file, said in sentences."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, TableClause, create_engine, select

from wager.adapters.stores.sqlite.opening import reading
from wager.adapters.stores.sqlite.rows import record_of
from wager.adapters.stores.sqlite.schema import LEDGER, STATEMENTS, TURNS, VERSIONS
from wager.adapters.stores.sqlite.translate import translated
from wager.foundation.errors import WagerError
from wager.foundation.fingerprint import canonical
from wager.foundation.ledger import Record, broken_links
from wager.registry.registry import Registered
from wager.registry.titles import Turn

_Step = Callable[[Connection, Path], Iterator[str]]


def find_faults(engine: Engine, path: Path) -> tuple[str, ...]:
    """Look at the pages, the schema, the chain of records, and whether the tables say what the ledger says.

    Returns
    -------
    tuple of str
        One sentence a fault, none twice; empty where nothing is wrong. What cannot even be read is a fault as well.
    """
    found: dict[str, None] = {}
    try:
        with reading(engine, path) as connection:
            for step in (_pages, _schema, _chain, _tables):
                found |= dict.fromkeys(_said(step, connection, path))
    except WagerError as error:
        found[str(error)] = None
    return tuple(found)


def _said(step: _Step, connection: Connection, path: Path) -> list[str]:
    said: list[str] = []
    try:
        with translated(path):
            said += step(connection, path)
    except WagerError as error:
        said.append(str(error))
    return said


def _pages(connection: Connection, path: Path) -> Iterator[str]:
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield f"the registry {path}: {said}"
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"the registry {path}: row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there"


def _schema(connection: Connection, path: Path) -> Iterator[str]:
    there = _schema_of(connection)
    for text in sorted(there.symmetric_difference(_written_schema())):
        yield f"the registry {path}: its schema is not what was written, at {text.splitlines()[0]}"


@cache
def _written_schema() -> frozenset[str]:
    with create_engine("sqlite://").connect() as connection:
        for statement in STATEMENTS:
            connection.exec_driver_sql(statement)
        return _schema_of(connection)


def _schema_of(connection: Connection) -> frozenset[str]:
    asked = "SELECT type, name, tbl_name, sql FROM sqlite_master"
    return frozenset(" ".join(map(str, row)) for row in connection.exec_driver_sql(asked))


def _chain(connection: Connection, path: Path) -> Iterator[str]:
    def whole() -> Iterator[Record]:
        for row in connection.execute(select(LEDGER).order_by(LEDGER.c.number)):
            try:
                yield record_of(path, tuple(row))
            except WagerError as error:
                damaged.append(str(error))

    damaged: list[str] = []
    links = list(broken_links(whole()))
    yield from damaged
    yield from (f"the registry {path}: {said}" for said in links)


def _tables(connection: Connection, path: Path) -> Iterator[str]:
    yield from _against_ledger(connection, path, VERSIONS, "version", Registered)
    yield from _against_ledger(connection, path, TURNS, "title", Turn)


def _against_ledger(
    connection: Connection, path: Path, rows: TableClause, kind: str, make: Callable[..., Registered | Turn]
) -> Iterator[str]:
    asked = select(LEDGER.c.number, LEDGER.c.body).where(LEDGER.c.kind == kind)
    noted: dict[int, Any] = dict(connection.execute(asked).all())
    for row in connection.execute(select(rows)):
        *values, number = row
        if _written(make, values) != noted.pop(number, None):
            yield f"the registry {path}: the row {tuple(values[:2])} of {rows} is not what record {number} says"
    for number, body in noted.items():
        yield f"the registry {path}: record {number} says {_shown(body)}, and {rows} has no such row"


def _written(make: Callable[..., Registered | Turn], values: list[Any]) -> str:
    try:
        return canonical(make(*values).to_json()).decode()
    except (ValueError, TypeError, OverflowError):
        return ""


def _shown(body: Any) -> str:
    try:
        said = json.loads(body)
        return repr({key: said[key] for key in ("id", "serves", "number", "version") if key in said})
    except (ValueError, TypeError, RecursionError):
        return "something unreadable"
