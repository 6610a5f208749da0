"""What columns look like."""

from __future__ import annotations

import json

import pyarrow as pa

from wager.data.cast import STORED
from wager.data.profile import profile_snapshot, profile_table


def test_numbers_texts_moments_and_money(bench, stock):
    profile = profile_snapshot(bench.snapshot(stock).snapshot)
    found = {column.name: column for column in profile.columns}
    assert profile.rows == 3
    assert (found["sold"].min, found["sold"].max, found["sold"].mean, found["sold"].quantiles) == (
        3,
        5,
        4.0,
        (3.5, 4.0, 4.5),
    )
    assert (found["price"].nulls, found["price"].min, found["price"].mean) == (1, 1.5, 1.75)
    assert found["shop"].top == (("b", 2), ("a", 1))
    assert (found["at"].min, found["at"].max) == ("2024-01-01T10:00:00Z", "2024-01-02T10:00:00Z")
    assert found["at"].quantiles[1] == "2024-01-01T10:00:00Z"
    json.dumps(profile.to_json())


def test_columns_without_values_and_tables_without_rows():
    for rows in (0, 2):
        table = pa.table({kind: pa.nulls(rows, stored) for kind, stored in STORED.items()})
        for column in profile_table(table, {kind: kind for kind in STORED}).columns:
            assert (column.rows, column.nulls, column.distinct, column.min, column.top) == (
                rows,
                rows,
                0,
                None,
                (),
            )


def test_conditions_and_dates():
    table = pa.table({"b": [True, True, False], "d": pa.array([0, 1, None], pa.date32())})
    condition, day = profile_table(table, {"b": "bool", "d": "date"}).columns
    assert condition.top == (("true", 2), ("false", 1))
    assert (day.min, day.max, day.distinct) == ("1970-01-01", "1970-01-02", 2)
