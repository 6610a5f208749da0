"""A small project with everything that makes windows hard: ties, nulls, late knowledge, versions, two sources."""

import random
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wager.data.source_file import read_source
from wager.expressions.parse import parse
from wager.features.cache import FeatureCache
from wager.features.definition import read_features
from wager.features.link import link_features
from wager.features.matrix import build
from wager.features.stored import Stored
from wager.foundation.fingerprint import digest

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
START = 1_700_000_000_000_000 // DAY * DAY

TRIPS = """source: trips
from: {path: trips.parquet}
owner: ops
key: id
columns: {id: int, at: time, done: time?, line: category?, stop: int?, late: int?, load: float?, note: text?}
derive: {bad: late > 3}
event_time: at
known: {at - 1 d: [id, at, line, stop], done: rest}
"""

SCORES = """source: scores
from: {path: scores.parquet}
owner: ops
key: line
columns: {line: category, scored: time, score: float?}
event_time: scored
known: scored + 45 min
"""

HISTORY = """features: history
owner: ops
from: trips
by: [line, line+stop, all]
over: [2 h, 1 d, 30 h .. 6 h, ever]
define:
  trips: count()
  ended: count(where late is not null)
  late: sum(late)
  load: sum(load)
  mean: mean(load)
  bad: share(bad where stop != 2)
  least: min(late)
  most: max(load)
  note: max(note)
  first: first(load)
  last: last(note)
  since: time_since_last(where bad)
  apart: stddev(load)
  varied: variance(load where stop != 2)
  spread: variance(late)
  notes: count_distinct(note)
  lates: count_distinct(late where stop != 2)
  loads: count_distinct(load)
  middle: quantile(load, 0.5)
  lower: quantile(load, 0.05 where stop != 2)
  upper: quantile(late, 0.9)
  part: sum(load where stop != 2) / sum(load)
"""

SCORE = """features: score
owner: ops
from: scores
by: line
over: 12 h
take: score
define: {change: last(score) - first(score over 2 d)}
"""

ROW = """features: row
owner: ops
define:
  hour: hour(at)
  worse: coalesce(score.score, 0) > coalesce(history.line_mean_1d, 0)
  ago: at - 1 d - at
"""

FILES = {"history": HISTORY, "score": SCORE, "row": ROW}


def source(text, name):
    found, findings = read_source(text, f"sources/{name}.yaml", currency="USD", zone="UTC")
    assert not [finding for finding in findings if finding.is_error], findings
    return found


SOURCES = {"trips": source(TRIPS, "trips"), "scores": source(SCORES, "scores")}


def features(files=FILES):
    read = []
    for name, text in files.items():
        file, findings = read_features(
            text, f"features/{name}.yaml", currency="USD", zone="UTC", sources=SOURCES
        )
        assert not findings, findings
        read.append(file)
    linked, findings = link_features(read, SOURCES)
    assert not findings, findings
    return linked


def maybe(random, value, share=0.2):
    return None if random.random() < share else value


def trips(count=400, seed=7):
    """Trips as dicts; times on a coarse grid, so that there are ties."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        at = START + chance.randrange(0, 96) * HOUR
        rows.append(
            {
                "id": number,
                "at": at,
                "done": maybe(chance, at + chance.choice([-2, 0, 1, 7, 30]) * HOUR, 0.1),
                "line": maybe(chance, chance.choice("AABC"), 0.1),
                "stop": maybe(chance, chance.randrange(3), 0.1),
                "late": maybe(chance, chance.randrange(-3, 9)),
                "load": maybe(chance, chance.choice([0.1, -2.75, 1e6 / 3, 12.5, 1e-9])),
                "note": maybe(chance, chance.choice(["", "ok", "Ok", "é"])),
            }
        )
    return sorted(rows, key=lambda row: (row["at"], row["id"]))


def scores(count=60, seed=8):
    chance = random.Random(seed)
    rows = [
        {"line": chance.choice("ABC"), "scored": START + chance.randrange(-12, 96 * 4) * 15 * MINUTE,
         "score": maybe(chance, float(chance.randrange(9)))}
        for _ in range(count)
    ]  # fmt: skip
    return sorted(
        rows, key=lambda row: (row["scored"], row["line"], -1 if row["score"] is None else row["score"])
    )


ARROW = {"int": pa.int64(), "time": pa.timestamp("us", "UTC"), "float": pa.float64(), "text": pa.string()}


def stored(folder, name, rows):
    """Write rows as a snapshot would hold them."""
    types = SOURCES[name].stored_types()
    columns = {
        column: pa.array([row[column] for row in rows], pa.int64() if kind == "time" else ARROW[kind]).cast(
            ARROW[kind]
        )
        for column, kind in types.items()
    }
    identity = digest([list(map(str, row.values())) for row in rows])
    path = folder / f"{name}-{identity[:12]}.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=97)
    keys = {tuple(row[column] for column in SOURCES[name].key) for row in rows}
    return Stored(SOURCES[name], identity, (path,), versions=len(keys) < len(rows))


DECIDE_AT = parse("at - 3 h")


def unit_rows(rows, until=None):
    """The unit rows are trips, decided three hours before."""
    at = np.array([row["at"] - 3 * HOUR for row in rows], np.int64)
    index = np.flatnonzero(at <= (np.iinfo(np.int64).max if until is None else until))
    return SimpleNamespace(fingerprint=digest([at[index].tolist(), index.tolist()]), t=at[index], index=index)


class Spy:
    """An engine that counts what it is asked."""

    def __init__(self, engine):
        self.engine, self.calls = engine, 0

    def evaluate(self, *arguments, **named):
        self.calls += 1
        return self.engine.evaluate(*arguments, **named)


def matrix(engine, folder, trip_rows, score_rows, *, files=FILES, until=None, names=None, cache=None):
    unit = stored(folder, "trips", trip_rows)
    found = features(files)
    return build(
        engine,
        FeatureCache(folder / "cache") if cache is None else cache,
        unit_rows(trip_rows, until),
        unit,
        names or [*found, "line", "at"],
        features=found,
        stored={"trips": unit, "scores": stored(folder, "scores", score_rows)},
    )


def bits(array):
    """The values of a column as exact texts: floats to the last bit."""
    return [value.hex() if isinstance(value, float) else value for value in array.to_pylist()]
