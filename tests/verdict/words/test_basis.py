"""What is told of each test beyond its result: against scipy, and against the definitions."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from interfaces.told_verdicts import GOAL, GUARD, HARM, INCONCLUSIVE, REFUTED, SHIP, judged
from wager.foundation.amounts import DAY
from wager.verdict.words.basis import harmful_from


def by_id(record):
    return {(one.id, one.slice): one for one in record.basis.tell()}


def test_what_could_have_been_found_is_found_eight_times_in_ten():
    """Draw estimates around that truth, with the standard error and clusters that the verdict had."""
    proof = SHIP.judgement.goals[0]
    told, random = by_id(SHIP)["G1", ""], np.random.default_rng(7)
    g, se, runs = proof.estimate.clusters, proof.estimate.se, 40_000
    estimates = told.detects + se * random.standard_normal(runs)
    errors = se * np.sqrt(random.chisquare(g - 1, runs) / (g - 1))
    proven = estimates - stats.t.ppf(1 - SHIP.judgement.alpha, g - 1) * errors > 0
    assert proven.mean() == pytest.approx(0.8, abs=0.01)


def test_where_less_is_asked_than_could_be_found_the_test_is_coarse():
    told = by_id(SHIP)
    assert not told["G1", ""].coarse  # 5,423 USD where 8,000 were asked
    assert told["G1.1", "origin EWR"].coarse  # 2.95 pp where 2 pp are bearable
    assert not told["G2", ""].coarse  # any gain


def test_a_harm_is_as_far_beyond_its_margin_as_its_estimate_says_and_surely_as_its_bound():
    proof, told = HARM.judgement.guards[1], by_id(HARM)["G1.1", "origin JFK"]
    assert told.beyond == pytest.approx(-0.02 - proof.estimate.value)
    assert told.surely == pytest.approx(-0.02 - proof.high)
    more = replace(
        GUARD["beyond"],
        sentence="without increasing alerts by more than 50",
        asked=50.0,
        estimate=replace(proof.estimate, value=80.0, unit="number"),
        low=60.0,
        high=100.0,
    )
    (told,) = [one for one in judged(GOAL["proven"], more).basis.tell() if one.beyond]
    assert (told.beyond, told.surely) == (30.0, 10.0)


def test_a_refuted_goal_is_short_of_what_was_asked():
    told = by_id(REFUTED)["G1", ""]
    assert told.beyond == 5_000.0
    assert told.surely == pytest.approx(8_000 - REFUTED.judgement.goals[0].high)


def test_lost_money_is_harm_from_zero_on():
    lost = replace(GOAL["below"], result="beyond")
    assert harmful_from(lost) == 0.0
    assert harmful_from(GOAL["below"]) == 8_000.0
    assert harmful_from(replace(lost, sentence="Keep net within 500 USD of champion", asked=500.0)) == -500.0


def test_only_what_said_no_is_beyond_and_only_what_is_open_can_be_settled():
    for one in SHIP.basis.tell():
        assert (one.beyond, one.surely, one.rows, one.clusters, one.days) == (None,) * 5
    told = by_id(INCONCLUSIVE)
    assert told["G1.1", "origin HPN"].detects is None
    assert told["G1.1", "origin HPN"].rows is None


def test_more_days_come_at_the_pace_of_the_holdout():
    told = by_id(INCONCLUSIVE)["G1", ""]  # one and a half times the rows
    evidence = INCONCLUSIVE.evidence
    days = (evidence.last - evidence.first) / DAY
    assert told.rows == 27_702
    assert told.days == pytest.approx(days / 2)
    assert told.rows / told.days == pytest.approx(evidence.rows / days, rel=1e-3)
    untimed = replace(INCONCLUSIVE, evidence=replace(evidence, first=None, last=None))
    assert by_id(untimed)["G1", ""].days is None
    assert by_id(untimed)["G1", ""].rows == 27_702
