"""Against the bare library with the same parameters and rows: the same answers.

LightGBM and scikit-learn to the bit. XGBoost puts every row into the same leaves; it adds them up in 32 bits and we in 64.
"""

import importlib

import numpy as np
import pyarrow as pa
import pytest

from adapters.estimators.kinds import BINARY, CLASSES, NUMBERS, columns, truth_of
from wager.adapters.estimators.catalogue import EstimatorCatalogue
from wager.adapters.estimators.design_matrix import DesignMatrix
from wager.training.columns import take
from wager.training.estimator import Sample

ROWS = 1200
FOUND, SCORE = columns(ROWS)
NAMES = sorted(FOUND)
LEVELS = ["a", "b", "ç"]
WEIGHT = np.random.default_rng(4).uniform(0.2, 3, ROWS)


def plain():
    """The matrix that anybody would make: numbers as they are, levels as codes, what is missing as NaN."""
    made = []
    for name in NAMES:
        listed = FOUND[name].to_pylist()
        if name == "place":
            listed = [None if one is None else LEVELS.index(one) for one in listed]
        made.append([np.nan if one is None else float(one) for one in listed])
    return np.array(made).T


def ours(algorithm, parameters, task, weight, stop=False, seed=3):
    estimator = EstimatorCatalogue(threads=1).make(algorithm, parameters, seed)
    truth = truth_of(task, SCORE)
    train, later = np.arange(900), np.arange(900, ROWS)
    given = [
        Sample(take(FOUND, rows), truth[rows], None if weight is None else weight[rows])
        for rows in (train, later)
    ]
    return estimator.fit(task, given[0], given[1] if stop else None)


LIGHTGBM = [
    ({"n_estimators": 30}, False),
    ({"n_estimators": 30, "num_leaves": 7, "learning_rate": 0.2, "lambda_l1": 0.1}, True),
    (
        {
            "n_estimators": 25,
            "bagging_freq": 1,
            "bagging_fraction": 0.6,
            "feature_fraction": 0.5,
            "cat_smooth": 1,
        },
        True,
    ),
    ({"n_estimators": 25, "boosting": "dart", "max_bin": 31}, False),
    ({"n_estimators": 200, "early_stopping": 5, "min_data_in_leaf": 5}, True),
]
OBJECTIVES = {
    "binary": {"objective": "binary"},
    "classes": {"objective": "multiclass", "num_class": 3},
    "mean": {"objective": "regression"},
    "quantile": {"objective": "quantile", "alpha": 0.8},
    "poisson": {"objective": "poisson"},
    "tweedie": {"objective": "tweedie", "tweedie_variance_power": 1.5},
}
TASKS = {"binary": BINARY, "classes": CLASSES, **NUMBERS}


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize(("parameters", "weighted"), LIGHTGBM)
def test_lightgbm_to_the_bit(parameters, weighted, name):
    import lightgbm

    weight, stopping = WEIGHT if weighted else None, "early_stopping" in parameters
    x, y = plain(), truth_of(TASKS[name], SCORE)
    settings = {
        key: value for key, value in parameters.items() if key not in {"n_estimators", "early_stopping"}
    }
    # A model file that says no learning rate or number of leaves has ours, not the library's.
    settings = {"learning_rate": 0.05, "num_leaves": 31} | settings | OBJECTIVES[name]
    settings |= {"seed": 3, "num_threads": 1, "deterministic": True, "force_row_wise": True, "verbosity": -1}
    parts = [
        lightgbm.Dataset(
            x[rows],
            y[rows].astype(float),
            weight=None if weight is None else weight[rows],
            categorical_feature=[NAMES.index("place")],
            params=settings,
        )
        for rows in (slice(0, 900), slice(900, None))
    ]
    watched = {"valid_sets": [parts[1].set_reference(parts[0])]} if stopping else {}
    if stopping:
        watched["callbacks"] = [lightgbm.early_stopping(5, first_metric_only=True, verbose=False)]
    bare = lightgbm.train(settings, parts[0], parameters["n_estimators"], **watched)
    theirs = bare.predict(x, num_threads=1)
    fitted = ours("lightgbm", parameters, TASKS[name], weight, stop=stopping)
    found = fitted.predict(FOUND)
    assert (found[:, 1] if name == "binary" else found).tobytes() == theirs.tobytes()
    assert np.unique(theirs).size > 20
    assert not stopping or fitted.rounds == bare.best_iteration


