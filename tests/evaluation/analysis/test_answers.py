"""Whether answers say what happens: honest ones are left alone, and what is too sure is told what honesty would add."""

import numpy as np
import pytest

from wager.evaluation.analysis.honest import recalibrated, reliability
from wager.evaluation.analysis.mistakes import costliest
from wager.evaluation.analysis.over_time import spells
from wager.evaluation.analysis.residuals import residuals
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.decisions import decided
from wager.money.pays import Pays

DAY = 86_400_000_000
PAYS = Pays(("none", "act"), ("otherwise", "late"), np.array([[[0, 0], [-400, 1000]]]))


def answers(stretch, rows=6000):
    chance = np.random.default_rng(2)
    honest = 1 / (1 + np.exp(-chance.normal(-1, 1, rows)))
    truth = (chance.random(rows) < honest).astype(np.int64)
    said = 1 / (1 + np.exp(-stretch * (np.log(honest / (1 - honest)) + 1.5) + 1.0))
    outcomes = Outcomes(truth, ("otherwise", "late"), ("none", "act"), chance.integers(0, 60, rows))
    given = np.column_stack([1 - said, said])
    return decided("m", "probabilities", given, PAYS, truth), outcomes


def test_calibration_would_add_where_probabilities_are_not_honest():
    one, outcomes = answers(3.0)
    found = recalibrated(
        one, lambda given: decided("c", "probabilities", given, PAYS, outcomes.truth).money, outcomes, "EUR"
    )
    assert found.gain.low > 0
    assert found.p < 0.001
    said = reliability(one, outcomes)[0]
    assert sum(each.rows for each in said.bins) == len(outcomes)
    assert any(not each.happened.low <= each.said <= each.happened.high for each in said.bins)


def test_tenths_and_spells_part_all_rows():
    one, outcomes = answers(1.0)
    t = np.sort(np.random.default_rng(1).integers(0, 400 * DAY, len(outcomes)))
    found = spells(one, None, outcomes, t, zone="UTC", currency="EUR")
    assert sum(each.rows for each in found) == len(outcomes)
    assert len(found) <= 13
    assert sum(each.rows * each.money.value for each in found) == pytest.approx(one.money.sum() * 10)
    numbers = Outcomes(np.arange(400.0), (), ("none",), np.arange(400))
    left = residuals(Contender("m", values=np.arange(400.0) - 1), numbers)
    assert [each.rows for each in left] == [40] * 10
    assert {each.left.value for each in left} == {1.0}


def test_the_costliest_mistakes_are_those_on_which_most_was_lost():
    chance = np.random.default_rng(8)
    earned, actions = chance.integers(-50, 50, (500, 3)), chance.integers(0, 3, 500).astype(np.int8)
    lost = earned.max(axis=1) - earned[np.arange(500), actions]
    worst = costliest(earned, actions, None)
    assert lost[worst].tolist() == sorted(lost.tolist(), reverse=True)[:100]
    assert len(costliest(earned, earned.argmax(axis=1).astype(np.int8), None)) == 0
