"""Every metric against plain counting and scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics as theirs

from wager.design.sentences.metrics import Metric, parse_metric
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.metrics import measure, unit
from wager.foundation.errors import BadInputError

RANDOM = np.random.default_rng(6)
ROWS = 500
TRUTH = (RANDOM.random(ROWS) < 0.3).astype(np.int64)
SCORE = np.clip(0.3 * TRUTH + RANDOM.random(ROWS) * 0.7, 0, 1).round(2)
ACTIONS = (SCORE > 0.5).astype(np.int8) + (SCORE > 0.8).astype(np.int8)
MONEY = RANDOM.integers(-500, 900, ROWS)
ALL = np.ones(ROWS, bool)
HALF = np.arange(ROWS) % 2 == 0
OUTCOMES = Outcomes(TRUTH, ("otherwise", "late"), ("none", "call", "visit"), np.arange(ROWS))
MODEL = Contender("m", ACTIONS, MONEY, np.column_stack([1 - SCORE, SCORE]))
RULE = Contender("rule", ACTIONS, MONEY)


def value(sentence, among=ALL, contender=MODEL, outcomes=OUTCOMES):
    return measure(parse_metric(sentence), contender, outcomes, among).value


@pytest.mark.parametrize("among", [ALL, HALF])
def test_binary_metrics_equal_scikit_learn(among):
    truth, score, acted = TRUTH[among], SCORE[among], ACTIONS[among] > 0
    assert value("recall of late", among) == pytest.approx(theirs.recall_score(truth, acted))
    assert value("precision of late", among) == pytest.approx(theirs.precision_score(truth, acted))
    assert value("false_positive_rate of late", among) == pytest.approx(acted[truth == 0].mean())
    assert value("auc", among) == pytest.approx(theirs.roc_auc_score(truth, score))
    assert value("average_precision", among) == pytest.approx(theirs.average_precision_score(truth, score))
    assert value("brier", among) == pytest.approx(theirs.brier_score_loss(truth, score))
    assert value("log_loss", among) == pytest.approx(theirs.log_loss(truth, np.clip(score, 1e-15, 1 - 1e-16)))
    assert value("money per 1000 rows", among) == pytest.approx(MONEY[among].mean() * 1000)


def test_actions_can_be_named():
    assert value("recall of late by visit") == pytest.approx((ACTIONS[TRUTH == 1] == 2).mean())
    assert value("recall of late by call, visit") == pytest.approx(value("recall of late"))
    assert value("rate of visit per 1000 rows") == pytest.approx((ACTIONS == 2).mean() * 1000)
    assert value("rate of call in otherwise") == pytest.approx((ACTIONS[TRUTH == 0] == 1).mean())


def test_several_classes():
    truth = RANDOM.integers(0, 3, ROWS)
    given = RANDOM.dirichlet((1, 1, 1), ROWS)
    outcomes = Outcomes(truth, ("a", "b", "c"), ("none",), np.arange(ROWS))
    model = Contender("m", None, None, given)
    best = given.argmax(axis=1)
    macro = theirs.recall_score(truth, best, average="macro")
    assert value("recall of each class", ALL, model, outcomes) == pytest.approx(macro)
    only = value("recall of each class", truth == 1, model, outcomes)
    assert only == pytest.approx((best[truth == 1] == 1).mean())
    assert value("log_loss", ALL, model, outcomes) == pytest.approx(theirs.log_loss(truth, given))
    happened = np.eye(3)[truth]
    assert value("brier", ALL, model, outcomes) == pytest.approx(((given - happened) ** 2).sum(axis=1).mean())
    assert measure(Metric("auc"), model, outcomes, ALL).reason
    assert measure(Metric("average_precision"), model, outcomes, ALL).reason
    largest = Contender("m", None, None, np.column_stack([1 - given.max(axis=1), given.max(axis=1)]))
    right = Outcomes((best == truth).astype(int), ("no", "yes"), ("none",), np.arange(ROWS))
    assert value("calibration", ALL, model, outcomes) == value("calibration", ALL, largest, right)


def test_numbers():
    truth, guess = RANDOM.normal(size=ROWS), RANDOM.normal(size=ROWS)
    outcomes, model = Outcomes(truth, (), ("order",), np.arange(ROWS)), Contender("m", values=guess)
    assert value("mae", HALF, model, outcomes) == pytest.approx(np.abs(guess - truth)[HALF].mean())
    assert value("rmse", HALF, model, outcomes) == pytest.approx(np.sqrt(((guess - truth)[HALF] ** 2).mean()))
    for sentence in ("money", "rate of order", "recall of late"):
        if sentence != "recall of late":
            assert measure(parse_metric(sentence), model, outcomes, ALL).reason


def test_rules_give_no_probabilities():
    for kind in ("auc", "average_precision", "brier", "calibration", "log_loss"):
        assert "no probabilities" in measure(Metric(kind), RULE, OUTCOMES, ALL).reason
    assert value("recall of late", ALL, RULE) == value("recall of late")


def test_names_that_are_not_there_are_refused():
    with pytest.raises(BadInputError, match="did you mean 'late'"):
        value("recall of lat")
    with pytest.raises(BadInputError, match="did you mean 'visit'"):
        value("rate of vist")
    with pytest.raises(BadInputError, match="did you mean 'brier'"):
        value("brie")
    with pytest.raises(BadInputError, match="the columns that they read"):
        value("ratio of a to b")


def test_units():
    assert unit(Metric("money"), "EUR") == "EUR"
    assert unit(Metric("rate", of="call"), "EUR") == "share"
    assert unit(Metric("rate", of="call", per=1000), "EUR") == "number"
    assert unit(Metric("auc"), "EUR") == "number"
