"""Snapshots cost what changed: an appended day is one new part, and what did not change is neither parsed nor written."""

from __future__ import annotations

import json
import random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wager.data import store_parts
from wager.data.cut_parts import parts_of, placed, unit_of
from wager.data.manifest import load_snapshot, read_manifest, write_manifest
from wager.data.snapshot import content_now, verify
from wager.data.time_parts import differing
from wager.workflow.heads import read_head, write_head

DAY = 86_400_000_000
START = 1_704_067_200_000_000

SALES = """
    source: sales
    from: {path: days/*.csv}
    owner: ops
    key: [shop, at]
    columns: {shop: category, at: time, sold: {type: int, range: 0 .. 1000}, price: money?}
    event_time: at
    known: at + 1 d
"""

BY_NUMBER = """
    source: sales
    from: {path: days/*.csv}
    owner: ops
    key: number
    columns: {number: int, at: time, changed: time, sold: int}
    event_time: at
    known: changed
"""


def day_of(number, rows=20, seed=0):
    drawn = random.Random(f"{number} {seed}")
    lines = ["shop,at,sold,price"]
    for place in range(rows):
        moment = np.datetime64(START + number * DAY + place * 3_600_000_000, "us")
        price = drawn.choice(["", f"{drawn.randrange(100)}.50"])
        lines.append(f"s{drawn.randrange(5)},{str(moment)[:19]}Z,{drawn.randrange(900)},{price}")
    return "\n".join(lines) + "\n"


def write(bench, name, text):
    (bench.root / "days").mkdir(exist_ok=True)
    (bench.root / "days" / name).write_text(text)


def days(bench, numbers, **named):
    for number in numbers:
        write(bench, f"{number:03}.csv", day_of(number, **named))


def afresh(bench, source):
    """Take the snapshot as if nothing was known: in a store of its own."""
    (bench.root / "other").mkdir(exist_ok=True)
    other = type(bench)(bench.root)
    other.objects = type(bench.objects)(bench.root / "other" / str(random.random()))
    other.wiring = type(bench.wiring)(
        bench.root, bench.wiring.config, other.engine, other.objects, None, None, bench.wiring.clock,
        bench.wiring.progress, bench.root / "other", bench.root / "other" / str(random.random()),
        None,
    )  # fmt: skip
    return other.snapshot(source)


def objects(bench):
    return set(bench.objects.names())


def calls(bench, name="read_text"):
    return bench.engine.calls.count(name)


def test_an_appended_day_is_one_new_part(bench, monkeypatch):
    monkeypatch.setattr(store_parts, "ROWS", 60)
    source = bench.source(SALES)
    days(bench, range(10))
    first = bench.snapshot(source).snapshot
    assert [part.name for part in first.parts][:2] == ["2024-01-01", "2024-01-02"]
    assert [entry.parts for entry in first.files] == [3, 3, 3, 1]
    held = objects(bench)
    bench.engine.calls.clear()
    days(bench, [10])
    second = bench.snapshot(source).snapshot
    assert calls(bench) == 1
    assert second.files[:-1] == first.files
    assert second.parts[:-1] == first.parts
    assert str(differing(first.parts, second.parts)) == "part 2024-01-11 new"
    new = objects(bench) - held
    assert new == {
        second.id,
        second.files[-1].sha256,
        *[one for one in new if is_manifest_of(bench, one, second)],
    }
    assert afresh(bench, source).snapshot.id == second.id
    verify(second)


def is_manifest_of(bench, name, snapshot):
    return bench.objects.path(name).read_bytes() == bench.objects.path(snapshot.id).read_bytes()


