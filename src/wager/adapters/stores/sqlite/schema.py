"""The tables, in the words of SQLite: what may never happen is refused by the database itself.

Only ever added to: no row is changed or removed, turns and records are numbered without gaps, each record stands on
the one before it, a turn belongs to a version of its own title, and neither is there without its record. To raise the
number: keep the statements of the old one, write those that lead from it to the new one, and keep a file of the old
one among the tests.
"""

from __future__ import annotations

from sqlalchemy import column, table

NUMBER = 1
"""Of the schema, kept in the file; a newer one is refused."""

APPLICATION = 0x77616772
"""Kept in the file as well, so that another database is not taken for a registry: `wagr` in ASCII."""

LEDGER = table("ledger", *map(column, ("number", "kind", "at", "body", "previous", "hash")))
VERSIONS = table(
    "versions",
    *map(column, ("id", "serves", "design", "hypothesis", "model", "verdict", "entry", "at", "record")),
)
TURNS = table(
    "turns", *map(column, ("serves", "number", "version", "since", "how", "before", "record"))
)  # `record` is the number of the record in the ledger, as it is in `versions`

_TABLES = {
    "ledger": """
CREATE TABLE ledger (
  number INTEGER PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL CHECK (typeof(at) = 'integer'),
  body TEXT NOT NULL CHECK (typeof(body) = 'text'),
  previous TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
)""",
    "versions": """
CREATE TABLE versions (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 64),
  serves TEXT NOT NULL,
  design TEXT NOT NULL,
  hypothesis TEXT NOT NULL,
  model TEXT NOT NULL,
  verdict TEXT NOT NULL,
  entry TEXT NOT NULL,
  at INTEGER NOT NULL CHECK (typeof(at) = 'integer'),
  record INTEGER NOT NULL UNIQUE REFERENCES ledger (number),
  UNIQUE (id, serves)
)""",
    "turns": """
CREATE TABLE turns (
  serves TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (typeof(number) = 'integer'),
  version TEXT NOT NULL,
  since INTEGER NOT NULL CHECK (typeof(since) = 'integer'),
  how TEXT NOT NULL CHECK (how IN ('vacant', 'promoted', 'rolled back')),
  "before" INTEGER NOT NULL CHECK (0 <= "before" AND "before" < number),
  record INTEGER NOT NULL UNIQUE REFERENCES ledger (number),
  PRIMARY KEY (serves, number),
  FOREIGN KEY (version, serves) REFERENCES versions (id, serves),
  CHECK (how <> 'vacant' OR number = 1)
)""",
}

# REPLACE removes a row without asking the triggers that forbid it, so what would be replaced is refused before. 32 zero bytes
# in hexadecimal are what the first record stands on.
_NEXT = {
    "ledger": """
  NEW.number IS NOT 1 + (SELECT coalesce(max(number), 0) FROM ledger)
  OR NEW.previous IS NOT coalesce((SELECT hash FROM ledger ORDER BY number DESC LIMIT 1), hex(zeroblob(32)))
  OR EXISTS (SELECT 1 FROM ledger WHERE hash = NEW.hash)""",
    "versions": """
  EXISTS (SELECT 1 FROM versions WHERE id = NEW.id OR record = NEW.record)""",
    "turns": """
  NEW.number IS NOT 1 + (SELECT coalesce(max(number), 0) FROM turns WHERE serves = NEW.serves)
  OR EXISTS (SELECT 1 FROM turns WHERE record = NEW.record)""",
}


def _forbidden(name: str, act: str) -> str:
    return (
        f"CREATE TRIGGER {name}_no_{act.lower()} BEFORE {act} ON {name}\n"
        f"BEGIN SELECT RAISE(ABORT, 'a row of {name} is never changed or removed'); END"
    )


def _next(name: str, wrong: str) -> str:
    return (
        f"CREATE TRIGGER {name}_next BEFORE INSERT ON {name} WHEN{wrong}\n"
        f"BEGIN SELECT RAISE(ABORT, 'this row of {name} does not follow the last one'); END"
    )


STATEMENTS = (
    *(text.strip() for text in _TABLES.values()),
    *(_next(name, wrong) for name, wrong in _NEXT.items()),
    *(_forbidden(name, act) for name in _TABLES for act in ("UPDATE", "DELETE")),
)
"""What makes an empty file a registry, and exactly what its schema must say afterwards."""
