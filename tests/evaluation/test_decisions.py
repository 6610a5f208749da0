"""From answers to contenders."""

import numpy as np

from wager.evaluation.decisions import always_does, decided, predicted
from wager.money.number_pays import NumberPays
from wager.money.pays import Pays

PAYS = Pays(("none", "act"), ("otherwise", "late"), np.array([[[0, 0], [-600, 1800]]]))
TRUTH = np.array([1, 0, 1])
GIVEN = np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5]])


def test_probabilities_follow_the_money_or_thresholds():
    found = decided("m", "probabilities", GIVEN, PAYS, TRUTH)
    assert found.actions.tolist() == [0, 1, 1]
    assert found.money.tolist() == [0, -600, 1800]
    strict = decided("m", "probabilities", GIVEN, PAYS, TRUTH, thresholds={"act": 0.5})
    assert strict.actions.tolist() == [0, 0, 1]


def test_rules_and_constants_have_no_probabilities():
    rule = decided("rule", "actions", np.array([1, 1, 0], np.int8), PAYS, TRUTH, described="by hand")
    assert rule.money.tolist() == [1800, -600, 0]
    assert rule.probabilities is None
    every = always_does("act_on_all", "act", PAYS, TRUTH)
    assert every.money.tolist() == [1800, -600, 1800]
    assert every.described == "always act"


def test_numbers_act_on_what_they_expect():
    pays = NumberPays(("none", "act"), np.array([[0, 5], [0, 0]]), np.array([[0, -7], [0, 9]]))
    found = predicted("m", np.array([1.0, 2.0]), pays)
    assert found.actions.tolist() == [1, 0]
    assert found.money.tolist() == [-7, 0]
    assert predicted("m", np.array([1.0]), None).money is None


def test_rows_can_be_taken():
    found = decided("m", "probabilities", GIVEN, PAYS, TRUTH).take(np.array([2]))
    assert found.money.tolist() == [1800]
    assert found.probabilities.tolist() == [[0.5, 0.5]]