def test_a_correction_rewrites_the_file_that_it_is_in(bench, monkeypatch):
    monkeypatch.setattr(store_parts, "ROWS", 60)
    source = bench.source(SALES)
    days(bench, range(9))
    first = bench.snapshot(source).snapshot
    bench.engine.calls.clear()
    days(bench, [4], seed=1)
    second = bench.snapshot(source).snapshot
    assert calls(bench) == 1
    assert [second.files[place] == first.files[place] for place in range(3)] == [True, False, True]
    assert differing(first.parts, second.parts).changed == ("2024-01-05",)
    assert afresh(bench, source).snapshot.id == second.id
    days(bench, [4])
    back = bench.snapshot(source)
    assert (back.snapshot.id, back.changed) == (first.id, True)


def test_equal_size_and_time_prove_nothing(bench, stock):
    import os

    first = bench.snapshot(stock).snapshot
    path = bench.root / "stock.csv"
    stat = path.stat()
    path.write_text(path.read_text().replace("1.50", "1.51"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert path.stat().st_size == stat.st_size
    assert bench.snapshot(stock).snapshot.id != first.id


def test_rows_added_to_the_end_of_a_file(bench):
    source = bench.source(SALES)
    text = day_of(0) + "".join(day_of(number).partition("\n")[2] for number in range(1, 5))
    write(bench, "all.csv", text)
    first = bench.snapshot(source).snapshot
    read = bench.wiring.engine.read_text
    seen = []
    bench.wiring.engine.read_text = lambda *given, **named: seen.append(read(*given, **named)) or seen[-1]
    write(bench, "all.csv", text + day_of(5).partition("\n")[2])
    second = bench.snapshot(source).snapshot
    assert [table.num_rows for table in seen] == [20]
    assert (first.rows, second.rows) == (100, 120)
    assert afresh(bench, source).snapshot.id == second.id
    # A second time: what was read in two goes is one file.
    seen.clear()
    write(bench, "all.csv", text + "".join(day_of(number).partition("\n")[2] for number in (5, 6)))
    assert bench.snapshot(source).snapshot.rows == 140
    assert [table.num_rows for table in seen] == [20]
    # And a row that was changed before the end is found.
    write(bench, "all.csv", day_of(0, seed=3) + text.partition("\n")[2][len(day_of(0).partition("\n")[2]) :])
    assert bench.snapshot(source).snapshot.id == afresh(bench, source).snapshot.id


@pytest.mark.parametrize("text", [SALES, BY_NUMBER])
def test_any_way_of_growing_ends_where_reading_all_does(bench, monkeypatch, text):
    monkeypatch.setattr(store_parts, "ROWS", 30)
    source = bench.source(text)
    drawn = random.Random(11)
    plain = 0
    for step in range(25):
        numbers = [int(path.stem) for path in (bench.root / "days").glob("*.csv")] if step else []
        act = drawn.choice(["add", "add", "add", "change", "remove"]) if len(numbers) > 3 else "add"
        number = drawn.randrange(40) if act == "add" else drawn.choice(numbers)
        if act == "remove":
            (bench.root / "days" / f"{number:03}.csv").unlink()
        else:
            write(bench, f"{number:03}.csv", one_of(text, number, step, drawn))
        bench.engine.calls.clear()
        taken = bench.snapshot(source)
        wanted = afresh(bench, source)
        assert [str(one) for one in taken.findings] == [str(one) for one in wanted.findings]
        if wanted.snapshot is None:
            (bench.root / "days" / f"{number:03}.csv").unlink()
            continue
        assert taken.snapshot == wanted.snapshot or taken.snapshot.id == wanted.snapshot.id
        assert taken.snapshot.versions == wanted.snapshot.versions
        assert (taken.snapshot.first, taken.snapshot.last) == (wanted.snapshot.first, wanted.snapshot.last)
        assert content_now(taken.snapshot) == taken.snapshot.content
        plain += calls(bench) <= 1 < len(numbers)
    assert plain > 5


def one_of(text, number, step, drawn):
    if text is SALES:  # a file now and then has rows of its neighbour's day
        return day_of(number, seed=step) + (
            day_of(number + 1, rows=2, seed=-step).partition("\n")[2] if step % 5 == 0 else ""
        )
    lines = ["number,at,changed,sold"]
    for place in range(10):
        at = str(np.datetime64(START + number * DAY + place * 3_600_000_000, "us"))[:19]
        changed = str(np.datetime64(START + (number + drawn.randrange(50)) * DAY, "us"))[:19]
        lines.append(f"{drawn.randrange(3000)},{at},{changed},{drawn.randrange(9)}")
    return "\n".join(lines) + "\n"


def test_a_broken_row_in_a_new_file_is_counted_among_all(bench):
    source = bench.source(SALES)
    days(bench, range(3))
    bench.snapshot(source)
    write(bench, "003.csv", "shop,at,sold,price\ns1,2024-01-04 10:00,5000,1.50\n")
    (said,) = bench.said(source)
    assert "1 of 61 values lie outside 0 .. 1000, first in row 1 of 003.csv: 5000" in said


def test_months_and_years_where_days_would_be_too_many():
    few = pa.array([number * DAY for number in range(3660)], pa.timestamp("us", "UTC"))
    many = pa.array([number * DAY for number in range(3661)], pa.timestamp("us", "UTC"))
    long = pa.array([number * 31 * DAY for number in range(5000)], pa.timestamp("us", "UTC"))
    assert [unit_of(one, len(one)) for one in (few, many, long)] == ["D", "M", "Y"]
    names = placed(pa.array([None, -1, 0], pa.timestamp("us")), 3, "M")
    assert [names.names[code] for code in names.codes] == ["", "1969-12", "1970-01"]
    parts = parts_of(pa.table({"at": many}), many, "M")
    assert (parts[0].name, parts[0].rows, sum(part.rows for part in parts)) == ("1970-01", 31, 3661)


def test_a_table_without_events_is_one_part(bench):
    bench.write("shops.csv", "shop,size\nb,2\na,1\n")
    text = """
        source: shops
        from: {path: shops.csv}
        owner: ops
        key: shop
        columns: {shop: category, size: int}
        known: always
    """
    snapshot = bench.snapshot(bench.source(text)).snapshot
    assert [(part.name, part.rows, part.first) for part in snapshot.parts] == [("", 2, None)]
    bench.write("shops.csv", "shop,size\n")
    empty = bench.snapshot(bench.source(text)).snapshot
    assert (empty.parts, empty.rows, [entry.rows for entry in empty.files]) == ((), 0, [0])
    verify(empty)


def test_a_manifest_of_the_first_format_is_still_read(bench, stock):
    from dataclasses import replace

    from wager.data.order import content_digest
    from wager.foundation.fingerprint import digest

    snapshot = bench.snapshot(stock).snapshot
    table = pa.concat_tables([pq.ParquetFile(path).read() for path in snapshot.paths])
    files = tuple(replace(entry, parts=0) for entry in snapshot.files)
    old = replace(snapshot, format=1, parts=(), content=content_digest(table), files=files)
    old = replace(old, id=digest(old.logical()))
    bench.objects.put_bytes(write_manifest(old), name=old.id)
    assert "parts" not in json.loads(write_manifest(old))["body"]
    assert read_manifest(write_manifest(old), old.id) == old
    verify(load_snapshot(bench.objects, old.id))
    head = bench.root / ".wager" / "snapshots" / "stock.json"
    said = json.loads(head.read_text())
    head.write_text(json.dumps({**said, "format": 1, "id": old.id, "memo": []} | {"files": []}))
    assert bench.snapshot(stock).snapshot.id == old.id  # unchanged: it stays
    bench.write("stock.csv", (bench.root / "stock.csv").read_text().replace("1.50", "1.51"))
    assert bench.snapshot(stock).snapshot.format == 2


def test_what_is_remembered_of_files_may_be_lost(bench):
    from dataclasses import replace

    source = bench.source(SALES)
    days(bench, range(3))
    bench.snapshot(source)
    heads = bench.wiring.heads
    write_head(heads, "sales", replace(read_head(heads, "sales"), files=()))
    days(bench, [3])
    assert bench.snapshot(source).snapshot.id == afresh(bench, source).snapshot.id
