"""Story: sensors say how buses shake, late and corrected; how unevenly they do it is a feature, the same wherever it is read."""

import csv
import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from laws import naive
from laws.one_by_one import Asked
from laws.test_one_by_one import hold
from rides import write_rides
from wager.expressions.tree import Window
from wager.foundation.amounts import DAY
from wager.interfaces import api
from wager.interfaces.cli.main import main

SOURCE = """\
source: shakes
from: {path: data/shakes.csv}
owner: workshop
key: reading
columns:
  reading: int
  at: time
  entered: time
  line: category?
  force: {type: float?, unit: g}
  sensor: category?
event_time: at
known: entered
"""

FEATURES = """\
features: shake
owner: workshop
from: shakes
by: [line, all]
over: [2 d, 9 d .. 2 d]
define:
  uneven: {is: stddev(force), unit: g, means: how unevenly the line shakes}
  varied: variance(force where sensor != 'c')
  sensors: count_distinct(sensor)
  forces: count_distinct(force)
  middle: quantile(force, 0.5)
  hard: {is: "quantile(force, 0.9)", unit: g}
  usual: mean(force)
  of_one: sum(force where sensor = 'a') / sum(force)
  strong: share(force > 2)
tests:
  at: 2024-01-05
  row: {line: one}
  given:
    - {reading: 1, at: 2024-01-04, entered: 2024-01-04, line: one, force: 1.0, sensor: a}
    - {reading: 2, at: 2024-01-04, entered: 2024-01-04, line: one, force: 2.0, sensor: b}
  expect: {shake.line_sensors_2d: 2, shake.line_middle_2d: 1.5}
"""

MODEL = "model: shaken\nextends: by-history\nalso: [shake.*]\nalgorithm: {lightgbm: {n_estimators: 20, num_leaves: 5}}\n"
HYPOTHESIS = "claim: what was late lately is late again\nmodel: by-history"
WINDOWS = {"2d": Window(2 * DAY), "9d_2d": Window(9 * DAY, 2 * DAY)}


