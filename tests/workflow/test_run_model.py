"""Runs: an identical one is found, a change costs what it touches, the holdout is not read."""

import dataclasses
import json

import numpy as np
import pytest

from wager.foundation.errors import BadInputError, NotFoundError, RefusedError, UnavailableError, UsageError
from wager.project.opening import open_folder
from wager.workflow.run_model import run_model

MODEL = """\
model: small
design: flight-protect
features: [carrier, distance, timetable.*, history.carrier_*]
except: [history.*_6h, history.*_7d, history.*_28d]
algorithm: {lightgbm: {n_estimators: 5, num_leaves: 15}}
"""


class Spy:
    """Counts the operations of an engine."""

    def __init__(self, engine):
        self.engine, self.calls = engine, []

    def read_text(self, *given, **named):
        self.calls.append("read_text")
        return self.engine.read_text(*given, **named)

    def evaluate(self, table, types, outputs, **named):
        self.calls.append(sorted(outputs))
        return self.engine.evaluate(table, types, outputs, **named)


@pytest.fixture
def wiring(few_flights):
    (few_flights / "models" / "small.yaml").write_text(MODEL)
    return spied(few_flights)


def spied(folder):
    real = open_folder(folder)
    return dataclasses.replace(real, engine=Spy(real.engine))


def columns(wiring):
    return {path.name for path in (wiring.cache / "features").glob("*.arrow")}


def test_a_second_identical_run_executes_no_engine_operation(wiring):
    first = run_model(wiring, "small")
    assert wiring.engine.calls
    again = spied(wiring.root)
    second = run_model(again, "small")
    assert again.engine.calls == []
    assert second.found
    assert not first.found
    assert json.dumps(second.to_json()["evidence"]) == json.dumps(first.to_json()["evidence"])


def test_changing_one_feature_computes_one_column(wiring):
    first = run_model(wiring, "small")
    before = columns(wiring)
    file = wiring.root / "features" / "timetable.yaml"
    file.write_text(file.read_text().replace("hour(scheduled_departure)", "hour(scheduled_departure) + 1", 1))
    again = spied(wiring.root)
    second = run_model(again, "small")
    # The model's own column; two conditions read the feature too: the slice `early`, and the slice `late`, which
    # asks what the rule of the baseline asks. One pass over the rows answers all three.
    added = columns(again) - before
    assert second.id != first.id
    assert len(again.engine.calls) == 1
    assert len(added) == 3


def test_changing_a_feature_that_only_the_model_reads_computes_its_column_alone(wiring):
    run_model(wiring, "small")
    before = columns(wiring)
    file = wiring.root / "features" / "timetable.yaml"
    file.write_text(file.read_text().replace("month(scheduled_departure)", "month(scheduled_departure) + 1"))
    again = spied(wiring.root)
    run_model(again, "small")
    assert len(columns(again) - before) == 1
    assert len(again.engine.calls) == 1


def test_a_changed_hyper_parameter_computes_no_column(wiring):
    run_model(wiring, "small")
    before = columns(wiring)
    again = spied(wiring.root)
    run = run_model(again, "small", changes={"lightgbm.num_leaves": "7"})
    assert columns(again) == before
    assert again.engine.calls == []
    assert not run.found


def test_what_does_not_matter_changes_no_run(wiring):
    first = run_model(wiring, "small")
    for path, old, new in [
        ("designs/flight-protect.md", "Desk agents rebook", "Agents rebook"),
        ("features/history.yaml", "owner: operations-research", "owner: somebody-else"),
        ("designs/flight-protect.md", "timebox: 8 d", "timebox: 7 d"),
    ]:
        file = wiring.root / path
        file.write_text(file.read_text().replace(old, new))
    assert run_model(spied(wiring.root), "small").id == first.id


