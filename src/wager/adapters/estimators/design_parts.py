"""What a design matrix is made of: one part for each column, and the part of a number."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from wager.adapters.estimators.encodings.encoding import Entries
from wager.training.columns import Columns, Floats, column, number, numbers
from wager.training.estimator import Sample
from wager.training.stored import Document

LEAST_DEVIATION = 1e-12

Add = Callable[[Any, list[float]], None]
"""Adds the share of one value to a total."""


class Part(Protocol):
    """One column, as some columns of the matrix."""

    @property
    def name(self) -> str:
        """The column."""
        ...

    @property
    def width(self) -> int:
        """How many columns of the matrix it takes."""
        ...

    def block(self, columns: Columns) -> Any:
        """Return its columns of the matrix, dense or CSR, shape (n, width)."""
        ...

    def block_to_fit(self, train: Sample) -> Any:
        """Return `block` of the rows that it was learned from, with no row's own outcome in it."""
        ...

    def nothing(self, weights: Floats) -> Floats:
        """Return the share of the answer, shape (n_outputs,), of a value that says nothing."""
        ...

    def entries(self) -> Callable[[Any], Entries]:
        """Make the function from one value to what stands in its columns of the matrix."""
        ...

    def for_one(self, weights: Floats) -> Add:
        """Make the function that adds one value's share of the answer; weights (width, n_outputs)."""
        ...

    def add(self, columns: Columns, weights: Floats, total: Floats) -> None:
        """Add its share of the answer; weights (width, n_outputs), total (n, n_outputs)."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        ...


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
        return cls(name, float(np.median(present)), float(present.mean()), deviation_of(present))

    def block(self, columns: Columns) -> Floats:
        """Return two columns; see `Part`."""
        values = numbers(column(columns, self.name))
        missing = np.isnan(values)
        scaled = (np.where(missing, self.median, values) - self.mean) / self.deviation
        return np.column_stack([scaled, missing.astype(np.float64)])

    def block_to_fit(self, train: Sample) -> Floats:
        """Nothing was learned from outcomes."""
        return self.block(train.columns)

    def nothing(self, weights: Floats) -> Floats:
        """Return the share of the mean of train: none."""
        return np.zeros(weights.shape[1])

    def entries(self) -> Callable[[Any], Entries]:
        """Make the function for one value; see `Part`."""

        def entries(value: Any) -> Entries:
            found = number(value)
            missing = math.isnan(found)
            return (0, 1), (
                ((self.median if missing else found) - self.mean) / self.deviation,
                float(missing),
            )

        return entries

    def for_one(self, weights: Floats) -> Add:
        """Make the function for one value; see `Part`."""
        slopes, jumps = weights.tolist()

        def add(value: Any, total: list[float]) -> None:
            found = number(value)
            missing = found != found  # noqa: PLR0124 # NaN alone differs from itself
            scaled = ((self.median if missing else found) - self.mean) / self.deviation
            for output, slope in enumerate(slopes):
                total[output] += scaled * slope
                total[output] += missing * jumps[output]

        return add

    def add(self, columns: Columns, weights: Floats, total: Floats) -> None:
        """Add its share; see `Part`."""
        block = self.block(columns)
        for output in range(total.shape[1]):
            total[:, output] += block[:, 0] * weights[0, output]
            total[:, output] += block[:, 1] * weights[1, output]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "number": self.name,
            "median": self.median,
            "mean": self.mean,
            "deviation": self.deviation,
        }

    @classmethod
    def read(cls, written: Document) -> Numeric:
        """Read what `to_json` wrote."""
        written.only("number", "median", "mean", "deviation")
        return cls(
            written.text("number"),
            written.number("median"),
            written.number("mean"),
            written.number("deviation", least=LEAST_DEVIATION),
        )


def deviation_of(present: Floats) -> float:
    """Return the standard deviation; 1 where the values do not differ."""
    deviation = float(present.std())
    # A range of numbers that a float barely tells from a constant would blow up rounding errors.
    fine = deviation > LEAST_DEVIATION * max(1.0, float(np.abs(present).max()))
    return deviation if fine else 1.0
