"""Every algorithm with every task it can learn, and rows of every kind: the table of the conformance suite."""

import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa

from wager.adapters.estimators.catalogue import ALGORITHMS, EstimatorCatalogue
from wager.design.models.abilities import LOSSES, unable
from wager.training.estimator import Sample, Task
from wager.training.fit import FittedModel
from wager.training.loss import Loss

ROWS = 300
HERE = Path(__file__).resolve().parent
BINARY, CLASSES = Task.binary("late"), Task("classes", ("low", "middle", "high"), ("none", "call"))
NUMBERS = {
    name: Task("number", (), ("order",), Loss(name, 0.8 if name == "quantile" else None))
    for name in ("mean", "quantile", "poisson", "tweedie")
}
TASKS = {"binary": BINARY, "classes": CLASSES, **NUMBERS}
SMALL = {
    "table": {"by": ["place", "flag"], "prior": 5},
    "lightgbm": {
        "n_estimators": 6,
        "num_leaves": 7,
        "min_data_per_group": 5,
        "cat_smooth": 1,
        "bagging_freq": 1,
        "bagging_fraction": 0.7,
    },
    "xgboost": {"n_estimators": 6, "max_depth": 3, "subsample": 0.7, "colsample_bytree": 0.7},
    "elastic_net": {"max_iter": 200},
    "sklearn.RandomForestClassifier": {"n_estimators": 4, "max_depth": 4},
    "sklearn.RandomForestRegressor": {"n_estimators": 4, "max_depth": 4},
    "sklearn.ExtraTreesClassifier": {"n_estimators": 4, "max_depth": 4},
    "sklearn.ExtraTreesRegressor": {"n_estimators": 4, "max_depth": 4},
    "sklearn.DecisionTreeClassifier": {"max_depth": 4},
    "sklearn.DecisionTreeRegressor": {"max_depth": 4},
    "sklearn.GradientBoostingClassifier": {"n_estimators": 4, "subsample": 0.7},
    "sklearn.GradientBoostingRegressor": {"n_estimators": 4, "subsample": 0.7},
    "sklearn.HistGradientBoostingClassifier": {"max_iter": 4, "max_features": 0.7},
    "sklearn.HistGradientBoostingRegressor": {"max_iter": 4},
    "sklearn.SGDRegressor": {"max_iter": 50},
    "python": {"call": "mine.py:EachByItself", "bins": 5},
}
CASES = [
    (algorithm, name)
    for algorithm in ALGORITHMS
    if algorithm != "rule"
    for name, task in TASKS.items()
    if unable(algorithm, task.kind, task.loss.name) is None
    and (task.kind != "number" or task.loss.name in LOSSES.get(algorithm, ("mean",)))
]


def columns(rows=ROWS, seed=11):
    """Numbers, whole numbers, categories, truths, what is missing, constant or empty."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, 2))
    place = random.choice(["a", "b", "ç"], rows)
    found = {
        "x0": pa.array([None if row % 17 == 0 else value for row, value in enumerate(x[:, 0].tolist())]),
        "x1": pa.array(x[:, 1]),
        "whole": pa.array(random.integers(-3, 4, rows), pa.int64()),
        "place": pa.array([None if row % 23 == 0 else value for row, value in enumerate(place.tolist())]),
        "flag": pa.array(x[:, 1] > 0.3),
        "same": pa.array(np.full(rows, 7.5)),
        "empty": pa.nulls(rows),
    }
    score = x[:, 0] - x[:, 1] + 2 * (place == "a") + random.normal(size=rows)
    return found, score


STRANGE = {
    "x0": [None, 1e6, -0.0, 5e-324, 1.5],
    "x1": [-1e6, None, 0.0, 1e16, 1 / 3],
    "whole": [2**62 + 1, -(2**63), None, 0, 2**53 + 1],
    "place": ["new", None, "", "a", "ç"],
    "flag": [None, True, False, True, None],
    "same": [None, 7.5, 8.0, -1.0, 0.0],
    "empty": [None] * 5,
}


def asked(found):
    """Some of the rows, and some unlike all others."""
    return {
        name: pa.concat_arrays([values.slice(0, 40), pa.array(STRANGE[name], values.type)])
        for name, values in found.items()
    }


def truth_of(task, score):
    if task.kind == "binary":
        return (score > 0).astype(np.int64)
    if task.kind == "classes":
        return np.digitize(score, [-1, 1]).astype(np.int64)
    return score if task.loss.name in {"mean", "quantile"} else np.round(np.maximum(score, 0), 1)


def truth_for(algorithm, task, score):
    found = truth_of(task, score)
    return np.abs(found) + 0.1 if algorithm == "sklearn.GammaRegressor" else found


def sample(algorithm, task, rows=ROWS, weight=None):
    found, score = columns(rows)
    earned = np.column_stack([np.zeros(rows, np.int64), np.where(score > 0, 90, -50)])
    return Sample(found, truth_for(algorithm, task, score), weight, None if task.kind == "number" else earned)


def learned(algorithm, task, given=None, threads=1, seed=3):
    estimator = EstimatorCatalogue(threads=threads, root=HERE).make(algorithm, SMALL.get(algorithm, {}), seed)
    given = given or sample(algorithm, task)
    task.loss.demand(given.truth)  # as `training.fit` does
    return estimator.fit(task, given, None)


def digests(fit):
    """The digest of each case: what must be the same everywhere."""
    found = {}
    for algorithm, name in CASES:
        model = FittedModel(TASKS[name], fit(algorithm, name))
        answers = hashlib.sha256(np.ascontiguousarray(model.predict(asked(columns()[0])))).hexdigest()
        found[f"{algorithm} {name}"] = [model.digest, answers]
    return found


if __name__ == "__main__":
    threads = int(os.environ["THREADS"])
    json.dump(digests(lambda algorithm, name: learned(algorithm, TASKS[name], threads=threads)), sys.stdout)
