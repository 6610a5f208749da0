"""Laws of features for one row: they are the bits of the Matrix, at any moment, and however the events came."""

import random

import numpy as np
import pytest

from laws import feature_project as project
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.tree import Column
from wager.features.online.online import Online

TRIPS, SCORES = project.trips(), project.scores()
NAMES = [*project.features(), "line", "at"]


def online(folder, trips, scores, *, versions=True):
    unit = project.stored(folder, "trips", trips)
    return Online(
        DuckDBEngine(threads=1),
        unit,
        {"trips": unit, "scores": project.stored(folder, "scores", scores)},
        project.features(),
        {name: Column(name) for name in NAMES},
    )


def bits(value):
    return value.hex() if isinstance(value, float) else value


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    matrix = project.matrix(
        DuckDBEngine(threads=1), tmp_path_factory.mktemp("whole"), TRIPS, SCORES, names=NAMES
    )
    return {name: project.bits(matrix.columns[name]) for name in NAMES}


def differing(found, whole, place):
    return {name: (bits(found[name]), whole[name][place]) for name in NAMES if bits(found[name]) != whole[name][place]}


def test_one_row_at_a_time_gives_the_bits_of_the_matrix(whole, tmp_path):
    one = online(tmp_path, TRIPS, SCORES)
    places = list(range(len(TRIPS)))
    random.Random(3).shuffle(places)
    for place in places:
        row = TRIPS[place]
        found = one.values(row, row["at"] - 3 * project.HOUR)
        assert not differing(found, whole, place), place


@pytest.mark.parametrize("seed", range(4))
def test_what_came_live_counts_as_if_it_were_in_the_snapshot(whole, tmp_path, seed):
    chance = random.Random(seed)
    trips, scores = [row for row in TRIPS if chance.random() < 0.7], [row for row in SCORES if chance.random() < 0.5]
    one = online(tmp_path, trips, scores)
    later = [("trips", row) for row in TRIPS if row not in trips] + [("scores", row) for row in SCORES if row not in scores]
    chance.shuffle(later)
    for source, row in later:
        one.add(source, row)
    for place, row in enumerate(TRIPS):
        found = one.values(row, row["at"] - 3 * project.HOUR)
        assert not differing(found, whole, place), place
