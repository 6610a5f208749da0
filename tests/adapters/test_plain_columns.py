"""Columns that are read as they are stored: the bits that DuckDB gives, without a DuckDB."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wager.adapters.duckdb import database
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.parse import ExpressionError, parse
from wager.foundation.errors import UnavailableError
from wager.foundation.moments import NEVER

LARGE = 2**63 - 1

STORED = {
    "int": [
        pa.array([1, None, -LARGE - 1, LARGE]),
        pa.array([1, 2], pa.int8()),
        pa.array([1.0, 2.0]),
        pa.array([None, None]),
        pa.array([], pa.int64()),
    ],
    "float": [
        pa.array([0.1, -0.0, None, float("nan"), float("inf"), float("-inf"), 5e-324, 1e308]),
        pa.array([0.1, 2.5]),
        pa.array([1, 2]),
        pa.array([0.1, float("nan")], pa.float32()),
        pa.array([None], pa.float64()),
    ],
    "money": [pa.array([1800, None]), pa.array([18.5, float("nan")])],
    "bool": [pa.array([True, None, False])],
    "text": [
        pa.array(["", "a\0b", None, "\U0001f600", "long " * 9]),
        pa.array(["a", "b"]).dictionary_encode(),
        pa.array(["a", None], pa.large_string()),
    ],
    "time": [
        pa.array([0, -1, 1_377_993_600_000_000, None], pa.timestamp("us", "UTC")),
        pa.array([0, -62_135_596_800_000_000, 253_402_300_799_999_999], pa.timestamp("us")),
        pa.array([0, None], pa.timestamp("us", "America/New_York")),
        pa.array([1_000, None], pa.timestamp("ns", "UTC")),
        pa.array([1], pa.timestamp("s")),
        pa.array([NEVER, 5, None]),
        pa.array([None], pa.timestamp("us", "UTC")),
    ],
    "date": [pa.array([date(1970, 1, 3), None]), pa.array([4, None])],
    "duration": [pa.array([timedelta(hours=1), None]), pa.array([7, None])],
}


def bits(table):
    """What a table says, a float by its hexadecimal form."""
    return [
        (
            str(column.type),
            [value.hex() if isinstance(value, float) else value for value in column.to_pylist()],
        )
        for column in table.columns
    ]


@pytest.mark.parametrize("where", ["memory", "file"])
@pytest.mark.parametrize(
    ("kind", "place"), [(kind, n) for kind, held in STORED.items() for n in range(len(held))]
)
def test_a_column_alone_has_the_bits_that_the_database_gives(kind, place, where, tmp_path):
    table = pa.table({"c": STORED[kind][place], "other": pa.nulls(len(STORED[kind][place]), pa.int64())})
    read = table
    if where == "file":
        read = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
        for path in read:
            pq.write_table(table, path)
    engine = DuckDBEngine(1)
    alone = engine.evaluate(read, {"c": kind}, {"it": parse("c"), "again": parse("c")})
    asked = engine.evaluate(
        read, {"c": kind}, {"it": parse("c"), "again": parse("c"), "computed": parse("1")}
    )
    assert bits(alone) == bits(asked.select(["it", "again"]))
    assert alone.column_names == ["it", "again"]


def opens_none(monkeypatch):
    def opened(*_):
        raise AssertionError("a database was opened")

    monkeypatch.setattr(database, "opened", opened)


def test_no_database_is_opened_for_columns_alone_nor_for_reading(monkeypatch, tmp_path):
    opens_none(monkeypatch)
    engine = DuckDBEngine()
    pq.write_table(pa.table({"n.o": [1, 2], "t": ["a", "b"]}), tmp_path / "a=1 [x]*'")
    found = engine.evaluate(
        [tmp_path / "a=1 [x]*'"], {"n.o": "int", "t": "text"}, {"n": parse("n.o"), "t": parse("t")}
    )
    assert found.to_pydict() == {"n": [1, 2], "t": ["a", "b"]}
    with pytest.raises(AssertionError, match="opened"):
        engine.evaluate(pa.table({"a": [1]}), {"a": "int"}, {"b": parse("a + 1")})


def test_what_is_wrong_with_columns_alone_is_said_as_ever(tmp_path):
    engine = DuckDBEngine(1)
    with pytest.raises(ExpressionError):
        engine.evaluate(pa.table({"a": [1]}), {"a": "int"}, {"b": parse("b")})
    with pytest.raises(UnavailableError, match="could not be read"):
        engine.evaluate([tmp_path / "none"], {"a": "int"}, {"a": parse("a")})
    (tmp_path / "torn").write_bytes(b"PAR1 and no more")
    with pytest.raises(Exception, match=r"torn|[Pp]arquet"):
        engine.evaluate([tmp_path / "torn"], {"a": "int"}, {"a": parse("a")})


def test_more_than_memory_holds_is_left_to_the_database(monkeypatch, tmp_path):
    pq.write_table(pa.table({"a": range(100_000)}), tmp_path / "a")
    opens_none(monkeypatch)
    assert (
        DuckDBEngine(1, 10**8).evaluate([tmp_path / "a"], {"a": "int"}, {"a": parse("a")}).num_rows == 100_000
    )
    with pytest.raises(AssertionError, match="opened"):
        DuckDBEngine(1, 10**5).evaluate([tmp_path / "a"], {"a": "int"}, {"a": parse("a")})


def test_engines_of_the_same_settings_share_a_database_and_see_nothing_of_each_other():
    one, two, other = DuckDBEngine(1, 10**9), DuckDBEngine(1, 10**9), DuckDBEngine(2, 10**9)
    assert one._database is two._database
    assert one._database is not other._database
    found, begin = {}, Barrier(4)

    def work(place):
        begin.wait()
        table = pa.table({"a": [place] * 50_000})
        for _ in range(5):
            made = (one, two)[place % 2].evaluate(table, {"a": "int"}, {"b": parse("a + 1")})
            found.setdefault(place, set()).update(made["b"].to_pylist())

    threads = [Thread(target=work, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {place: {place + 1} for place in range(4)}


def test_a_database_is_closed_when_nobody_has_it_any_more():
    engine = DuckDBEngine(3, 123_000_000)
    engine.evaluate(pa.table({"a": [1]}), {"a": "int"}, {"b": parse("a + 1")})
    held = len(database._opened)
    del engine
    assert len(database._opened) == held - 1
