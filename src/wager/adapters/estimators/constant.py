"""The class frequencies of the training rows, or their mean: what any model must beat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wager.foundation.fingerprint import canonical
from wager.training.columns import Columns, Floats, length
from wager.training.estimator import FITTED, Answers, Files, Sample, Task


@dataclass(frozen=True)
class Constant:
    """Learns one answer for all rows."""

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedConstant:
        """Count the classes, or take the mean; `tune` is not needed."""
        del tune
        weights = train.weights()
        if task.kind == "number":
            return FittedConstant("values", (float(np.average(train.truth, weights=weights)),))
        rates = np.bincount(train.truth, weights=weights, minlength=len(task.classes)) / weights.sum()
        return FittedConstant("probabilities", tuple(rates.tolist()))


@dataclass(frozen=True)
class FittedConstant:
    """The answer."""

    answers: Answers
    answer: tuple[float, ...]

    def predict(self, columns: Columns) -> Floats:
        """Repeat the answer for each row."""
        rows = length(columns)
        if self.answers == "values":
            return np.full(rows, self.answer[0])
        return np.tile(np.asarray(self.answer), (rows, 1))

    def to_files(self) -> dict[str, bytes]:
        """Write JSON."""
        written = {"format": 1, "algorithm": "constant", "answers": self.answers, "answer": self.answer}
        return {FITTED: canonical(written)}

    @classmethod
    def from_files(cls, written: Mapping[str, Any], files: Files) -> FittedConstant:
        """Read what `to_files` wrote."""
        del files
        return cls(written["answers"], tuple(map(float, written["answer"])))

    def describe(self) -> str:
        """Say the answer."""
        return f"constant {', '.join(f'{part:.4g}' for part in self.answer)}"
