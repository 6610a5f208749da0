"""Linear models of scikit-learn by name, of which the coefficients are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wager.adapters.estimators.able import demand_able
from wager.adapters.estimators.design_matrix import DesignMatrix
from wager.adapters.estimators.linear import FittedLinear
from wager.adapters.estimators.linear_losses import dense_where_it_fits, finite
from wager.adapters.estimators.logistic import FittedLogistic, of_scores
from wager.adapters.estimators.sklearn_names import fitted, known_parameters, made
from wager.foundation.errors import BadInputError
from wager.training.columns import Floats
from wager.training.estimator import Encode, Sample, Task

_LOGARITHMS = frozenset(("PoissonRegressor", "GammaRegressor", "TweedieRegressor"))


@dataclass(frozen=True)
class SklearnLinear:
    """Learns coefficients.

    Attributes
    ----------
    name : str
        As scikit-learn calls the estimator.
    parameters : dict
        Of it.
    seed : int
        Of its random choices.
    encode : mapping
        How columns become numbers; see `DesignMatrix.learn`.
    """

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    encode: Encode = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse unknown parameters."""
        known_parameters(self.name, self.parameters)

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedLinear | FittedLogistic:
        """Learn; `tune` is not needed."""
        del tune
        algorithm = f"sklearn.{self.name}"
        demand_able(algorithm, task)
        design = DesignMatrix.learn(train, self.encode, task)

        def solve(design: DesignMatrix, train: Sample) -> tuple[Floats, Floats]:
            model = made(self.name, self.parameters, task, self.seed)
            matrix = dense_where_it_fits(design.matrix_to_fit(train))
            fitted(self.name, model, matrix, train.truth, train.weight)
            slopes = np.atleast_2d(np.asarray(model.coef_, dtype=np.float64))
            intercept = np.atleast_1d(np.asarray(model.intercept_, dtype=np.float64))
            return finite(algorithm, slopes), finite(algorithm, intercept)

        if task.kind != "number":
            return of_scores(algorithm, task, train, design, solve)
        if design.width == 0:
            raise BadInputError(f"`{algorithm}` has no columns to learn from; name some under `features`")
        slopes, intercept = solve(design, train)
        return FittedLinear(design, slopes[0], float(intercept[0]), algorithm, self.name in _LOGARITHMS)
