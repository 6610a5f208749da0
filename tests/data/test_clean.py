"""Casting and checking of columns."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.data import clean as cleaning
from wager.data import values
from wager.data.clean import Fault, clean
from wager.data.schema import ColumnSpec
from wager.foundation.amounts import Range


def cleaned(texts, kind, currency="USD", **named):
    array, faults = clean(pa.array(texts), ColumnSpec("x", kind, **named), currency)
    return array.to_pylist(), [(fault.kind, fault.count, fault.row, fault.example) for fault in faults]


@pytest.mark.parametrize(
    ("kind", "texts", "made"),
    [
        ("int", ["1", " 2 ", "5.0", "+7", "-3", "9223372036854775807"], [1, 2, 5, 7, -3, 2**63 - 1]),
        ("float", ["54", "39.02", ".5", "5.", "1e3", "-0.0"], [54.0, 39.02, 0.5, 5.0, 1000.0, 0.0]),
        ("bool", ["true", "No", "T", "0"], [True, False, True, False]),
        ("money", ["18", "0.05", "-1.5", "2.500"], [1800, 5, -150, 250]),
        ("date", ["2013-02-28", "2013-01-01 00:00"], [date(2013, 2, 28), date(2013, 1, 1)]),
        ("text", ["a", " b", ""], ["a", " b", ""]),
    ],
)
def test_what_is_read(kind, texts, made):
    assert cleaned(texts, kind) == (made, [])


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        ("int", ["5.5", "0x1F", "1e3", "a", "1,000", "9223372036854775808"]),
        ("float", ["inf", "-Infinity", "1e999", "a", "1,5", "0x1p3", "1_000"]),
        ("bool", ["2", "truth", "on"]),
        ("money", ["0.001", "$5", "1,000.00", "5 USD"]),
        ("date", ["2013-02-30", "01.02.2013", "2013-01-01 10:00", "20130101"]),
        ("time", ["2013-02-30 10:00", "2013-01-01 25:00", "1357034400", "10:00", "2013-13-01T00:00:00Z"]),
    ],
)
def test_what_is_not_read_is_counted(kind, bad):
    good = {"date": "2013-01-01", "time": "2013-01-01"}.get(kind, "1")
    for text in bad:
        made, faults = cleaned([good, text, text], kind)
        assert made[1:] == [None, None]
        assert faults == [("type", 2, 1, text)]


def test_moments():
    texts = [
        "2013-01-01T10:00:00Z",
        "2013-01-01 10:00:00",
        "2013-01-01",
        "2013-01-01T10:00:00.123456+02:00",
        "2013-01-31 10:00 UTC",
    ]
    made, faults = cleaned(texts, "time")
    assert faults == []
    assert made == [
        datetime(2013, 1, 1, 10, tzinfo=UTC),
        datetime(2013, 1, 1, 10, tzinfo=UTC),
        datetime(2013, 1, 1, tzinfo=UTC),
        datetime(2013, 1, 1, 8, 0, 0, 123456, tzinfo=UTC),
        datetime(2013, 1, 31, 10, tzinfo=UTC),
    ]


def test_naive_moments_have_the_columns_zone():
    texts = ["2013-07-01 12:00:00", "2013-11-03 01:30:00", "2013-03-10 02:30:00", "2013-07-01 12:00:00Z"]
    made, faults = cleaned(texts, "time", zone="America/New_York")
    assert faults == []
    assert [moment.isoformat()[:16] for moment in made] == [
        "2013-07-01T16:00",
        "2013-11-03T05:30",  # twice on that day: the first
        "2013-03-10T07:30",  # left out on that day: counted on from before
        "2013-07-01T12:00",
    ]


def test_naive_moments_of_parquet_are_those_of_a_text():
    zone, around = "Europe/Berlin", ("2025-03-30", "2025-10-26", "2025-07-01")
    texts = [
        f"{day} {hour:02}:{minute:02}:00" for day in around for hour in range(5) for minute in (0, 30, 59)
    ]
    naive = pa.array([datetime.fromisoformat(text) for text in texts], pa.timestamp("us"))
    read, stored = (cleaned(values, "time", zone=zone)[0] for values in (texts, naive))
    assert (
        stored
        == read
        == [moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for moment in naive.to_pylist()]
    )


def test_replacing_comes_before_checking():
    made, faults = cleaned(
        ["rents", "Unknown", "", "Owner"],
        "category",
        nullable=True,
        map={"rents": "Renter"},
        null_if=("Unknown", ""),
    )
    assert made == ["Renter", None, None, "Owner"]
    assert faults == []


def test_null_if_compares_numbers():
    made, faults = cleaned(
        ["1048.36058", "1048.360580", "1"], "float", nullable=True, null_if=("1048.36058",)
    )
    assert (made, faults) == ([None, None, 1.0], [])
    made, faults = cleaned(["-99.00", "5"], "money", nullable=True, null_if=("-99",))
    assert (made, faults) == ([None, 500], [])
    array, faults = clean(pa.array([-1, 5]), ColumnSpec("x", "int", nullable=True, null_if=("-1",)), "USD")
    assert (array.to_pylist(), faults) == ([None, 5], [])


def test_nan_is_null():
    assert cleaned(["NaN", "1"], "float", nullable=True) == ([None, 1.0], [])
    assert cleaned(["NaN", "1"], "float")[1] == [("null", 1, 0, "NaN")]
    array, faults = clean(
        pa.array([float("nan"), float("inf"), 1.0]), ColumnSpec("x", "float", nullable=True), "USD"
    )
    assert array.to_pylist() == [None, None, 1.0]
    assert faults == [Fault("type", 1, 1, "inf")]


def test_nulls_ranges_and_values():
    assert cleaned(["1", None, None], "int")[1] == [("null", 2, 1, "")]
    range_ = Range(Decimal(0), Decimal(10))
    assert cleaned(["0", "10", "11", "-1"], "int", range=range_)[1] == [
        ("range", 1, 3, "-1"),
        ("range", 1, 2, "11"),
    ]
    assert cleaned(["10.00", "10.01"], "money", range=range_)[1] == [("range", 1, 1, "10.01")]
    assert cleaned(["a", "b"], "category", values=("a",))[1] == [("values", 1, 1, "b")]


@pytest.mark.parametrize(
    ("array", "kind", "made"),
    [
        (pa.array([1, 2], pa.int8()), "int", [1, 2]),
        (pa.array([1.0, 2.0]), "int", [1, 2]),
        (pa.array([1, 2]), "float", [1.0, 2.0]),
        (pa.array([Decimal("1.25")]), "money", [125]),
        (pa.array([1.25, 7.0]), "money", [125, 700]),
        (pa.array([3]), "money", [300]),
        (pa.array([1, 0]), "bool", [True, False]),
        (pa.array([12]), "category", ["12"]),
        (pa.array(["a", "b"]).dictionary_encode(), "category", ["a", "b"]),
        (pa.array([b"a"]), "text", ["a"]),
        (pa.array([15706 * 86_400 * 10**9], pa.timestamp("ns")), "time", [datetime(2013, 1, 1, tzinfo=UTC)]),
        (pa.array([date(2013, 1, 1)]), "time", [datetime(2013, 1, 1, tzinfo=UTC)]),
        (pa.array([15706 * 86_400 * 1000], pa.timestamp("ms")), "date", [date(2013, 1, 1)]),
        (pa.nulls(1), "int", [None]),
    ],
)
def test_types_of_parquet(array, kind, made):
    found, faults = clean(array, ColumnSpec("x", kind, nullable=True), "USD")
    assert (found.to_pylist(), faults) == (made, [])


def test_what_parquet_holds_otherwise_is_counted():
    for array, kind in (
        (pa.array([1.5]), "int"),
        (pa.array([[1]]), "int"),
        (pa.array([5]), "time"),
        (pa.array([0.001]), "money"),
    ):
        found, faults = clean(array, ColumnSpec("x", kind), "USD")
        assert found.to_pylist() == [None]
        assert [fault.kind for fault in faults] == ["type"]


def test_other_currencies():
    assert cleaned(["1.234"], "money", currency="KWD")[0] == [1234]
    assert cleaned(["12"], "money", currency="JPY")[0] == [12]
    assert cleaned(["1.5"], "money", currency="JPY")[1] == [("type", 1, 0, "1.5")]


@given(
    st.lists(st.one_of(st.text(max_size=8), st.floats().map(str), st.integers().map(str)), max_size=8),
    st.sampled_from(["int", "float", "money", "time", "date", "bool"]),
)
def test_columns_read_as_their_values_do(texts, kind):
    spec = ColumnSpec("x", kind, nullable=True)
    array, _ = clean(pa.array(texts, pa.string()), spec, "USD")
    read = values.reader(spec, "USD")
    one_by_one = pa.array([read(text) for text in texts], array.type)
    assert array.equals(one_by_one)


@pytest.mark.parametrize("kind", ["int", "float"])
def test_a_whole_column_is_read_as_its_values_are_one_by_one(kind):
    chance = random.Random(kind)
    texts = [
        "0",
        "-0",
        "7.",
        ".5",
        "-.5",
        "007",
        "1-2",
        "--1",
        "-",
        ".",
        "1.2.3",
        "9" * 18,
        "9" * 19,
        "9" * 400,
        "1.5",
        "5.0",
        "1e5",
        "2.5E-7",
        "1e-99999",
        "1e99999",
        "1e",
        "e5",
        "+5",
        " 5",
        "0x1F",
        "1_0",
        "nan",
        "-Infinity",
        "",
    ]
    read = values.reader(ColumnSpec("a", kind), "USD")
    for _ in range(300):
        some = [chance.choice(texts) for _ in range(chance.randrange(1, 4))]
        offset = chance.randrange(2)  # a slice of a longer column
        array, _ = clean(pa.array(["x"] * offset + some)[offset:], ColumnSpec("a", kind), "USD")
        wanted = [read(text) for text in some]
        assert array.to_pylist() == wanted
        assert not any(
            value == 0 and math.copysign(1, value) < 0 for value in array.to_pylist() if value is not None
        )


@pytest.mark.parametrize("unit", ["s", "ms", "us"])
@pytest.mark.parametrize("zone", [None, "UTC"])
def test_what_no_calendar_has_is_no_moment(unit, zone):
    beyond = {"s": 10**17, "ms": 10**18, "us": 9 * 10**18}[unit]
    raw = pa.array([beyond, 0, -beyond, None], pa.timestamp(unit, zone))
    array, faults = clean(raw, ColumnSpec("a", "time", nullable=True), "USD")
    assert array.is_null().to_pylist() == [True, False, True, True]
    assert [(fault.kind, fault.count, fault.row) for fault in faults] == [("type", 2, 0)]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (pa.array([-800_000, 0], pa.date32()), "date"),
        (pa.array([10**17, 0], pa.date64()), "date"),
        (pa.array([3 * 10**6, 0], pa.date32()), "time"),
        (pa.array(["0000-01-01", "1970-01-01"]), "date"),
        (pa.array(["0000-01-01 00:00:00", "1970-01-01 00:00:00"]), "time"),
        (pa.array(["0001-01-01 00:00", "1970-01-01 00:00:00"]), "time"),
    ],
)
def test_what_no_calendar_has_is_no_date(raw, kind):
    array, faults = clean(raw, ColumnSpec("a", kind, zone="Europe/Berlin"), "USD")
    assert array.is_null().to_pylist() == [True, False]
    assert [fault.kind for fault in faults][:1] == ["type"]


def test_numbers_behind_many_zeros_are_the_same_beside_any_neighbour():
    spec, long = ColumnSpec("a", "int"), "0" * 36 + "7"
    assert clean(pa.array([long, "5"]), spec, "USD")[0].to_pylist() == [None, 5]
    assert clean(pa.array([long, "5", "x"]), spec, "USD")[0].to_pylist() == [None, 5, None]


def test_minus_zero_that_means_null_is_zero():
    spec = ColumnSpec("a", "float", nullable=True, null_if=("-0.0",))
    assert clean(pa.array(["0", "-0", "5"]), spec, "USD")[0].to_pylist() == [None, None, 5.0]


@pytest.mark.parametrize(
    ("spec", "texts"),
    [
        (ColumnSpec("a", "float"), ["1", "-0", "2e-5", "nan", "x", "", None, "1,5", "99999"]),
        (
            ColumnSpec("a", "int", nullable=True, range=Range(Decimal(0), Decimal(10))),
            ["1", "7.0", "11", None, "0x1F", "-3"],
        ),
        (
            ColumnSpec("a", "float", nullable=True, null_if=("-9", "NA")),
            ["1", "NA", "-9.00", "-9", None, "b"],
        ),
        (
            ColumnSpec("a", "money", range=Range(Decimal(0), Decimal(5))),
            ["1", "2.50", "0.001", "-1", "7", None],
        ),
        (
            ColumnSpec("a", "time", zone="Europe/Berlin"),
            ["2024-03-31 02:30:00", "2024-01-01", "0000-01-01", None],
        ),
        (ColumnSpec("a", "category", values=("a", "b"), map={"A": "a"}), ["a", "A", "b", "c", None]),
        (ColumnSpec("a", "bool", nullable=True), ["true", "0", "maybe", None]),
    ],
)
@pytest.mark.parametrize(
    "held",
    [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.dictionary(pa.int8(), pa.string())],
)
def test_a_column_in_pieces_is_read_as_a_whole_one(spec, texts, held, monkeypatch):
    chance = random.Random(f"{spec} {held}")
    for _ in range(20):
        some = pa.array([chance.choice(texts) for _ in range(chance.randrange(12))], pa.string()).cast(held)
        cuts = sorted(chance.randrange(len(some) + 1) for _ in range(chance.randrange(4)))
        chunks = [some.slice(low, high - low) for low, high in pairwise([0, *cuts, len(some)])]
        whole, faults = clean(some, spec, "USD")
        monkeypatch.setattr(cleaning, "_ROWS", chance.randrange(1, 6))
        array, found = clean(pa.chunked_array(chunks), spec, "USD")
        assert array.equals(whole)
        assert array.type == whole.type
        assert found == faults
        monkeypatch.undo()


@pytest.mark.parametrize("held", [pa.binary(), pa.large_binary()])
def test_bytes_that_are_no_text_are_so_wherever_a_column_is_cut(held, monkeypatch):
    monkeypatch.setattr(cleaning, "_ROWS", 1)
    spec = ColumnSpec("a", "category", nullable=True)
    column = pa.array([b"abc", b"\xff", b"abc"], held)
    whole, _ = clean(column, spec, "USD")
    array, _ = clean(pa.chunked_array([column[:1], column[1:]]), spec, "USD")
    assert array.to_pylist() == whole.to_pylist() == ["abc", "\\xff", "abc"]