def shakes(count=900, seed=4):
    """Readings on the full hour, so that many tie; every fifth is entered late, every sixth corrected later."""
    chance, begin = random.Random(seed), datetime(2024, 1, 1, tzinfo=UTC)
    for reading in range(count):
        at = begin + timedelta(hours=chance.randrange(24 * 90))
        entered = at + timedelta(minutes=chance.choice([1, 1, 1, 1, 60 * 24 * 3]))
        for _ in range(chance.choice([1, 1, 1, 1, 1, 3])):
            yield {
                "reading": reading,
                "at": at,
                "entered": entered,
                "line": chance.choice(["one", "two", "two", None]),
                "force": chance.choice(
                    [None, 0.1, 0.1 + 0.2, 2.5, -0.0, round(chance.gauss(1, 2), 3), 1e6 / 3]
                ),
                "sensor": chance.choice("abc") if chance.random() < 0.9 else None,
            }
            entered += timedelta(minutes=chance.randrange(1, 5000))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = write_rides(tmp_path_factory.mktemp("shaking") / "rides")
    (made / "sources/shakes.yaml").write_text(SOURCE, "utf-8")
    (made / "features/shake.yaml").write_text(FEATURES, "utf-8")
    (made / "models/shaken.yaml").write_text(MODEL, "utf-8")
    design = made / "designs/late-bus.md"
    text = design.read_text("utf-8")
    assert HYPOTHESIS in text
    design.write_text(text.replace(HYPOTHESIS, HYPOTHESIS.replace("by-history", "shaken")), "utf-8")
    with (made / "data/shakes.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["reading", "at", "entered", "line", "force", "sensor"])
        writer.writeheader()
        for row in shakes():
            writer.writerow(row | {name: f"{row[name]:%Y-%m-%d %H:%M}" for name in ("at", "entered")})
    return made


@pytest.fixture(scope="module")
def asked(folder):
    return Asked(folder, "shaken")


def instant(moment):
    return int(moment.timestamp()) * 10**6


def events(name):
    """The readings as the naive oracle reads them."""
    for row in shakes():
        force = row["force"]
        value = row["sensor"] if name == "sensors" else force
        if name == "strong":
            value = None if force is None else force > 2
        counts = (None if row["sensor"] is None else row["sensor"] != "c") if name == "varied" else True
        yield naive.Event(
            row["line"], row["reading"], instant(row["at"]), instant(row["entered"]), value, counts
        )


OF = {"uneven": "stddev", "varied": "variance", "sensors": "count_distinct", "forces": "count_distinct",
      "middle": "quantile", "hard": "quantile", "usual": "mean", "strong": "share"}  # fmt: skip
LEVELS = {"middle": "0.5", "hard": "0.9"}


def test_every_value_is_what_fractions_say_of_the_file(asked):
    rows = np.arange(0, len(asked.question.rows), 7)
    lines = [document["line"] for document in asked.requests(rows)]
    compared = 0
    for name, kind in OF.items():
        everything = list(events(name))
        of_all = [naive.Event("all", *list(vars(event).values())[1:]) for event in everything]
        for ending, window in WINDOWS.items():
            for entity in ("line", "all"):
                found = asked.matrix.columns[f"shake.{entity}_{name}_{ending}"].take(rows).to_pylist()
                for line, value, at in zip(lines, found, asked.question.rows.t[rows].tolist(), strict=True):
                    known = everything if entity == "line" else of_all
                    counted = naive.visible(known, line if entity == "line" else "all", at, window)
                    expected = naive.aggregate(kind, counted, at, LEVELS.get(name))
                    assert repr(value) == repr(expected), (name, ending, entity, at)
                    compared += value is not None
    assert compared > 6000


def test_rows_asked_one_by_one_read_the_same(asked):
    hold(asked, np.arange(0, len(asked.question.rows), 5))


def test_live_readings_and_corrections_change_what_is_asked_next(asked):
    online, at = asked.make().features, instant(datetime(2024, 3, 20, tzinfo=UTC))
    row = {"due": at, "line": "one", "rain": None, "delay": None, "ride": 1}
    before = online.values(row, at)
    live = {"reading": 5000, "at": at - DAY, "entered": at - 9, "line": "one", "force": 77.5, "sensor": "new"}
    online.add("shakes", live)
    with_one = online.values(row, at)
    sensors, forces = "shake.line_sensors_2d", "shake.line_forces_2d"
    assert (with_one[sensors], with_one[forces]) == (before[sensors] + 1, before[forces] + 1)
    assert with_one["shake.line_uneven_2d"] != before["shake.line_uneven_2d"]
    online.add(
        "shakes", live | {"entered": at - 5, "line": None, "force": None, "sensor": None}
    )  # no bus of ours
    assert online.values(row, at) == before
    assert online.values(row, at - 5) == online.values(row, at - 9) | {
        name: value for name, value in with_one.items() if name.startswith("shake.")
    }


def test_commands_tell_of_them(folder, asked, capsys):
    assert main(["-C", str(folder), "check"]) == 0
    said = capsys.readouterr().out
    assert "E113" not in said
    assert main(["-C", str(folder), "show", "feature", "shake.line_uneven_2d"]) == 0
    shown = capsys.readouterr().out
    assert "stddev(force over 2 d)" in shown
    assert "float, g" in shown
    assert main(["-C", str(folder), "show", "feature", "shake.all_hard_9d_2d"]) == 0
    assert "quantile(force, 0.9 over 9 d .. 2 d)" in capsys.readouterr().out
    assert main(["-C", str(folder), "run", "shaken"]) == 0


def test_a_verdict_stands_on_them(folder, asked):
    project = api.open(folder)
    for hypothesis in ("H1", "H2"):
        project.freeze("late-bus", hypothesis)
        judged = project.judge("late-bus", hypothesis)
    assert "shaken" in str(judged)
