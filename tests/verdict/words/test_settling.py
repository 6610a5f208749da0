"""What would settle a test: more rows where rows are missing, another question where no number of them would do."""

from dataclasses import replace

import numpy as np
import pytest

from verdict.placed import OUTCOMES, ROWS, judged, placed
from wager.verdict.scope import Scope
from wager.verdict.words.basis import Basis
from wager.verdict.words.settling import help_needed

FEW = np.arange(ROWS) % 40 < 3  # of some days


def advice(model, sentence, **more):
    verdict = judged(model, sentence, **more)
    assert verdict.word == "INCONCLUSIVE"
    return help_needed(verdict, Basis(verdict, Scope()).tell())


@pytest.mark.parametrize(
    ("lacking", "sentence", "said"),
    [
        ({"probabilities": None}, "Decrease brier by 0.01 over champion", "m gives no probabilities"),
        ({"actions": None}, "Increase rate of act by 1 pp over champion", "m takes no actions"),
        ({"money": None}, "Increase money by 1 USD over champion", "m takes no action that has a pay"),
        ({}, "Decrease mae by 1 over champion", "m predicts no number"),
    ],
)
def test_what_a_contender_never_answers_no_number_of_rows_measures(lacking, sentence, said):
    (line,) = advice(replace(placed("m", (0.1, 0.2)), **lacking), sentence)
    assert f"it can never be measured: {said}; no number of rows changes that: ask by another metric" in line
    assert "more rows" not in line


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Increase recall of late by 1 pp over champion", "there are no rows of late"),
        ("Increase auc by 0.01 over champion", "only one class is there"),
        ("Decrease brier by 0.01 for line few over champion", "4 clusters are too few for an interval"),
    ],
)
def test_what_lacks_rows_is_mended_by_rows(sentence, said):
    slices = {"line": {"few": FEW}}
    (line,) = advice(placed("m", (0.1, 0.2)), sentence, slices=slices)
    assert said in line
    assert "judge more rows, or leave the test out" in line


def test_where_no_row_differs_another_model_is_to_be_asked():
    (line,) = advice(placed("m"), "Increase money by 1 USD over champion")
    assert "no row differs; no number of rows tells them apart: ask another model" in line


def test_one_day_and_one_cluster_are_not_several():
    verdict = judged(placed("m", (-20, 400)), "Increase money per 1000 rows by any amount over champion")
    (goal,) = verdict.goals
    near = replace(verdict, goals=(replace(goal, factor=1.01),), cluster_word="clusters")
    (line,) = help_needed(near, Basis(near, Scope()).tell())
    assert "about 1 more cluster (1 more row) would settle it" in line
    timed = Basis(near, Scope(), first=0, last=40 * 86_400_000_000)
    assert "about 1 more day (1 more row in 1 more cluster, at the pace" in help_needed(near, timed.tell())[0]
    assert OUTCOMES.cluster_count == 40
