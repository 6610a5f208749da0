"""Columns as a sparse matrix of floats for linear models: standardised numbers, levels one-hot.

A missing number becomes the median of train and sets a column of its own; rare levels are pooled. All of
it is learned on train alone. Answers are summed column by column in a fixed order, so that they do not
depend on how a linear algebra library uses threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wager.training.columns import (
    Columns,
    Floats,
    codes,
    column,
    is_category,
    length,
    levels,
    number,
    numbers,
    text,
)
from wager.training.estimator import Sample
from wager.training.stored import Document, demand_different

REFERENCE = "a row with the mean of every number, and levels never seen"
"""Whose answer the parts of an answer start from."""

MOST_LEVELS = 200
LEAST_ROWS = 10
_LEAST_DEVIATION = 1e-12


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
        fine = deviation > _LEAST_DEVIATION * max(1.0, float(np.abs(present).max()))
        return cls(name, float(np.median(present)), float(present.mean()), deviation if fine else 1.0)

    def blocks(self, columns: Columns) -> Floats:
        """Return two columns, shape (n, 2)."""
        values = numbers(column(columns, self.name))
        missing = np.isnan(values)
        scaled = (np.where(missing, self.median, values) - self.mean) / self.deviation
        return np.column_stack([scaled, missing.astype(np.float64)])

    def nothing(self, weights: Floats) -> Floats:
        """Return the share of the mean of train: none."""
        return np.zeros(weights.shape[1])

    def for_one(self, weights: Floats) -> Callable[[Any, list[float]], None]:
        """Make the function that adds one value's share of the answer; weights (2, n_outputs)."""
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

    def nothing(self, weights: Floats) -> Floats:
        """Return the share of a level never seen."""
        return np.asarray(weights[-1])

    def for_one(self, weights: Floats) -> Callable[[Any, list[float]], None]:
        """Make the function that adds one value's share of the answer; weights (width, n_outputs)."""
        *shares, other = weights.tolist()
        known: dict[str | None, list[float]] = dict(zip(self.levels, shares, strict=True))

        def add(value: Any, total: list[float]) -> None:
            for output, share in enumerate(known.get(text(value), other)):
                total[output] += share

        return add

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

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it is made of."""
        return tuple(part.name for part in self.parts)

    def answer(self, columns: Columns, weights: Floats, intercept: Floats) -> Floats:
        """Compute matrix @ weights + intercept; weights (width, n_outputs) -> (n, n_outputs)."""
        total = np.tile(intercept, (length(columns), 1))
        for part, own in self._weighed(weights):
            part.add(columns, own, total)
        return total

    def shares(self, columns: Columns, weights: Floats, intercept: Floats) -> Floats:
        """Part the answer by column, from a row with mean numbers and levels never seen, which comes last."""
        rows, outputs = length(columns), len(intercept)
        parts, base = np.zeros((rows, outputs, len(self.parts) + 1)), intercept.copy()
        for place, (part, own) in enumerate(self._weighed(weights)):
            share, nothing = np.zeros((rows, outputs)), part.nothing(own)
            part.add(columns, own, share)
            parts[:, :, place] = share - nothing
            base += nothing
        parts[:, :, -1] = base
        return parts

    def _weighed(self, weights: Floats) -> Iterator[tuple[Numeric | Category, Floats]]:
        at = 0
        for part in self.parts:
            yield part, weights[at : at + part.width]
            at += part.width

    def for_one(self, weights: Floats, intercept: Floats) -> Callable[[Mapping[str, Any]], Floats]:
        """Make the function from one row's physical values to what `answer` says, shape (n_outputs,)."""
        adds = [(part.name, part.for_one(own)) for part, own in self._weighed(weights)]
        start = intercept.tolist()

        def answer(row: Mapping[str, Any]) -> Floats:
            total = start.copy()
            for name, add in adds:
                add(row[name], total)
            return np.asarray(total)

        return answer

    def to_json(self) -> list[dict[str, Any]]:
        """Write as JSON values."""
        return [
            {"number": part.name, "median": part.median, "mean": part.mean, "deviation": part.deviation}
            if isinstance(part, Numeric)
            else {"category": part.name, "levels": list(part.levels)}
            for part in self.parts
        ]

    @classmethod
    def from_json(cls, written: Document) -> DesignMatrix:
        """Read what `to_json` wrote under `columns`."""
        found = cls(tuple(_part(one) for one in written.documents("columns")))
        demand_different(written, "columns", [part.name for part in found.parts])
        return found


def _part(written: Document) -> Numeric | Category:
    if "category" in written.values:
        written.only("category", "levels")
        return Category(written.text("category"), written.texts("levels", ascending=True))
    written.only("number", "median", "mean", "deviation")
    return Numeric(
        written.text("number"),
        written.number("median"),
        written.number("mean"),
        written.number("deviation", least=_LEAST_DEVIATION),
    )
