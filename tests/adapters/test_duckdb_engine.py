"""DuckDB behind the protocol: what it reads, what it returns, what it says when it cannot."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wager.adapters.duckdb.emit import sql
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.data.engine import Engine
from wager.expressions.evaluate import row_function
from wager.expressions.parse import ExpressionError, parse
from wager.expressions.table.texts import lower, upper
from wager.foundation.errors import BadInputError, UnavailableError
from wager.foundation.moments import microseconds

ENGINE: Engine = DuckDBEngine(2)
UTC = ZoneInfo("UTC")


def values(table, types, text, **more):
    return ENGINE.evaluate(table, types, {"it": parse(text)}, **more)["it"].to_pylist()


def one(array, type_, text="c"):
    return values(pa.table({"c": array}), {"c": type_}, text)


def test_stored_columns_become_physical_values():
    moment = datetime(2013, 9, 1, 12, tzinfo=UTC)
    instant = microseconds(moment)
    assert one(pa.array([moment, None], pa.timestamp("us", "UTC")), "time") == [instant, None]
    assert one(pa.array([moment], pa.timestamp("ns", "America/New_York")), "time") == [instant]
    assert one(pa.array([moment.replace(tzinfo=None)], pa.timestamp("s")), "time") == [instant]
    assert one(pa.array([instant], pa.int64()), "time") == [instant]
    assert one(pa.array([date(1970, 1, 3)], pa.date32()), "date") == [2]
    assert one(pa.array([timedelta(hours=1)], pa.duration("us")), "duration") == [3_600_000_000]
    assert one(pa.array([1800], pa.int64()), "money") == [1800.0]
    assert one(pa.array(["a", "b", None]).dictionary_encode(), "text") == ["a", "b", None]
    assert one(pa.array([1, 2], pa.int8()), "int") == [1, 2]
    assert one(pa.array([0.1], pa.float32()), "float") == [pytest.approx(0.1)]
    assert one(pa.array([None, None]), "text", "c is null") == [True, True]


def test_floats_that_are_no_numbers_are_null():
    array = pa.array([1.5, float("nan"), float("inf"), None])
    assert one(array, "float") == [1.5, None, None, None]
    assert one(array, "float", "c is null") == [False, True, True, True]


def test_results_are_of_the_physical_types():
    outputs = {
        name: parse(text)
        for name, text in {"a": "1", "b": "t", "c": "m / 2", "d": "'x'", "e": "null", "f": "a.b"}.items()
    }
    table = pa.table({"t": pa.array([0], pa.timestamp("us", "UTC")), "m": [5], "a.b": [True]})
    found = ENGINE.evaluate(table, {"t": "time", "m": "money", "a.b": "bool"}, outputs)
    assert [str(field.type) for field in found.schema] == [
        "int64",
        "int64",
        "double",
        "string",
        "double",
        "bool",
    ]
    assert found.column_names == list(outputs)
    assert found.to_pylist() == [{"a": 1, "b": 0, "c": 2.5, "d": "x", "e": None, "f": True}]


def test_rows_keep_their_order_at_any_number_of_threads():
    n = 300_000
    table = pa.table({"i": range(n), "x": [i * 0.1 for i in range(n)], "s": [str(i % 7) for i in range(n)]})
    types = {"i": "int", "x": "float", "s": "text"}
    outputs = {"i": parse("i"), "y": parse("x / 3 + i"), "b": parse("bucket(s, 5)")}
    found = [
        DuckDBEngine(threads).evaluate(table, types, outputs, where=parse("mod(i, 3) = 0"))
        for threads in (1, 2, 4)
    ]
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])
    assert found[0]["i"].to_pylist() == list(range(0, n, 3))


def test_rows_are_ordered_by_outputs_nulls_first_and_ties_as_they_came():
    table = pa.table({"a": [2, None, 1, 2, 1], "b": [0, 1, 2, 3, 4]})
    found = ENGINE.evaluate(table, {"a": "int", "b": "int"}, {"b": parse("b"), "a": parse("a")}, order=["a"])
    assert found["b"].to_pylist() == [1, 2, 4, 0, 3]
    assert found.column_names == ["b", "a"]


def test_a_condition_keeps_a_row_only_when_true():
    table = pa.table({"a": [1, None, 3]})
    assert values(table, {"a": "int"}, "a", where=parse("a > 1")) == [3]
    with pytest.raises(ExpressionError, match="should be a condition"):
        values(table, {"a": "int"}, "a", where=parse("a"))


def test_files_are_read_in_the_order_they_are_given(tmp_path):
    folder = tmp_path / "a=1 [x]*'"
    folder.mkdir()
    for name, rows in (("z", [1, 2]), ("a", [3])):
        pq.write_table(pa.table({"n.o": rows, "unused": ["x"] * len(rows)}), folder / name)
    assert values([folder / "z", folder / "a"], {"n.o": "int"}, "n.o + 1") == [2, 3, 4]
    assert values([folder / "z", folder / "a"], {"n.o": "int"}, "1") == [1, 1, 1]
    with pytest.raises(UnavailableError, match="could not be read"):
        values([folder / "none"], {"n.o": "int"}, "n.o")


def test_expressions_without_columns_have_a_value_for_each_row():
    assert values(pa.table({"a": [1, 2, 3]}), {"a": "int"}, "2 * 3") == [6, 6, 6]
    assert values(pa.table({"a": pa.array([], pa.int64())}), {"a": "int"}, "a + 1") == []


@pytest.mark.parametrize(
    "text",
    [
        "a + 1",
        "0 - a - 2",
        "a * 2",
        "-(-a - 1)",
        "abs(-a - 1)",
        "int(x * 10.0)",
        "minutes(a)",
        "hours(x)",
        "mod(-a - 1, b)",
        "round(a, -1)",
        "1 d * a",
        "x * 1 d",
    ],
)
def test_an_overflow_names_the_expression_in_both(text):
    types = {"a": "int", "x": "float", "b": "int", "t": "time"}
    row = {"a": 2**63 - 1, "x": 1e30, "b": -1, "t": 0}
    with pytest.raises(BadInputError, match="64 bits") as engines:
        values(pa.table({name: [value] for name, value in row.items()}), types, text)
    with pytest.raises(BadInputError) as python:
        row_function(parse(text), types)(row)
    assert str(engines.value) == str(python.value)


def test_of_several_outputs_the_faulty_one_is_named():
    table = pa.table({"a": [2**63 - 1]})
    with pytest.raises(BadInputError, match=r"`a \* 2`"):
        ENGINE.evaluate(table, {"a": "int"}, {"x": parse("a - 1"), "y": parse("a * 2")})


def test_untaken_branches_and_sums_are_evaluated_as_written():
    table = pa.table({"a": [1, 2**63 - 1]})
    assert values(table, {"a": "int"}, "if(a > 1, a, a + 1)") == [2, 2**63 - 1]
    table = pa.table({"a": [-(2**62)]})
    assert values(table, {"a": "int"}, "4611686018427387904 + a + 4611686018427387904") == [2**62]


def test_nothing_of_the_engine_comes_out():
    with pytest.raises(BadInputError) as caught:
        one(pa.array(["x"]), "int")
    assert not isinstance(caught.value.__class__, duckdb.Error)


@pytest.mark.parametrize(
    "form", ["ln(1 + least({}, 2.0))", "mod(7.5, {})", "nullif({}, 3.0)", "1.0 / ({} + 1.0)"]
)
def test_calls_in_each_other_do_not_double_the_work(form):
    text = "x"
    for _ in range(18):
        text = form.format(text)
    assert len(sql(parse(text), {"x": "float"})) < 20_000
    table = pa.table({"x": [0.5, None]})
    assert values(table, {"x": "float"}, text) == [
        row_function(parse(text), {"x": "float"})({"x": x}) for x in (0.5, None)
    ]


def test_texts_with_any_characters():
    table = pa.table({"s": ["it's", 'a"b', "a\0b", "a\\b", "{0}", None]})
    for text in ("it's", 'a"b', "a\0b", "a\\b", "{0}"):
        quoted = text.replace("'", "''")
        assert values(table, {"s": "text"}, f"s = '{quoted}'").index(True) == table["s"].to_pylist().index(
            text
        )


def test_texts_are_ordered_by_code_points():
    texts = ["", "a", "B", "é", "z", "\uffff", "😀", "a\0", "ab"]
    table = pa.table({"s": texts})
    found = ENGINE.evaluate(table, {"s": "text"}, {"s": parse("s")}, order=["s"])["s"].to_pylist()
    assert found == sorted(texts)


def test_upper_and_lower_case_of_all_characters():
    texts = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000]
    table = pa.table({"s": texts})
    assert values(table, {"s": "text"}, "lower(s)") == [lower(text) for text in texts]
    assert values(table, {"s": "text"}, "upper(s)") == [upper(text) for text in texts]


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Atlantic/Azores"]
)
def test_the_clocks_of_zones_around_each_change(zone):
    step = 900_000_000
    first = microseconds(datetime(2013, 1, 1, tzinfo=UTC)) + 1
    quarters = [first + step * number for number in range(4 * 24 * 365)]
    offsets = [datetime.fromtimestamp(instant / 1e6, ZoneInfo(zone)).utcoffset() for instant in quarters]
    turns = [place for place in range(1, len(offsets)) if offsets[place] != offsets[place - 1]]
    instants = [instant for turn in turns for instant in quarters[turn - 100 : turn + 100]] + quarters[::97]
    table = pa.table({"t": pa.array(instants, pa.timestamp("us", "UTC"))})
    texts = [
        "hour(t)",
        "weekday(t)",
        "day(t)",
        "floor_to(t, 1 h)",
        "floor_to(t, 1 d)",
        "floor_to(t, 2 h)",
        "floor_to(t, 10 min)",
    ]
    found = ENGINE.evaluate(table, {"t": "time"}, {text: parse(text) for text in texts}, zone=zone)
    for text in texts:
        function = row_function(parse(text), {"t": "time"}, zone)
        assert found[text].to_pylist() == [function({"t": instant}) for instant in instants], text
        if text.startswith("floor"):
            assert all(
                floor <= instant for floor, instant in zip(found[text].to_pylist(), instants, strict=True)
            )


def test_no_extension_is_fetched():
    cursor = DuckDBEngine()._database.cursor()
    settings = "SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%extensions'"
    found = dict(cursor.execute(settings).fetchall())
    assert found == {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


@pytest.mark.parametrize(
    "said", [RuntimeError("Query interrupted"), duckdb.InterruptException("Interrupted!")]
)
def test_ctrl_c_within_a_query_is_an_interruption_and_no_fault(monkeypatch, said):
    def interrupted(*_):
        raise said

    monkeypatch.setattr("wager.adapters.duckdb.query._Query.run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        one(pa.array([1]), "int", "c + 1")
