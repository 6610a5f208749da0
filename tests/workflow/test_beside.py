"""Baselines first: what is simple stands beside every run, is fitted once, and is the same wherever it was found."""

import pytest

from rides import write_rides
from wager.interfaces.cli.render.ran import ran_lines
from wager.project.opening import open_folder
from wager.workflow.contend import Entrant, answer, entrant
from wager.workflow.learning import learn
from wager.workflow.question import ask_question
from wager.workflow.read_project import read_definitions
from wager.workflow.run_model import inputs_of, run_model

TREES = """\
model: trees
design: late-bus
features: [clock.hour, history.*, line, rain]
algorithm: {lightgbm: {n_estimators: 25, num_leaves: 9}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = write_rides(tmp_path_factory.mktemp("beside") / "rides")
    (folder / "models" / "trees.yaml").write_text(TREES)
    return folder


def test_another_parameter_fits_nothing_simple_again(folder):
    first = run_model(open_folder(folder, threads=1), "trees")
    assert [one.name for one in first.beside] == ["constant", "quick"]  # the design has a rule of its own
    assert not any(one.found for one in first.beside)
    second = run_model(open_folder(folder, threads=1), "trees", changes={"lightgbm.num_leaves": 5})
    assert all(one.found for one in second.beside)
    assert [one.money for one in second.beside] == [one.money for one in first.beside]
    fewer = run_model(open_folder(folder, threads=1), "trees", sample=400)
    assert not any(one.found for one in fewer.beside)  # they learn from the same rows as the model


def test_a_damaged_file_is_fitted_again(folder):
    first = run_model(open_folder(folder, threads=1), "trees")
    for path in (open_folder(folder, threads=1).cache / "beside").glob("*.npz"):
        path.write_bytes(path.read_bytes()[:-20])
    again = run_model(open_folder(folder, threads=1), "trees", changes={"lightgbm.num_leaves": 6})
    assert [(one.money, one.found) for one in again.beside] == [(one.money, False) for one in first.beside]


def test_the_gain_is_the_difference_on_the_same_rows(folder):
    """Another way: the quick model by hand, its money beside the model's own."""
    wiring = open_folder(folder, threads=1)
    run = run_model(wiring, "trees")
    quick = next(one for one in run.beside if one.name == "quick")
    definitions = read_definitions(wiring)
    design = definitions.design("late-bus")
    question = ask_question(wiring, inputs_of(wiring, definitions, design))
    mine = entrant(question, "trees")
    question = ask_question(wiring, inputs_of(wiring, definitions, design, mine))
    rows = question.parts.rows("tune")

    def money(parameters):
        from dataclasses import replace

        one = Entrant("q", replace(mine.model, parameters=parameters), mine.trees)
        found = answer(question, one, learn(question, one).developed, question.matrix(one.trees), rows)
        return found.money.mean() * 10  # cents a ride into euros per 1,000

    own = money({"n_estimators": 25, "num_leaves": 9})
    theirs = money({"n_estimators": 20, "num_leaves": 7, "learning_rate": 0.2})
    assert quick.money.value == pytest.approx(theirs)
    assert quick.gain.value == pytest.approx(own - theirs)


def test_what_is_simple_itself_has_less_beside_it(folder):
    assert [one.name for one in run_model(open_folder(folder, threads=1), "by-history").beside] == [
        "constant"
    ]
    small = run_model(
        open_folder(folder, threads=1),
        "trees",
        changes={"lightgbm.n_estimators": 20, "lightgbm.num_leaves": 7},
    )
    assert "quick" in [one.name for one in small.beside] or small.beside[-1].name == "constant"


def test_the_page_says_that_it_is_not_worth_its_size(folder):
    run = run_model(open_folder(folder, threads=1), "trees")
    text = "\n".join(ran_lines(run.to_json()))
    assert "what is simple on the same rows" in text
    quick = next(one for one in run.beside if one.name == "quick")
    said = "quick" in text.partition("it is not shown to earn more than")[2].split("\n")[0]
    assert said == (quick.gain.low is None or quick.gain.low <= 0)
    assert set(run.seconds) == set(run.memory) == {"rows", "features", "fit", "evidence", "baselines"}
