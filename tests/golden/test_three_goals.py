"""The three goals of the template that teams began with: a bad example, an OK one and a good one.

*Improve model's performance* names nothing that could be measured. *Improve AUC by 2 %* can be measured, of everything
and at any price. *Increase recall by 3 pp for phishing without decreasing recall for any other class by more than 1 pp*
says what must be proven, and which harm must not be done: one test of superiority, and one of non-inferiority for each
other class.
"""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rides import write_rides
from wager.design.blocks import read_design
from wager.design.sentences.goals import parse_goal
from wager.evaluation.contender import Contender, Outcomes
from wager.foundation.errors import RefusedError
from wager.project.opening import open_folder
from wager.verdict.question import Court
from wager.verdict.verdict import give_verdict
from wager.workflow.check_project import check_project
from wager.workflow.freeze_hypothesis import freeze_hypothesis

MAIL = Path(__file__).resolve().parents[2] / "examples" / "mail"
DESIGN = "designs/attack-mail.md"
BAD = "Improve model's performance"
FAIR = "Improve AUC by 2 %"
GOOD = "Increase recall by 3 pp for phishing without decreasing recall for any other class by more than 1 pp"
OF_G2 = "Increase net by 5k USD over champion\n    without increasing disturbed by more than 0.05 pp"
HARMLESS = {"I205", "W110"}
"""What is said of the mail project as it is, which has no data here."""


@pytest.fixture
def found(tmp_path):
    """Check the mail project with another goal in the place of the one about money, the only one of H1."""
    shutil.copytree(MAIL, tmp_path / "mail")
    file = tmp_path / "mail" / DESIGN

    def findings(goal):
        text = file.read_text().replace(OF_G2, goal).replace("goals: [G1, G2, G3]", "goals: [G2]", 1)
        file.write_text(text)
        checked = check_project(open_folder(tmp_path / "mail"))
        line = next(number for number, one in enumerate(text.split("\n"), 1) if goal in one)
        return line, [
            one for one in checked.findings if one.code not in HARMLESS and one.line in {line - 1, line}
        ]

    return findings


def test_the_bad_example_is_an_error_that_names_all_that_is_missing(found):
    line, (finding,) = found(BAD)
    assert (finding.path, finding.line, finding.code) == (DESIGN, line, "E001")
    assert (
        "lacks metric, amount, slice, guardrail; expected such as `Increase net by 8000 USD"
        in finding.message
    )


def test_the_ok_example_is_accepted_with_warnings(found):
    line, findings = found(FAIR)
    told = {(line, "W109"), (line - 1, "W111"), (line, "W118")}  # the objective has several classes
    assert {(one.line, one.code) for one in findings} == told
    assert any("write `2 pp` or `rel 2 %`" in one.message for one in findings)
    assert any("no slice and no guardrail" in one.message for one in findings)


def test_what_a_draft_may_say_is_refused_at_the_freeze(tmp_path):
    folder = write_rides(tmp_path / "rides")
    design = folder / "designs" / "late-bus.md"
    design.write_text(design.read_text().replace("by more than 20 pp", "by more than 20 %"))
    assert check_project(open_folder(folder)).passed
    with pytest.raises(RefusedError, match="W109 a guardrail of goal G1: `20 %` can mean two things"):
        freeze_hypothesis(open_folder(folder), "late-bus", "H1")


def test_the_good_example_is_accepted_and_told_that_a_rule_predicts_no_class(found):
    """The project's champion is a list of words: of it no recall of a predicted class can ever be measured."""
    line, findings = found(GOOD)
    assert {(one.line, one.code) for one in findings} == {(line, "W118")}
    assert all("known_words, which goes by a rule, gives no probabilities" in one.message for one in findings)


def test_the_good_example_is_one_test_of_superiority_and_one_of_non_inferiority_for_each_other_class():
    design, _ = read_design((MAIL / DESIGN).read_text(), DESIGN, currency="USD")
    goal = design.goals["G1"]
    assert str(goal) == str(parse_goal(GOOD, names=design.metrics))
    verdict = judged(design, goal, 0.9)
    (superior,), harmless = verdict.goals, verdict.guards
    assert (superior.kind, superior.slice, superior.asked) == ("goal", "class phishing", pytest.approx(0.03))
    assert [proof.slice for proof in harmless] == ["class safe", "class spam", "class fraud"]
    assert {proof.kind for proof in harmless} == {"guardrail"}
    assert [proof.asked for proof in harmless] == [pytest.approx(0.01)] * 3
    assert {proof.against for proof in verdict.goals + harmless} == {"known_words"}
    assert verdict.word == "SHIP"


@pytest.mark.parametrize(("fraud", "word"), [(0.62, "HARM"), (0.7, "SHIP")])
def test_each_other_class_has_a_test_of_its_own(fraud, word):
    """Fraud is one mail in twenty: what is lost there hardly shows in all classes together."""
    design, _ = read_design((MAIL / DESIGN).read_text(), DESIGN, currency="USD")
    verdict = judged(design, design.goals["G1"], 0.9, fraud)
    assert verdict.word == word
    assert [proof.slice for proof in verdict.guards if proof.result == "beyond"] == ["class fraud"] * (
        word == "HARM"
    )


def judged(design, goal, phishing, fraud=0.7):
    """Judge a model that finds such shares of phishing and fraud, where the known words find 70 % of all."""
    classes = design.objective.classes
    assert classes == ("safe", "spam", "phishing", "fraud")
    random = np.random.default_rng(2)
    truth = random.choice(4, 40_000, p=[0.7, 0.2, 0.05, 0.05])
    order = random.random(len(truth))
    outcomes = Outcomes(truth, classes, design.money.actions, np.arange(len(truth)) % 800)

    def guess(name, shares):
        right = order < np.array(shares)[truth]
        answers = np.where(right, truth, (truth + 1) % 4)
        nothing = np.zeros(len(truth), np.int64)
        return Contender(name, nothing.astype(np.int8), nothing, np.eye(4)[answers])

    model, champion = guess("words", [0.9, 0.7, phishing, fraud]), guess("known_words", [0.9, 0.7, 0.7, 0.7])
    court = Court(model, {one.name: one for one in (model, champion)}, "known_words", outcomes, "USD", 0.05)
    return give_verdict("H1", [replace(goal, id="G1")], design.metrics, court, {})
