"""What a plan cannot tell says why: not before a run, not with so short a `tune`, or never."""

import pytest

from rides import write_rides
from wager.interfaces import api

ASKED = "Increase net by any amount over do_nothing"
MODEL = "model: by-line\ngoals"


@pytest.fixture
def folder(tmp_path):
    return write_rides(tmp_path / "rides")


def why_of_g2(folder, goal, *changes, run=None):
    path = folder / "designs" / "late-bus.md"
    text = path.read_text("utf-8")
    for old, new in ((ASKED, goal), *changes):
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    project = api.open(folder)
    if run:
        project.run(run)
    plan = project.plan("late-bus")
    untold = {one.id: one.why for one in plan.ahead.prospects["H1"].untold}
    warned = [one.message for one in project.check().findings if one.code == "W118"]
    return untold.get("G2", ""), warned


FITTED = ("evening: {model: evening}\n", "evening: {model: evening}\nlines: {model: by-history}\n")


@pytest.mark.parametrize("run", [None, "by-line"])
def test_what_a_rule_does_not_answer_can_never_be_told(folder, run):
    """It is never told after a development run either."""
    why, warned = why_of_g2(folder, "Decrease brier by 0.01 over champion", run=run)
    assert why == "it can never be told, nor measured by the verdict: evening gives no probabilities"
    assert ["evening, which goes by a rule" in one for one in warned] == [True]


def test_nor_what_the_model_of_the_hypothesis_does_not_answer(folder):
    why, warned = why_of_g2(
        folder, "Increase auc by 0.01 over lines", FITTED, (MODEL, "model: evening\ngoals")
    )
    assert why == "it can never be told, nor measured by the verdict: evening gives no probabilities"
    assert ["evening of H1, which goes by a rule" in one for one in warned] == [True]


def test_what_can_be_measured_is_told_after_a_run(folder):
    why, warned = why_of_g2(folder, "Decrease brier by 0.01 over lines", FITTED)
    assert (why, warned) == ("it is told after a development run", [])
    project = api.open(folder)
    project.run("by-line")
    assert "G2" in {one.id for one in project.plan("late-bus").ahead.prospects["H1"].tests}


def test_a_tune_of_few_days_tells_nothing_even_after_a_run(folder):
    short = ("tune: 2024-02-20", "tune: 2024-03-06")
    why, _ = why_of_g2(folder, "Decrease brier by 0.01 over lines", FITTED, short, run="by-line")
    assert why == (
        "it is told from a development run, and the 5 days of `tune` are too few for that; expected at least 6: "
        "let `tune` be longer"
    )
