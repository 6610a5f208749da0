"""Rows become records, each believed only together with its record in the ledger.

A bit that flips on the disk seldom makes a file unreadable: it makes another name, or another version. So no row is
returned on its own word: the ledger's record about it must say the same and must hash to what was written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, TableClause, select

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
    asked = _with_record(TURNS).order_by(TURNS.c.serves, TURNS.c.number)
    if serves:
        asked = asked.where(TURNS.c.serves == serves)
    turns: list[Turn] = [_believed(path, TURNS, row) for row in connection.execute(asked)]
    last: dict[str, int] = {}
    for turn in turns:
        if turn.number != last.get(turn.serves, 0) + 1:
            raise damaged(path, f"turn {turn.number} at {turn.serves!r} does not follow the one before it")
        last[turn.serves] = turn.number
    return tuple(turns)


def read_versions(connection: Connection, path: Path, version: str = "") -> tuple[Registered, ...]:
    """Return all versions in the order in which they were registered, or one.

    Raises
    ------
    BadInputError
        If one is not what the ledger says.
    """
    asked = _with_record(VERSIONS).order_by(VERSIONS.c.record)
    if version:
        asked = asked.where(VERSIONS.c.id == version)
    return tuple(_believed(path, VERSIONS, row) for row in connection.execute(asked))


def read_records(
    connection: Connection, path: Path, *, since: int = 0, kind: str = "", at_most: int = -1
) -> Iterator[Record]:
    """Yield the ledger's records after a number, in order.

    Raises
    ------
    BadInputError
        If one is not what was written.
    """
    asked = select(LEDGER).where(LEDGER.c.number > since).order_by(LEDGER.c.number).limit(at_most)
    if kind:
        asked = asked.where(LEDGER.c.kind == kind)
    for row in connection.execute(asked):
        yield record_of(path, tuple(row))


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


def _with_record(rows: TableClause) -> Select[Any]:
    # Outer, so that a row whose record is gone is named instead of left out.
    return select(rows, LEDGER).outerjoin_from(rows, LEDGER, rows.c.record == LEDGER.c.number)


def _believed(path: Path, rows: TableClause, row: Any) -> Any:
    values, record = tuple(row)[:-_RECORD], tuple(row)[-_RECORD:]
    made = _MADE[rows](*values[:-1])
    if record[1] != _KIND[rows] or not _says(made, record[3]) or not _intact(record):
        raise damaged(path, f"the row {values[:2]} of {rows} is not what the ledger says")
    return made


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
