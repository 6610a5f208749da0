"""The unit rows: which, when, with what outcome; and what is left out is counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from wager.data.decided import decided_rows
from wager.data.infer import infer_source
from wager.data.kept_table import keep_table, kept_table
from wager.data.row_rules import rows_fingerprint
from wager.data.rows import unit_rows
from wager.design.kinds.question import Objective, Rows
from wager.expressions.parse import parse
from wager.foundation.amounts import DAY, Duration
from wager.foundation.errors import BadInputError

TRIPS = """
    source: trips
    from: {path: trips.csv}
    owner: ops
    key: id
    columns: {id: int, at: time, shop: category?, late: int?, told: time?}
    derive:
      bad: late > 10
    event_time: at
    known:
      at - 1 d: [id, at, shop]
      told: late
      at - 2 d: told
"""
CSV = """
id,at,shop,late,told
4,2024-01-04,a,20,2024-01-04 12:00
3,2024-01-03,b,5,2024-01-09
2,2024-01-02,a,,2024-01-02
1,2024-01-01,,30,2024-01-01
5,2024-01-05,b,11,
"""
T0 = 1704067200_000000
ROWS = Rows(source="trips", decide_at=parse("at - 2 h"), cluster=parse("shop"))
BAD = Objective("bad", parse("bad"), Duration(DAY))


@pytest.fixture
def trips(bench):
    bench.write("trips.csv", CSV)
    source = bench.source(TRIPS)
    bench.trips = bench.snapshot(source).snapshot
    bench.engine.calls.clear()
    return source


def test_rows_are_ordered_and_counted(bench, trips):
    rows = unit_rows(bench.engine, bench.trips, trips, ROWS, BAD)
    assert bench.engine.calls == ["evaluate"]
    assert rows.keys[0].to_pylist() == [1, 4]
    assert rows.t.tolist() == [T0 - DAY // 12, T0 + 3 * DAY - DAY // 12]
    assert rows.objective.to_pylist() == [True, True]
    assert rows.index.tolist() == rows.position.tolist() == [0, 3]
    assert rows.left_out == {"outcome not known in time": 2, "outcome is null": 1}
    assert len(set(rows.cluster.tolist())) == 2


def test_an_outcome_counts_when_known_strictly_before_it_matures(bench, trips):
    for matures, ids in ((DAY // 12, []), (DAY // 12 + 1, [1]), (7 * DAY, [1, 3, 4])):
        rows = unit_rows(bench.engine, bench.trips, trips, ROWS, replace(BAD, matures=Duration(matures)))
        assert rows.keys[0].to_pylist() == ids


def test_where_and_a_missing_moment_leave_out(bench, trips):
    rows = unit_rows(bench.engine, bench.trips, trips, replace(ROWS, where=parse("shop = 'a'")), BAD)
    assert rows.keys[0].to_pylist() == [4]
    assert rows.left_out == {"not chosen by where": 3, "outcome is null": 1}
    moment = replace(ROWS, decide_at=parse("told - 1 h"))
    assert unit_rows(bench.engine, bench.trips, trips, moment, BAD).left_out["no moment of decision"] == 1


def test_rows_that_were_made_are_read_without_an_engine(bench, trips, tmp_path):
    first = unit_rows(bench.engine, bench.trips, trips, ROWS, BAD, cache=tmp_path / "rows")
    bench.engine.calls.clear()
    again = unit_rows(bench.engine, bench.trips, trips, ROWS, BAD, cache=tmp_path / "rows")
    assert bench.engine.calls == []
    assert again.fingerprint == first.fingerprint
    assert again.left_out == first.left_out
    assert again.objective.equals(first.objective)
    assert np.array_equal(again.t, first.t)
    file = tmp_path / "rows" / f"{first.fingerprint}.arrow"
    file.write_bytes(file.read_bytes()[:100])
    assert len(unit_rows(bench.engine, bench.trips, trips, ROWS, BAD, cache=tmp_path / "rows")) == 2
    assert bench.engine.calls == ["evaluate"]


def test_what_a_fingerprint_follows_from(bench, trips):
    def of(source=trips, rows=ROWS, objective=BAD):
        return rows_fingerprint(bench.trips, source, rows, objective)

    changed = {
        of(),
        of(rows=replace(ROWS, decide_at=parse("at - 3 h"))),
        of(rows=replace(ROWS, where=parse("late > 1"))),
        of(rows=replace(ROWS, cluster=None)),
        of(objective=replace(BAD, matures=Duration(2 * DAY))),
        of(objective=replace(BAD, tree=parse("late"))),
        of(source=bench.source(TRIPS, replace={"late > 10": "late > 11"})),
    }
    assert len(changed) == 7
    assert of(objective=replace(BAD, tree=parse("late > 10"), name="other")) == of()


def test_rows_of_two_ways_have_two_codes(bench, trips, tmp_path):
    both = replace(ROWS, cluster=(parse("day(at)"), parse("shop")))
    matures = replace(BAD, matures=Duration(7 * DAY))
    for _ in range(2):  # made, and then read
        rows = unit_rows(bench.engine, bench.trips, trips, both, matures, cache=tmp_path / "rows")
        assert len(set(rows.cluster.tolist())) == 3
        assert len(set(rows.also.tolist())) == 3  # a row without a shop is its own
    one = unit_rows(bench.engine, bench.trips, trips, ROWS, matures)
    assert one.also is None
    assert (one.cluster == rows.also).all()
    assert len({rows_fingerprint(bench.trips, trips, each, matures) for each in (ROWS, both)}) == 2
    told = decided_rows(bench.engine, bench.trips, trips, both)
    assert told.between(T0 - DAY, T0 + 10 * DAY) == (5, 3)  # a, b, and the one without
    assert told.clusters(told.t > T0 + 2 * DAY) == 2
    with pytest.raises(BadInputError, match=r"E106 .* did you mean 'shop'"):
        unit_rows(
            bench.engine, bench.trips, trips, replace(ROWS, cluster=(parse("day(at)"), parse("shap"))), BAD
        )


def test_keys_have_one_digest_in_any_order(bench, trips):
    rows = unit_rows(bench.engine, bench.trips, trips, ROWS, replace(BAD, matures=Duration(7 * DAY)))
    assert rows.keys_digest(np.array([0, 1, 2])) == rows.keys_digest(np.array([2, 0, 1]))
    assert rows.keys_digest(np.array([0, 1])) != rows.keys_digest(np.array([0, 2]))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"where": parse("shap = 'a'")}, "E106 .* did you mean 'shop'"),
        ({"where": parse("count(over 7 d) > 1")}, "E113"),
    ],
)
def test_what_cannot_be_made_is_refused(bench, trips, change, says):
    with pytest.raises(BadInputError, match=says):
        unit_rows(bench.engine, bench.trips, trips, replace(ROWS, **change), BAD)


def test_with_assumed_clocks_the_outcome_counts_as_known(bench):
    bench.write("trips.csv", CSV)
    for moment in (parse("at"), None):
        source, _ = infer_source(
            bench.engine,
            bench.root / "trips.csv",
            name="trips",
            decide_at=moment,
            afterwards=["late", "told"],
        )
        snapshot = bench.snapshot(source).snapshot
        rows = unit_rows(
            bench.engine,
            snapshot,
            source,
            Rows(file="trips.csv", decide_at=moment),
            replace(BAD, tree=parse("late > 10")),
        )
        assert rows.left_out == {"outcome is null": 1}
        assert len(rows.keys) == 5
        assert sorted(rows.keys[0].to_pylist()) == [1, 3, 4, 5]
        assert (rows.t == 0).all() == (moment is None)
        assert len(set(rows.cluster.tolist())) == 4


def test_other_kinds_of_outcomes(bench, trips):
    for text, kind in (("late", "int64"), ("late / 2", "double"), ("if(late > 10, 'x', 'y')", "string")):
        rows = unit_rows(bench.engine, bench.trips, trips, ROWS, replace(BAD, tree=parse(text)))
        assert str(rows.objective.type) == kind


@pytest.mark.parametrize("place", [0, 40, -200, -14, -6, -1])
def test_a_kept_table_with_a_flipped_bit_is_none(tmp_path, place):
    table = pa.table({"value": pa.array([1, None, 3])})
    keep_table(tmp_path / "t.arrow", table)
    assert kept_table(tmp_path / "t.arrow").equals(table)
    content = bytearray((tmp_path / "t.arrow").read_bytes())
    content[place] ^= 1
    (tmp_path / "t.arrow").write_bytes(content)
    assert kept_table(tmp_path / "t.arrow") is None
    (tmp_path / "t.arrow").write_bytes(content[:5])
    assert kept_table(tmp_path / "t.arrow") is None
