"""What is said beforehand of who can be measured is what measuring says: every metric, everybody who answers, every objective."""

from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from adapters.estimators.kinds import HERE
from wager.adapters.estimators.catalogue import ALGORITHMS, EstimatorCatalogue
from wager.design.models.abilities import unable
from wager.design.sentences.answers import LACKING, answers_of, is_of, kind_of, lacked
from wager.design.sentences.metrics import KINDS, parse_metric
from wager.evaluation.contender import Outcomes
from wager.evaluation.decisions import always_does, always_of_number, decided, predicted
from wager.evaluation.metrics import measure
from wager.money.number_pays import NumberPays
from wager.money.pays import Pays
from wager.training.estimator import Sample, Task

ROWS = 240
RANDOM = np.random.default_rng(8)
COLUMNS = {"x": pa.array(RANDOM.normal(size=ROWS)), "act": pa.array(RANDOM.random(ROWS) > 0.5)}
ACTIONS = ("none", "act")
TASKS = {
    "binary": Task("binary", ("otherwise", "late"), ACTIONS),
    "classes": Task("classes", ("late", "soon", "never"), ACTIONS),
    "number": Task("number", (), ACTIONS),
}
TRUTHS = {
    "binary": RANDOM.integers(0, 2, ROWS),
    "classes": RANDOM.integers(0, 3, ROWS),
    "number": RANDOM.normal(size=ROWS),
}
PARAMETERS = {
    "rule": {"act": None},
    "table": {"by": ["act"]},
    "lightgbm": {"n_estimators": 5, "num_leaves": 3},
    "python": {"call": "mine.py:EachByItself"},
}
METRICS = [
    "money per 1000 rows",
    "rate of act",
    "rate of act in late",
    "recall of late",
    "recall of each class",
    "precision of late",
    "false_positive_rate of late",
    "ratio of if(action = 'act', 1, 0) to 1",
    "ratio of prediction to 1",
    "auc",
    "average_precision",
    "brier",
    "log_loss",
    "calibration",
    "mae",
    "rmse",
    "quantile_loss of 0.9",
]


@cache
def contender(algorithm, kind):
    """Make who answers by an algorithm; empty: who always does one thing."""
    truth, task = TRUTHS[kind], TASKS[kind]
    earned = np.column_stack([np.zeros(ROWS, np.int64), RANDOM.integers(-9, 9, ROWS)])
    number = NumberPays(ACTIONS, earned, earned)
    acting = 4 * np.arange(len(task.classes)) - 1  # a loss for the first class, a gain for the others
    pays = Pays(ACTIONS, task.classes, np.stack([0 * acting, acting])[None].astype(np.int64))
    if not algorithm and kind == "number":
        return always_of_number("it", "act", np.ones(ROWS), number)
    if not algorithm:
        return always_does("it", "act", pays, truth)
    estimator = EstimatorCatalogue(threads=1, root=HERE).make(algorithm, PARAMETERS.get(algorithm, {}))
    fitted = estimator.fit(task, Sample(COLUMNS, truth, None, None if kind == "number" else earned), None)
    given = fitted.predict(COLUMNS)
    if fitted.answers == "values":
        return predicted("it", given, number)
    return decided("it", fitted.answers, given, pays, truth)


def is_there(algorithm, kind):
    return not algorithm or unable(algorithm, kind) is None


# What scikit-learn's estimators learn is kept as trees or lines, which answer as the others here.
NAMES = ("", *(one for one in ALGORITHMS if not one.startswith("sklearn.")))
EVERYBODY = [(name, kind) for name in NAMES for kind in TASKS if is_there(name, kind)]


def outcomes_of(kind):
    return Outcomes(TRUTHS[kind], TASKS[kind].classes, ACTIONS, np.arange(ROWS) // 8)


def test_every_kind_of_metric_is_tried():
    assert {parse_metric(one).kind for one in METRICS} == set(KINDS)


@pytest.mark.parametrize(("algorithm", "kind"), EVERYBODY)
def test_what_an_algorithm_answers_is_what_is_said_of_it(algorithm, kind):
    assert contender(algorithm, kind).answered == answers_of(algorithm, kind)


@pytest.mark.parametrize(("algorithm", "kind"), EVERYBODY)
@pytest.mark.parametrize("sentence", METRICS)
def test_measuring_refuses_exactly_what_was_said_beforehand(sentence, algorithm, kind):
    metric, one, outcomes = parse_metric(sentence), contender(algorithm, kind), outcomes_of(kind)
    lack = lacked(metric, answers_of(algorithm, kind))
    can = lack is None and is_of(metric, kind)
    if metric.ratio is not None and can:
        return  # reads columns of a project: tests/workflow/test_ratios.py
    found = measure(metric, one, outcomes, np.ones(ROWS, bool))
    assert (not found.reason) == can
    if lack is not None:
        assert found.reason == f"it {LACKING[lack]}"


@pytest.mark.parametrize("kind", TASKS)
def test_an_objective_is_told_by_its_classes(kind):
    assert kind_of(len(TASKS[kind].classes)) == kind
