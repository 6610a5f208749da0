"""What an example gives: its events as a source, its row as one, both read as a file would be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wager.data.cast import STORED
from wager.data.contract import conform
from wager.data.engine import Engine
from wager.data.known import SEEN
from wager.data.rows import UnitRows
from wager.data.schema import ColumnSpec
from wager.data.source import Source
from wager.features.example_values import Plain, plain_text, stored_value
from wager.features.feature import FeatureTest
from wager.features.feature_tests import spec_of
from wager.features.stored import Stored
from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding
from wager.workflow.given_rows import TABLE, given_source, homes
from wager.workflow.read_project import Definitions
from wager.workflow.unit import with_joined

EVENTS = "the events given"
"""Stands for the id of a snapshot."""


def events_of(engine: Engine, source: Source, events: tuple[dict[str, Plain], ...], file: Path) -> Stored:
    """Put events into the form of a snapshot; columns that an event does not name are null.

    Parameters
    ----------
    engine : Engine
    source : Source
        Whose events.
    events : tuple of dict
        Checked when the example was read.
    file : Path
        Where they are written.
    """
    # What an example leaves out is unknown, and no breach of the contract.
    columns = {name: replace(spec, nullable=True) for name, spec in source.columns.items()}
    if source.keeps_seen:
        columns[SEEN] = ColumnSpec(SEEN, "time")
    lenient = replace(source, columns=columns, checks=(), assumed=True)
    table = pa.table(
        {
            spec.file_name: pa.array([_text(event.get(name)) for event in events], pa.string())
            for name, spec in columns.items()
        }
    )
    pq.write_table(conform(engine, [(EVENTS, table)], lenient).table, file)
    return Stored(source, EVENTS, (file,), versions=True)


def sources_of(
    engine: Engine, definitions: Definitions, test: FeatureTest, names: Iterable[str], folder: Path
) -> dict[str, Stored]:
    """Put the rows that an example gives of some sources, and of those that they join, into the form of snapshots.

    A source of which it gives none is empty.
    """
    wanted = with_joined(definitions, {name: definitions.sources[name] for name in names})
    alone = {
        name: events_of(engine, source, test.given.get(name, ()), folder / f"{name}.parquet")
        for name, source in wanted.items()
    }
    return {
        name: replace(one, others={other: alone[other] for other in one.source.others if other in alone})
        for name, one in alone.items()
    }


def row_of(definitions: Definitions, test: FeatureTest, path: str, file: Path) -> Stored:
    """Put the row of an example into the form of a snapshot with one row.

    Raises
    ------
    BadInputError
        If a value is none of its column's type (E103).
    """
    row: Mapping[str, Plain] = test.row or {"row": "1"}  # an entity of `all` reads nothing of it
    texts = pa.table({name: pa.array([_text(value)], pa.string()) for name, value in row.items()})
    unit = given_source(definitions, texts)
    arrays = {}
    for name, value in row.items():
        home = next((one for one in homes(definitions) if name in one.types()), unit)
        spec = spec_of(home, name)
        assert spec is not None, "columns of other types are refused when the example is read"
        found, fault = stored_value(value, spec, home.currency)
        if fault:
            message = f"row: column {name}: {fault}"
            raise BadInputError.of([Finding(path, test.line, "E103", message)])
        arrays[name] = pa.array([found], STORED[spec.type])
    pq.write_table(pa.table(arrays), file)
    return Stored(unit, TABLE, (file,))


def one_row(at: int) -> UnitRows:
    """Say when the one row is decided."""
    return UnitRows.asked(TABLE, np.array([at], np.int64))


def _text(value: Plain) -> str | None:
    return None if value is None else plain_text(value)
