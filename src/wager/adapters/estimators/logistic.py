"""Logistic regression by scikit-learn (lbfgs), with the columns prepared by `design_matrix`.

Only the coefficients are kept; answers need no scikit-learn.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wager.adapters.estimators.able import demand_able
from wager.adapters.estimators.arrays import from_bytes, to_bytes
from wager.adapters.estimators.design_matrix import REFERENCE, DesignMatrix
from wager.adapters.estimators.softmax import softmax
from wager.foundation.fingerprint import canonical
from wager.foundation.rounded import number_of
from wager.training.columns import Columns, Floats
from wager.training.estimator import FITTED, Answers, Encode, Files, Sample, Task
from wager.training.stored import Document, damaged, stored_file

COEFFICIENTS = "coefficients.npy"
_SURE = 1e-6


@dataclass(frozen=True)
class Logistic:
    """Learns a logistic regression.

    Attributes
    ----------
    strength : float
        `C`: the inverse of the penalty on squared coefficients.
    iterations : int
        At most so many steps of lbfgs.
    encode : mapping
        How columns become numbers; see `DesignMatrix.learn`.
    balanced : bool
        Let each class weigh as much as any other: probabilities are then no longer those of the rows.
    """

    strength: float = 1.0
    iterations: int = 300
    encode: Encode = field(default_factory=dict)
    balanced: bool = False

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedLogistic:
        """Learn; `tune` is not needed.

        Raises
        ------
        BadInputError
            If the objective is a number.
        """
        del tune
        demand_able("logistic", task)
        design = DesignMatrix.learn(train, self.encode, task)
        return of_scores("logistic", task, train, design, self._solve)

    def _solve(self, design: DesignMatrix, train: Sample) -> tuple[Floats, Floats]:
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits

        model = LogisticRegression(C=self.strength, solver="lbfgs", max_iter=self.iterations, tol=1e-5)
        # One thread: lbfgs gives other bits with another number (performance.md, section 6).
        with threadpool_limits(limits=1), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(
                design.matrix_to_fit(train), train.truth, sample_weight=class_weights(train, self.balanced)
            )
        return np.asarray(model.coef_, dtype=np.float64), np.asarray(model.intercept_, dtype=np.float64)


Solve = Callable[[DesignMatrix, Sample], tuple[Floats, Floats]]
"""Learns coefficients (n_present or 1, width) and intercepts, of the classes that train has."""


def of_scores(
    algorithm: str, task: Task, train: Sample, design: DesignMatrix, solve: Solve
) -> FittedLogistic:
    """Fit scores of classes that softmax turns into probabilities; a class that train lacks gets next to nothing."""
    present = np.unique(train.truth)
    if len(present) == 1 or design.width == 0:
        found = _without_columns(task, train, design)
    else:
        found = _every_class(task, present, *solve(design, train))
    return FittedLogistic(design, *found, algorithm)


def class_weights(train: Sample, balanced: bool) -> Floats | None:
    """Return the weights of rows; with `balanced` those of a class add up to the same for each that train has."""
    if not balanced:
        return train.weight
    weights = train.weights()
    sums = np.bincount(train.truth, weights=weights)
    return np.asarray(
        weights * (weights.sum() / ((sums > 0).sum() * np.where(sums > 0, sums, 1)))[train.truth]
    )


def _without_columns(task: Task, train: Sample, design: DesignMatrix) -> tuple[Floats, Floats]:
    rates = np.bincount(train.truth, weights=train.weights(), minlength=len(task.classes))
    scores = np.log(np.clip(rates / rates.sum(), _SURE, 1))
    return np.zeros((design.width, len(scores))), scores


def _every_class(task: Task, present: Any, weights: Floats, intercept: Floats) -> tuple[Floats, Floats]:
    # One column of scores for each class; scikit-learn gives one for two classes, and none for a class
    # that train does not have.
    if len(present) == 2:
        weights, intercept = np.vstack([-weights / 2, weights / 2]), np.r_[-intercept / 2, intercept / 2]
    every = np.zeros((weights.shape[1], len(task.classes)))
    start = np.full(len(task.classes), float(np.log(_SURE)) + float(intercept.min()))
    every[:, present], start[present] = weights.T, intercept
    return every, start


@dataclass(frozen=True)
class FittedLogistic:
    """Coefficients (width, n_classes) and intercept (n_classes,) of the scores; softmax makes them sum to one."""

    design: DesignMatrix
    coefficients: Floats
    intercept: Floats
    algorithm: str = "logistic"

    @property
    def answers(self) -> Answers:
        """Probabilities."""
        return "probabilities"

    @property
    def width(self) -> int:
        """How many classes it answers."""
        return len(self.intercept)

    def predict(self, columns: Columns) -> Floats:
        """Answer a probability for each class."""
        return softmax(self.design.answer(columns, self.coefficients, self.intercept))

    def for_one(self) -> Callable[[Mapping[str, Any]], Floats]:
        """Answer one row; see `QuickFitted`."""
        scores = self.design.for_one(self.coefficients, self.intercept)
        return lambda row: softmax(scores(row)[None, :])[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it weighs."""
        return self.design.names

    @property
    def reference(self) -> str:
        """See `design_matrix`."""
        return REFERENCE

    def contributions(self, columns: Columns) -> Floats:
        """Give each column's term of the score of each class; see `Explained`.

        Two classes have one margin, the difference of their scores.
        """
        parts = self.design.shares(columns, self.coefficients, self.intercept)
        return parts[:, 1:] - parts[:, :1] if self.width == 2 else parts

    def linked(self, margins: Floats) -> Floats:
        """Turn scores into probabilities."""
        return softmax(np.column_stack([np.zeros(len(margins)), margins]) if self.width == 2 else margins)

    def to_files(self) -> dict[str, bytes]:
        """Write JSON and one array."""
        written = {"format": 1, "algorithm": self.algorithm, "columns": self.design.to_json()}
        stacked = np.vstack([self.coefficients, self.intercept])
        return {FITTED: canonical(written), COEFFICIENTS: to_bytes(stacked)}

    @classmethod
    def from_files(cls, written: Document, files: Files) -> FittedLogistic:
        """Read what `to_files` wrote."""
        written.only("format", "algorithm", "columns")
        design = DesignMatrix.from_json(written)
        stacked = from_bytes(COEFFICIENTS, stored_file(files, COEFFICIENTS))
        if stacked.ndim != 2 or len(stacked) != design.width + 1 or stacked.shape[1] == 0:
            raise damaged(
                COEFFICIENTS, f"it has the shape {stacked.shape}, not ({design.width + 1}, classes)"
            )
        return cls(design, stacked[:-1], stacked[-1], written.text("algorithm"))

    def describe(self) -> str:
        """Say how many columns it weighs."""
        called = "logistic regression" if self.algorithm == "logistic" else self.algorithm
        return f"{called} on {number_of(len(self.design.parts), 'columns')}"
