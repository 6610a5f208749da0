"""A design whose rows hang together in two ways: planned, frozen, judged, and held against what was frozen."""

from datetime import datetime

import numpy as np
import pytest
from statsmodels.api import OLS
from statsmodels.stats.sandwich_covariance import cov_cluster_2groups

from rides import rides, write_rides
from wager.interfaces import api
from wager.interfaces.cli.render.planned import planned_lines
from wager.project.opening import open_folder
from wager.workflow.judging.case import open_case
from wager.workflow.judging.trial import held_out, hold_trial
from wager.workflow.question import holdout_of

D, FILE = "late-bus", "designs/late-bus.md"
ONE, BOTH = "cluster: day(due)", "cluster: [hour(due), day(due)]"


@pytest.fixture
def folder(tmp_path):
    folder = write_rides(tmp_path / "rides")
    rewrite(folder, ONE, BOTH)
    return folder


def rewrite(folder, old, new):
    path = folder / FILE
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_it_is_planned_by_the_smaller_way(folder):
    project = api.open(folder)
    found = project.plan(D).development
    assert found.question.rows.also is not None
    assert (
        found.holdout.clusters == 20
    )  # hours of the day; rides leave every 72 minutes. Days there are 20 as well
    said = " ".join(" ".join(planned_lines(project.plan(D).to_json())).split())
    assert "in 20 clusters by day(due) and hour(due)" in said


def test_it_is_judged_by_both(folder):
    project = api.open(folder)
    project.freeze(D, "H1")
    judged = project.judge(D, "H1")
    wiring = open_folder(folder)
    case = open_case(wiring, D, "H1")
    question = held_out(wiring, case, None)
    rows = holdout_of(question)
    trial = hold_trial(case, question, "C")
    lost = np.where(question.truth[rows] == 1, -900, 0)  # what doing nothing earns
    apart = (trial.fielded.contender.money - lost) * 10.0  # cents of one ride to EUR of a thousand
    fitted = OLS(apart, np.ones(len(apart))).fit()
    both, first, second = cov_cluster_2groups(fitted, question.rows.cluster[rows], question.rows.also[rows])
    (goal,) = [one for one in judged.judgement.goals if one.id == "G2"]
    assert goal.estimate.value == pytest.approx(apart.mean())
    assert goal.estimate.se**2 == pytest.approx(max(both.item(), first.item(), second.item()), rel=1e-10)
    assert judged.judgement.clusters == goal.estimate.clusters == 20
    assert judged.judgement.cluster_word == "clusters by day(due) and hour(due)"


@pytest.mark.parametrize(
    ("cluster", "ways"),
    [
        (BOTH, ["week", "hour"]),
        (ONE, ["week"]),
        ("cluster: hour(due)", ["week"]),
        ("cluster: ride", ["week"]),
    ],
)
def test_weeks_take_the_place_of_days(folder, cluster, ways):
    rewrite(folder, BOTH, cluster)
    case = open_case(open_folder(folder), D, "H1")
    question = held_out(open_folder(folder), case, None)
    outcomes = question.outcomes(np.arange(len(question.rows)))
    due = [datetime.fromisoformat(row["due"]) for row in rides()]
    wanted = {"week": [each.isocalendar()[:2] for each in due], "hour": [each.hour for each in due]}
    assert len(outcomes.by_weeks) == len(ways)
    for found, name in zip(outcomes.by_weeks, ways, strict=True):
        pairs = set(zip(found.tolist(), wanted[name], strict=True))
        several = {week for _, week in pairs}
        if cluster in {ONE, BOTH} or name == "hour":
            assert len(pairs) == len(
                several
            )  # a day goes whole, though rides are decided half an hour before
        else:
            assert len(several) < len(pairs)  # the first rides of a Monday are decided on Sunday


def test_fewer_ways_than_were_frozen_are_weaker(folder):
    project = api.open(folder)
    project.freeze(D, "H1")
    rewrite(folder, BOTH, ONE)
    (finding,) = [one for one in api.open(folder).check().findings if one.code == "E304"]
    assert "cluster was weakened since from `day(due), hour(due)` to `day(due)`" in finding.message
