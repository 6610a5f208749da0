"""The rows behind an aggregate: counted one by one they are the same, and they give the batch's value to the bit."""

import random

import pyarrow as pa
import pytest

from laws import feature_project as project
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.audit.source_rows import rows_behind
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Column
from wager.features.plan import Planner

TRIPS, SCORES = project.trips(), project.scores()
ENGINE = DuckDBEngine(threads=1)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stored")
    return {
        "trips": project.stored(folder, "trips", TRIPS),
        "scores": project.stored(folder, "scores", SCORES),
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return project.matrix(ENGINE, tmp_path_factory.mktemp("whole"), TRIPS, SCORES)


def planned(stored, names=None):
    features = project.features()
    planner = Planner(stored["trips"], "rows", features, stored)
    return {name: planner.planned(name, Column(name)) for name in names or features}


def found(stored, columns, row, at, live=None):
    """All aggregates of the columns, for one trip as of a moment."""
    unit = stored["trips"].source
    places = dict.fromkeys(place for one in columns.values() for place in one.places)
    behind = {}
    for source in stored:
        asked = {
            place: [row_function(tree, unit.stored_types())(row) for tree in place.ours]
            for place in places
            if place.source == source
        }
        if asked:
            given = live if source == "trips" else None
            behind |= rows_behind(ENGINE, stored[source], asked, at, live=given, newest=3)
    return behind


def value(column, behind, unit, row):
    types = unit.stored_types() | {place.name: place.type for place in column.places}
    return row_function(column.tree, types)(
        row | {place.name: behind[place].value for place in column.places}
    )


def same(left, right):
    return type(left) is type(right) and (
        left.hex() == right.hex() if isinstance(left, float) else left == right
    )


@pytest.mark.parametrize("place", random.Random(3).sample(range(len(TRIPS)), 12))
def test_the_rows_give_what_the_batch_gave(stored, whole, place):
    row, columns = TRIPS[place], planned(stored)
    behind = found(stored, columns, row, row["at"] - 3 * project.HOUR)
    unit = stored["trips"].source
    for name, column in columns.items():
        expected = whole.columns[name][place].as_py()
        assert same(value(column, behind, unit, row), expected), (name, expected)


def test_they_are_counted_as_one_would_by_hand(stored):
    row = max(TRIPS, key=lambda one: (one["line"] == "A", one["at"]))
    at = row["at"] - 3 * project.HOUR
    (place,) = planned(stored, ["history.line_late_1d"])["history.line_late_1d"].places
    behind = found(stored, planned(stored, ["history.line_late_1d"]), row, at)[place]
    counted = [
        one
        for one in TRIPS
        if one["line"] == "A"
        and at - project.DAY <= one["at"] < at
        and one["done"] is not None
        and max(one["at"] - project.DAY, one["done"]) < at
    ]
    assert behind.count == len(counted) > 3
    assert behind.live == 0
    assert (behind.first, behind.last) == (counted[0]["at"], counted[-1]["at"])
    assert behind.entity == ("A",)
    times = sorted((one["at"] for one in counted), reverse=True)
    assert [one.happened for one in behind.newest] == times[:3]
    ids = {one["id"]: one for one in counted}
    for one in behind.newest:
        (key,) = one.key
        assert (one.value, one.known) == (
            ids[key]["late"],
            max(ids[key]["at"] - project.DAY, ids[key]["done"]),
        )


def test_null_entities_have_no_rows(stored):
    row = next(one for one in TRIPS if one["line"] is None)
    columns = planned(stored, ["history.line_trips_1d"])
    (place,) = columns["history.line_trips_1d"].places
    behind = found(stored, columns, row, row["at"])[place]
    assert (behind.count, behind.newest, behind.value) == (0, (), 0)


@pytest.mark.parametrize("seed", range(4))
def test_a_part_of_the_data_as_live_events_changes_nothing(stored, tmp_path, seed):
    """Half of the trips come later as events, some of them first in another version."""
    chance = random.Random(seed)
    late = {row["id"] for row in TRIPS if chance.random() < 0.5}
    early = [row for row in TRIPS if row["id"] not in late]
    stale = [row | {"stop": 0, "line": chance.choice("ABC")} for row in TRIPS if row["id"] in late]
    parts = {**stored, "trips": project.stored(tmp_path, "trips", early)}
    whole = {
        **stored,
        "trips": project.stored(tmp_path, "trips", [*early, *stale, *map(TRIPS.__getitem__, sorted(late))]),
    }
    live = events(stale + [TRIPS[place] for place in sorted(late)])
    row = chance.choice([one for one in TRIPS[150:] if one["line"] is not None])
    at = row["at"] - 3 * project.HOUR
    names = [name for name in project.features() if name.startswith("history.line")]
    together = found(whole, planned(whole, names), row, at)
    apart = found(parts, planned(parts, names), row, at, live)
    both = zip(planned(whole, names).values(), planned(parts, names).values(), strict=True)
    counts = []
    for left, right in both:
        for one, other in zip(left.places, right.places, strict=True):
            assert together[one].count == apart[other].count, left.name
            assert same(together[one].value, apart[other].value), left.name
            counts.append(apart[other].live)
    assert any(counts)


def events(rows):
    """Live events as the log hands them on: stored columns in physical form."""
    types = project.SOURCES["trips"].stored_types()
    forms = {"int": pa.int64(), "time": pa.int64(), "float": pa.float64(), "text": pa.string()}
    return pa.table(
        {name: pa.array([row[name] for row in rows], forms[kind]) for name, kind in types.items()}
    )
