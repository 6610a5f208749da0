"""A suite that lets one of these mistakes live is no suite: each is put into the engine, and named tests are seen to fail.

The tests are those that hold for the engine as it is, called as they are.
"""

import shutil

import numpy as np
import pytest

from evaluation import test_interval
from golden import test_worked_verdict as worked
from laws import test_false_ships
from mutants import engines
from stories import test_looks as test_stories_of_looks
from verdict import (
    test_decided_beforehand,
    test_decision_table,
    test_family_error,
    test_interim,
    test_sequential,
)
from wager.design.hypotheses import alpha
from wager.evaluation import estimate, gather
from wager.verdict import comparison, guardrails, interim, question
from wager.workflow import contend, judge_hypothesis
from wager.workflow.judging import charged
from wager.workflow.judging.looks import looks_at
from workflow.judging import test_looks

flights, judged = worked.flights, worked.judged
OBRIEN_FLEMING = (test_sequential.obrien_fleming, {28: 0.781, 200: 0.778}, 0.75)
WIDE = test_decision_table.contest_of(30, np.tile([-90_000, 100_000, 30_000], 40), np.full(120, 0.5))


def dies(check, *arguments, **named):
    """See that a check fails, which the engine as it is passes."""
    with pytest.raises(AssertionError):
        check(*arguments, **named)


@pytest.fixture
def mutate(monkeypatch):
    """Put a mistake in the place of a part."""
    return monkeypatch.setattr


def test_the_checks_pass_where_nothing_is_wrong(mutate, judged, tmp_path):
    mutate(test_false_ships, "RANDOM", np.random.default_rng(11))
    test_false_ships.test_no_better_ships_at_alpha()
    worked.test_figures(judged)
    test_decision_table.check_grid()
    test_decision_table.check_contest(WIDE, 100, 0.1, 0.05)
    test_interval.test_rows_as_clusters_give_the_classic_t_interval()
    test_interval.test_clusters_give_the_sandwich_of_statsmodels()
    test_decided_beforehand.check_decisions(tmp_path)
    test_family_error.check_family_error()
    test_family_error.check_family_error((True, False, False, False, False))
    test_interim.check_that_alpha_is_spent()
    test_sequential.test_obrien_fleming_of_each_side()
    test_sequential.test_operating_characteristics(*OBRIEN_FLEMING)


def test_rows_for_clusters(mutate):
    mutate(test_false_ships, "RANDOM", np.random.default_rng(11))
    mutate(question, "estimate", engines.rows_for_clusters)
    dies(test_false_ships.test_no_better_ships_at_alpha)


def test_rows_for_clusters_on_real_flights(mutate, judged):
    mutate(gather, "estimate", engines.rows_for_clusters)
    dies(worked.test_figures, judged)


@pytest.mark.parametrize(
    "mistake", [engines.superiority, engines.not_significant, engines.significant_is_harm]
)
def test_a_guardrail_that_is_no_test_of_its_margin(mutate, mistake):
    mutate(guardrails, "_judge", mistake)
    dies(test_decision_table.check_grid)


def test_refuted_for_not_significant(mutate):
    mutate(comparison, "_judge", engines.refuted_where_not_significant(comparison._judge))
    dies(test_decision_table.check_grid)
    dies(test_decision_table.check_contest, WIDE, 100, 0.1, 0.05)


def test_one_degree_of_freedom_more(mutate):
    mutate(estimate, "t_quantile", engines.one_degree_more)
    dies(test_interval.test_rows_as_clusters_give_the_classic_t_interval)
    dies(test_decision_table.check_grid)


def test_clusters_for_clusters_less_one(mutate):
    mutate(test_interval, "estimate", engines.no_small_sample_factor)
    dies(test_interval.test_rows_as_clusters_give_the_classic_t_interval)
    dies(test_interval.test_clusters_give_the_sandwich_of_statsmodels)


def test_a_threshold_that_is_chosen_on_the_holdout(mutate, tmp_path):
    mutate(contend, "decided", engines.best_threshold_on_these_rows)
    dies(test_decided_beforehand.check_decisions, tmp_path)


def test_alpha_that_is_not_charged(mutate):
    mutate(alpha, "owned", engines.all_of_alpha)
    dies(test_family_error.check_family_error)


def test_alpha_that_failures_hand_on(mutate):
    mutate(alpha, "owned", engines.handed_on_by_all(alpha.owned))
    dies(test_family_error.check_family_error)


@pytest.mark.parametrize(
    ("mistake", "edits"),
    [
        (engines.no_look_is_charged, []),
        (engines.looks_at_the_very_same_rows(looks_at), [test_looks.WHERE]),
    ],
)
def test_looks_that_are_not_charged(mutate, rides, tmp_path, mistake, edits):
    folder = shutil.copytree(rides, tmp_path / "rides")
    mutate(charged, "looks_at", mistake)
    dies(test_looks.test_a_copy_of_a_design_pays_for_the_rows_that_were_read, folder, edits, 2)


@pytest.mark.parametrize("mistake", [engines.cumulative_as_nominal, engines.of_both_sides])
def test_looks_that_spend_too_much_or_by_another_convention(mutate, mistake):
    mutate(test_sequential, "bounds", mistake)
    dies(test_sequential.test_obrien_fleming_of_each_side)
    dies(test_sequential.test_operating_characteristics, *OBRIEN_FLEMING)


def test_all_that_was_spent_as_the_alpha_of_a_look_at_a_holdout(mutate):
    mutate(interim, "bounds", engines.cumulative_as_nominal)
    dies(test_interim.check_that_alpha_is_spent)


def test_a_look_that_tells_what_it_saw(mutate, tmp_path):
    asked = [*test_stories_of_looks.LOOKS, "2024-04-07"]
    test_stories_of_looks.check_that_nothing_is_told(tmp_path / "sound", asked)
    trial, noted = engines.leaking(judge_hypothesis._trial, judge_hypothesis.note_look)
    mutate(judge_hypothesis, "_trial", trial)
    mutate(judge_hypothesis, "note_look", noted)
    dies(test_stories_of_looks.check_that_nothing_is_told, tmp_path / "leaking", asked)
