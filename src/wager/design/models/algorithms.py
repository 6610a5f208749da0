"""The algorithms that a model file can name, and the parameters that each takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Kind = Literal["whole", "number", "flag", "text", "any"]
Parameters = Mapping[str, Kind]


def _kinds(
    whole: str = "", number: str = "", flag: str = "", text: str = "", other: str = ""
) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for kind, names in (("whole", whole), ("number", number), ("flag", flag), ("text", text), ("any", other)):
        found |= dict.fromkeys(names.split(), kind)  # type: ignore[arg-type]
    return found


_LINEAR = _kinds("max_iter", "C tol", "fit_intercept", "solver penalty", "class_weight")

LIGHTGBM = _kinds(
    "n_estimators num_leaves max_depth min_child_samples min_data_in_leaf subsample_freq bagging_freq max_bin "
    "early_stopping early_stopping_rounds min_data_per_group max_cat_threshold max_cat_to_onehot",
    "learning_rate subsample bagging_fraction colsample_bytree feature_fraction feature_fraction_bynode "
    "reg_alpha reg_lambda lambda_l1 lambda_l2 min_child_weight min_sum_hessian_in_leaf min_split_gain "
    "min_gain_to_split scale_pos_weight cat_smooth cat_l2 path_smooth max_delta_step linear_lambda drop_rate "
    "skip_drop top_rate other_rate alpha",
    "is_unbalance extra_trees linear_tree use_missing zero_as_missing",
    "boosting boosting_type objective metric data_sample_strategy monotone_constraints_method",
    "monotone_constraints interaction_constraints",
)

XGBOOST = _kinds(
    "n_estimators max_depth max_leaves max_bin early_stopping early_stopping_rounds num_parallel_tree "
    "max_cat_to_onehot max_cat_threshold",
    "learning_rate eta gamma min_child_weight max_delta_step subsample colsample_bytree colsample_bylevel "
    "colsample_bynode reg_alpha reg_lambda alpha lambda scale_pos_weight base_score",
    "",
    "booster tree_method grow_policy objective eval_metric",
    "monotone_constraints interaction_constraints",
)

ALGORITHMS: Mapping[str, Parameters] = {
    "constant": {},
    "rule": {},
    "table": _kinds(number="prior", other="by"),
    "linear": _kinds("max_iter", "alpha tol", "fit_intercept", "solver"),
    "logistic": _LINEAR,
    "elastic_net": _kinds("max_iter", "alpha l1_ratio C tol", "fit_intercept", "selection"),
    "lightgbm": LIGHTGBM,
    "xgboost": XGBOOST,
    "python": _kinds(text="call", other="parameters"),
}
"""Names and parameters; a rule's are its actions, which the design knows."""

SKLEARN = frozenset(
    "AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor BayesianRidge BernoulliNB CategoricalNB "
    "ComplementNB DecisionTreeClassifier DecisionTreeRegressor ElasticNet ExtraTreesClassifier ExtraTreesRegressor "
    "GammaRegressor GaussianNB GradientBoostingClassifier GradientBoostingRegressor HistGradientBoostingClassifier "
    "HistGradientBoostingRegressor HuberRegressor KNeighborsClassifier KNeighborsRegressor Lasso LinearDiscriminantAnalysis "
    "LinearRegression LinearSVR LogisticRegression MLPClassifier MLPRegressor MultinomialNB PoissonRegressor "
    "QuadraticDiscriminantAnalysis QuantileRegressor RandomForestClassifier RandomForestRegressor Ridge SGDClassifier "
    "SGDRegressor TweedieRegressor".split()
)
"""The allow-list of `sklearn.NAME`."""

FEATURELESS = frozenset(("constant", "rule", "table"))
"""Algorithms that say themselves what they read, so that `features` does not go with them."""


def known() -> tuple[str, ...]:
    """Name every algorithm, `sklearn.…` ones with their prefix."""
    return (*ALGORITHMS, *(f"sklearn.{name}" for name in sorted(SKLEARN)))


def is_algorithm(name: str) -> bool:
    """Tell whether a name is one of an algorithm.

    Examples
    --------
    >>> is_algorithm("lightgbm"), is_algorithm("sklearn.Ridge"), is_algorithm("sklearn.Pipeline")
    (True, True, False)
    """
    return name in ALGORITHMS or (name.startswith("sklearn.") and name.removeprefix("sklearn.") in SKLEARN)
