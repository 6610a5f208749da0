"""What a scan cuts by: the conditions mean, to the engine that reads designs, just the rows that were cut."""

import numpy as np
import pyarrow as pa
import pytest

from wager.adapters.duckdb.engine import DuckDBEngine
from wager.evaluation.column_slices import MOST_VALUES, column_slices
from wager.expressions.parse import parse

RANDOM = np.random.default_rng(2)
ROWS = 3000


def with_nulls(values, type_):
    return pa.array(values, type_, mask=RANDOM.random(ROWS) < 0.1)


COLUMNS = {
    "score": ("float", with_nulls(RANDOM.normal(size=ROWS) * 1e3, pa.float64())),
    "tiny": ("float", with_nulls(RANDOM.normal(size=ROWS) * 1e-7, pa.float64())),
    "age": ("int", with_nulls(RANDOM.integers(-20, 70, ROWS), pa.int64())),
    "owed": ("money", with_nulls(np.rint(RANDOM.lognormal(8, 1, ROWS)), pa.float64())),
    "waits": ("duration", with_nulls(RANDOM.integers(0, 10**11, ROWS), pa.int64())),
    "town": ("text", with_nulls(RANDOM.choice(["Aar", "St. John's", "O''Fallon"], ROWS), pa.string())),
    "vip": ("bool", with_nulls(RANDOM.random(ROWS) < 0.3, pa.bool_())),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_condition_is_the_slice_that_it_names(name):
    type_, values = COLUMNS[name]
    found = list(column_slices(name, type_, values, values.slice(0, 500), least=1, currency="EUR"))
    trees = {str(at): parse(one.condition, currency="EUR") for at, one in enumerate(found)}
    read = DuckDBEngine().evaluate(pa.table({name: values}), {name: type_}, trees, zone="UTC")
    for at, one in enumerate(found):
        asked = read.column(str(at)).combine_chunks().fill_null(False)
        assert asked.to_pylist() == one.among.tolist(), one.condition
    assert sum(one.among for one in found).tolist() == [1] * ROWS  # each row once, nulls too


def test_quarters_are_those_of_development_rows():
    found = list(column_slices("x", "int", pa.array([5, 25, 1000]), pa.array(range(101)), least=1))
    assert [one.condition for one in found] == ["x <= 25", "x > 75"]


def test_small_slices_and_rare_names_are_left_out_and_moments_are_not_cut():
    names = pa.array([f"n{at}" for at in range(ROWS)])
    assert not list(column_slices("name", "text", names, names, least=2))
    kinds = pa.array([f"k{at % 80}" for at in range(ROWS)])
    assert len(list(column_slices("kind", "text", kinds, kinds, least=1))) == MOST_VALUES
    assert not list(column_slices("at", "time", pa.array(range(ROWS)), pa.array(range(ROWS)), least=1))
    empty = pa.array([None] * 10, pa.float64())
    assert not list(column_slices("x", "float", pa.array([1.0] * 10), empty, least=1))
