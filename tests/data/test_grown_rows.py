"""Unit rows where data came, changed or went: those of other parts stay, and all are what a making from nothing gives."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from wager.data.kept_rows import FIRST, GONE
from wager.data.manifest import load_snapshot
from wager.data.rows import unit_rows
from wager.design.kinds.question import Objective, Rows
from wager.expressions.parse import parse
from wager.foundation.amounts import DAY, Duration
from wager.foundation.errors import NotFoundError

TRIPS = """
    source: trips
    from: {path: trips/*.csv}
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
T0 = 1704067200_000000
HOUR = DAY // 24
ROWS = Rows(source="trips", decide_at=parse("at - 2 h"))
BAD = Objective("bad", parse("bad"), Duration(2 * DAY))
RULES = {
    "alone": ROWS,
    "where": replace(ROWS, where=parse("shop != 'b' or late is null")),
    "one way": replace(ROWS, cluster=parse("shop")),
    "two ways": replace(ROWS, cluster=(parse("day(at)"), parse("shop"))),
    "another moment": replace(ROWS, decide_at=parse("told - 1 h")),
    "no moment": replace(ROWS, decide_at=None),
}


class Days:
    """Trips of some days, one file a day, which a person may still change."""

    def __init__(self, bench, seed):
        self.bench, self.chance, self.trips = bench, random.Random(seed), {}
        (bench.root / "trips").mkdir()
        self.source = bench.source(TRIPS)

    def trip(self, day):
        at = T0 + day * DAY + self.chance.randrange(24) * HOUR
        told = at + self.chance.choice([1, 3 * HOUR, 2 * DAY - 2 * HOUR, 5 * DAY])
        ended = self.chance.random() < 0.7
        late = self.chance.choice([0, 11, 30, None]) if ended else None
        shop = self.chance.choice(["a", "b", "k", "z", None])
        return {"day": day, "at": at, "shop": shop, "late": late, "told": told if ended else None}

    def add(self, day, some):
        for _ in range(some):
            self.trips[self.chance.randrange(10**6)] = self.trip(day)

    def change(self):
        """Let outcomes arrive, correct a trip, drop one, and add one that should have come before."""
        days = [trip["day"] for trip in self.trips.values()]
        for trip in self.trips.values():
            if trip["told"] is None and trip["day"] >= max(days) - 1:
                trip |= {"told": trip["at"] + HOUR, "late": 12}
        one, other = self.chance.sample(list(self.trips), 2)
        self.trips[one] = self.trips[one] | {"late": 40, "told": self.trips[one]["at"]}
        del self.trips[other]
        self.add(self.chance.randrange(3), 1)

    def snapshot(self):
        by_day = {}
        for number, trip in self.trips.items():
            by_day.setdefault(trip["day"], []).append(number)
        for day, numbers in by_day.items():
            lines = [
                ",".join(
                    ["" if one is None else str(one) for one in (number, *self.written(self.trips[number]))]
                )
                for number in numbers
            ]
            (self.bench.root / "trips" / f"{day:02}.csv").write_text(
                "\n".join(["id,at,shop,late,told", *lines])
            )
        return self.bench.snapshot(self.source).snapshot

    def written(self, trip):
        return [
            str(np.datetime64(trip[name], "us")) if name in {"at", "told"} and trip[name] else trip[name]
            for name in ("at", "shop", "late", "told")
        ]

    def find(self, held):
        try:
            return load_snapshot(self.bench.objects, held)
        except NotFoundError:
            return None

    def rows(self, snapshot, rule=ROWS, objective=BAD, cache="rows", **named):
        folder = None if cache is None else self.bench.root / cache
        return unit_rows(
            self.bench.engine, snapshot, self.source, rule, objective, cache=folder, find=self.find, **named
        )


@pytest.fixture(params=range(2))
def days(bench, request):
    return Days(bench, request.param)


def said(rows):
    """Say all of some rows, to the bit and in order."""
    arrays = [rows.t, rows.index, rows.cluster, [] if rows.also is None else rows.also]
    return (
        rows.fingerprint,
        [np.asarray(one).tobytes() for one in arrays],
        rows.objective,
        rows.keys,
        list(rows.left_out.items()),
        rows.rule,
    )


def test_rows_grow_to_what_they_are_from_nothing(days):
    day = made = every = 0
    for step in range(6):
        for _ in range(days.chance.choice([1, 1, 3])):
            days.add(day, days.chance.randrange(6, 12))
            day += 1
        if step in {2, 4, 5}:
            days.change()
        snapshot = days.snapshot()
        for name, rule in RULES.items():
            objective = BAD if name != "alone" else replace(BAD, tree=parse("if(bad, 'x', 'y')"))
            for judged in (True, False):
                found = days.rows(snapshot, rule, objective, judged=judged)
                wanted = days.rows(snapshot, rule, objective, judged=judged, cache=None)
                again = days.rows(snapshot, rule, objective, judged=judged)
                assert said(found) == said(wanted) == said(again), (step, name, judged)
                assert again.made == found.made
                made, every = made + found.made.rows * (step > 0), every + len(found) * (step > 0)
    assert 0 < made < every * 0.6


def test_a_day_that_came_is_all_that_is_made_and_written(bench):
    days = Days(bench, 5)
    for day in range(20):
        days.add(day, 30)
    first = days.rows(days.snapshot())
    assert first.made.because == FIRST
    assert first.made.rows == len(first)
    files = {path: path.read_bytes() for path in (bench.root / "rows").glob("*.arrow")}
    days.add(20, 30)
    found = days.rows(days.snapshot())
    assert found.made.rows == len(found) - len(first) > 0
    assert found.made.because == "snapshot of trips: part 2024-01-21 new"
    assert {path: path.read_bytes() for path in files} == files
    (new,) = set((bench.root / "rows").glob("*.arrow")) - set(files)
    with pa.memory_map(str(new)) as file:
        assert pa.ipc.open_file(file.read_buffer()[:-12]).read_all().num_rows == found.made.rows


def test_what_is_gone_is_made_again(bench):
    days = Days(bench, 6)
    for day in range(3):
        days.add(day, 20)
    days.rows(days.snapshot())
    (file,) = (bench.root / "rows").glob("*.arrow")
    file.write_bytes(file.read_bytes()[:-20])
    days.add(3, 20)
    found = days.rows(days.snapshot())
    assert found.made.rows == len(found)
    assert found.made.because == GONE


def test_another_rule_begins_anew(bench):
    days = Days(bench, 7)
    days.add(0, 20)
    days.rows(days.snapshot())
    days.add(1, 20)
    snapshot = days.snapshot()
    found = days.rows(snapshot, replace(ROWS, decide_at=parse("at - 3 h")))
    assert found.made.because == FIRST
    assert days.rows(snapshot).made.rows < found.made.rows


def test_without_a_snapshot_to_compare_with_all_are_made(bench):
    days = Days(bench, 8)
    days.add(0, 20)
    days.rows(days.snapshot())
    days.add(1, 20)
    days.find = lambda _: None
    assert days.rows(days.snapshot()).made.because == GONE
