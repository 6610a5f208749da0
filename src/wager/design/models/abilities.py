"""Which algorithm answers which objective, and makes which loss small: one table, asked by `check` and before anything is fitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from wager.design.models.algorithms import SKLEARN

Kind = Literal["binary", "classes", "number"]

CLASSES: tuple[Kind, ...] = ("binary", "classes")
NUMBERS: tuple[Kind, ...] = ("number",)
ALL: tuple[Kind, ...] = ("binary", "classes", "number")

_MEANS = ("mean", "poisson", "tweedie")
_EVERY = ("mean", "quantile", "poisson", "tweedie")

ANSWERS: Mapping[str, tuple[Kind, ...]] = {
    "constant": ALL,
    "rule": CLASSES,
    "best_split": ALL,
    "table": ALL,
    "linear": NUMBERS,
    "logistic": CLASSES,
    "elastic_net": ALL,
    "lightgbm": ALL,
    "xgboost": ALL,
    "python": ALL,
} | {f"sklearn.{name}": CLASSES if takes == "classes" else NUMBERS for name, takes in SKLEARN.items()}
"""The kinds of objective that each can answer; `best_split` is a rule without conditions."""

LOSSES: Mapping[str, tuple[str, ...]] = {
    "constant": _EVERY,
    "table": _MEANS,  # the mean of a group is what makes these small, too
    "linear": _EVERY,
    "elastic_net": ("mean",),
    "lightgbm": _EVERY,
    "xgboost": _EVERY,
    "python": _EVERY,  # the function is told, and has to act on it
    "sklearn.GradientBoostingRegressor": ("mean", "quantile"),
    "sklearn.HistGradientBoostingRegressor": ("mean", "quantile", "poisson"),
    "sklearn.RandomForestRegressor": ("mean", "poisson"),
    "sklearn.ExtraTreesRegressor": ("mean", "poisson"),
    "sklearn.DecisionTreeRegressor": ("mean", "poisson"),
    "sklearn.QuantileRegressor": ("quantile",),
    "sklearn.PoissonRegressor": ("poisson",),
    "sklearn.TweedieRegressor": ("tweedie",),
}
"""What each can make small where the objective is a number; `mean` alone where it is not named."""

INSTEAD = ("lightgbm", "xgboost", "linear", "constant")
"""What is named where another cannot."""


def unable(algorithm: str, kind: Kind, loss: str = "mean") -> str | None:
    """Say why an algorithm cannot learn such an objective, and which can; None where it can.

    Parameters
    ----------
    algorithm : str
        As in a model file, or `best_split`.
    kind : {'binary', 'classes', 'number'}
        Of the objective.
    loss : {'mean', 'quantile', 'poisson', 'tweedie'}
        Of a number.

    Examples
    --------
    >>> unable("elastic_net", "number", "quantile")
    '`elastic_net` does not learn `loss: quantile`, only mean; use lightgbm, xgboost, linear or constant'
    >>> unable("logistic", "number"), unable("lightgbm", "number", "poisson")
    ('`logistic` answers classes, and the objective is a number; use lightgbm, xgboost, linear or constant', None)
    """
    kinds = ANSWERS.get(algorithm, ALL)
    if kind not in kinds:
        said, what = ("classes", "a number") if kind == "number" else ("numbers", "a class")
        others: tuple[str, ...] = (
            INSTEAD if kind == "number" else ("lightgbm", "xgboost", "logistic", "constant")
        )
        return f"`{algorithm}` answers {said}, and the objective is {what}; use {_either(others)}"
    if kind != "number":
        return None
    losses = LOSSES.get(algorithm, ("mean",))
    if loss in losses:
        return None
    able = tuple(one for one in INSTEAD if loss in LOSSES[one])
    asked = f"`loss: {loss}`" if loss != "mean" else "the mean"
    return f"`{algorithm}` does not learn {asked}, only {_either(losses)}; use {_either(able)}"


def _either(names: tuple[str, ...]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
