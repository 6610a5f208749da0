"""Ridge regression in closed form, with the columns prepared by `design_matrix`: for numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wager.adapters.estimators.arrays import from_bytes, to_bytes
from wager.adapters.estimators.design_matrix import REFERENCE, DesignMatrix
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical
from wager.training.columns import Columns, Floats
from wager.training.estimator import FITTED, Answers, Files, Sample, Task
from wager.training.stored import Document, damaged, stored_file

COEFFICIENTS = "coefficients.npy"


@dataclass(frozen=True)
class Linear:
    """Learns a linear regression.

    Attributes
    ----------
    penalty : float
        Of squared coefficients of standardised columns; the intercept is free.
    """

    penalty: float = 1.0

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedLinear:
        """Solve the normal equations; `tune` is not needed.

        Raises
        ------
        BadInputError
            If the objective is not a number.
        """
        from threadpoolctl import threadpool_limits

        del tune
        if task.kind != "number":
            raise BadInputError("`linear` answers numbers, and the objective is a class: use `logistic`")
        design, weights = DesignMatrix.learn(train), train.weights()
        matrix = design.matrix(train.columns)
        mean = float(np.average(train.truth, weights=weights))
        centre = np.asarray(matrix.T @ weights) / weights.sum()
        gram = np.asarray((matrix.multiply(weights[:, None]).T @ matrix).todense())
        gram -= np.outer(centre, centre) * weights.sum()
        side = np.asarray(matrix.T @ (weights * (train.truth - mean)))
        with threadpool_limits(limits=1):
            slopes = np.linalg.solve(gram + self.penalty * np.eye(design.width), side)
        return FittedLinear(design, slopes, mean - float((centre * slopes).sum()))


@dataclass(frozen=True)
class FittedLinear:
    """Coefficients (width,) and intercept."""

    design: DesignMatrix
    coefficients: Floats
    intercept: float

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
        return self.design.answer(columns, self.coefficients[:, None], np.array([self.intercept]))[:, 0]

    def for_one(self) -> Callable[[Mapping[str, Any]], Floats]:
        """Answer one row; see `QuickFitted`."""
        return self.design.for_one(self.coefficients[:, None], np.array([self.intercept]))

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
        """Margins are answers."""
        return margins

    def to_files(self) -> dict[str, bytes]:
        """Write JSON and one array."""
        written = {"format": 1, "algorithm": "linear", "columns": self.design.to_json()}
        return {
            FITTED: canonical(written),
            COEFFICIENTS: to_bytes(np.r_[self.coefficients, self.intercept]),
        }

    @classmethod
    def from_files(cls, written: Document, files: Files) -> FittedLinear:
        """Read what `to_files` wrote."""
        written.only("format", "algorithm", "columns")
        design = DesignMatrix.from_json(written)
        stacked = from_bytes(COEFFICIENTS, stored_file(files, COEFFICIENTS))
        if stacked.shape != (design.width + 1,):
            raise damaged(COEFFICIENTS, f"it has the shape {stacked.shape}, not ({design.width + 1},)")
        return cls(design, stacked[:-1], float(stacked[-1]))

    def describe(self) -> str:
        """Say how many columns it weighs."""
        return f"linear regression on {len(self.design.parts)} columns"
