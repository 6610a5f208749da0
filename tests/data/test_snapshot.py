"""From files to snapshots: the same data has one id, a broken contract is counted, a flipped bit is found."""

from __future__ import annotations

import os
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wager.data.manifest import load_snapshot
from wager.data.snapshot import verify
from wager.foundation.errors import BadInputError, NotFoundError
from wager.workflow.take_snapshot import current_snapshot


def rows(snapshot):
    return pa.concat_tables([pq.ParquetFile(path).read() for path in snapshot.paths]).to_pylist()


def test_declared_columns_in_canonical_order(bench, stock):
    result = bench.snapshot(stock)
    assert (result.changed, result.findings) == (True, ())
    snapshot = result.snapshot
    assert [(row["shop"], row["sold"], row["price"]) for row in rows(snapshot)] == [
        ("a", 4, 200),
        ("b", 5, None),
        ("b", 3, 150),
    ]
    assert snapshot.columns == {"shop": "category", "at": "time", "sold": "int", "price": "money"}
    assert (snapshot.first, snapshot.last) == (1704103200_000000, 1704189600_000000)
    schema = pq.read_schema(snapshot.paths[0])
    assert [str(kind) for kind in schema.types] == ["string", "timestamp[us, tz=UTC]", "int64", "int64"]


def test_unchanged_is_not_read_and_writes_nothing(bench, stock):
    first = bench.snapshot(stock).snapshot
    before = sorted(bench.root.rglob("*"))
    bench.engine.calls.clear()
    again = bench.snapshot(stock)
    assert (again.snapshot.id, again.changed, bench.engine.calls) == (first.id, False, [])
    os.utime(bench.root / "stock.csv", ns=(1, 1))
    touched = bench.snapshot(stock)
    assert (touched.snapshot.id, touched.changed, bench.engine.calls) == (first.id, False, [])
    assert sorted(bench.root.rglob("*")) == before


def test_other_order_other_format_same_id(bench, stock):
    first = bench.snapshot(stock).snapshot
    lines = (bench.root / "stock.csv").read_text().splitlines()
    (bench.root / "stock.csv").write_text("\r\n".join([lines[0], *reversed(lines[1:])]))
    again = bench.snapshot(stock)
    assert (again.snapshot.id, again.changed) == (first.id, False)
    pq.write_table(
        pa.table(
            {
                "shop": ["b", "a", "b"],
                "at": [1704103200, 1704103200, 1704189600],
                "sold": [5, 4, 3],
                "price": [None, 2.0, 1.5],
            }
        ).set_column(1, "at", pa.array([1704103200, 1704103200, 1704189600], pa.timestamp("s"))),
        bench.root / "stock.parquet",
    )
    parquet = bench.source(replace={"stock.csv": "stock.parquet"})
    assert bench.snapshot(parquet).snapshot.id == first.id


def test_a_changed_value_or_clock_is_another_snapshot(bench, stock):
    ids = {bench.snapshot(stock).snapshot.id}
    bench.write("stock.csv", (bench.root / "stock.csv").read_text().replace("1.50", "1.51"))
    ids.add(bench.snapshot(stock).snapshot.id)
    ids.add(bench.snapshot(bench.source(replace={"at + 1 d": "at + 2 d"})).snapshot.id)
    assert len(ids) == 3


def test_the_present_snapshot_stays_until_one_is_taken(bench, stock):
    first = current_snapshot(bench.wiring, stock)
    bench.write("stock.csv", (bench.root / "stock.csv").read_text().replace("1.50", "1.51"))
    assert current_snapshot(bench.wiring, stock).id == first.id
    assert current_snapshot(bench.wiring, bench.source(replace={"0 .. 100": "0 .. 10"})).id != first.id


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("b,3,1.50", "b,three,1.50", "8 E112 column sold: 1 of 3 values are no int, first in row 1: 'three'"),
        (
            "b,3,1.50",
            "b,,1.50",
            "8 E112 column sold: 1 of 3 values are null, which `int` does not allow, first in row 1",
        ),
        (
            "b,3,1.50",
            "b,101,1.50",
            "8 E112 column sold: 1 of 3 values lie outside 0 .. 100, first in row 1: 101",
        ),
        ("b,3,1.50", "b,3,1.505", "9 E112 column price: 1 of 3 values are no money, first in row 1: '1.505'"),
        (
            "2024-01-02 10:00",
            "yesterday",
            "7 E112 column at: 1 of 3 values are no time, first in row 1: 'yesterday'",
        ),
        ("b,3,1.50,x", "b,3", "2 E112 1 row of stock.csv does not have 5 fields, first row 1 with 3"),
        ("a,4.0", "b,4.0", "4 E112 2 rows share their key"),
        ("sold", "solt", "8 E111 stock.csv has no column 'sold'; did you mean 'solt'?"),
    ],
)
def test_a_broken_contract_is_counted_with_an_example(bench, stock, old, new, says):
    text = (bench.root / "stock.csv").read_text()
    assert old in text
    bench.write("stock.csv", text.replace(old, new))
    found = bench.said(stock)
    assert any(says in one for one in found), found
    assert bench.snapshot(stock).snapshot is None


