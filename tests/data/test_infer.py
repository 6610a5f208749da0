"""Files without a contract: types, names, doubts; the same from the same bytes."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wager.data.clocks import known_time
from wager.data.infer import infer_shape, infer_source, safe_names
from wager.data.known import ALWAYS, NEVER
from wager.data.shape_file import memo_of, read_shape, write_shape
from wager.expressions.parse import parse
from wager.foundation.errors import BadInputError


def shape(bench, content, name="a.csv"):
    bench.write(name, content)
    return infer_shape(bench.engine, bench.root / name)


def kinds(found):
    return {spec.name: f"{spec.written_type} {spec.layout}".strip() for spec in found.columns}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "2"], "int"),
        (["0", "1"], "int"),
        (["1.0", "2"], "int"),
        (["1.5", "2"], "float"),
        (["1e3", "-.5"], "float"),
        (["1", "NA"], "int?"),
        (["1", "?"], "int?"),
        (["1,5", "1.234,25"], "float comma"),
        (["$1,234.50", "$5"], "float thousands"),
        (["12%", "3 %"], "float thousands"),
        (["true", "FALSE"], "bool"),
        (["Yes", "no"], "bool"),
        (["yes", "maybe"], "text"),
        (["01234", "56789"], "text"),
        (["90071992547409931234", "5"], "text"),
        (["2013-01-01", "2013-02-28"], "date"),
        (["2013-01-01 10:00", "2013-02-28T10:00:00Z"], "time"),
        (["31.12.2013", "01.02.2013"], "date dmy"),
        (["01.02.2013", "02.03.2013"], "date dmy"),
        (["12/31/2013 9:30", "01/02/2013 10:00"], "time mdy"),
        (["31/12/2013", "12/31/2013"], "text"),
        (["01/02/2013", "03/04/2013"], "text"),
        (["2013-02-30", "2013-02-31"], "text"),
        (["a", "b"], "text"),
        (["a", "a", "b", "b"], "category"),
        (["1"] * 96 + ["x"] * 4, "int?"),
        (["1"] * 94 + ["x"] * 6, "category"),
    ],
)
def test_types(bench, values, kind):
    found = shape(bench, "k;x\n" + "\n".join(f"z;{value}" for value in values))
    assert kinds(found)["x"] == kind


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a,b\n1,\n2,\n", "column b: it is empty and left out"),
        ("a,b\n1,?\n2,3\n", "column b: 1 values are '?', read as null"),
        ("a,b,c\n1,2,3\n1,2,3\n", "1 of 2 rows repeat another"),
        ("1,2,3\n4,5,6\n", "the first line holds only numbers"),
        ("a,b\n1,01/02/2013\n2,03/04/2013\n", "day and month cannot be told apart"),
        ("a,Odd Name!\n1,2\n2,3\n", None),
        ("a,2nd\n1,2\n2,3\n", "column '2nd' is called c_2nd"),
    ],
)
def test_doubts_are_said(bench, content, says):
    found = [str(one) for one in shape(bench, content).findings]
    assert found == [] if says is None else any(says in one for one in found), found


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a,b\n", "no rows"),
        ("a,b\nNA,\n", "no column with a value"),
        ("One line, of prose\nand, another, one\nwithout\nand, more, of it\n", "no table"),
        ("", "empty"),
    ],
)
def test_what_nothing_can_be_learned_from(bench, content, says):
    with pytest.raises(BadInputError, match=f"a.csv .*{says}"):
        shape(bench, content)


def test_names():
    written = ["Booked At", "bookedAt", "", "and", "1st", "ß", "Ünï", "a.b", "A B", "日本"]
    assert safe_names(written) == [
        "booked_at", "booked_at_2", "column_3", "and_", "c_1st", "ss", "uni", "a_b", "a_b_2", "column_10",
    ]  # fmt: skip


def test_a_parquet_file_has_its_types(bench):
    table = {
        "n": [1, None],
        "f": [1.5, 2.5],
        "t": pa.array([0, 1], pa.timestamp("ms")),
        "d": pa.array([0, 1], pa.date32()),
        "b": [True, False],
        "l": [[1], [2]],
        "c": pa.array(["x", "x"]).dictionary_encode(),
        "e": pa.nulls(2),
    }
    pq.write_table(pa.table(table), bench.root / "a.parquet")
    found = infer_shape(bench.engine, bench.root / "a.parquet")
    assert kinds(found) == {"n": "int?", "f": "float", "t": "time", "d": "date", "b": "bool", "c": "category"}
    assert [one.message.partition(":")[0] for one in found.findings] == ["column l", "column e"]


BOOKINGS = """
Booking ID;Booked At;price;cancelled;refund;extra
1;2024-01-01;1,5;yes;9,0;x
2;2024-01-02;2,5;no;;y
3;2024-01-03;3,5;no;;x;
4;2024-01-04;oops;yes;4,5;x
"""


def bookings(bench, **named):
    bench.write("bookings.csv", BOOKINGS + "\n".join(f"{n};2024-02-01;1,5;no;;y" for n in range(5, 60)))
    return infer_source(bench.engine, bench.root / "bookings.csv", name="bookings", **named)


def test_clocks_are_assumed(bench):
    source, findings = bookings(
        bench, decide_at=parse("booked_at"), key=["booking_id"], afterwards=["refund", "cancelled"]
    )
    assert not [one for one in findings if one.is_error]
    assert source.assumed
    assert source.event_time == "booked_at"
    assert source.types()["booked_at"] == "time"
    assert known_time(source, "price") == ALWAYS
    assert known_time(source, "refund") == NEVER


def test_a_name_that_the_file_does_not_have(bench):
    _, findings = bookings(bench, decide_at=parse("booked"), afterwards=["refunds"])
    assert [one.code for one in findings if one.is_error] == ["E106", "E106"]
    assert "did you mean 'refund'" in str(next(one for one in findings if one.is_error))


def test_a_file_becomes_a_snapshot_and_what_breaks_a_type_is_null(bench):
    source, _ = bookings(bench, decide_at=parse("booked_at"), key=["booking_id"], afterwards=["cancelled"])
    result = bench.snapshot(source)
    assert {one.code for one in result.findings} == {"W112"}
    said = [one.message for one in result.findings]
    assert any(
        "column price: 1 of 58 values are no float, first in row 3: 'oops'; they count as null" in one
        for one in said
    ), said
    assert any("1 row of bookings.csv does not have 6 fields, first row 3 with 7" in one for one in said), (
        said
    )
    table = pq.ParquetFile(result.snapshot.paths[0]).read()
    assert table.num_rows == 58
    assert table["price"].null_count == 1
    again = bench.snapshot(source)
    assert (again.snapshot.id, again.findings) == (result.snapshot.id, result.findings)


def test_rows_of_one_key_are_kept(bench):
    bench.write("a.csv", "k,x\n1,2\n1,3\n2,4\n")
    source, _ = infer_source(bench.engine, bench.root / "a.csv", name="a", key=["k"])
    result = bench.snapshot(source)
    assert result.snapshot.rows == 3
    assert ["2 rows share their key k" in one.message for one in result.findings] == [True]


def test_a_shape_is_remembered_as_long_as_the_file_is_the_same(bench):
    found = shape(bench, BOOKINGS)
    memo, file = memo_of(bench.root / "a.csv"), bench.root / "kept" / "a.json"
    assert read_shape(file, memo) is None
    write_shape(file, memo, found)
    assert read_shape(file, memo) == found
    assert read_shape(file, [*memo[:2], "0"]) is None
    file.write_bytes(b"{")
    assert read_shape(file, memo) is None
    assert shape(bench, BOOKINGS) == found