XGBOOST = [
    (
        {
            "n_estimators": 15,
            "max_depth": 4,
            "subsample": 0.7,
            "colsample_bytree": 0.7,
            "min_child_weight": 2,
        },
        True,
    ),
    ({"n_estimators": 200, "early_stopping": 5, "learning_rate": 0.3}, True),
]
ITS_OBJECTIVES = {
    "binary": {"objective": "binary:logistic"},
    "classes": {"objective": "multi:softprob", "num_class": 3},
    "mean": {"objective": "reg:squarederror"},
    "quantile": {"objective": "reg:quantileerror", "quantile_alpha": 0.8},
    "poisson": {"objective": "count:poisson"},
    "tweedie": {"objective": "reg:tweedie", "tweedie_variance_power": 1.5},
}


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize(("parameters", "weighted"), XGBOOST)
def test_xgboost_leaf_by_leaf(parameters, weighted, name):
    import xgboost

    weight, stopping = WEIGHT if weighted else None, "early_stopping" in parameters
    x, y = plain(), truth_of(TASKS[name], SCORE)
    settings = {
        key: value for key, value in parameters.items() if key not in {"n_estimators", "early_stopping"}
    }
    settings = (
        {"learning_rate": 0.05, "max_depth": 6, "seed": 3, "nthread": 1} | settings | ITS_OBJECTIVES[name]
    )
    kinds = ["c" if one == "place" else "q" for one in NAMES]

    def data(rows):
        kept = None if weight is None else weight[rows]
        return xgboost.DMatrix(x[rows], y[rows], weight=kept, feature_types=kinds, enable_categorical=True)

    watched = {"evals": [(data(slice(900, None)), "t")], "early_stopping_rounds": 5} if stopping else {}
    bare = xgboost.train(
        settings, data(slice(0, 900)), parameters["n_estimators"], verbose_eval=False, **watched
    )
    if stopping:
        bare = bare[: bare.best_iteration + 1]
    fitted = ours("xgboost", parameters, TASKS[name], weight, stop=stopping)
    every = data(slice(None))
    theirs, found = bare.predict(every), fitted.predict(FOUND)
    assert fitted.rounds == bare.num_boosted_rounds()
    assert np.allclose(found[:, 1] if name == "binary" else found, theirs, rtol=3e-6, atol=3e-6)
    # Leaf by leaf: the rows that share all leaves there share them here.
    there = np.unique(bare.predict(every, pred_leaf=True).reshape(ROWS, -1), axis=0, return_inverse=True)[1]
    leaves = fitted._booster.predict(fitted.reads.matrix(FOUND), pred_leaf=True)
    here = np.unique(leaves, axis=0, return_inverse=True)[1]
    assert len(set(zip(there.tolist(), here.tolist(), strict=True))) == there.max() + 1 == here.max() + 1


def test_contributions_are_those_of_xgboost_where_every_row_counts_the_same():
    import xgboost

    x, y = plain()[:900], truth_of(NUMBERS["mean"], SCORE)[:900]
    kinds = ["c" if one == "place" else "q" for one in NAMES]
    data = xgboost.DMatrix(x, y, feature_types=kinds, enable_categorical=True)
    bare = xgboost.train({"learning_rate": 0.05, "max_depth": 6, "seed": 3, "nthread": 1}, data, 10)
    parts = ours("xgboost", {"n_estimators": 10}, NUMBERS["mean"], None).contributions(
        take(FOUND, np.arange(900))
    )
    assert np.abs(parts[:, 0] - bare.predict(data, pred_contribs=True)).max() < 1e-5