def test_no_outcome_of_the_holdout_changes_a_run(wiring):
    """Permute what the holdout's outcomes are: not a bit of what was learned or shown moves."""
    from wager.workflow.contend import answer, entrant
    from wager.workflow.inputs import chosen_model
    from wager.workflow.learning import train
    from wager.workflow.question import ask_question
    from wager.workflow.read_project import read_definitions
    from wager.workflow.run_model import inputs_of

    definitions = read_definitions(wiring)
    design = definitions.design("flight-protect")
    question = ask_question(wiring, inputs_of(wiring, definitions, design))
    entered = entrant(question, "small", chosen_model(definitions, design, "small"))
    inputs = inputs_of(wiring, definitions, design, entered)
    question = dataclasses.replace(question, inputs=inputs)
    other = dataclasses.replace(question)
    holdout = question.parts.rows("holdout")
    flipped = question.truth.copy()
    flipped[holdout] = 1 - flipped[holdout]
    other.__dict__["truth"] = flipped
    matrix = question.matrix(entered.trees)
    fitted, again = train(question, entered), train(other, entered)
    assert fitted.digest == again.digest
    tune = question.parts.rows("tune")
    assert np.array_equal(
        answer(question, entered, fitted, matrix, tune).money,
        answer(other, entered, again, matrix, tune).money,
    )


def test_wrong_names_and_keys_are_said_plainly(wiring):
    with pytest.raises(NotFoundError, match="did you mean 'small'"):
        run_model(wiring, "smal")
    with pytest.raises(UsageError, match=r"did you mean 'lightgbm\.num_leaves'"):
        run_model(wiring, "small", changes={"lightgbm.num_leafs": "3"})


def test_a_feature_that_cannot_be_read_is_said_and_not_what_follows_from_it(wiring):
    file = wiring.root / "features" / "timetable.yaml"
    text = file.read_text()
    file.write_text(text.replace("hour(scheduled_departure)", "hour(carrier)"))
    with pytest.raises(BadInputError) as told:
        run_model(wiring, "small")
    assert [(one.path, one.code) for one in told.value.findings] == [("features/timetable.yaml", "E109")]
    file.write_text(text)
    rule = wiring.root / "models" / "evening-rule.yaml"
    rule.write_text(rule.read_text().replace("timetable.hour", "timetable.huor"))
    with pytest.raises(BadInputError) as told:
        run_model(wiring, "small")
    assert {one.path for one in told.value.findings} == {"models/evening-rule.yaml"}


def test_a_model_that_leaks_is_not_fitted(wiring):
    file = wiring.root / "models" / "small.yaml"
    file.write_text(MODEL.replace("[carrier,", "[air_time, carrier,"))
    with pytest.raises(RefusedError, match=r"E011 .*air_time.*landed_at"):
        run_model(wiring, "small")
    assert not list(wiring.runs.glob("*.json"))


def test_a_bare_algorithm_needs_a_model_file_where_there_are_sources(wiring):
    with pytest.raises(UsageError, match=r"models/my-lightgbm\.yaml"):
        run_model(wiring, "lightgbm")


def test_other_code_is_another_run(wiring, monkeypatch):
    from wager.adapters.estimators import libraries

    first = run_model(wiring, "small")
    monkeypatch.setattr(libraries, "_version", lambda name: "9.9")
    assert run_model(spied(wiring.root), "small").id != first.id


@pytest.mark.parametrize("sample", [0, -1, "many"])
def test_a_sample_of_no_rows_is_refused(rides, sample):
    with pytest.raises(UsageError, match="expected a whole number of rows, 1 or more"):
        run_model(open_folder(rides), "by-history", sample=sample)


def test_without_rows_to_show_it_on_nothing_is_run(wiring):
    file = wiring.root / "designs" / "flight-protect.md"
    text = file.read_text().replace(
        "tune: 2013-09-01, holdout: 2013-11-01", "tune: 2013-10-31, holdout: 2013-11-01"
    )
    file.write_text(text)
    with pytest.raises(BadInputError, match=r"designs/flight-protect\.md:\d+: tune has no rows"):
        run_model(wiring, "small")


def test_a_store_that_cannot_be_written_is_found_before_the_fit(wiring):
    wiring.runs.parent.mkdir(exist_ok=True)
    wiring.runs.write_text("not a folder")
    with pytest.raises(UnavailableError, match="check space and rights"):
        run_model(wiring, "small")
    assert wiring.engine.calls == []
