"""Laws of features: later rows change nothing, a naive join agrees, the cache holds what would be computed."""

import random
from dataclasses import replace

import pytest

from laws import feature_project as project
from laws import naive
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.parse import parse
from wager.expressions.tree import Aggregate
from wager.expressions.write import to_text

TRIPS, SCORES = project.trips(), project.scores()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return project.matrix(DuckDBEngine(threads=1), tmp_path_factory.mktemp("whole"), TRIPS, SCORES)


@pytest.mark.parametrize("threads", [1, 2, 4])
@pytest.mark.parametrize("hours", [20, 47])
def test_deleting_what_was_known_after_a_cut_changes_no_earlier_row(whole, tmp_path, threads, hours):
    cut = project.START + hours * project.HOUR
    chance = random.Random(hours)
    trips = []
    for row in TRIPS:
        if row["at"] - project.DAY >= cut:
            continue  # nothing of it was known
        if row["done"] is None or row["done"] >= cut:
            row = row | {"late": chance.randrange(99), "load": chance.random(), "note": "later"}
        trips.append(row)
    scores = [row for row in SCORES if row["scored"] + 45 * project.MINUTE < cut]
    assert len(scores) < len(SCORES)
    earlier = project.matrix(DuckDBEngine(threads=threads), tmp_path, trips, scores, until=cut)
    kept = project.unit_rows(TRIPS, cut)
    ids = [TRIPS[place]["id"] for place in kept.index]
    assert ids == [trips[place]["id"] for place in project.unit_rows(trips, cut).index]
    assert 50 < len(ids) < len(TRIPS)
    for name in whole.names:
        assert project.bits(whole.columns[name].take(kept.index)) == project.bits(earlier.columns[name]), name


def test_a_naive_join_agrees_for_every_feature(whole):
    features = project.features()
    compared = 0
    for name, feature in features.items():
        if isinstance(feature.tree, Aggregate):
            found = whole.columns[name].to_pylist()
            events = naive_events(feature)
            for place in range(0, len(TRIPS), 7):
                assert found[place] == naive_value(feature, events, TRIPS[place]), (name, place)
            compared += 1
    assert compared == 21 * 3 * 4 + 1


def test_a_ratio_is_one_sum_by_the_other(whole):
    events = [feature for name, feature in project.features().items() if name == "history.line_load_1d"]
    compared = 0
    for place in range(0, len(TRIPS), 3):
        above, below = (
            naive_value(feature, naive_events(feature), TRIPS[place])
            for feature in (
                replace(events[0], tree=replace(events[0].tree, where=parse("stop != 2"))),
                events[0],
            )
        )
        expected = above / below if below else None
        assert whole.columns["history.line_part_1d"][place].as_py() == expected
        compared += expected is not None
    assert compared > 50


CONDITIONS = {
    None: lambda row: True,
    "late is not null": lambda row: row["late"] is not None,
    "stop != 2": lambda row: None if row["stop"] is None else row["stop"] != 2,
    "bad": lambda row: None if row["late"] is None else row["late"] > 3,
}
OUTCOMES = {"late", "load", "note", "bad"}


def naive_events(feature):
    argument, where = (
        None if part is None else to_text(part) for part in (feature.tree.argument, feature.tree.where)
    )
    reads = {argument, *(where or "").split()}
    of_trips = feature.source == "trips"
    return [
        naive.Event(
            entity=entity(event, feature.entity.theirs),
            key=event["id"] if of_trips else event["line"],
            at=event["at"] if of_trips else event["scored"],
            known=known(feature.source, event, reads),
            value=CONDITIONS["bad"](event) if argument == "bad" else event.get(argument),
            counts=CONDITIONS[where](event),
        )
        for event in (TRIPS if of_trips else SCORES)
    ]


def naive_value(feature, events, row):
    moment = row["at"] - 3 * project.HOUR
    counted = naive.visible(events, entity(row, feature.entity.ours), moment, feature.tree.over)
    found = naive.aggregate(feature.tree.name, counted, moment, feature.tree.parameter)
    if feature.tree.name == "time_since_last" and found is not None:
        return found / project.DAY
    return float(found) if feature.type == "float" and found is not None else found


def entity(row, columns):
    values = tuple(row[column] for column in columns)
    return None if None in values else values


def known(source, event, reads):
    if source == "scores":
        return event["scored"] + 45 * project.MINUTE
    early = event["at"] - project.DAY
    if not reads & OUTCOMES:
        return early
    return None if event["done"] is None else max(early, event["done"])


def test_a_combined_feature_is_made_of_its_parts(whole):
    drops = whole.columns["score.change_12h"].to_pylist()
    assert any(value is not None for value in drops)
    assert whole.types["score.change_12h"] == "float"
    assert whole.columns["row.ago"].to_pylist() == [-1.0] * len(TRIPS)
    scored, mean = (whole.columns[name].to_pylist() for name in ("score.score", "history.line_mean_1d"))
    expected = [(left or 0.0) > (right or 0.0) for left, right in zip(scored, mean, strict=True)]
    assert whole.columns["row.worse"].to_pylist() == expected


def test_a_second_build_asks_no_engine_and_finds_the_same(whole, tmp_path):
    spy = project.Spy(DuckDBEngine(threads=1))
    first = project.matrix(spy, tmp_path, TRIPS, SCORES)
    assert spy.calls <= 4  # trips as rows, trips and scores as events, what is combined of them
    asked = spy.calls
    second = project.matrix(spy, tmp_path, TRIPS, SCORES)
    assert spy.calls == asked
    assert second.computed == ()
    assert second.keys == first.keys == whole.keys
    assert second.names == first.names == whole.names
    for name in first.names:
        assert (
            project.bits(first.columns[name])
            == project.bits(second.columns[name])
            == project.bits(whole.columns[name])
        )


def test_one_changed_definition_computes_one_column(tmp_path):
    spy = project.Spy(DuckDBEngine(threads=1))
    project.matrix(spy, tmp_path, TRIPS, SCORES)
    files = project.FILES | {"row": project.ROW.replace("hour(at)", "hour(at) + 1")}
    before, asked = len(list((tmp_path / "cache").iterdir())), spy.calls
    changed = project.matrix(spy, tmp_path, TRIPS, SCORES, files=files)
    assert changed.computed == ("row.hour",)
    assert spy.calls == asked + 1
    assert len(list((tmp_path / "cache").iterdir())) == before + 1


def test_prose_recomputes_nothing(tmp_path):
    engine = DuckDBEngine(threads=1)
    project.matrix(engine, tmp_path, TRIPS, SCORES)
    reworded = {name: text.replace("owner: ops", "owner: others") for name, text in project.FILES.items()}
    assert project.matrix(engine, tmp_path, TRIPS, SCORES, files=reworded).computed == ()


def test_a_damaged_file_of_the_cache_is_computed_again(tmp_path):
    engine = DuckDBEngine(threads=1)
    names = ["row.hour", "history.line_trips_1d"]
    first = project.matrix(engine, tmp_path, TRIPS, SCORES, names=names)
    file = tmp_path / "cache" / f"{first.keys['row.hour']}.arrow"
    expected = project.bits(first.columns["row.hour"])
    file.unlink()
    file.write_bytes(b"ARROW1 and then nothing")
    again = project.matrix(engine, tmp_path, TRIPS, SCORES, names=names)
    assert again.computed == ("row.hour",)
    assert project.bits(again.columns["row.hour"]) == expected
