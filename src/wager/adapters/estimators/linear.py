"""Linear models of a number, with the columns prepared by `design_matrix`: its mean by ridge regression in closed form.

A quantile, counts and amounts are in `linear_losses.py`; elastic nets and scikit-learn's linear regressions are kept as these are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wager.adapters.estimators.able import demand_able
from wager.adapters.estimators.arrays import from_bytes, to_bytes
from wager.adapters.estimators.design_matrix import REFERENCE, DesignMatrix
from wager.adapters.estimators.linear_losses import ITERATIONS, coefficients, raised
from wager.adapters.estimators.wide_ridge import WIDE, wide_ridge
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical
from wager.foundation.rounded import number_of
from wager.training.columns import Columns, Floats
from wager.training.estimator import FITTED, Answers, Encode, Files, Sample, Task
from wager.training.loss import MEAN
from wager.training.stored import Document, damaged, stored_file

COEFFICIENTS = "coefficients.npy"


@dataclass(frozen=True)
class Linear:
    """Learns a linear regression.

    Attributes
    ----------
    penalty : float
        Of squared coefficients of standardised columns (absolute ones for a quantile); the intercept is free.
    iterations : int
        At most so many steps where there is no closed form.
    encode : mapping
        How columns become numbers; see `DesignMatrix.learn`.
    """

    penalty: float = 1.0
    encode: Encode = field(default_factory=dict)
    iterations: int = ITERATIONS

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedLinear:
        """Make the loss small; `tune` is not needed.

        Raises
        ------
        BadInputError
            If the objective is not a number, or the columns do not decide about the coefficients.
        """
        del tune
        demand_able("linear", task)
        design, weights = DesignMatrix.learn(train, self.encode, task), train.weights()
        matrix = design.matrix_to_fit(train)
        if task.loss == MEAN:
            return FittedLinear(design, *self._ridge(matrix, train.truth, weights))
        found = coefficients(matrix, train.truth, weights, task.loss, self.penalty, self.iterations)
        return FittedLinear(design, *found, logarithm=task.loss.quantile is None)

    def _ridge(self, matrix: Any, truth: Floats, weights: Floats) -> tuple[Floats, float]:
        from threadpoolctl import threadpool_limits

        mean = float(np.average(truth, weights=weights))
        centre = np.asarray(matrix.T @ weights) / weights.sum()
        side = np.asarray(matrix.T @ (weights * (truth - mean)))
        if matrix.shape[1] >= WIDE:
            with threadpool_limits(limits=1):
                slopes = wide_ridge(matrix, weights, centre, side, self.penalty)
            return slopes, mean - float((centre * slopes).sum())
        gram = np.asarray((matrix.multiply(weights[:, None]).T @ matrix).todense())
        gram -= np.outer(centre, centre) * weights.sum()
        with threadpool_limits(limits=1):
            try:
                slopes = np.linalg.solve(gram + self.penalty * np.eye(len(gram)), side)
            except np.linalg.LinAlgError as error:
                raise BadInputError(
                    f"`linear.alpha` of {self.penalty:g} leaves open what columns weigh that say the same; give 1e-6 or more"
                ) from error
        return slopes, mean - float((centre * slopes).sum())


@dataclass(frozen=True)
class FittedLinear:
    """Coefficients (width,) and intercept.

    Attributes
    ----------
    algorithm : str
        Which learned them, as model files call it.
    logarithm : bool
        True where they add up to the logarithm of the number.
    """

    design: DesignMatrix
    coefficients: Floats
    intercept: float
    algorithm: str = "linear"
    logarithm: bool = False

    @property
    def answers(self) -> Answers:
        """Values."""
        return "values"

    @property
    def width(self) -> int:
        """One value."""
        return 1

    def predict(self, columns: Columns) -> Floats:
        """Answer a number for each row."""
        return self.linked(
            self.design.answer(columns, self.coefficients[:, None], np.array([self.intercept]))[:, 0]
        )

    def for_one(self) -> Callable[[Mapping[str, Any]], Floats]:
        """Answer one row; see `QuickFitted`."""
        scores = self.design.for_one(self.coefficients[:, None], np.array([self.intercept]))
        return (lambda row: raised(scores(row))) if self.logarithm else scores

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it weighs."""
        return self.design.names

    @property
    def reference(self) -> str:
        """See `design_matrix`."""
        return REFERENCE

    def contributions(self, columns: Columns) -> Floats:
        """Give each column's term of the sum; see `Explained`."""
        return self.design.shares(columns, self.coefficients[:, None], np.array([self.intercept]))

    def linked(self, margins: Floats) -> Floats:
        """Margins are answers, or their logarithms."""
        return raised(margins) if self.logarithm else margins

    def to_files(self) -> dict[str, bytes]:
        """Write JSON and one array."""
        written = {"format": 1, "algorithm": self.algorithm, "columns": self.design.to_json()}
        written |= {"link": "logarithm"} if self.logarithm else {}
        return {
            FITTED: canonical(written),
            COEFFICIENTS: to_bytes(np.r_[self.coefficients, self.intercept]),
        }

    @classmethod
    def from_files(cls, written: Document, files: Files) -> FittedLinear:
        """Read what `to_files` wrote."""
        logarithm = "link" in written.values
        written.only("format", "algorithm", "columns", *(["link"] if logarithm else []))
        if logarithm:
            written.word("link", ["logarithm"])
        design = DesignMatrix.from_json(written)
        stacked = from_bytes(COEFFICIENTS, stored_file(files, COEFFICIENTS))
        if stacked.shape != (design.width + 1,):
            raise damaged(COEFFICIENTS, f"it has the shape {stacked.shape}, not ({design.width + 1},)")
        return cls(design, stacked[:-1], float(stacked[-1]), written.text("algorithm"), logarithm)

    def describe(self) -> str:
        """Say how many columns it weighs."""
        called = "linear regression" if self.algorithm == "linear" else self.algorithm
        return f"{called} on {number_of(len(self.design.parts), 'columns')}"
