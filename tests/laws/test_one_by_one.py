"""Law: asked one by one as of its own decision, a row gets the features, the answer and the action that the batch gives it."""

import os

import numpy as np
import pytest

from laws.one_by_one import LATER, Asked, same_bits
from rides import DESIGN, FEATURES, SOURCE, write_rides
from wager.money.number_pays import number_pays
from wager.money.policy import expected

PAYS = """pays:
  none: {late: -goodwill, otherwise: 0 EUR}
  warn: {late: -effort, otherwise: -effort}"""
OF_THE_ROW = """pays:
  none: {late: -goodwill * (1 + coalesce(rain, 0) / 3), otherwise: -fare / 7}
  warn: {late: -effort - coalesce(history.line_late_2d, 0) * 1 EUR, otherwise: "if(line = 'one', -effort, -fare * 0.5)"}
  call: {late: -3 * effort, otherwise: 0.1 EUR * clock.hour - 2 EUR}"""
NUMBER = """pays:
  none: delay * -0.3 EUR
  warn: 0.7 EUR - coalesce(rain, 0) * 0.01 EUR - delay * 0.05 EUR"""
CLASSES = """pays:
  none: {early: 0 EUR, fine: 1 EUR, otherwise: -goodwill}
  warn: {early: -fare, otherwise: -effort}"""

MODELS = {
    "boosted": "model: boosted\nextends: by-more\nalgorithm: {lightgbm: {n_estimators: 20, num_leaves: 7, "
    "min_data_in_leaf: 20}}\nalso: [line, rain]\n",
    "calibrated": "model: calibrated\nextends: boosted\ncalibrate: isotonic\n",
    "careful": "model: careful\nextends: by-history\npolicy: {threshold: {warn: 0.3}}\n",
    "line": "model: line\ndesign: late-bus\nfeatures: [clock.hour, rain, history.*]\nalgorithm: linear\n",
    "mean": "model: mean\ndesign: late-bus\nalgorithm: constant\n",
}


def project(folder, *changes):
    """The rides, with a fare and more models; the design changed."""
    write_rides(folder)
    for name, text in MODELS.items():
        (folder / "models" / f"{name}.yaml").write_text(text, "utf-8")
    source = SOURCE.replace("derive:", "  fare: money\nderive:").replace("due, line]", "due, line, fare]")
    (folder / "sources" / "rides.yaml").write_text(source, "utf-8")
    (folder / "features" / "history.yaml").write_text(
        FEATURES.replace("[2 d, 10 d]", "[2 d, 10 d, 3 h]"), "utf-8"
    )
    data = folder / "data" / "rides.csv"
    lines = data.read_text("utf-8").splitlines()
    fared = [f"{line},{number % 7}.{number % 100:02}" for number, line in enumerate(lines[1:])]
    data.write_text("\n".join([f"{lines[0]},fare", *fared]), "utf-8")
    design = DESIGN
    for old, new in changes:
        assert old in design
        design = design.replace(old, new)
    (folder / "designs" / "late-bus.md").write_text(design, "utf-8")
    return folder


VARIANTS = {
    "constants": [],
    "of the row": [(PAYS, OF_THE_ROW), ("actions: [none, warn]", "actions: [none, warn, call]")],
    "a number": [(PAYS, NUMBER), ("is: late\n", "is: delay\n")],
    "classes": [
        (PAYS, CLASSES),
        (
            "is: late\n",
            "is: if(delay < 0, 'early', if(delay < 5, 'fine', 'late'))\nname: state\nclasses: [early, fine, late]\n",
        ),
    ],
}
NOT_BINARY = [
    ("without decreasing recall of late for any line by more than 20 pp", ""),
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    made = {}

    def folder(variant):
        if variant not in made:
            changes = VARIANTS[variant] + (NOT_BINARY if variant == "a number" else [])
            made[variant] = project(tmp_path_factory.mktemp("rides") / "rides", *changes)
        return made[variant]

    return folder


@pytest.mark.parametrize(
    ("variant", "model"),
    [
        ("constants", "by-line"),
        ("constants", "by-more"),
        ("constants", "calibrated"),
        ("constants", "evening"),
        ("constants", "careful"),
        ("constants", "mean"),
        ("of the row", "by-history"),
        ("of the row", "boosted"),
        ("of the row", "careful"),
        ("a number", "line"),
        ("a number", "boosted"),
        ("classes", "boosted"),
        ("classes", "by-history"),
    ],
)
def test_rides_asked_one_by_one_are_the_batch(folders, variant, model):
    asked = Asked(folders(variant), model)
    rows = np.arange(0, len(asked.question.rows), 3)
    hold(asked, rows)


def test_a_baseline_that_always_does_one_thing_needs_no_features(folders):
    asked = Asked(folders("constants"), "by-line", always="warn")
    hold(asked, np.arange(0, len(asked.question.rows), 50))


@pytest.mark.parametrize("model", ["delay-table", "evening-rule"])
def test_flights_asked_one_by_one_are_the_batch(snapshotted, model):
    asked = Asked(snapshotted, model)
    count = int(os.environ.get("WAGER_FLIGHTS_ONE_BY_ONE", "300"))
    chance = np.random.default_rng(11)
    hold(asked, np.sort(chance.choice(len(asked.question.rows), count, replace=False)))


def hold(asked, rows):
    """Compare each row's prediction with the batch's."""
    batch, decided_at = asked.batch(rows), asked.question.rows.t[rows]
    due = expected_of(asked, batch, rows)
    for place, document in enumerate(asked.requests(rows)):
        found = asked.predictor.predict(document, LATER)
        assert found.decide_at == decided_at[place]
        assert found.action == asked.question.task.actions[batch.actions[place]]
        for name, value in found.features.items():
            there = asked.matrix.columns[name][int(rows[place])].as_py()
            assert same_bits(value, there), (name, value, there)
        if batch.probabilities is None:
            assert found.probabilities == {}
        else:
            bits = np.array(list(found.probabilities.values())).tobytes()
            assert bits == batch.probabilities[place].tobytes()
        value = None if batch.values is None else float(batch.values[place])
        assert same_bits(found.value, value)
        if due is not None:
            assert list(found.expected.values()) == due[place].tolist()
        else:
            assert found.expected == {}


def expected_of(asked, batch, rows):
    """What the batch path expects of each action, in whole minor units; None for those that answer actions."""
    question = asked.question
    if batch.probabilities is not None:
        return np.rint(expected(batch.probabilities, question.pays.take(rows))).astype(int)
    if batch.values is None:
        return None
    table, types = question.table
    return number_pays(
        question.design.money,
        question.wiring.engine,
        table.take(rows),
        types,
        objective=question.design.objective.name,
        prediction=batch.values,
        truth=question.truth[rows],
    ).expected
