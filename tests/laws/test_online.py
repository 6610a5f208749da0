"""Laws of features for one row: they are the bits of the Matrix, at any moment, and however the events came."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from laws import feature_project as project
from laws import reading_project as meters
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.tree import Column
from wager.features.online import history
from wager.features.online.online import Online

ENGINE = DuckDBEngine(threads=1)
TRIPS, SCORES = project.trips(), project.scores()
NAMES = [*project.features(), "line", "at"]


def online(folder, trips, scores):
    unit = project.stored(folder, "trips", trips)
    return Online(
        ENGINE,
        unit,
        {"trips": unit, "scores": project.stored(folder, "scores", scores)},
        project.features(),
        {name: Column(name) for name in NAMES},
    )


def bits(value):
    return value.hex() if isinstance(value, float) else value


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    matrix = project.matrix(ENGINE, tmp_path_factory.mktemp("whole"), TRIPS, SCORES, names=NAMES)
    return {name: matrix.columns[name].to_pylist() for name in NAMES}


def differing(found, whole, place):
    """The columns that are not the same to the bit: what was found, and what should have been."""
    assert list(found) == list(whole)
    return {
        name: (found[name], whole[name][place])
        for name in found
        if bits(found[name]) != bits(whole[name][place])
    }


def test_one_row_at_a_time_gives_the_bits_of_the_matrix(whole, tmp_path):
    one = online(tmp_path, TRIPS, SCORES)
    places = list(range(len(TRIPS)))
    random.Random(3).shuffle(places)
    for place in places:
        row = {name: TRIPS[place][name] for name in one.reads}
        assert not differing(one.values(row, row["at"] - 3 * project.HOUR), whole, place), place


@pytest.mark.parametrize("fresh", [20, 10_000])
def test_what_came_live_counts_as_if_it_were_in_the_snapshot(whole, tmp_path, monkeypatch, fresh):
    monkeypatch.setattr(history, "FRESH", fresh)
    chance = random.Random(fresh)
    trips = [row for row in TRIPS if chance.random() < 0.7]
    scores = [row for row in SCORES if chance.random() < 0.5]
    one = online(tmp_path, trips, scores)
    later = [("trips", row) for row in TRIPS if row not in trips]
    later += [("scores", row) for row in SCORES if row not in scores]
    chance.shuffle(later)
    for source, row in later:
        one.add(source, row)
    for place, row in enumerate(TRIPS):
        assert not differing(one.values(row, row["at"] - 3 * project.HOUR), whole, place), place


@pytest.mark.parametrize(("seed", "fresh"), [(0, 5), (1, 14), (2, 1000)])
def test_corrections_in_any_order_are_what_the_matrix_sees(tmp_path, monkeypatch, seed, fresh):
    monkeypatch.setattr(history, "FRESH", fresh)
    readings, visits = meters.corrected(seed), meters.asked(seed + 10)
    tariffs = [
        {"rough": number % 3, "price": number / 7, "since": number * 3 * meters.MINUTE}
        for number in range(12)
    ]
    chance = random.Random(seed + 20)
    chance.shuffle(tariffs)
    known = {"readings": readings[:30], "tariffs": tariffs[:4]}
    live = [("readings", row) for row in readings[30:]] + [("tariffs", row) for row in tariffs[4:]]
    chance.shuffle(live)
    one = meters.online(ENGINE, folder(tmp_path, "0"), known["readings"], known["tariffs"])
    for step in range(3):
        agree(one, folder(tmp_path, f"visits {step}"), known, visits)
        for of, row in live[step::3]:
            one.add(of, row)
            known[of].append(row)
    agree(one, folder(tmp_path, "all"), known, visits)


def folder(parent, name):
    (parent / name).mkdir()
    return parent / name


@given(
    readings=st.lists(st.tuples(meters.readings, st.booleans()), max_size=12),
    tariffs=st.lists(st.tuples(meters.tariffs, st.booleans()), max_size=4),
    visits=st.lists(meters.visits, min_size=1, max_size=6),
)
@settings(
    max_examples=8,  # `same_bits.py` has worlds of them
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example takes too long to be made smaller
)
def test_strange_events_are_what_the_matrix_sees(readings, tariffs, visits):
    parts = {"readings": readings, "tariffs": tariffs}
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "FRESH", 3)
        early = {of: [row for row, later in rows if not later] for of, rows in parts.items()}
        one = meters.online(ENGINE, folder(Path(name), "early"), early["readings"], early["tariffs"])
        for of, rows in parts.items():
            for row in (row for row, later in rows if later):
                one.add(of, row)
                early[of].append(row)
        agree(one, folder(Path(name), "all"), early, visits)


def agree(one, folder, known, visits):
    expected = meters.matrix(ENGINE, folder, known["readings"], known["tariffs"], visits)
    for place, row in enumerate(visits):
        assert not differing(one.values(row, row["when"]), expected, place), row
