"""Counting classes otherwise than they come makes answers that are no probabilities; calibration makes them honest again."""

import numpy as np
import pyarrow as pa
import pytest

from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.training.estimator import Task
from wager.training.fit import develop, fit
from wager.training.split import Parts

ROWS = 20_000
RARE = 0.03
RANDOM = np.random.default_rng(21)
X = RANDOM.normal(size=(ROWS, 2))
TRUE = 1 / (1 + np.exp(4.2 - 1.3 * X[:, 0]))
TRUTH = (RANDOM.random(ROWS) < TRUE).astype(np.int64)
COLUMNS = {"x": pa.array(X[:, 0]), "z": pa.array(X[:, 1])}
PARTS = Parts(np.repeat([0, 1, 2], [8000, 6000, 6000]).astype(np.int8), np.arange(ROWS), {}, {})
HELD = np.arange(14_000, ROWS)
TREES = {"n_estimators": 40, "num_leaves": 7, "min_data_in_leaf": 50}
WEIGHING = [
    ("logistic", {"class_weight": "balanced"}),
    ("elastic_net", {"class_weight": "balanced"}),
    ("lightgbm", TREES | {"is_unbalance": True}),
    ("xgboost", {"n_estimators": 40, "max_depth": 2, "scale_pos_weight": 25}),
    ("sklearn.RandomForestClassifier", {"n_estimators": 8, "max_depth": 4, "class_weight": "balanced"}),
]


def answers(algorithm, parameters, method):
    estimator = EstimatorCatalogue(threads=1).make(algorithm, parameters)
    model = fit(Task.binary("late"), estimator, develop(COLUMNS, TRUTH, PARTS), method)
    return model.predict({name: values.take(pa.array(HELD)) for name, values in COLUMNS.items()})[:, 1]


@pytest.mark.parametrize(("algorithm", "parameters"), WEIGHING)
def test_calibration_makes_probabilities_honest_again(algorithm, parameters):
    honest = TRUE[HELD]
    bent = answers(algorithm, parameters, None)
    assert bent.mean() > 4 * honest.mean()  # ten times too many would be called rare events
    for method in ("isotonic", "sigmoid"):
        found = answers(algorithm, parameters, method)
        assert abs(found.mean() / honest.mean() - 1) < 0.25
        assert np.abs(found - honest).mean() < 0.4 * honest.mean()
    assert np.abs(bent - honest).mean() > 3 * honest.mean()


def test_without_weighing_nothing_is_bent():
    assert abs(answers("logistic", {}, None).mean() / TRUE[HELD].mean() - 1) < 0.2
