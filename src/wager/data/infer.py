"""Tell what the columns of a file without a contract hold, always the same from the same bytes."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from wager.data.delimited import RAGGED, is_parquet
from wager.data.engine import Engine
from wager.data.guess import Guess, guess
from wager.data.known import ALWAYS, NEVER, Declared, Known
from wager.data.origin import Origin
from wager.data.schema import ColumnSpec, ColumnType
from wager.data.source import Source
from wager.data.values import number
from wager.expressions.tree import Column, Tree, columns
from wager.foundation.errors import BadInputError, nearest
from wager.foundation.finding import Finding

NULLS = ("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None")
"""Texts that mean null in a file without a contract."""

RESERVED = frozenset("and or not in between is null true false over where next ever prediction".split())
"""Words of the expression language, and names that pays give a meaning."""

_RAGGED_AT_MOST = 0.5


@dataclass(frozen=True)
class Shape:
    """What a file holds, before anything is said about clocks.

    Attributes
    ----------
    columns : tuple of ColumnSpec
        Those that can be used, in the order of the file.
    rows : int
        How many.
    findings : tuple of Finding
        What is doubtful about it (W112).
    """

    columns: tuple[ColumnSpec, ...]
    rows: int
    findings: tuple[Finding, ...]


def infer_source(
    engine: Engine,
    path: Path,
    *,
    name: str,
    file: str | None = None,
    decide_at: Tree | None = None,
    key: Iterable[str] = (),
    afterwards: Iterable[str] = (),
    currency: str = "USD",
    zone: str = "UTC",
    shape: Shape | None = None,
) -> tuple[Source, list[Finding]]:
    """Make the source of a file that has no contract; its clocks are assumed.

    Parameters
    ----------
    engine : Engine
        Reads the file.
    path : Path
        The file.
    name : str
        Of the source.
    file : str, optional
        The file as the project names it, relative to its folder; its bare name unless given.
    decide_at : Tree, optional
        The moment of decision: the columns it reads become times, and a bare column the event time.
    key : iterable of str
        What tells rows apart; none where nothing does.
    afterwards : iterable of str
        Columns that exist only after the decision, the objective's among them: never known before it. All
        others count as known.
    currency, zone : str
        The project's.
    shape : Shape, optional
        What `infer_shape` said of the same bytes before.

    Returns
    -------
    source : Source
        With `assumed`.
    findings : list of Finding
        W112 for what is doubtful in the data, E106 for names that the file does not have.

    Raises
    ------
    BadInputError
        If the file is no table, or has no rows.
    """
    file = file or path.name
    shape = shape or infer_shape(engine, path, file)
    moments = set() if decide_at is None else set(columns(decide_at))
    specs = {
        spec.name: replace(spec, type="time") if spec.name in moments and spec.type == "date" else spec
        for spec in shape.columns
    }
    findings = list(shape.findings)
    key, afterwards = tuple(key), tuple(afterwards)
    findings += [
        Finding(file, 1, "E106", f"{what}: {file} has no column {column!r}{nearest(column, specs)}")
        for what, named in (("key", key), ("afterwards", afterwards), ("decide_at", tuple(moments)))
        for column in named
        if column not in specs
    ]
    never: dict[str, Declared] = {column: NEVER for column in afterwards if column in specs}
    event_time = decide_at.name if isinstance(decide_at, Column) else None
    if event_time is not None and (event_time not in specs or specs[event_time].type != "time"):
        event_time = None
    source = Source(
        name,
        file,
        1,
        Origin("path", file, nulls=NULLS),
        owner="",
        key=tuple(column for column in key if column in specs),
        columns=specs,
        known=Known(never, ALWAYS),
        event_time=event_time,
        currency=currency,
        zone=zone,
        assumed=True,
    )
    return source, findings


def infer_shape(engine: Engine, path: Path, file: str | None = None) -> Shape:
    """Tell names and types of a file's columns.

    Raises
    ------
    BadInputError
        If the file is no table, or has no rows.
    """
    table = engine.read_text(path, nulls=NULLS)
    notes = _Notes(file or path.name, table.num_rows)
    _demand_rows(table, path)
    if not is_parquet(path):
        _doubt_header(table, notes)
    specs: list[ColumnSpec] = []
    repeats = _Repeats(table.num_rows)
    for place, (written, name) in enumerate(
        zip(table.column_names, safe_names(table.column_names), strict=True)
    ):
        column = table.column(place)
        guessed = guess(column)
        repeats.add(guessed)
        notes.column(name, written, guessed)
        if guessed.type is not None:
            specs.append(_spec(name, written, guessed.type, guessed))
    if not specs:
        raise BadInputError(f"{path.name} has no column with a value in it; nothing can be learned from it")
    if len(specs) > 2:  # in few columns, equal rows are no sign of copies
        notes.repeats(repeats.count())
    return Shape(tuple(specs), table.num_rows, tuple(notes.findings))


def _spec(name: str, written: str, kind: ColumnType, guessed: Guess) -> ColumnSpec:
    return ColumnSpec(
        name,
        kind,
        nullable=guessed.nulls > 0 or guessed.odd > 0,
        null_if=guessed.null_if,
        written="" if written == name else written,
        layout=guessed.layout,
    )


def _demand_rows(table: pa.Table, path: Path) -> None:
    ragged = json.loads((table.schema.metadata or {}).get(RAGGED, b'{"count": 0}'))["count"]
    if ragged > _RAGGED_AT_MOST * (table.num_rows + ragged):
        raise BadInputError(
            f"{path.name} is no table: {ragged:,} of {table.num_rows + ragged:,} lines do not have as many fields as the "
            "first; expected a CSV or Parquet file with names in the first line"
        )
    if table.num_rows == 0:
        raise BadInputError(f"{path.name} has names and no rows; expected one row per line below the names")


def _doubt_header(table: pa.Table, notes: _Notes) -> None:
    names = [name for name in table.column_names if not re.fullmatch(r"column_\d+", name)]
    if len(names) > 1 and all(number(re.sub(r"_\d+$", "", name)) is not None for name in names):
        notes.say(
            f"the first line holds only numbers ({', '.join(names[:4])}, …) and was read as names; put names above it"
        )


def safe_names(written: Iterable[str]) -> list[str]:
    """Give columns names that expressions can hold, each its own.

    Examples
    --------
    >>> safe_names(["Booked At", "petalWidth (cm)", "2nd", "where", "Größe", "booked_at", "€"])
    ['booked_at', 'petal_width_cm', 'c_2nd', 'where_', 'grosse', 'booked_at_2', 'column_7']
    """
    found: list[str] = []
    for place, name in enumerate(written, start=1):
        safe = safe_name(name) or f"column_{place}"
        number_, candidate = 2, safe
        while candidate in found:
            candidate, number_ = f"{safe}_{number_}", number_ + 1
        found.append(candidate)
    return found


def safe_name(written: str) -> str:
    """Turn any text into a name of a column; empty where nothing of it is left."""
    text = unicodedata.normalize("NFKD", written.replace("ß", "ss"))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", text).lower()
    text = re.sub(r"[^a-z0-9]+", "_", text).strip("_")
    if text and not text[0].isalpha():
        text = f"c_{text}"
    return f"{text}_" if text in RESERVED else text


class _Repeats:
    """Counts rows that are equal in all columns to an earlier one."""

    def __init__(self, rows: int) -> None:
        self._hash = np.zeros(rows, dtype=np.uint64)

    def add(self, guessed: Guess) -> None:
        """Mix in the codes of a column's values."""
        mixed = (self._hash ^ (self._hash >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        self._hash = mixed + guessed.codes.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)

    def count(self) -> int:
        """Count the rows that repeat another."""
        return len(self._hash) - len(np.unique(self._hash))


class _Notes:
    """Collects what is doubtful."""

    def __init__(self, file: str, rows: int) -> None:
        self.file, self.rows = file, rows
        self.findings: list[Finding] = []

    def say(self, message: str) -> None:
        self.findings.append(Finding(self.file, 1, "W112", message))

    def column(self, name: str, written: str, guessed: Guess) -> None:
        if guessed.why:
            self.say(f"column {name}: {guessed.why}")
        if re.sub(r"[^a-z0-9]+", "_", written.lower()).strip("_") != name:
            self.findings.append(Finding(self.file, 1, "I202", f"column {written!r} is called {name}"))

    def repeats(self, count: int) -> None:
        if count:
            self.say(
                f"{count:,} of {self.rows:,} rows repeat another in all columns; remove them if they are copies"
            )
