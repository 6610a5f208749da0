"""Columns as a sparse matrix of floats for linear models: standardised numbers, levels one-hot, or as a model file encodes them.

A missing number becomes the median of train and sets a column of its own; rare levels are pooled. All of
it is learned on train alone. Answers are summed column by column in a fixed order, so that they do not
depend on how a linear algebra library uses threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wager.adapters.estimators.design_encoded import Category, Means, encoded, read_part
from wager.adapters.estimators.design_parts import Numeric, Part
from wager.adapters.estimators.encodings import chosen
from wager.adapters.estimators.encodings.onehot import OneHot
from wager.adapters.estimators.encodings.target import Target
from wager.foundation.errors import BadInputError
from wager.training.columns import Columns, Floats, is_category, length
from wager.training.estimator import Encode, Sample, Task
from wager.training.stored import Document, demand_different

REFERENCE = "a row with the mean of every number, levels never seen and texts without words"
"""Whose answer the parts of an answer start from."""


@dataclass(frozen=True)
class DesignMatrix:
    """What was learned about the columns, in their order."""

    parts: tuple[Part, ...]

    @classmethod
    def learn(cls, train: Sample, encode: Encode | None = None, task: Task | None = None) -> DesignMatrix:
        """Learn from the training rows; columns in the order of their names.

        Parameters
        ----------
        train : Sample
            The rows to learn from.
        encode : mapping, optional
            Column to encoding as a model file says it; a column that is not named has the default: numbers are
            standardised, levels one-hot.
        task : Task, optional
            What is learned; only the encoding `target` asks.

        Raises
        ------
        BadInputError
            If `encode` names no column, asks for what cannot be done with it, or for categories of an algorithm's own.
        """
        encode = encode or {}
        chosen.refuse_strange(encode, train.columns)
        return cls(tuple(_learned(name, train, encode.get(name), task) for name in sorted(train.columns)))

    @property
    def width(self) -> int:
        """How many columns the matrix has."""
        return sum(part.width for part in self.parts)

    def matrix_to_fit(self, train: Sample) -> Any:
        """Return the rows that it was learned from as `matrix` does, with no row's own outcome in its encoding.

        Fit on this, and answer from `matrix` or `answer`.
        """
        return _stacked(len(train), (part.block_to_fit(train) for part in self.parts))

    def matrix(self, columns: Columns) -> Any:
        """Return the rows as a scipy CSR matrix of shape (n, width)."""
        return _stacked(length(columns), (part.block(columns) for part in self.parts))

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

    def _weighed(self, weights: Floats) -> Iterator[tuple[Part, Floats]]:
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
        return [part.to_json() for part in self.parts]

    @classmethod
    def from_json(cls, written: Document) -> DesignMatrix:
        """Read what `to_json` wrote under `columns`."""
        found = cls(tuple(map(read_part, written.documents("columns"))))
        demand_different(written, "columns", [part.name for part in found.parts])
        return found


def _learned(name: str, train: Sample, said: Any, task: Task | None) -> Part:
    if said == chosen.NATIVE:
        raise BadInputError(
            f"`encode.{name}: native` stands for categories of the algorithm's own, which lightgbm has; "
            "write onehot, or {target: 20}"
        )
    if said is not None:
        encoding = chosen.learned(name, said, train, task)
        return Means.learn(encoding, train) if isinstance(encoding, Target) else encoded(encoding)
    found = train.column(name)
    return Category(OneHot.learn(name, found)) if is_category(found) else Numeric.learn(name, found)


def _stacked(rows: int, blocks: Any) -> Any:
    from scipy import sparse

    sparse_blocks = [sparse.csr_matrix((rows, 0)), *(sparse.csr_matrix(block) for block in blocks)]
    return sparse.hstack(sparse_blocks, format="csr")
