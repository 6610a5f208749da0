"""Thresholds and profit curves come from development rows alone."""

import csv
import json

import numpy as np
import pytest

from rides import write_rides
from wager.foundation.errors import RefusedError
from wager.interfaces import api
from wager.project.opening import open_folder
from wager.workflow.contend import answer, entrant
from wager.workflow.learning import train
from wager.workflow.question import HOLDOUT, ask_question
from wager.workflow.read_project import read_definitions
from wager.workflow.run_model import inputs_of, run_model
from wager.workflow.weigh import weigh

HELD_OUT = "2024-03-11"


def evidence_of(folder, model="by-history"):
    return run_model(open_folder(folder), model).evidence


def worth(evidence):
    return {name: found.to_json() for name, found in evidence._worth().items()}


def turned(folder, turn):
    """Write the delays of held-out rides anew."""
    file = folder / "data" / "rides.csv"
    with file.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    touched = [row for row in rows if row["due"] >= HELD_OUT and turn(int(row["ride"]))]
    for row in touched:
        row["delay"] = "0" if float(row["delay"]) >= 5 else "20"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return len(touched)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """What is weighed where nothing was touched."""
    return worth(evidence_of(write_rides(tmp_path_factory.mktemp("weighed") / "rides")))


@pytest.mark.parametrize("turn", [lambda _: True, lambda ride: ride % 7 == 0, lambda ride: ride == 1799])
def test_no_held_out_truth_changes_a_threshold(tmp_path, first, turn):
    other = write_rides(tmp_path / "turned")
    assert turned(other, turn) >= 1
    assert json.dumps(worth(evidence_of(other))) == json.dumps(first)


def test_a_development_truth_does(tmp_path, first):
    # Else the test above could not fail.
    other = write_rides(tmp_path / "turned")
    file = other / "data" / "rides.csv"
    with file.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    for row in rows:
        if "2024-02-25" <= row["due"] < HELD_OUT:
            row["delay"] = "20"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    again = worth(evidence_of(other))
    assert again["thresholds"]["best"] != first["thresholds"]["best"]
    assert again["profit"]["values"] != first["profit"]["values"]


def asked(folder):
    wiring = open_folder(folder)
    definitions = read_definitions(wiring)
    design = definitions.design("late-bus")
    return ask_question(wiring, inputs_of(wiring, definitions, design))


def test_held_out_rows_are_refused(tmp_path):
    question = asked(write_rides(tmp_path / "rides"))
    entered = entrant(question, "by-line")
    matrix = question.matrix(entered.trees)
    rows = np.concatenate([question.parts.rows("tune"), question.parts.rows(HOLDOUT)[:1]])
    found = answer(question, entered, train(question, entered), matrix, rows)
    with pytest.raises(RefusedError, match="no threshold is chosen on held-out rows"):
        weigh(question, found, question.outcomes(rows), entered.model, rows)


def test_a_run_keeps_what_it_weighed(tmp_path):
    folder = write_rides(tmp_path / "rides")
    first = evidence_of(folder)
    assert (first.thresholds.implied.low, first.thresholds.implied.varies) == (pytest.approx(1 / 9), False)
    assert first.profit.values[0] == pytest.approx(first.of("do_nothing").measures["money"].value)
    again = run_model(open_folder(folder), "by-history")
    assert again.found
    assert again.evidence.to_json() == first.to_json()
    policy = next(one for one in first.profit.marks if one.name == "policy")
    assert policy.money == pytest.approx(first.money.value)
    assert first.promise.earned.value == pytest.approx(first.money.value)


def test_a_rule_has_neither_promise_nor_curve(tmp_path):
    found = evidence_of(write_rides(tmp_path / "rides"), "evening")
    assert found.promise is None
    assert found.profit is None
    assert found.thresholds.best is None
    assert found.thresholds.implied.low == pytest.approx(1 / 9)


def test_pays_that_depend_on_the_row_have_a_range(tmp_path):
    folder = write_rides(tmp_path / "rides")
    design = folder / "designs" / "late-bus.md"
    text = design.read_text()
    design.write_text(text.replace("none: {late: -goodwill,", "none: {late: -goodwill * (1 + hour(due)),"))
    found = evidence_of(folder)
    implied = found.thresholds.implied
    assert found.threshold is None
    assert (implied.low, implied.high) == (pytest.approx(1 / (9 * 23)), pytest.approx(1 / 9))
    assert implied.low < implied.median < implied.high


def test_a_policy_that_is_written_stands_beside_them(tmp_path):
    folder = write_rides(tmp_path / "rides")
    model = folder / "models" / "by-history.yaml"
    model.write_text(model.read_text() + "policy: {threshold: {warn: 0.4}}\n")
    found = evidence_of(folder)
    assert found.thresholds.written == 0.4
    policy = next(one for one in found.profit.marks if one.name == "policy")
    assert policy.share == pytest.approx(found.of("by-history").measures["rate of warn"].value)


def test_the_evidence_of_a_verdict_has_none_and_says_what_was_promised(tmp_path):
    project = api.open(write_rides(tmp_path / "rides"))
    project.freeze("late-bus", "H1")
    found = project.judge("late-bus", "H1").evidence
    assert found.part == HOLDOUT
    assert found.thresholds is None
    assert found.profit is None
    assert found.promise.earned.value == pytest.approx(found.money.value)
