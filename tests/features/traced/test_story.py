"""A feature told one value at a time is the feature of the matrix, and every event of an entity is accounted for."""

from datetime import UTC, datetime

import pytest

from laws import feature_project as project
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.features.traced.chosen import REASONS
from wager.features.traced.story import OneRow, Teller
from wager.foundation.errors import BadInputError, NotFoundError

TRIPS, SCORES = project.trips(), project.scores()
EVERY = 37
ENGINE = DuckDBEngine(threads=1)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return project.matrix(ENGINE, tmp_path_factory.mktemp("whole"), TRIPS, SCORES)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stored")
    return {
        "trips": project.stored(folder, "trips", TRIPS),
        "scores": project.stored(folder, "scores", SCORES),
    }


def teller(stored, place, **more):
    at = int(project.unit_rows(TRIPS).t[place])
    index = int(project.unit_rows(TRIPS).index[place])
    return Teller(ENGINE, OneRow(stored["trips"], index, at), project.features(), stored, **more)


def bits(value):
    return value.hex() if isinstance(value, float) else value


@pytest.mark.parametrize("place", range(0, len(TRIPS), EVERY))
def test_every_feature_ends_in_the_bits_of_the_matrix(whole, stored, place):
    told = teller(stored, place)
    for name in whole.names:
        if name in told.features:
            found, batch = told.value(name), whole.columns[name][place].as_py()
            assert type(found) is type(batch), name
            assert bits(found) == bits(batch), name


@pytest.mark.parametrize("place", [50, 211, 399])
def test_every_event_of_the_entity_is_used_or_has_a_reason(stored, place):
    told = teller(stored, place)
    reasons = set()
    for name, feature in told.features.items():
        for one in told.tell(name).counted:
            assert one.used + sum(why.rows for why in one.unused) == one.of_entity <= one.rows, name
            assert [why.reason for why in one.unused] == [
                why for why in REASONS if why in {one.reason for one in one.unused}
            ]
            reasons |= {why.reason for why in one.unused}
            assert feature.source == one.source
    assert reasons == {"later", "outside", "unknown", "condition"} | ({"replaced"} & reasons)


def test_reasons_are_those_of_a_naive_look_at_each_event(stored):
    """`history.line_bad_1d` over the events of the row's line, asked one after the other in plain Python."""
    place = 211
    told = teller(stored, place)
    at, line = told.row.at, TRIPS[told.row.place]["line"]
    assert line is not None
    counts = dict.fromkeys([*REASONS, "used"], 0)
    for trip in TRIPS:
        if trip["line"] != line:
            continue
        known = max(trip["at"] - project.DAY, trip["done"]) if trip["done"] is not None else None
        if trip["at"] >= at:
            counts["later"] += 1
        elif trip["at"] < at - project.DAY:
            counts["outside"] += 1
        elif known is None or known >= at:
            counts["unknown"] += 1
        elif trip["stop"] is None or trip["stop"] == 2:
            counts["condition"] += 1
        else:
            counts["used"] += 1
    (one,) = told.tell("history.line_bad_1d").counted
    found = {why.reason: why.rows for why in one.unused} | {"used": one.used}
    assert found == {why: rows for why, rows in counts.items() if rows or why == "used"}
    assert one.used


def test_the_newest_few_are_told_in_the_order_of_time_each_with_the_answer_so_far(stored):
    told = teller(stored, 300, newest=3)
    (one,) = told.tell("history.all_load").counted
    assert len(one.events) == 3 < one.used
    assert [event.happened for event in one.events] == sorted(event.happened for event in one.events)
    assert one.events[-1].so_far == one.value
    assert one.begin is None
    assert one.end == told.row.at
    assert one.by == {}
    assert one.of_entity == one.rows == len(TRIPS)
    none = teller(stored, 300, newest=0)
    assert none.tell("history.all_load").counted[0].events == ()


def test_a_feature_of_features_comes_after_those_that_it_reads(stored):
    told = teller(stored, 120)
    story = told.tell("row.worse")
    assert list(told.stories) == ["score.score", "history.line_mean_1d", "row.worse"]
    assert [part.text for part in story.of] == ["score.score", "history.line_mean_1d"]
    assert story.parts[-1].text == "coalesce(score.score, 0) > coalesce(history.line_mean_1d, 0)"
    assert story.parts[-1].value is story.value


def test_a_column_of_the_row_comes_after_what_it_follows_from(stored):
    told = teller(stored, 120)
    story = told.tell("row.hour")
    (read,) = story.reads
    assert (read.name, read.definition) == ("at", "")
    assert story.value == datetime.fromtimestamp(read.value / 1e6, UTC).hour


def test_a_duration_is_told_as_such_and_read_as_days(stored):
    told = teller(stored, 120)
    assert told.tell("row.ago").type == "duration"
    assert (told.tell("row.ago").value, told.value("row.ago")) == (-project.DAY, -1.0)


def test_what_cannot_be_told_is_refused(stored):
    told = teller(stored, 5)
    text = "features: f\nowner: ops\npython: {x: {call: 'f.py:x', reads: [late]}}\n"
    told.features = project.features({"f": text})
    with pytest.raises(BadInputError, match=r"the files behind f.py:x were not read"):
        told.tell("f.x")
    other = teller(stored, 5)
    other.stored = {"trips": stored["trips"]}
    with pytest.raises(NotFoundError, match="run `wager snapshot scores`"):
        other.tell("score.score")
