"""`project.features`: features point-in-time, for any table of keys and moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wager.data.rows import UnitRows
from wager.data.source import Source
from wager.features.cache import FeatureCache
from wager.features.exact import Integers
from wager.features.feature import Feature
from wager.features.follows import Follows
from wager.features.link import feature_reads
from wager.features.matrix import as_stored, build
from wager.features.stored import Stored
from wager.foundation.errors import BadInputError, NotFoundError, UsageError, nearest
from wager.workflow.given_rows import TABLE, as_declared, given_source
from wager.workflow.inputs import used_features
from wager.workflow.known_feature import known_feature
from wager.workflow.read_project import read_definitions
from wager.workflow.take_snapshot import current_snapshot
from wager.workflow.unit import source_named, with_joined
from wager.workflow.wiring import Wiring

MOMENT = "t"
"""The column that says when each row asks."""


class NoCache(FeatureCache):
    """Keeps nothing: tables of callers come and go."""

    def __init__(self) -> None:
        super().__init__(Path())

    def read(self, key: str) -> pa.Array | None:  # noqa: ARG002
        """Hold nothing."""
        return None

    def write(self, key: str, values: pa.Array, seconds: float = 0.0) -> None:
        """Forget it."""

    def told(self, unit: str, name: str) -> tuple[Follows, ...]:  # noqa: ARG002
        """Remember nothing."""
        return ()

    def knows(self, unit: str, name: str, key: str) -> bool:  # noqa: ARG002
        """Need no reminder."""
        return True

    def tell(self, name: str, said: Follows) -> None:
        """Forget it."""


def compute_features(wiring: Wiring, rows: Any, names: Sequence[str] | str) -> pa.Table:
    """Compute features point-in-time; nothing known after a row's moment enters it.

    Parameters
    ----------
    wiring : Wiring
    rows : pyarrow.Table, or a data frame that Arrow can read
        The columns that the features read of a row, their entities among them, and `t`: the moment of each row,
        a timestamp (UTC where it names no zone) or whole microseconds.
    names : str or sequence of str
        Features.

    Returns
    -------
    pyarrow.Table
        One column a name, in the order of `rows`: the values that models see (money in minor units).

    Raises
    ------
    NotFoundError
        If there is no such feature, or the table lacks a column that one needs.
    BadInputError
        If a column of the table has another type than the project gives it, or a moment is missing.
    UsageError
        If `rows` is no table.
    """
    rows = _table(rows)
    names = [names] if isinstance(names, str) else list(names)
    definitions = read_definitions(wiring)
    for name in names:
        known_feature(definitions, name)
    moments = _moments(rows)
    used = used_features(names, definitions.features)
    unit = given_source(definitions, rows)
    for feature in used:
        _demand_columns(feature, unit, definitions.features)
    wanted = {feature.source for feature in used if feature.source}
    sources = {name: source_named(definitions, name) for name in sorted(wanted)}
    sources = with_joined(definitions, sources)
    snapshots = {name: current_snapshot(wiring, source) for name, source in sources.items()}
    stored = {name: Stored.of(source, snapshots[name], snapshots) for name, source in sources.items()}
    with TemporaryDirectory(prefix="wager-") as folder:
        file = Path(folder) / "rows.parquet"
        pq.write_table(as_declared(rows, unit), file)
        matrix = build(
            wiring.engine,
            NoCache(),
            _asked(moments),
            Stored(unit, TABLE, (file,)),
            list(names),
            features=definitions.features,
            stored=stored,
            progress=wiring.progress,
        )
    return pa.table({name: as_stored(matrix.columns[name], matrix.types[name]) for name in matrix.names})


def _table(rows: Any) -> pa.Table:
    """Take a table as it is, and a data frame of pandas or Polars as Arrow sees it."""
    if isinstance(rows, pa.Table):
        return rows
    if not hasattr(rows, "__arrow_c_stream__"):
        said = type(rows).__name__
        raise UsageError(
            f"rows is a {said}; expected a pyarrow.Table or a data frame, such as `pa.table({{…}})`"
        )
    return pa.table(rows)


def _moments(rows: pa.Table) -> Integers:
    """Read the moment of each row as microseconds."""
    if MOMENT not in rows.column_names:
        listed = ", ".join(rows.column_names) or "none"
        raise NotFoundError(f"the table has no column {MOMENT!r}, the moment of each row; it has {listed}")
    column = rows.column(MOMENT).combine_chunks()
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False).cast(pa.int64())
    if not pa.types.is_integer(column.type):
        raise BadInputError(
            f"the column {MOMENT!r} is {column.type}; expected a timestamp, or whole microseconds since 1970 UTC"
        )
    if column.null_count:
        empty = pc.index(pc.is_null(column), value=True).as_py()
        raise BadInputError(
            f"{column.null_count} rows have no moment {MOMENT!r}, first row {empty}; leave them out"
        )
    return np.asarray(column.cast(pa.int64()).to_numpy())


def _asked(moments: Integers) -> UnitRows:
    """Make the rows of the table, in its order; nothing of them is kept, so their fingerprint is only a name."""
    return UnitRows.asked(TABLE, moments)


def _demand_columns(feature: Feature, unit: Source, features: Mapping[str, Feature]) -> None:
    """Refuse a table that lacks a column."""
    ours = () if feature.entity is None else feature.entity.ours
    have = unit.types()
    for column in dict.fromkeys([*ours, *feature_reads(feature)]):
        if column not in have and column not in features:
            listed = ", ".join(unit.columns)
            raise NotFoundError(
                f"feature {feature.name} needs the column {column!r} of a row, or those that it derives from"
                f"{nearest(column, have)}; the table has {listed}"
            )
