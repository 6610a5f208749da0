"""What a row, or a live event, may ask of the features for one row."""

import pytest

from laws import reading_project as meters
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.parse import parse
from wager.expressions.tree import Column
from wager.features.online import history
from wager.features.online.online import Online
from wager.foundation.errors import BadInputError, NotFoundError

ENGINE = DuckDBEngine(threads=1)
MINUTE = meters.MINUTE
READING = {"meter": "a", "number": 1, "at": 5 * MINUTE, "seen": 6 * MINUTE, "sent": 5 * MINUTE, "rough": 2}
VISIT = {"when": 9 * MINUTE, "meter": "a", "rough": 2.0, "load": 0.5}


def asked(folder, readings, wanted):
    unit, _ = meters.stored(folder, "visits", [])
    held = {"readings": meters.stored(folder, "readings", readings)[0]}
    trees = wanted if isinstance(wanted, dict) else {name: Column(name) for name in wanted}
    return Online(ENGINE, unit, held, meters.FEATURES, trees)


def reading(**changed):
    return dict.fromkeys(meters.SOURCES["readings"].columns) | READING | changed


def test_only_the_columns_that_are_read_are_needed(tmp_path):
    one = asked(tmp_path, [reading()], ["past.rough_all_8min", "row.odd"])
    assert one.reads == ("rough", "load", "when")
    assert one.values({"rough": 2.0, "load": 0.5, "when": 9 * MINUTE}, 9 * MINUTE) == {
        "past.rough_all_8min": 1,
        "row.odd": 0.5 / 3,
    }


def test_an_event_counts_from_the_moment_at_which_it_was_known(tmp_path):
    one = asked(tmp_path, [], ["past.rough_loads", "past.rough_all"])
    one.add("readings", reading(load=1.0))
    counts = [tuple(one.values(VISIT, at * MINUTE).values()) for at in (5, 6, 7)]
    assert counts == [(0, 0), (0, 1), (1, 1)]  # the load is known when it was seen, the rest when it happened


def test_a_missing_column_of_an_event_is_null_and_other_sources_are_let_pass(tmp_path):
    one = asked(tmp_path, [], ["past.rough_all"])
    one.add("readings", {"meter": "a", "number": 3, "at": MINUTE, "rough": 2, "sent": MINUTE})
    one.add("tariffs", {"rough": 2})
    assert one.values(VISIT, 9 * MINUTE) == {"past.rough_all": 1}


@pytest.mark.parametrize("fresh", [1, 100])
def test_an_event_sent_twice_counts_once(tmp_path, monkeypatch, fresh):
    monkeypatch.setattr(history, "FRESH", fresh)
    one = asked(tmp_path, [reading()], ["past.rough_all", "past.all_level", "past.rough_last"])
    for _ in range(3):
        one.add("readings", reading(number=2, level=5, load=0.25))
        one.add("readings", reading())
    assert list(one.values(VISIT, 9 * MINUTE).values()) == [2, 5, 0.25]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("level", 2**62, "a sum of integers leaves"),
        ("load", 1.5e308, "a sum or a variance of floats lies beyond"),
    ],
)
def test_a_sum_beyond_its_range_names_its_feature_and_other_moments_answer(tmp_path, column, value, said):
    name = f"past.rough_{column}"
    one = asked(tmp_path, [reading(**{column: value})], [name])
    one.add("readings", reading(number=2, at=7 * MINUTE, sent=7 * MINUTE, seen=7 * MINUTE, **{column: value}))
    with pytest.raises(BadInputError, match=rf"feature {name}: {said}"):
        one.values(VISIT, 9 * MINUTE)
    assert one.values(VISIT, 7 * MINUTE) == {name: value}


def test_columns_are_expressions_on_features_too(tmp_path):
    tree = parse("coalesce(past.rough_last, 0) + load")
    one = asked(tmp_path, [reading(load=1.0)], {"both": tree})
    assert one.values(VISIT, 9 * MINUTE) == {"both": 1.5}


def test_what_does_not_exist_is_named(tmp_path):
    with pytest.raises(NotFoundError, match=r"past\.rough_lasd.; did you mean"):
        asked(tmp_path, [], ["past.rough_lasd"])
