"""Elastic nets: linear models of few columns, by scikit-learn, for numbers (coordinate descent) and classes (saga).

What makes coefficients zero is the sum of their absolute values, beside that of their squares [1]_. Both solvers give the same bits
on any number of threads (performance.md, section 6), and are fitted on one.

References
----------
.. [1] H. Zou, T. Hastie, "Regularization and variable selection via the elastic net", J. R. Statist. Soc. B 67, 2005, section 2.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wager.adapters.estimators.able import demand_able
from wager.adapters.estimators.design_matrix import DesignMatrix
from wager.adapters.estimators.linear import FittedLinear
from wager.adapters.estimators.linear_losses import dense_where_it_fits
from wager.adapters.estimators.logistic import FittedLogistic, class_weights, of_scores
from wager.foundation.errors import BadInputError
from wager.training.columns import Floats
from wager.training.estimator import Encode, Sample, Task

ALPHA, STRENGTH = 0.01, 1.0
ITERATIONS, ITERATIONS_OF_CLASSES = 1000, 100
TOLERANCE, TOLERANCE_OF_CLASSES = 1e-4, 1e-3


@dataclass(frozen=True)
class ElasticNet:
    """Learns an elastic net.

    Attributes
    ----------
    ratio : float
        `l1_ratio`: the share of the penalty that is on absolute values; the rest is on squares.
    penalty : float or None
        `alpha`, of a number that has standard deviation 1, so that it means the same in euros and cents; 0.01 unless given.
    strength : float or None
        `C`, of classes: the inverse of the penalty; 1 unless given.
    iterations : int or None
        `max_iter`: at most so many passes over the rows; 1,000 for a number and 100 for classes unless given.
    tolerance : float or None
        `tol`, by how little coefficients move at the end; 1e-4 for a number and 1e-3 for classes unless given.
    balanced : bool
        See `Logistic`.
    seed : int
        Of the order in which saga takes the rows.
    encode : mapping
        How columns become numbers; see `DesignMatrix.learn`.
    """

    ratio: float = 0.5
    penalty: float | None = None
    strength: float | None = None
    iterations: int | None = None
    tolerance: float | None = None
    balanced: bool = False
    seed: int = 0
    encode: Encode = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a share that is none."""
        if not 0 <= self.ratio <= 1:
            raise BadInputError(f"`elastic_net.l1_ratio` is {self.ratio:g}; expected a number from 0 to 1")

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedLinear | FittedLogistic:
        """Learn; `tune` is not needed."""
        del tune
        demand_able("elastic_net", task)
        design = DesignMatrix.learn(train, self.encode, task)
        if task.kind == "number":
            if self.strength is not None or self.balanced:
                raise BadInputError(
                    "`elastic_net.C` and `class_weight` are for classes; a number has `alpha`"
                )
            return FittedLinear(design, *self._number(design, train), "elastic_net")
        if self.penalty is not None:
            raise BadInputError("`elastic_net.alpha` is for numbers; classes have `C`, its inverse")
        return of_scores("elastic_net", task, train, design, self._classes)

    def _number(self, design: DesignMatrix, train: Sample) -> tuple[Floats, float]:
        from sklearn.linear_model import ElasticNet as Learner

        weights = train.weights()
        mean = float(np.average(train.truth, weights=weights))
        spread = float(np.sqrt(np.average((train.truth - mean) ** 2, weights=weights)))
        if spread == 0 or design.width == 0:
            return np.zeros(design.width), mean
        model = Learner(
            alpha=ALPHA if self.penalty is None else self.penalty,
            l1_ratio=self.ratio,
            max_iter=self.iterations or ITERATIONS,
            tol=TOLERANCE if self.tolerance is None else self.tolerance,
        )
        matrix = dense_where_it_fits(design.matrix_to_fit(train))
        _fit(model, matrix, (train.truth - mean) / spread, train.weight)
        slopes = np.asarray(model.coef_, dtype=np.float64).reshape(-1) * spread
        return slopes, mean + spread * float(model.intercept_)

    def _classes(self, design: DesignMatrix, train: Sample) -> tuple[Floats, Floats]:
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(
            C=STRENGTH if self.strength is None else self.strength,
            l1_ratio=self.ratio,
            solver="saga",
            max_iter=self.iterations or ITERATIONS_OF_CLASSES,
            tol=TOLERANCE_OF_CLASSES if self.tolerance is None else self.tolerance,
            random_state=self.seed,
        )
        # Sparse: a pass of saga costs what is not 0, and most of what levels become is.
        _fit(model, design.matrix_to_fit(train), train.truth, class_weights(train, self.balanced))
        return np.asarray(model.coef_, dtype=np.float64), np.asarray(model.intercept_, dtype=np.float64)


def _fit(model: Any, matrix: Any, truth: Any, weights: Floats | None) -> None:
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        try:
            model.fit(matrix, truth, sample_weight=weights)
        except ValueError as error:
            raise BadInputError(
                f"`elastic_net` refuses: {error}; look at the model file's parameters"
            ) from error
