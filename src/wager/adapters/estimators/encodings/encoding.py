"""What every encoding does, and the sparse rows that it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from wager.training.columns import Columns, Floats, Integers
from wager.training.estimator import Sample

Entries = tuple[Sequence[int], Sequence[float]]
"""Of one row the places that are not 0, in ascending order, and their numbers."""


class Encoding(Protocol):
    """One column as several numbers."""

    @property
    def name(self) -> str:
        """The column."""
        ...

    @property
    def width(self) -> int:
        """How many numbers a value becomes."""
        ...

    def rows(self, columns: Columns) -> Any:
        """Return a scipy CSR matrix, shape (n, width); the places of a row in ascending order."""
        ...

    def rows_to_fit(self, train: Sample) -> Any:
        """Return `rows` of the sample that it was learned from, with no row's own outcome in its numbers."""
        ...

    def for_one(self) -> Callable[[Any], Entries]:
        """Make the function from one physical value (None for null) to what stands in its row."""
        ...

    def nothing(self, weights: Floats) -> Floats:
        """Return the sum of numbers times weights (width, n_outputs) for a value that says nothing."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        ...


def sparse_rows(numbers: Floats, places: Integers, ends: Integers, width: int) -> Any:
    """Make a CSR matrix of rows whose entries follow each other; `ends` (n + 1,) says where each begins and ends."""
    from scipy import sparse

    found = sparse.csr_matrix((len(ends) - 1, width))
    kind = np.int32 if len(places) < 2**31 else np.int64
    found.data, found.indices, found.indptr = numbers, places.astype(kind), ends.astype(kind)
    return found


def row_of(matrix: Any) -> Integers:
    """Say of each entry of a CSR matrix in which row it stands."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def add_up(matrix: Any, weights: Floats, total: Floats) -> None:
    """Add a CSR matrix times weights (width, n_outputs) to a total (n, n_outputs).

    Entry after entry in the order of their places, so that one row alone (`add_up_one`) comes to the same bits, which a
    linear algebra library does not promise.
    """
    rows = row_of(matrix)
    for output in range(total.shape[1]):
        shares = matrix.data * weights[matrix.indices, output]
        total[:, output] += np.bincount(rows, weights=shares, minlength=len(total))


def add_up_one(entries: Entries, weights: Floats, total: list[float]) -> None:
    """Add one row's entries times weights (width, n_outputs) to a total; see `add_up`."""
    places, numbers = entries
    if not places:
        return
    shares = [0.0] * len(total)
    for number, slopes in zip(numbers, weights[np.asarray(places)].tolist(), strict=True):
        for output, slope in enumerate(slopes):
            shares[output] += number * slope
    for output, share in enumerate(shares):
        total[output] += share