def test_versions_of_a_key_need_different_known_times(bench, stock):
    source = bench.source(replace={"key: [shop, at]": "key: shop"})
    snapshot = bench.snapshot(source).snapshot
    assert snapshot.versions
    bench.write(
        "stock.csv", (bench.root / "stock.csv").read_text().replace("2024-01-02 10:00", "2024-01-01 10:00")
    )
    (said,) = bench.said(source)
    assert "2 rows share their key and known times with another, first shop b in row 1" in said


def test_checks_allow_a_share(bench, stock):
    strict = {"known: counted_at": "known: counted_at\nchecks: [{condition: sold < 5}]"}
    (said,) = bench.said(bench.source(replace=strict))
    assert "sold < 5 is false in 1 of 3 rows, first in row 2, allowed are 0 %" in said
    lax = {
        "known: counted_at": "known: counted_at\nchecks: [{condition: sold < 5, max: 40 %}, {condition: price > 1 USD}]"
    }
    assert bench.said(bench.source(replace=lax)) == []


def test_files_of_a_pattern_are_one_table(bench, stock):
    text = (bench.root / "stock.csv").read_text().splitlines()
    (bench.root / "stock.csv").unlink()
    (bench.root / "d").mkdir()
    bench.write("d/1.csv", "\n".join(text[:2]))
    bench.write("d/2.csv", "\n".join([text[0], *text[2:]]))
    many = bench.source(replace={"stock.csv": "d/*.csv"})
    one = bench.write("stock.csv", "\n".join(text))
    assert bench.snapshot(many).snapshot.id == bench.snapshot(stock).snapshot.id
    assert one.is_file()
    bench.write("d/2.csv", "\n".join([text[0], "2024-01-01,b,x,1,y"]))
    assert any("first in row 1 of 2.csv" in one for one in bench.said(many))


def test_missing_files_are_named(bench):
    with pytest.raises(NotFoundError, match=r"there is no file stock.csv"):
        bench.snapshot(bench.source())
    bench.write("stok.csv", "a")
    with pytest.raises(NotFoundError, match=r"did you mean 'stok.csv'"):
        bench.snapshot(bench.source())


def test_a_pin_is_held(bench, stock):
    pinned = bench.source(replace={"stock.csv": f"stock.csv, sha256: {'0' * 64}"})
    (said,) = bench.said(pinned)
    assert "2 E112" in said
    assert "not the file that was pinned" in said


def test_what_is_no_table_is_one_finding(bench, stock):
    for content in (b"\x89PNG\0\0", b"", b"%PDF-1.4", b'{"a": 1}'):
        bench.write("stock.csv", content)
        (said,) = bench.said(stock)
        assert said.startswith("2 E112 source stock: stock.csv is")


def test_flipped_bits_are_found_and_named(bench, stock):
    snapshot = bench.snapshot(stock).snapshot
    chance = random.Random(1)
    places = [snapshot.paths[0], bench.objects.path(snapshot.id)]
    for path in places:
        content = path.read_bytes()
        path.chmod(0o644)
        for _ in range(60):
            bit = chance.randrange(len(content) * 8)
            broken = bytearray(content)
            broken[bit // 8] ^= 1 << bit % 8
            path.write_bytes(bytes(broken))
            os.utime(path, ns=(bit, bit))
            with pytest.raises((BadInputError, NotFoundError), match=r"[0-9a-f]{64}"):
                load_snapshot(bench.objects, snapshot.id)
        path.write_bytes(content)
    assert load_snapshot(bench.objects, snapshot.id) == snapshot
    verify(snapshot)
    snapshot.paths[0].write_bytes(b"other")
    with pytest.raises(BadInputError, match=snapshot.files[0].sha256):
        verify(snapshot)


MANY = ["shop,at,sold,price", *(f"a,2024-01-{day:02} 00:00,{day},1" for day in range(1, 21))]


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (0, "source stock has no rows, where its snapshot before had 20"),
        (9, "has 9 rows"),
        (10, ""),
        (20, ""),
    ],
)
def test_a_source_that_shrank_is_warned_of_once(bench, left, said):
    source, path = bench.source(), bench.root / "stock.csv"
    path.write_text("\n".join(MANY) + "\n")
    first = bench.snapshot(source)
    assert first.findings == ()
    path.write_text("\n".join(MANY[: left + 1]) + "\n")
    found = bench.snapshot(source)
    assert found.snapshot.rows == left
    assert [(one.path, one.line, one.code) for one in found.findings] == (
        [("sources/stock.yaml", 2, "W125")] if said else []
    )
    if said:
        assert said in found.findings[0].message
        assert f"the rows before are kept in {first.snapshot.id[:12]}" in found.findings[0].message
    assert bench.snapshot(source).findings == ()
    path.write_text("\n".join(MANY) + "\n")
    assert bench.snapshot(source).findings == ()  # to grow is what sources do


def test_objects_that_are_gone_are_made_again(bench, stock):
    snapshot = bench.snapshot(stock).snapshot
    bench.objects.path(snapshot.id).unlink()
    assert bench.snapshot(stock).snapshot == snapshot


def test_a_damaged_memory_of_the_head_is_of_no_importance(bench, stock):
    snapshot = bench.snapshot(stock).snapshot
    head = bench.root / ".wager" / "snapshots" / "stock.json"
    for content in (b"", b"{", b"[]", b'{"format": 99}'):
        head.write_bytes(content)
        assert bench.snapshot(stock).snapshot.id == snapshot.id
