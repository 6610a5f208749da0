"""Columns that stand in the snapshot: what an engine would give, read only when asked for, and kept nowhere."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.tree import Column
from wager.features import decoded
from wager.features.decoded import parquet_columns
from wager.features.pieced import Pieced
from wager.features.snapshot_column import Places, SnapshotColumn
from wager.training.columns import demand_learnable, holds_levels, length, take, write_numbers

ROWS = 90
TYPES = {"f": "float", "i": "int", "b": "bool", "t": "time", "d": "date", "m": "money", "s": "text"}
KINDS = {"f": pa.float64(), "b": pa.bool_(), "m": pa.float64(), "s": pa.string()}


def table():
    draw = np.random.default_rng(3)
    floats = draw.normal(size=ROWS)
    floats[[3, 40, 80]] = np.nan, np.inf, -0.0
    none = draw.random(ROWS) < 0.2
    moments = pa.array(draw.integers(-(10**15), 10**15, ROWS))
    return pa.table(
        {
            "f": pa.array(floats, mask=none),
            "i": pa.array(draw.integers(-(2**62), 2**62, ROWS), mask=none),
            "b": pa.array(draw.random(ROWS) < 0.5, mask=none),
            "t": moments.cast(pa.timestamp("us", "UTC")),
            "d": pa.array(draw.integers(-30_000, 30_000, ROWS).astype(np.int32)).cast(pa.date32()),
            "m": pa.array(draw.integers(-(2**60), 2**60, ROWS), mask=none),
            "s": pa.array([f"w{place % 7}" if place % 5 else None for place in range(ROWS)]),
        }
    )


@pytest.fixture
def files(tmp_path):
    whole, paths = table(), []
    for place, (begin, end) in enumerate([(0, 30), (30, 30), (30, 75), (75, 90)]):
        paths.append(tmp_path / f"{place}.parquet")
        pq.write_table(whole.slice(begin, end - begin), paths[-1], row_group_size=20)
    return paths


def columns(files, index):
    places = Places.of(parquet_columns(files), np.asarray(index, np.int64))
    return Pieced({name: SnapshotColumn(name, KINDS.get(name, pa.int64()), places) for name in TYPES})


INDEX = [
    np.arange(ROWS),
    np.arange(20, 80),
    np.array([1, 5, 29, 30, 74, 75, 89]),
    np.array([89, 0, 31, 30, 2]),
    np.array([4, 4, 80]),
    np.array([], np.int64),
]


@pytest.mark.parametrize("index", INDEX, ids=["all", "some", "few", "mixed", "twice", "none"])
def test_values_are_those_of_the_engine(files, index):
    wanted = DuckDBEngine(threads=1).evaluate(files, TYPES, {name: Column(name) for name in TYPES})
    found = columns(files, index)
    assert length(found) == len(index)
    for name in TYPES:
        values = wanted.column(name).combine_chunks().take(pa.array(index, pa.int64()))
        assert found[name].type == values.type
        assert found[name].equals(values), name
        assert found.pieces[name].combine_chunks().equals(values)
        if name == "f":  # the sign of zero is not seen by `equals`
            assert np.signbit(found[name].to_numpy(zero_copy_only=False)).tolist() == (
                np.signbit(values.to_numpy(zero_copy_only=False)).tolist()
            )


@pytest.mark.parametrize("index", INDEX[:4], ids=["all", "some", "few", "mixed"])
@pytest.mark.parametrize("rows", [[1, 2, 3], [0, 4], [4, 0, 0], []])
def test_rows_of_rows(files, index, rows):
    rows = np.asarray(rows, np.int64)
    found = take(columns(files, index), rows)
    for name in TYPES:
        assert found[name].equals(columns(files, index[rows])[name])
    place = np.empty(len(rows))
    write_numbers(place, found, "f")
    assert np.array_equal(place, found["f"].to_numpy(zero_copy_only=False).astype(float), equal_nan=True)


def test_nothing_is_read_before_it_is_asked_for(files, monkeypatch):
    read = []
    monkeypatch.setattr(
        decoded, "_read", lambda of, name, real=decoded._read: (read.append(name), real(of, name))[1]
    )
    found = take(columns(files, np.arange(ROWS)), np.arange(76, 80))
    assert (length(found), holds_levels(found, "s"), holds_levels(found, "f")) == (4, True, False)
    demand_learnable(
        columns(files, np.arange(75)).only(name for name in TYPES if name != "f"), 1e100
    )  # the files say how large numbers are
    assert read == []
    assert found["i"].equals(found["i"])
    assert read == ["i"], "of the one file that holds the rows, once"


def test_numbers_beyond_are_refused_though_the_files_say_nothing(files, tmp_path):
    pq.write_table(pa.table({"f": [1.0, 1e200]}), tmp_path / "x.parquet", write_statistics=False)
    places = Places.of(parquet_columns([tmp_path / "x.parquet"]), np.arange(2))
    large = Pieced({"f": SnapshotColumn("f", pa.float64(), places)})
    with pytest.raises(Exception, match=r"column f has the value 1e\+200"):
        demand_learnable(large, 1e100)
    demand_learnable(take(large, np.arange(1)), 1e100)  # rows that are not learned from do not count


def test_a_file_that_goes_while_it_is_read_is_read(files):
    found, wanted = columns(files, np.arange(ROWS)), columns(files, np.arange(ROWS))["i"].to_pylist()
    for path in files:
        path.unlink()
    assert found["i"].to_pylist() == wanted
    assert found["s"].null_count


def test_a_file_written_anew_under_its_name_is_another(tmp_path):
    path = tmp_path / "x.parquet"
    for number in (1, 2):
        path.unlink(missing_ok=True)
        pq.write_table(pa.table({"i": [number]}), path)
        places = Places.of(parquet_columns([path]), np.arange(1))
        assert SnapshotColumn("i", pa.int64(), places).chunked().to_pylist() == [number]


def test_what_is_held_stays_within_its_limit(files, monkeypatch):
    monkeypatch.setattr(decoded, "MOST_BYTES", 700)
    monkeypatch.setattr(decoded, "MOST_FILES", 2)
    found, wanted = columns(files, np.arange(ROWS)), table()
    for _ in range(2):
        for name in "ib":
            assert found[name].to_pylist() == wanted[name].to_pylist()
    assert decoded._held.bytes <= 700
    assert sum(column.nbytes for column in decoded._held.columns.values()) == decoded._held.bytes
