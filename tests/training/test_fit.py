"""The holdout never comes near a fit."""

import numpy as np
import pyarrow as pa
import pytest

from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.foundation.errors import BadInputError
from wager.training.estimator import Task
from wager.training.fit import FittedModel, develop, fit
from wager.training.split import by_time

ROWS = 3000
RANDOM = np.random.default_rng(3)
X = RANDOM.normal(size=ROWS)
TRUTH = (X + RANDOM.normal(size=ROWS) > 0).astype(np.int64)
PARTS = by_time(np.arange(ROWS), {"train": 0, "tune": 1500, "holdout": 2500}, 0)
CATALOGUE = EstimatorCatalogue(threads=1)
TASK = Task.binary("late")
SMALL = {"n_estimators": 30, "early_stopping": 5}


def learn(columns, truth, **more):
    return fit(TASK, CATALOGUE.make("lightgbm", SMALL), develop(columns, truth, PARTS, **more), "isotonic")


def test_the_holdout_changes_nothing():
    spoiled_x, spoiled_truth = X.copy(), TRUTH.copy()
    spoiled_x[2500:], spoiled_truth[2500:] = 99.0, 0
    honest, spoiled = learn({"x": pa.array(X)}, TRUTH), learn({"x": pa.array(spoiled_x)}, spoiled_truth)
    assert honest.digest == spoiled.digest


def test_early_stopping_uses_the_earlier_half_and_calibration_the_later():
    later = TRUTH.copy()
    later[2000:2500] = 1 - later[2000:2500]
    honest, turned = learn({"x": pa.array(X)}, TRUTH), learn({"x": pa.array(X)}, later)
    assert honest.fitted.to_files() == turned.fitted.to_files()
    assert honest.calibration != turned.calibration


def test_train_on_restricts_and_weights_count():
    columns = {"x": pa.array(X)}
    half = np.arange(ROWS) < 700
    restricted = develop(columns, TRUTH, PARTS, train_on=half, weight=np.arange(ROWS, dtype=float))
    assert len(restricted.train) == 700
    assert restricted.train.weights()[-1] == 699
    assert len(restricted.stop) + len(restricted.honest) == 1000
    constant = fit(TASK, CATALOGUE.make("constant", {}), restricted)
    rate = np.average(TRUTH[:700], weights=np.arange(700))
    assert constant.predict(columns)[0, 1] == pytest.approx(rate)


def test_no_training_rows_are_refused():
    with pytest.raises(BadInputError, match="train is empty"):
        develop({"x": pa.array(X)}, TRUTH, PARTS, train_on=np.zeros(ROWS, dtype=bool))


def test_calibrating_a_rule_is_refused():
    columns = {"act": pa.array(X > 0)}
    rule = CATALOGUE.make("rule", {"act": "x > 0"})
    with pytest.raises(BadInputError, match="needs probabilities"):
        fit(TASK, rule, develop(columns, TRUTH, PARTS), "sigmoid")
    assert fit(TASK, rule, develop(columns, TRUTH, PARTS)).predict(columns).tolist() == (X > 0).tolist()


def test_files_bring_the_model_back():
    model = learn({"x": pa.array(X)}, TRUTH)
    again = FittedModel.from_files(model.to_files(), CATALOGUE)
    assert again.digest == model.digest
    assert (again.predict({"x": pa.array(X)}) == model.predict({"x": pa.array(X)})).all()
    assert "isotonic" in again.describe()
