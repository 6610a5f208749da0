"""Readings that are corrected later, moved to another entity, or never known; and visits, which ask about them."""

import random
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from laws.feature_project import source
from wager.data.order import canonical_order
from wager.expressions.tree import Column
from wager.features.definition import read_features
from wager.features.link import link_features
from wager.features.matrix import build
from wager.features.online.online import Online
from wager.features.stored import Stored
from wager.workflow.compute_features import NoCache

MINUTE = 60_000_000

READINGS = """source: readings
from: {path: readings.parquet}
owner: ops
key: [meter, number]
columns: {meter: category?, number: int?, at: time?, seen: time?, sent: time?, rough: int?, level: int?, load: float?, cost: money?,
  fine: bool?, note: text?, day: date?}
derive: {took: seen - at, high: load > 2}
event_time: at
known: {at: [meter, number, at, rough], seen: rest, sent: [note, fine]}
"""

TARIFFS = """source: tariffs
from: {path: tariffs.parquet}
owner: ops
key: rough
columns: {rough: int?, price: float?, since: time?}
known: since
"""

VISITS = """source: visits
from: {path: visits.parquet}
owner: ops
key: id
columns: {id: int, when: time, meter: category?, rough: float?, load: float?}
event_time: when
known: when
"""

FILES = {
    "past": """features: past
owner: ops
from: readings
by: [rough, meter+rough, all]
over: [8 min, 30 min .. 10 min, ever]
where: note is null or note != 'test'
define:
  all: count()
  loads: count(load)
  level: sum(level)
  load: sum(load)
  mean: mean(load)
  cost: mean(cost)
  spent: sum(cost)
  took: mean(took)
  longest: max(took)
  fine: share(fine where high)
  least: min(load)
  most: max(note)
  first: first(level)
  last: last(load)
  day: last(day)
  since: time_since_last(where fine)
  apart: stddev(load)
  varied: variance(in_days(took))
  uneven: stddev(cost)
  slow: stddev(took)
  levels: variance(level where high)
  notes: count_distinct(note)
  loads_of_a_kind: count_distinct(load where fine)
  days: count_distinct(day)
  fines: count_distinct(fine)
  middle: quantile(load, 0.5)
  most_of_them: quantile(took, 0.9)
  cheap: quantile(cost, 0.25)
  third: quantile(level, 0.3333)
""",
    "tariff": "features: tariff\nowner: ops\nfrom: tariffs\nby: rough\ntake: price\ndefine: {known: count()}\n",
    "row": "features: row\nowner: ops\ndefine:\n  more: load > coalesce(past.meter_rough_mean_8min, 0)\n  odd: load / 3 + hour(when)\n",
}

SOURCES = {
    name: source(text, name)
    for name, text in (("readings", READINGS), ("tariffs", TARIFFS), ("visits", VISITS))
}
ARROW = {
    "int": pa.int64(), "time": pa.timestamp("us", "UTC"), "float": pa.float64(), "text": pa.string(),
    "bool": pa.bool_(), "money": pa.int64(), "date": pa.date32(),
}  # fmt: skip


def features():
    files = []
    for name, text in FILES.items():
        file, findings = read_features(
            text, f"features/{name}.yaml", currency="USD", zone="UTC", sources=SOURCES
        )
        assert not [finding for finding in findings if finding.is_error], findings
        files.append(file)
    linked, findings = link_features(files, SOURCES)
    assert not findings, findings
    return linked


FEATURES = features()

minute = st.integers(1, 40).map(lambda number: number * MINUTE)
rough = st.sampled_from([-0.0, 0.0, 1.0, 2.0, 2.5])
load = st.one_of(st.sampled_from([-0.0, 0.0, 0.1, 1e-9, -2.75, 1e6 / 3, 2.0**54]), st.floats(-1e6, 1e6))


def maybe(values):
    return st.one_of(values, values, values, st.none())


