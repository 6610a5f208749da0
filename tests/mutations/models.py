"""Small models of every kind, learned from the same rows, as files; and rows to ask them about."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.training.estimator import Sample, Task
from wager.training.fit import FittedModel, develop, fit
from wager.training.loss import Loss
from wager.training.split import Parts

ROWS = 1200
BINARY = Task.binary("late")
CLASSES = Task("classes", ("low", "middle", "high"), ("none", "call"))
NUMBER = Task("number", (), ("order",))
POISSON, QUANTILE = (replace(NUMBER, loss=one) for one in (Loss("poisson"), Loss("quantile", 0.9)))
TREES = {"n_estimators": 5, "num_leaves": 7, "min_data_per_group": 5, "cat_smooth": 1}
LEARNERS = {
    "trees, binary": ("lightgbm", TREES, BINARY, "isotonic"),
    "trees, classes": ("lightgbm", TREES, CLASSES, None),
    "trees, number": ("lightgbm", TREES | {"monotone_constraints": [0, 0, 0, 1]}, NUMBER, None),
    "forest": (
        "lightgbm",
        TREES | {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5},
        CLASSES,
        None,
    ),
    "trees of xgboost": ("xgboost", {"n_estimators": 4, "max_depth": 3}, BINARY, None),
    "shares of a forest": (
        "sklearn.RandomForestClassifier",
        {"n_estimators": 2, "max_depth": 3},
        CLASSES,
        None,
    ),
    "trees of histograms": ("sklearn.HistGradientBoostingRegressor", {"max_iter": 3}, POISSON, None),
    "trees, quantile": ("lightgbm", TREES, QUANTILE, None),
    "counts": ("linear", {}, POISSON, None),
    "net": ("elastic_net", {}, NUMBER, None),
    "logistic": ("logistic", {}, CLASSES, "sigmoid"),
    "linear": ("linear", {}, NUMBER, None),
    "table": ("table", {"by": ["place", "flag"], "prior": 5}, BINARY, "isotonic"),
    "constant": ("constant", {}, CLASSES, None),
    "best split": ("best_split", {}, BINARY, None),
    "best level": ("best_split", {}, NUMBER, None),
    "words": ("logistic", {}, CLASSES, None),
    "trees of words": ("lightgbm", TREES, BINARY, None),
}
ENCODE = {
    "words": {"place": {"tfidf": {}}, "flag": "onehot"},
    "trees of words": {"place": {"tfidf": {"top": 2}}, "flag": {"target": 5}},
}


def rows():
    random = np.random.default_rng(3)
    x = random.normal(size=(ROWS, 2))
    place = random.choice(["a", "b", "c", "ç"], ROWS)
    score = x[:, 0] - x[:, 1] + 2 * np.isin(place, ["a", "ç"]) + random.normal(size=ROWS)
    columns = {
        "x0": pa.array([None if row % 17 == 0 else value for row, value in enumerate(x[:, 0].tolist())]),
        "x1": pa.array(x[:, 1]),
        "place": pa.array([None if row % 23 == 0 else value for row, value in enumerate(place.tolist())]),
        "flag": pa.array(x[:, 1] > 0.3),
    }
    return columns, score


def asked():
    """Rows that are unlike those of train, too; the actions of a rule are columns as well."""
    strange = {
        "x0": [None, 1e6, -1e6, 0.0],
        "x1": [0.0, None, 1e6, -1e6],
        "place": ["new", None, "", "ç"],
        "flag": [None, True, False, True],
    }
    columns, _ = rows()
    found = {
        name: pa.concat_arrays([values.slice(0, 30), pa.array(strange[name], values.type)])
        for name, values in columns.items()
    }
    return found | {"act": pa.array([place % 3 == 0 for place in range(34)])}


def learned():
    columns, score = rows()
    parts = Parts(np.repeat([0, 1], [600, 600]).astype(np.int8), np.arange(ROWS), {}, {})
    truths = {
        "binary": (score > 0).astype(np.int64),
        "classes": np.digitize(score, [-1, 1]).astype(np.int64),
        "number": score,
    }
    earned = np.column_stack([np.zeros(ROWS, np.int64), np.where(score > 0, 90, -50)])
    found = {}
    for name, (algorithm, parameters, task, method) in LEARNERS.items():
        given = {"place": columns["place"]} if name == "best level" else columns
        truth = np.abs(score) if task == POISSON else truths[task.kind]
        development = develop(given, truth, parts, earned=earned)
        estimator = EstimatorCatalogue(threads=1).make(algorithm, parameters, 0, ENCODE.get(name))
        found[name] = fit(task, estimator, development, method).to_files()
    rule = EstimatorCatalogue().make("rule", {"act": "…"}).fit(BINARY, Sample({}, np.array([])), None)
    return found | {"rule": FittedModel(BINARY, rule).to_files()}
