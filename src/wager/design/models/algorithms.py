"""The algorithms that a model file can name, and the parameters that each takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from wager.foundation.errors import nearest

Kind = Literal["whole", "number", "flag", "text", "any"]
Parameters = Mapping[str, Kind]


def _kinds(
    whole: str = "", number: str = "", flag: str = "", text: str = "", other: str = ""
) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for kind, names in (("whole", whole), ("number", number), ("flag", flag), ("text", text), ("any", other)):
        found |= dict.fromkeys(names.split(), kind)  # type: ignore[arg-type]
    return found


LIGHTGBM = _kinds(
    "n_estimators num_leaves max_depth min_child_samples min_data_in_leaf subsample_freq bagging_freq max_bin "
    "early_stopping min_data_per_group max_cat_threshold max_cat_to_onehot",
    "learning_rate subsample bagging_fraction colsample_bytree feature_fraction feature_fraction_bynode "
    "reg_alpha reg_lambda lambda_l1 lambda_l2 min_child_weight min_sum_hessian_in_leaf min_split_gain "
    "min_gain_to_split scale_pos_weight cat_smooth cat_l2 path_smooth max_delta_step linear_lambda drop_rate "
    "skip_drop top_rate other_rate",
    "is_unbalance extra_trees linear_tree use_missing zero_as_missing",
    "boosting boosting_type objective metric data_sample_strategy monotone_constraints_method",
    "monotone_constraints interaction_constraints",
)

XGBOOST = _kinds(
    "n_estimators max_depth max_leaves max_bin early_stopping num_parallel_tree "
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
    "linear": _kinds("max_iter", "alpha tol"),
    "logistic": _kinds("max_iter", "C", text="class_weight"),
    "elastic_net": _kinds("max_iter", "alpha l1_ratio C tol", text="class_weight"),
    "lightgbm": LIGHTGBM,
    "xgboost": XGBOOST,
    "python": _kinds(text="call"),
}
"""Names and parameters; a rule's are its actions, which the design knows."""

OWN = "python"
"""The algorithm that is a class of the project's own: parameters besides those named above are that class's."""

_TREE = "criterion max_depth min_samples_split min_samples_leaf min_weight_fraction_leaf max_features max_leaf_nodes min_impurity_decrease ccp_alpha"
_FOREST = f"n_estimators bootstrap max_samples {_TREE}"
_BOOSTED = f"learning_rate n_estimators subsample {_TREE}"
_HIST = (
    "learning_rate max_iter max_leaf_nodes max_depth min_samples_leaf l2_regularization max_features max_bins"
)
_SQUARES = "alpha max_iter tol"

_CLASSIFIERS = {
    "DecisionTreeClassifier": f"{_TREE} splitter class_weight",
    "ExtraTreesClassifier": f"{_FOREST} class_weight",
    "GradientBoostingClassifier": _BOOSTED,
    "HistGradientBoostingClassifier": f"{_HIST} class_weight",
    "LinearDiscriminantAnalysis": "solver shrinkage tol",
    "LogisticRegression": "C l1_ratio solver max_iter tol class_weight",
    "RandomForestClassifier": f"{_FOREST} class_weight",
}
_REGRESSORS = {
    "BayesianRidge": "max_iter tol alpha_1 alpha_2 lambda_1 lambda_2 alpha_init lambda_init",
    "DecisionTreeRegressor": f"{_TREE} splitter",
    "ElasticNet": f"{_SQUARES} l1_ratio positive selection",
    "ExtraTreesRegressor": _FOREST,
    "GammaRegressor": f"{_SQUARES} solver",
    "GradientBoostingRegressor": _BOOSTED,
    "HistGradientBoostingRegressor": _HIST,
    "HuberRegressor": f"{_SQUARES} epsilon",
    "Lasso": f"{_SQUARES} positive selection",
    "LinearRegression": "positive",
    "LinearSVR": "epsilon tol C loss max_iter",
    "PoissonRegressor": f"{_SQUARES} solver",
    "QuantileRegressor": "alpha",
    "RandomForestRegressor": _FOREST,
    "Ridge": f"{_SQUARES} solver positive",
    "SGDRegressor": f"{_SQUARES} loss penalty l1_ratio epsilon learning_rate eta0 power_t average",
    "TweedieRegressor": f"{_SQUARES} power solver",
}

