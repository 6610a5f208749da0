"""Columns as a sparse matrix of floats for linear models: standardised numbers, levels one-hot.

A missing number becomes the median of train and sets a column of its own; rare levels are pooled. All of
it is learned on train alone. Answers are summed column by column in a fixed order, so that they do not
depend on how a linear algebra library uses threads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wager.training.columns import Columns, Floats, codes, column, is_category, length, levels, numbers
from wager.training.estimator import Sample

MOST_LEVELS = 200
LEAST_ROWS = 10


@dataclass(frozen=True)
class Numeric:
    """A number: (x or the median - mean) / deviation, and whether x was missing."""

    name: str
    median: float
    mean: float
    deviation: float

    width = 2

    @classmethod
    def learn(cls, name: str, found: Any) -> Numeric:
        """Learn median, mean and standard deviation."""
        values = numbers(found)
        present = values[~np.isnan(values)]
        if len(present) == 0:
            return cls(name, 0.0, 0.0, 1.0)
        deviation = float(present.std())
        # A range of numbers that a float barely tells from a constant would blow up rounding errors.
        fine = deviation > 1e-12 * max(1.0, float(np.abs(present).max()))
        return cls(name, float(np.median(present)), float(present.mean()), deviation if fine else 1.0)

    def blocks(self, columns: Columns) -> Floats:
        """Return two columns, shape (n, 2)."""
        values = numbers(column(columns, self.name))
        missing = np.isnan(values)
        scaled = (np.where(missing, self.median, values) - self.mean) / self.deviation
        return np.column_stack([scaled, missing.astype(np.float64)])

    def add(self, columns: Columns, weights: Floats, total: Floats) -> None:
        """Add this column's share of the answer; weights (2, n_outputs), total (n, n_outputs)."""
        block = self.blocks(columns)
        for output in range(total.shape[1]):
            total[:, output] += block[:, 0] * weights[0, output]
            total[:, output] += block[:, 1] * weights[1, output]


@dataclass(frozen=True)
class Category:
    """Levels: one column each, and a last one for all that are rare, missing or new."""

    name: str
    levels: tuple[str, ...]

    @classmethod
    def learn(cls, name: str, found: Any) -> Category:
        """Learn the levels that are frequent enough."""
        return cls(name, levels(found, most=MOST_LEVELS, least_rows=LEAST_ROWS))

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return len(self.levels) + 1

    def places(self, columns: Columns) -> Any:
        """Return each row's column, int64 of shape (n,)."""
        found = codes(column(columns, self.name), self.levels)
        return np.where(found < 0, len(self.levels), found)

    def add(self, columns: Columns, weights: Floats, total: Floats) -> None:
        """Add this column's share of the answer; weights (width, n_outputs), total (n, n_outputs)."""
        total += weights[self.places(columns)]


@dataclass(frozen=True)
class DesignMatrix:
    """What was learned about the columns, in their order."""

    parts: tuple[Numeric | Category, ...]

    @classmethod
    def learn(cls, train: Sample) -> DesignMatrix:
        """Learn from the training rows; columns in the order of their names."""
        found = ((name, train.column(name)) for name in sorted(train.columns))
        learned = (
            Category.learn(name, values) if is_category(values) else Numeric.learn(name, values)
            for name, values in found
        )
        return cls(tuple(learned))

    @property
    def width(self) -> int:
        """How many columns the matrix has."""
        return sum(part.width for part in self.parts)

    def matrix(self, columns: Columns) -> Any:
        """Return the rows as a scipy CSR matrix of shape (n, width)."""
        from scipy import sparse

        rows = length(columns)
        blocks = [sparse.csr_matrix((rows, 0))]
        for part in self.parts:
            if isinstance(part, Numeric):
                blocks.append(sparse.csr_matrix(part.blocks(columns)))
            else:
                ones = (np.ones(rows), part.places(columns), np.arange(rows + 1))
                blocks.append(sparse.csr_matrix(ones, shape=(rows, part.width)))
        return sparse.hstack(blocks, format="csr")

    def answer(self, columns: Columns, weights: Floats, intercept: Floats) -> Floats:
        """Compute matrix @ weights + intercept; weights (width, n_outputs) -> (n, n_outputs)."""
        total = np.tile(intercept, (length(columns), 1))
        at = 0
        for part in self.parts:
            part.add(columns, weights[at : at + part.width], total)
            at += part.width
        return total

    def to_json(self) -> list[dict[str, Any]]:
        """Write as JSON values."""
        return [
            {"number": part.name, "median": part.median, "mean": part.mean, "deviation": part.deviation}
            if isinstance(part, Numeric)
            else {"category": part.name, "levels": list(part.levels)}
            for part in self.parts
        ]

    @classmethod
    def from_json(cls, written: list[Mapping[str, Any]]) -> DesignMatrix:
        """Read what `to_json` wrote."""
        return cls(
            tuple(
                Numeric(part["number"], float(part["median"]), float(part["mean"]), float(part["deviation"]))
                if "number" in part
                else Category(part["category"], tuple(part["levels"]))
                for part in written
            )
        )