SKLEARN = [
    ("sklearn.RandomForestClassifier", "binary", "ensemble", {"n_estimators": 7, "max_depth": 6}),
    ("sklearn.RandomForestClassifier", "classes", "ensemble", {"n_estimators": 7, "max_features": 0.5}),
    ("sklearn.ExtraTreesRegressor", "mean", "ensemble", {"n_estimators": 7, "min_samples_leaf": 3}),
    ("sklearn.DecisionTreeRegressor", "mean", "tree", {"max_leaf_nodes": 20}),
    ("sklearn.GradientBoostingClassifier", "classes", "ensemble", {"n_estimators": 6, "subsample": 0.5}),
    ("sklearn.GradientBoostingRegressor", "mean", "ensemble", {"n_estimators": 9, "learning_rate": 0.3}),
    ("sklearn.HistGradientBoostingRegressor", "mean", "ensemble", {"max_iter": 4}),
    (
        "sklearn.HistGradientBoostingClassifier",
        "binary",
        "ensemble",
        {"max_iter": 4, "l2_regularization": 1.0},
    ),
    ("sklearn.Ridge", "mean", "linear_model", {"alpha": 2.0}),
    ("sklearn.Lasso", "mean", "linear_model", {"alpha": 0.02}),
    ("sklearn.LogisticRegression", "binary", "linear_model", {"C": 0.3}),
]
_ROUNDED = {"sklearn.Ridge", "sklearn.Lasso", "sklearn.LogisticRegression"}
"""Sums over columns are ours, in a fixed order."""


@pytest.mark.parametrize(("algorithm", "name", "module", "parameters"), SKLEARN)
def test_scikit_learn_to_the_bit(algorithm, name, module, parameters):
    task = TASKS[name]
    train = Sample(take(FOUND, np.arange(900)), truth_of(task, SCORE)[:900], WEIGHT[:900])
    if "Hist" in algorithm:
        x = plain()[:, [NAMES.index(one) for one in NAMES if one != "empty"]]
        more = {
            "categorical_features": [one == "place" for one in NAMES if one != "empty"],
            "early_stopping": False,
        }
    else:
        x, more = DesignMatrix.learn(train).matrix(FOUND).toarray(), {}
    model = getattr(importlib.import_module(f"sklearn.{module}"), algorithm.removeprefix("sklearn."))(
        **parameters, **more
    )
    if "random_state" in model.get_params():
        model.set_params(random_state=3)
    model.fit(x[:900], train.truth, sample_weight=train.weight)
    theirs = model.predict(x) if task.kind == "number" else model.predict_proba(x)
    found = EstimatorCatalogue(threads=1).make(algorithm, parameters, 3).fit(task, train, None).predict(FOUND)
    if name == "binary":
        theirs, found = theirs[:, 1], found[:, 1]
    if algorithm in _ROUNDED:
        assert np.abs(found - theirs).max() < 1e-9
    elif "Boosting" in algorithm and task.kind != "number":
        assert (
            np.abs(found - theirs).max() < 1e-15
        )  # the same margins; 1 / (1 + exp(-m)) is rounded by other code
    else:
        assert np.ascontiguousarray(found).tobytes() == np.ascontiguousarray(theirs).tobytes()


def test_elastic_nets_are_those_of_scikit_learn():
    from sklearn.linear_model import ElasticNet, LogisticRegression

    given = {name: FOUND[name] for name in ("x1", "whole", "place")}
    x = DesignMatrix.learn(Sample(given, SCORE)).matrix(given).toarray()
    number = (
        EstimatorCatalogue()
        .make("elastic_net", {"alpha": 0.05, "l1_ratio": 0.3, "tol": 1e-6})
        .fit(NUMBERS["mean"], Sample(given, SCORE), None)
    )
    theirs = (
        ElasticNet(alpha=0.05, l1_ratio=0.3, tol=1e-6).fit(x, SCORE / SCORE.std()).predict(x) * SCORE.std()
    )
    assert np.abs(number.predict(given) - theirs).max() < 1e-9
    late = truth_of(BINARY, SCORE)
    shares = (
        EstimatorCatalogue()
        .make("elastic_net", {"C": 0.1, "tol": 1e-6, "max_iter": 3000})
        .fit(BINARY, Sample(given, late), None)
        .predict(given)
    )
    bare = LogisticRegression(C=0.1, l1_ratio=0.5, solver="saga", max_iter=5000, tol=1e-7).fit(x, late)
    assert np.abs(shares - bare.predict_proba(x)).max() < 1e-3


def test_the_matrix_of_this_test_is_the_one_that_is_learned_from():
    assert plain().shape == (ROWS, len(NAMES))
    assert pa.types.is_string(FOUND["place"].type)
