"""One column split in two, each side with its action: what `best_split` learns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.foundation.fingerprint import canonical
from wager.training.columns import Booleans, Columns, codes, column, length, numbers
from wager.training.estimator import FITTED, Answers, Files


@dataclass(frozen=True)
class FittedSplit:
    """The split.

    Attributes
    ----------
    column : str or None
        None where no column could be split.
    threshold : float or None
        Values from here upwards are the upper side; None for a category.
    levels : tuple of str
        The upper side of a category.
    sides : tuple of int
        The actions of the lower side, the upper side, and of rows without a value.
    actions : tuple of str
        Their names.
    earned : float
        Minor units on all training rows; for a number, the square that it explains.
    means : tuple of float
        For a number: the answers of the three sides.
    """

    answers: Answers
    column: str | None
    threshold: float | None
    levels: tuple[str, ...]
    sides: tuple[int, ...]
    actions: tuple[str, ...]
    earned: float
    means: tuple[float, ...] = ()

    def upper(self, columns: Columns) -> tuple[Booleans, Booleans]:
        """Return which rows are on the upper side, and which have no value."""
        rows = length(columns)
        if self.column is None:
            return np.zeros(rows, dtype=np.bool_), np.zeros(rows, dtype=np.bool_)
        found = column(columns, self.column)
        if self.threshold is None:
            missing = np.asarray(found.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)
            return codes(found, self.levels) >= 0, missing
        values = numbers(found)
        return values >= self.threshold, np.isnan(values)

    def predict(self, columns: Columns) -> NDArray[Any]:
        """Take each row's side."""
        upper, missing = self.upper(columns)
        place = np.where(missing, 2, upper.astype(np.int64))
        if self.answers == "values":
            return np.asarray(self.means)[place]
        return np.asarray(self.sides, dtype=np.int8)[place]

    def to_files(self) -> dict[str, bytes]:
        """Write JSON."""
        written = {
            "format": 1,
            "algorithm": "best_split",
            "answers": self.answers,
            "column": self.column,
            "threshold": self.threshold,
            "levels": self.levels,
            "sides": self.sides,
            "actions": self.actions,
            "earned": self.earned,
            "means": self.means,
        }
        return {FITTED: canonical(written)}

    @classmethod
    def from_files(cls, written: Mapping[str, Any], files: Files) -> FittedSplit:
        """Read what `to_files` wrote."""
        del files
        threshold = written["threshold"]
        return cls(
            written["answers"],
            written["column"],
            None if threshold is None else float(threshold),
            tuple(written["levels"]),
            tuple(map(int, written["sides"])),
            tuple(written["actions"]),
            float(written["earned"]),
            tuple(map(float, written["means"])),
        )

    def describe(self) -> str:
        """Write the split as a person would."""
        if self.column is None:
            return f"always {self.actions[self.sides[0]]}" if self.answers == "actions" else "the mean"
        if self.threshold is None:
            shown = ", ".join(self.levels[:6]) + (", …" if len(self.levels) > 6 else "")
            condition = f"{self.column} in ({shown})"
        else:
            condition = f"{self.column} >= {self.threshold:.10g}"
        if self.answers == "values":
            return f"{self.means[1]:.6g} where {condition}, else {self.means[0]:.6g}"
        return f"{self.actions[self.sides[1]]} where {condition}, else {self.actions[self.sides[0]]}"
