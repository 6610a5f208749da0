"""The class frequencies of the training rows, or their mean: what any model must beat."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wager.foundation.fingerprint import canonical
from wager.training.columns import Columns, Floats, length
from wager.training.estimator import FITTED, Answers, Files, Sample, Task
from wager.training.stored import Document


@dataclass(frozen=True)
class Constant:
    """Learns one answer for all rows."""

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedConstant:
        """Count the classes, or take the mean or the quantile; `tune` is not needed."""
        del tune
        weights = train.weights()
        if task.loss.quantile is not None:
            return FittedConstant("values", (_quantile(train.truth, weights, task.loss.quantile),))
        if task.kind == "number":  # the mean makes the deviance of counts and amounts small, too
            return FittedConstant("values", (float(np.average(train.truth, weights=weights)),))
        rates = np.bincount(train.truth, weights=weights, minlength=len(task.classes)) / weights.sum()
        return FittedConstant("probabilities", tuple(rates.tolist()))


def _quantile(truth: Floats, weights: Floats, share: float) -> float:
    """Return the smallest number below or at which so large a share of the weight lies: no other has a smaller pinball loss."""
    order = np.argsort(truth, kind="stable")
    heaped = np.cumsum(weights[order])
    place = int(np.searchsorted(heaped, share * heaped[-1]))
    return float(truth[order[min(place, len(order) - 1)]])


@dataclass(frozen=True)
class FittedConstant:
    """The answer."""

    answers: Answers
    answer: tuple[float, ...]

    @property
    def width(self) -> int:
        """How many classes it answers; 1 for a value."""
        return len(self.answer)

    def predict(self, columns: Columns) -> Floats:
        """Repeat the answer for each row."""
        rows = length(columns)
        if self.answers == "values":
            return np.full(rows, self.answer[0])
        return np.tile(np.asarray(self.answer), (rows, 1))

    def for_one(self) -> Callable[[Mapping[str, Any]], Floats]:
        """Repeat the answer for one row; see `QuickFitted`."""
        answer = self.answer[:1] if self.answers == "values" else self.answer
        return lambda _: np.asarray(answer)

    @property
    def names(self) -> tuple[str, ...]:
        """None."""
        return ()

    @property
    def reference(self) -> str:
        """Any row gets the same answer."""
        return "any row"

    def contributions(self, columns: Columns) -> Floats:
        """Give the answer itself as base; see `Explained`."""
        return np.tile(np.asarray(self.answer)[None, :, None], (length(columns), 1, 1))

    def linked(self, margins: Floats) -> Floats:
        """Margins are answers."""
        return margins

    def to_files(self) -> dict[str, bytes]:
        """Write JSON."""
        written = {"format": 1, "algorithm": "constant", "answers": self.answers, "answer": self.answer}
        return {FITTED: canonical(written)}

    @classmethod
    def from_files(cls, written: Document, files: Files) -> FittedConstant:
        """Read what `to_files` wrote."""
        del files
        written.only("format", "algorithm", "answers", "answer")
        answers = written.word("answers", ("probabilities", "values"))
        if answers == "values":
            answer = written.numbers("answer")
        else:
            answer = written.numbers("answer", least=0, most=1)
        if len(answer) != 1 if answers == "values" else not answer:
            written.wrong("answer", "one number for a value, or one for each class")
        return cls(answers, answer)

    def describe(self) -> str:
        """Say the answer."""
        return f"constant {', '.join(f'{part:.4g}' for part in self.answer)}"
