"""A small project with every learner that there is, and the digest of what each learns; the rows of its sources in any order.

    python tests/same_digests.py FOLDER SEED THREADS TIMES [MODEL …]

writes the project into a folder that is not there yet, with so many times the rows, shuffled by a seed (0: as they come); learns on so
many threads, all models unless some are named, and prints a digest for each, as JSON.
"""

import json
import random
import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.estimators.kinds import CASES, HERE, SMALL
from project_folder import config, write_project, write_table

LOADS = """\
source: loads
from: {path: data/loads-*.csv}
owner: depot
key: load
columns: {load: int, at: time, told: time, line: category, weight: float, door: "category?"}
event_time: at
known: told
"""

TRIPS = """\
source: trips
from: {path: data/trips.csv}
owner: timetable
key: trip
columns: {trip: int, at: time, told: time, line: category, driver: category, rain: "float?", stops: int, note: text, wait: float}
derive:
  arrived: at + 2 h
  late: wait > 6
  how: if(wait > 9, 'high', if(wait > 4, 'middle', 'low'))
event_time: at
known: {told: [trip, at, told, line, driver, rain, stops, note], arrived: rest}
"""

FEATURES = """\
features: carried
owner: depot
from: loads
by: line
over: [2 d, 9 d]
define:
  heavy: sum(weight)
  usual: mean(weight)
  spread: stddev(weight)
  doors: count_distinct(door)
  newest: last(weight)
"""

ROOT = """\
model: {kind}
rows: {{each: trip, from: trips, decide_at: at - 30 min, cluster: day(at)}}
objective: {{{objective}, matures: 1 d}}
split: {{begin: {{train: 2024-01-03, tune: 2024-01-22, holdout: 2024-02-05, end: 2024-02-12}}}}
money:
  actions: [{actions}]
  pays: {pays}
features: [line, rain, stops, carried.*]
algorithm: {algorithm}
seed: 3
"""
KINDS = {
    "binary": (
        "is: late",
        "none, warn",
        "{none: {late: -9 EUR, otherwise: 0 EUR}, warn: -2 EUR}",
        "logistic",
    ),
    "classes": (
        "is: how, classes: [low, middle, high]",
        "none, call",
        "{none: {high: -9 EUR, otherwise: 0 EUR}, call: -2 EUR}",
        "logistic",
    ),
    "number": ("is: wait", "order", '{order: "-1 EUR * greatest(prediction - wait, 0)"}', "linear"),
}
LOSS = {"quantile": "{quantile: 0.8}"}

TARGET, HASHED = (
    "{note: {tfidf: {top: 30}}, driver: {target: 5}}",
    "{note: {hashing: 16}, driver: {target: 5}, line: onehot}",
)
ENCODED = {
    "words-logistic": ("{logistic: {C: 2}}", TARGET, ""),
    "words-lightgbm": (
        "{lightgbm: {n_estimators: 6}}",
        "{note: {tfidf: {ngrams: [1, 2]}}, driver: native}",
        "",
    ),
    "hashes-elastic": ("{elastic_net: {max_iter: 200}}", HASHED, "calibrate: sigmoid\n"),
    "hashes-xgboost": ("{xgboost: {n_estimators: 20, early_stopping: 2}}", HASHED, "calibrate: isotonic\n"),
    "sought": (
        "{lightgbm: {n_estimators: 40, early_stopping: 3}}",
        TARGET,
        "calibrate: sigmoid\nrefit: true\nsearch: {folds: 2, over: {lightgbm.num_leaves: [3, 7]}}\n",
    ),
}


def models():
    """Name every model, with its text: each learner with each kind of objective and loss; encodings, a search, a refit, calibration."""
    found = {}
    for kind, (objective, actions, pays, algorithm) in KINDS.items():
        found[kind] = ROOT.format(
            kind=kind, objective=objective, actions=actions, pays=pays, algorithm=algorithm
        )
    cases = [case for case in CASES if case[0] != "best_split"]
    for algorithm, task in [*cases, ("rule", "binary"), ("rule", "classes")]:
        kind = task if task in KINDS else "number"
        name, given = named(algorithm, task), SMALL.get(algorithm, {})
        if algorithm == "table":
            given = {"by": ["line", "stops"], "prior": 5}
        elif algorithm == "rule":
            given = {"warn" if kind == "binary" else "call": "stops > 3"}
        said = json.dumps({algorithm: given})
        found[name] = f"model: {name}\nextends: {kind}\nalgorithm: {said}\n"
        if algorithm in {"constant", "rule", "table"}:
            found[name] = ROOT.format(
                kind=name,
                objective=KINDS[kind][0],
                actions=KINDS[kind][1],
                pays=KINDS[kind][2],
                algorithm=said,
            ).replace("features: [line, rain, stops, carried.*]\n", "")
        if task not in KINDS and task != "mean":
            found[name] += f"loss: {LOSS.get(task, task)}\n"
    for name, (algorithm, encode, more) in ENCODED.items():
        found[name] = (
            f"model: {name}\nextends: binary\nfeatures: [note, driver, line, stops, carried.heavy_2d]\n"
            f"algorithm: {algorithm}\nencode: {encode}\n{more}"
        )
    return found