SKLEARN: Mapping[str, Literal["classes", "numbers"]] = {
    **dict.fromkeys(_CLASSIFIERS, "classes"),
    **dict.fromkeys(_REGRESSORS, "numbers"),
}
"""The allow-list of `sklearn.NAME`, and what each answers. What is learned is kept as coefficients or as trees, which are checked
before they are read; so only those are here whose answer is no more than that (decision 30)."""

_COUNTS = "it learns from counts, and columns are standardised; use logistic, whose columns `encode` can make of text"
_OF_OTHERS = (
    "what it learned is a list of other models; use sklearn.RandomForest… or sklearn.GradientBoosting…"
)
_ROWS = "what it learned are the training rows themselves, which would be kept with the model; use lightgbm or table"
_BITS = "its answers change in the last bits with the number of rows that are asked at once; use lightgbm or logistic"

REFUSED_SKLEARN: Mapping[str, str] = {
    **dict.fromkeys(
        "AdaBoostClassifier AdaBoostRegressor BaggingClassifier BaggingRegressor".split(), _OF_OTHERS
    ),
    **dict.fromkeys(
        ("StackingClassifier", "StackingRegressor", "VotingClassifier", "VotingRegressor"), _OF_OTHERS
    ),
    **dict.fromkeys("BernoulliNB CategoricalNB ComplementNB MultinomialNB".split(), _COUNTS),
    **dict.fromkeys("KNeighborsClassifier KNeighborsRegressor SVC SVR NuSVC NuSVR".split(), _ROWS),
    **dict.fromkeys(("GaussianProcessClassifier", "GaussianProcessRegressor", "KernelRidge"), _ROWS),
    **dict.fromkeys("MLPClassifier MLPRegressor QuadraticDiscriminantAnalysis".split(), _BITS),
    "GaussianNB": "it takes columns for independent, so its probabilities are far off; use logistic or lightgbm",
    **dict.fromkeys(
        ("SGDClassifier", "LinearSVC", "RidgeClassifier", "Perceptron", "PassiveAggressiveClassifier"),
        "it gives no probabilities, or not for each loss; use logistic or elastic_net",
    ),
    "CalibratedClassifierCV": "calibration is a key of its own: `calibrate: isotonic`",
    "Pipeline": "columns become numbers by `encode`, not by a pipeline; name the estimator alone",
}
"""Estimators that people will look for, and why they are not taken."""

FEATURELESS = frozenset(("constant", "rule", "table"))
"""Algorithms that say themselves what they read, so that `features` does not go with them."""


def known() -> tuple[str, ...]:
    """Name every algorithm, `sklearn.…` ones with their prefix."""
    return (*ALGORITHMS, *(f"sklearn.{name}" for name in sorted(SKLEARN)))


def parameters_of(name: str) -> Parameters | None:
    """Name the parameters that an algorithm takes, with their kinds; None where it says itself.

    Examples
    --------
    >>> parameters_of("sklearn.Ridge")["alpha"], parameters_of("constant")
    ('any', {})
    """
    if name.startswith("sklearn."):
        taken = (_CLASSIFIERS | _REGRESSORS).get(name.removeprefix("sklearn."))
        return None if taken is None else _kinds(other=taken)
    return ALGORITHMS.get(name)


def refused(name: str) -> str:
    """Say that a name is none of an algorithm, and why where it is known.

    Examples
    --------
    >>> refused("sklearn.Pipeline")
    '`sklearn.Pipeline` is not taken: columns become numbers by `encode`, not by a pipeline; name the estimator alone'
    >>> refused("ligthgbm")
    "'ligthgbm' is no algorithm; did you mean 'lightgbm'?"
    """
    why = REFUSED_SKLEARN.get(name.removeprefix("sklearn.")) if name.startswith("sklearn.") else None
    return (
        f"{name!r} is no algorithm{nearest(name, known())}"
        if why is None
        else f"`{name}` is not taken: {why}"
    )


def is_algorithm(name: str) -> bool:
    """Tell whether a name is one of an algorithm.

    Examples
    --------
    >>> is_algorithm("lightgbm"), is_algorithm("sklearn.Ridge"), is_algorithm("sklearn.Pipeline")
    (True, True, False)
    """
    return name in ALGORITHMS or (name.startswith("sklearn.") and name.removeprefix("sklearn.") in SKLEARN)
