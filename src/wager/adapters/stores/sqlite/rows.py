"""Rows become records, each believed only together with its record in the ledger.

A bit that flips on the disk seldom makes a file unreadable: it makes another name, or another version. So no row is
returned on its own word: the ledger's record about it must say the same and must hash to what was written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, TableClause, func, select

from wager.adapters.stores.sqlite.schema import LEDGER, TURNS, VERSIONS
from wager.adapters.stores.sqlite.translate import damaged
from wager.foundation.fingerprint import canonical
from wager.foundation.ledger import Record, record_hash
from wager.registry.registry import Registered
from wager.registry.titles import Turn

_MADE = {VERSIONS: Registered, TURNS: Turn}
_KIND = {VERSIONS: "version", TURNS: "title"}
_RECORD = len(LEDGER.c)


def read_turns(connection: Connection, path: Path, serves: str = "") -> tuple[Turn, ...]:
    """Return the turns at a title or at all of them, sorted by name and number.

    Raises
    ------
    BadInputError
        If one is missing, or is not what the ledger says.
    """
    turns: list[Turn] = sorted(_believed(connection, path, TURNS), key=attrgetter("serves", "number"))
    last: dict[str, int] = {}
    for turn in turns:
        if turn.number != last.get(turn.serves, 0) + 1:
            raise damaged(path, f"turn {turn.number} at {turn.serves!r} does not follow the one before it")
        last[turn.serves] = turn.number
    return tuple(turn for turn in turns if not serves or turn.serves == serves)


def read_versions(connection: Connection, path: Path, version: str = "") -> tuple[Registered, ...]:
    """Return all versions in the order in which they were registered, or one.

    Raises
    ------
    BadInputError
        If one is not what the ledger says.
    """
    return tuple(one for one in _believed(connection, path, VERSIONS) if not version or one.id == version)


def read_records(
    connection: Connection, path: Path, *, since: int = 0, kind: str = "", at_most: int = -1
) -> Iterator[Record]:
    """Yield the ledger's records after a number, in order.

    Raises
    ------
    BadInputError
        If one is not what was written.
    """
    demand_all_records(connection, path)
    asked = select(LEDGER).where(LEDGER.c.number > since).order_by(LEDGER.c.number).limit(at_most)
    for row in connection.execute(asked):
        made = record_of(path, tuple(row))  # before its kind is believed
        if not kind or made.kind == kind:
            yield made


def demand_all_records(connection: Connection, path: Path) -> None:
    """Refuse a ledger whose end is not where its index says.

    Raises
    ------
    BadInputError
        If a record is missing.
    """
    last = connection.scalar(select(func.max(LEDGER.c.number))) or 0
    if last != _count(connection, LEDGER):
        raise damaged(path, "the ledger and its index do not hold the same records")


def record_of(path: Path, row: tuple[Any, ...]) -> Record:
    """Make a record of a row of the ledger, if that is what was written.

    Raises
    ------
    BadInputError
        Otherwise.
    """
    if not _intact(row):
        raise damaged(path, f"record {row[0]} of the ledger is not what was written")
    number, kind, at, body, previous, hash_ = row
    return Record(number, kind, at, json.loads(body), previous, hash_)


def _believed(connection: Connection, path: Path, rows: TableClause) -> list[Any]:
    """Read all rows of a small table, oldest first: asked for by name, one whose name has changed would be left out."""
    # Outer, so that a row whose record is gone is named, too.
    asked = select(rows, LEDGER).outerjoin_from(rows, LEDGER, rows.c.record == LEDGER.c.number)
    found: dict[int, Any] = {}
    for row in connection.execute(asked):
        values, record = tuple(row)[:-_RECORD], tuple(row)[-_RECORD:]
        made = _MADE[rows](*values[:-1])
        if record[1] != _KIND[rows] or not _says(made, record[3]) or not _intact(record):
            raise damaged(path, f"the row {values[:2]} of {rows} is not what the ledger says")
        found[record[0]] = made
    if len(found) != _count(connection, rows):
        raise damaged(path, f"the table {rows} and its index do not hold the same rows")
    return [found[number] for number in sorted(found)]


def _count(connection: Connection, rows: TableClause) -> int:
    # SQLite counts the entries of the smallest index, which lies on other pages than the table.
    return connection.scalar(select(func.count()).select_from(rows)) or 0


@lru_cache(maxsize=1 << 12, typed=True)
def _says(made: Registered | Turn, body: Any) -> bool:
    try:
        return bool(canonical(made.to_json()).decode() == body)
    except (ValueError, TypeError, OverflowError):
        return False


# Who asks again and again whether the title has a new holder does not hash the same rows again and again.
@lru_cache(maxsize=1 << 12, typed=True)
def _intact(row: tuple[Any, ...]) -> bool:
    number, kind, at, body, previous, hash_ = row
    try:
        said = json.loads(body)
        return (
            canonical(said).decode() == body
            and isinstance(said, dict)
            and record_hash(number, kind, at, said, previous) == hash_
        )
    except (ValueError, TypeError, OverflowError, AttributeError, RecursionError):
        return False