def loads(times=1, seed=1):
    """Events with ties in time, corrections, missing doors, and weights whose sums of doubles depend on their order."""
    chance = random.Random(seed)
    for number in range(900 * times):
        at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(24 * 42))
        row = {
            "load": number,
            "at": f"{at:%Y-%m-%d %H:%M}",
            "told": f"{at + timedelta(hours=chance.randrange(9)):%Y-%m-%d %H:%M}",
            "line": chance.choice("abc"),
            "weight": chance.choice([0.1, 1e-9, 1e9, -0.3]) * chance.random(),
            "door": chance.choice(["front", "back", ""]),
        }
        yield row
        if number % 9 == 0:
            yield row | {"told": f"{at + timedelta(hours=20):%Y-%m-%d %H:%M}", "weight": 7 * chance.random()}


def trips(times=1, seed=2):
    """Rows; the wait depends on the line, the stops and the rain."""
    chance = random.Random(seed)
    words = "late early full empty driver ticket rain school market bridge".split()
    for number in range(1120 * times):
        at = datetime(2024, 1, 3, tzinfo=UTC) + timedelta(minutes=50 / times * number)
        line, stops, rain = chance.choice("abc"), chance.randrange(6), round(chance.random(), 2)
        yield {
            "trip": number,
            "at": f"{at:%Y-%m-%d %H:%M}",
            "told": f"{at - timedelta(days=2):%Y-%m-%d %H:%M}",
            "line": line,
            "driver": f"d{chance.randrange(12)}",
            "rain": "" if chance.random() < 0.1 else rain,
            "stops": stops,
            "note": " ".join(chance.choices(words, k=4)),
            "wait": round(2 + 2 * (line == "a") + stops * rain * 2 + chance.expovariate(0.5), 1),
        }


def write_waits(folder, shuffled=0, times=1):
    """Write the project; where its rows are shuffled, they are spread otherwise over its files, too."""
    files = {
        "wager.toml": config("waits", "EUR"),
        "sources/loads.yaml": LOADS,
        "sources/trips.yaml": TRIPS,
        "features/carried.yaml": FEATURES,
        **{f"models/{name}.yaml": text for name, text in models().items()},
    }
    events, rows, cut = list(loads(times)), list(trips(times)), 300
    if shuffled:
        random.Random(shuffled).shuffle(events)
        random.Random(shuffled + 1).shuffle(rows)
        cut = 500
    write_project(folder, files, "trips.csv", rows)
    write_table(folder / "data" / "loads-1.csv", events[:cut])
    write_table(folder / "data" / "loads-2.csv", events[cut:])
    shutil.copy(HERE / "mine.py", folder / "mine.py")
    return folder


def digests(folder, threads=1, names=None):
    """Take the snapshots of a project, and let each of its models learn; say the digest of what is served."""
    from wager.project.opening import open_folder
    from wager.workflow.contend import Entrant
    from wager.workflow.inputs import model_trees
    from wager.workflow.learning import learn
    from wager.workflow.question import ask_question
    from wager.workflow.read_project import read_definitions
    from wager.workflow.run_model import asked_for, inputs_of
    from wager.workflow.take_snapshot import take_snapshot
    from wager.workflow.unit import unit_source

    wiring = open_folder(folder, threads=threads)
    take_snapshot(wiring)
    definitions, found = read_definitions(wiring), {}
    for name in sorted(names or definitions.models):
        design, model = asked_for(definitions, name)
        unit = unit_source(wiring, definitions, design)
        entered = Entrant(name, model, model_trees(model, design, unit, definitions.features))
        question = ask_question(wiring, inputs_of(wiring, definitions, design, entered))
        found[name] = learn(question, entered).final.digest
        if name in KINDS:  # what no file names: the best single split stands beside models
            split = replace(entered, model=replace(model, algorithm="rule", parameters={}))
            found[f"split-{name}"] = learn(question, split).final.digest
    return found


def one_of_each():
    """Name one model of each learner, each with another kind of objective or loss; and all that are written out by hand."""
    last = {algorithm: task for algorithm, task in CASES if algorithm != "best_split"}
    return [*KINDS, *ENCODED, "rule-binary", *(named(*case) for case in last.items())]


def named(algorithm, task):
    """Name the model file of a case."""
    return f"{algorithm}-{task}".lower().replace(".", "-").replace("_", "-")


if __name__ == "__main__":
    place, seed, threads, times, *names = sys.argv[1:]
    json.dump(digests(write_waits(Path(place), int(seed), int(times)), int(threads), names), sys.stdout)
