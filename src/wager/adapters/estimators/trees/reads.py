"""The matrix that trees are asked with: columns as they are, or as a design matrix makes numbers of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from wager.adapters.estimators.design_matrix import DesignMatrix
from wager.adapters.estimators.lightgbm_encoded import EncodedLayout
from wager.adapters.estimators.lightgbm_layout import Layout
from wager.training.columns import Columns, Floats
from wager.training.estimator import Sample
from wager.training.stored import Document

Row = Callable[[Mapping[str, Any]], Floats]


class Reads(Protocol):
    """How rows become numbers."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that are read."""
        ...

    @property
    def known(self) -> tuple[tuple[str, ...] | None, ...]:
        """Of each column of the matrix the levels; None for a number."""
        ...

    def folded(self, parts: Floats) -> Floats:
        """Add what was said of each column of the matrix, and of the base, up by the columns that they come from."""
        ...

    def matrix(self, columns: Columns) -> Any:
        """Return the rows, dense or CSR, shape (n, width), of numbers as the library that grew the trees saw them."""
        ...

    def seen(self, matrix: Any) -> Any:
        """Return rows of a matrix that the library was given as it saw them."""
        ...

    def for_one(self) -> Row:
        """Make the function from one row's physical values to its row of the matrix."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Write what `read` reads."""
        ...


@dataclass(frozen=True)
class Native:
    """Numbers as they are, rounded to 32 bits where `single`; levels as codes, what is missing or new as NaN."""

    layout: Layout | EncodedLayout
    single: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that are read."""
        return self.layout.names

    @property
    def known(self) -> tuple[tuple[str, ...] | None, ...]:
        """See `Reads`."""
        return self.layout.levels

    def folded(self, parts: Floats) -> Floats:
        """See `Reads`."""
        return self.layout.folded(parts)

    def matrix(self, columns: Columns) -> Any:
        """See `Reads`."""
        return self.seen(self.layout.matrix(columns))

    def seen(self, matrix: Any) -> Any:
        """See `Reads`."""
        return rounded_rows(matrix) if self.single else matrix

    def for_one(self) -> Row:
        """See `Reads`."""
        read, single = self.layout.for_one(), self.single

        def row(given: Mapping[str, Any]) -> Floats:
            found = np.asarray(read(given), dtype=np.float64)
            return rounded(found) if single else found

        return row

    def to_json(self) -> dict[str, Any]:
        """Write names, levels and encodings."""
        return self.layout.to_json()

    @classmethod
    def read(cls, written: Document, *, single: bool) -> Native:
        """Read what `to_json` wrote."""
        encoded = "encoded" in written.values
        return cls(EncodedLayout.read(written) if encoded else Layout.read(written), single)


@dataclass(frozen=True)
class Designed:
    """The columns of a design matrix, rounded to 32 bits."""

    design: DesignMatrix

    @classmethod
    def learn(cls, train: Sample, encode: Mapping[str, Any], task: Any) -> Designed:
        """Learn the columns from the training rows."""
        return cls(DesignMatrix.learn(train, encode, task))

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that are read."""
        return self.design.names

    @property
    def known(self) -> tuple[None, ...]:
        """All are numbers."""
        return (None,) * self.design.width

    def folded(self, parts: Floats) -> Floats:
        """See `Reads`."""
        found, at = np.zeros((*parts.shape[:-1], len(self.names) + 1)), 0
        for place, part in enumerate(self.design.parts):
            found[..., place] = parts[..., at : at + part.width].sum(axis=-1)
            at += part.width
        found[..., -1] = parts[..., -1]
        return found

    def matrix(self, columns: Columns) -> Any:
        """See `Reads`."""
        return self.seen(self.design.matrix(columns))

    def seen(self, matrix: Any) -> Any:
        """See `Reads`."""
        return rounded_rows(matrix)

    def for_one(self) -> Row:
        """See `Reads`."""
        fills, at = [], 0
        for part in self.design.parts:
            fills.append((part.name, at, part.entries()))
            at += part.width

        def row(given: Mapping[str, Any]) -> Floats:
            found = np.zeros(at)
            for name, begin, fill in fills:
                places, values = fill(given[name])
                for place, value in zip(places, values, strict=True):
                    found[begin + place] = value
            return rounded(found)

        return row

    def to_json(self) -> dict[str, Any]:
        """Write the columns."""
        return {"columns": self.design.to_json()}

    @classmethod
    def read(cls, written: Document) -> Designed:
        """Read what `to_json` wrote."""
        return cls(DesignMatrix.from_json(written))


def rounded_rows(matrix: Any) -> Any:
    """Round a dense or a CSR matrix; see `rounded`."""
    if isinstance(matrix, np.ndarray):
        return rounded(matrix)
    found = matrix.copy()
    found.data = rounded(found.data)
    return found


def rounded(values: Floats) -> Floats:
    """Round to the nearest numbers of 32 bits, which libraries of trees compare; beyond them is their largest.

    Examples
    --------
    >>> rounded(np.array([0.1, 1e300])).tolist()
    [0.10000000149011612, 3.4028234663852886e+38]
    """
    most = float(np.finfo(np.float32).max)
    return np.clip(values, -most, most).astype(np.float32).astype(np.float64)


def blocks(rows: int, size: int) -> list[slice]:
    """Part rows into blocks.

    Examples
    --------
    >>> blocks(5, 2)
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    return [slice(begin, min(begin + size, rows)) for begin in range(0, rows, size)]
