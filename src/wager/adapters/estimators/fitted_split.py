"""One column split in two, each side with its action: what `best_split` learns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.foundation.fingerprint import canonical
from wager.training.columns import (
    Booleans,
    Columns,
    Floats,
    Integers,
    codes,
    column,
    length,
    number,
    numbers,
    text,
)
from wager.training.estimator import FITTED, Answers, Files
from wager.training.stored import Document, demand_different


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

    @property
    def width(self) -> int:
        """How many actions there are; 1 for a value."""
        return 1 if self.answers == "values" else len(self.actions)

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
        place = self._places(columns)
        if self.answers == "values":
            return np.asarray(self.means)[place]
        return np.asarray(self.sides, dtype=np.int8)[place]

    def _places(self, columns: Columns) -> Integers:
        upper, missing = self.upper(columns)
        return np.where(missing, 2, upper.astype(np.int64))

    def for_one(self) -> Callable[[Mapping[str, Any]], NDArray[Any]]:
        """Take one row's side; see `QuickFitted`."""
        named, threshold, chosen = self.column, self.threshold, frozenset(self.levels)
        sides = np.asarray(self.means) if self.answers == "values" else np.asarray(self.sides, dtype=np.int8)

        def answer(row: Mapping[str, Any]) -> NDArray[Any]:
            if named is None:
                place = 0
            elif threshold is None:
                place = 2 if row[named] is None else int(text(row[named]) in chosen)
            else:
                value = number(row[named])
                place = 2 if value != value else int(value >= threshold)  # noqa: PLR0124 # NaN alone differs from itself
            return sides[place : place + 1].copy()

        return answer

    @property
    def names(self) -> tuple[str, ...]:
        """The column that is split."""
        return () if self.column is None else (self.column,)

    @property
    def reference(self) -> str:
        """A row without a value has a side of its own."""
        return "any row" if self.column is None else "a row without a value"

    def contributions(self, columns: Columns) -> Floats:
        """Put the whole difference down to the one column; see `Explained`."""
        values = self.answers == "values"
        answers = np.asarray(self.means)[:, None] if values else np.eye(self.width)[list(self.sides)]
        found = answers[self._places(columns)]
        base = np.tile(answers[2], (len(found), 1))
        return np.stack([found - base, base] if self.names else [found], axis=2)

    def linked(self, margins: Floats) -> Floats:
        """Margins are answers."""
        return margins

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
    def from_files(cls, written: Document, files: Files) -> FittedSplit:
        """Read what `to_files` wrote."""
        del files
        written.only("format", "algorithm", *(one.name for one in fields(cls)))
        actions = written.texts("actions")
        demand_different(written, "actions", actions)
        found = cls(
            written.word("answers", ("actions", "values")),
            None if written.values["column"] is None else written.text("column"),
            None if written.values["threshold"] is None else written.number("threshold"),
            written.texts("levels", ascending=True),
            written.places("sides", max(len(actions), 1)),
            actions,
            written.number("earned"),
            written.numbers("means"),
        )
        if len(found.sides) != 3 or (found.answers == "actions" and not actions):
            written.wrong("sides", "three actions")
        if len(found.means) != (3 if found.answers == "values" else 0):
            written.wrong("means", "three numbers for a value, and none for actions")
        if (found.column is not None) != ((found.threshold is not None) != bool(found.levels)):
            written.wrong("threshold", "a number, or null where `levels` says what the upper side is")
        return found

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