readings = st.fixed_dictionaries(
    {
        "meter": maybe(st.sampled_from(["a", "b"])),
        "number": maybe(st.integers(0, 4)),
        "at": maybe(minute),
        "seen": maybe(minute),
        "sent": maybe(minute),
        "rough": maybe(st.integers(-1, 2)),
        "level": maybe(st.integers(-9, 9)),
        "load": maybe(load),
        "cost": maybe(st.integers(-500, 500)),
        "fine": maybe(st.booleans()),
        "note": maybe(st.sampled_from(["", "test", "é", "z"])),
        "day": maybe(st.integers(19_000, 19_003)),
    }
)
tariffs = st.fixed_dictionaries(
    {"rough": maybe(st.integers(0, 2)), "price": maybe(st.floats(0, 9)), "since": maybe(minute)}
)
visits = st.fixed_dictionaries(
    {
        "when": minute,
        "meter": maybe(st.sampled_from(["a", "b", "c"])),
        "rough": maybe(rough),
        "load": maybe(load),
    }
)


def corrected(seed, count=90):
    """Readings of a few meters, most of them corrected several times, some moved to another meter's level."""
    chance = random.Random(seed)

    def sometimes(value, share=0.1):
        return None if chance.random() < share else value

    found = []
    for _ in range(count):
        at = chance.randrange(1, 40) * MINUTE
        found.append(
            {
                "meter": sometimes(chance.choice("ab"), 0.03),
                "number": chance.randrange(6),
                "at": sometimes(at, 0.03),
                "seen": sometimes(at + chance.randrange(-3, 12) * MINUTE),
                "sent": sometimes(at + chance.randrange(6) * MINUTE),
                "rough": sometimes(chance.randrange(3)),
                "level": sometimes(chance.randrange(-9, 9)),
                "load": sometimes(
                    chance.choice([-0.0, 0.0, 0.1, 1e-9, -2.75, 1e6 / 3, 2.0**54, chance.random()])
                ),
                "cost": sometimes(chance.randrange(-500, 500)),
                "fine": sometimes(chance.random() < 0.5),
                "note": sometimes(chance.choice(["", "test", "é", "z"])),
                "day": chance.randrange(19_000, 19_003),
            }
        )
    return found


def asked(seed, count=60):
    """Visits at any moment."""
    chance = random.Random(seed)
    return [
        {
            "when": chance.randrange(1, 60 * 60) * MINUTE // 60,
            "meter": chance.choice("abc"),
            "rough": chance.choice([-0.0, 0.0, 1.0, 2.0, 2.5, None]),
            "load": chance.choice([0.1, None, 7.0]),
        }
        for _ in range(count)
    ]


def stored(folder, name, rows):
    """Write rows in the order that a snapshot gives them."""
    kind = SOURCES[name]
    types = kind.stored_types()
    columns = {
        column: pa.array(
            [row[column] for row in rows],
            pa.int32() if of == "date" else pa.int64() if of == "time" else ARROW[of],
        ).cast(ARROW[of])
        for column, of in types.items()
    }
    first = [columns[kind.event_time]] if kind.event_time else []
    order = canonical_order([*first, *(columns[key] for key in kind.key), *columns.values()], len(rows))
    path = folder / f"{name}.parquet"
    pq.write_table(pa.table(columns).take(pa.array(order)), path)
    return Stored(kind, f"{name} of {folder.name}", (path,)), order


def matrix(engine, folder, of_readings, of_tariffs, of_visits):
    """All features of all visits, in the order of the visits."""
    of_visits = [{"id": number, **row} for number, row in enumerate(of_visits)]
    unit, order = stored(folder, "visits", of_visits)
    at = np.array([row["when"] for row in of_visits], np.int64)[order]
    rows = SimpleNamespace(fingerprint=folder.name, t=at, index=np.arange(len(at)))
    held = {
        "readings": stored(folder, "readings", of_readings)[0],
        "tariffs": stored(folder, "tariffs", of_tariffs)[0],
    }
    found = build(engine, NoCache(), rows, unit, list(FEATURES), features=FEATURES, stored=held)
    back = np.argsort(order)
    return {name: found.columns[name].take(pa.array(back)).to_pylist() for name in FEATURES}


def online(engine, folder, of_readings, of_tariffs):
    unit, _ = stored(folder, "visits", [])
    held = {
        "readings": stored(folder, "readings", of_readings)[0],
        "tariffs": stored(folder, "tariffs", of_tariffs)[0],
    }
    return Online(engine, unit, held, FEATURES, {name: Column(name) for name in FEATURES})
