"""Estimators of scikit-learn by name, with what is set for all: one thread, the seed, and the loss of the model file."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from wager.design.models.algorithms import parameters_of
from wager.foundation.errors import BadInputError, nearest_or_some
from wager.training.columns import Floats
from wager.training.estimator import Task

_MODULES = {"DecisionTree": "tree", "LinearSVR": "svm", "LinearDiscriminantAnalysis": "discriminant_analysis"}
_ENSEMBLES = ("RandomForest", "ExtraTrees", "GradientBoosting", "HistGradientBoosting")

_BY_LOSS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("GradientBoostingRegressor", "quantile"): {"loss": "quantile"},
    ("HistGradientBoostingRegressor", "quantile"): {"loss": "quantile"},
    ("HistGradientBoostingRegressor", "poisson"): {"loss": "poisson"},
    ("RandomForestRegressor", "poisson"): {"criterion": "poisson"},
    ("ExtraTreesRegressor", "poisson"): {"criterion": "poisson"},
    ("DecisionTreeRegressor", "poisson"): {"criterion": "poisson"},
}
_QUANTILE = {
    "GradientBoostingRegressor": "alpha",
    "HistGradientBoostingRegressor": "quantile",
    "QuantileRegressor": "quantile",
}
_FIXED: Mapping[str, Mapping[str, Any]] = {
    "HistGradientBoostingClassifier": {"early_stopping": False},  # it would stop on rows drawn at random
    "HistGradientBoostingRegressor": {"early_stopping": False},
    "QuantileRegressor": {"solver": "highs"},
    "TweedieRegressor": {"link": "log", "power": 1.5},
}
UNWEIGHTED = frozenset(("LinearDiscriminantAnalysis",))
"""Those that take no weights of rows."""


def known_parameters(name: str, given: Mapping[str, Any]) -> None:
    """Refuse a parameter that a model file cannot give.

    Raises
    ------
    BadInputError
        With the nearest that it can.
    """
    taken = parameters_of(f"sklearn.{name}") or {}
    for key in given:
        if key not in taken:
            raise BadInputError(
                f"`sklearn.{name}` has no parameter {key!r} here{nearest_or_some(key, [*taken])}"
            )


def made(name: str, given: Mapping[str, Any], task: Task, seed: int) -> Any:
    """Make an estimator of scikit-learn."""
    prefix = name.removesuffix("Classifier").removesuffix("Regressor")
    module = "ensemble" if prefix in _ENSEMBLES else _MODULES.get(prefix, "linear_model")
    kind = getattr(importlib.import_module(f"sklearn.{module}"), name)
    settings = {**_FIXED.get(name, {}), **given, **_BY_LOSS.get((name, task.loss.name), {})}
    if task.loss.quantile is not None:
        settings[_QUANTILE[name]] = task.loss.quantile
    model = kind()
    ours = {"random_state": seed, "n_jobs": 1}
    return model.set_params(**settings, **{key: ours[key] for key in ours if key in model.get_params()})


def fitted(name: str, model: Any, matrix: Any, truth: Any, weights: Floats | None) -> Any:
    """Fit it on one thread, in scikit-learn's words where it refuses.

    Raises
    ------
    BadInputError
        If it refuses its parameters or these rows.
    """
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    if weights is not None and name in UNWEIGHTED:
        raise BadInputError(f"`sklearn.{name}` takes no weights of rows; leave `weight` out, or use logistic")
    weighted = {} if weights is None else {"sample_weight": weights}
    with threadpool_limits(limits=1), warnings.catch_warnings(), np.errstate(all="ignore"):
        for kind in (ConvergenceWarning, FutureWarning, UserWarning, RuntimeWarning):
            warnings.simplefilter("ignore", kind)
        try:
            return model.fit(matrix, truth, **weighted)
        except (ValueError, TypeError, IndexError, ArithmeticError, np.linalg.LinAlgError) as error:
            said = str(error).split("\n")[0]
            raise BadInputError(
                f"`sklearn.{name}` refuses: {said}; look at the model file's parameters"
            ) from error
