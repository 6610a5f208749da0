"""Rows cut by one column: which cell each row lies in, and the cells as conditions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.column_slices import ColumnSlice

TAILS = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98)
"""Quantiles at which numbers are cut where one column is looked at: its tails are where models know least."""


@dataclass(frozen=True, eq=False)
class Cut:
    """Rows cut by one column.

    Attributes
    ----------
    column : str
    conditions : tuple of str
        Of each cell, in the expression language.
    place : ndarray of int64, shape (n,)
        The cell of each row; 0 for none, so that cell k is condition k - 1.
    """

    column: str
    conditions: tuple[str, ...]
    place: NDArray[np.int64]

    @property
    def cells(self) -> int:
        """How many there are, the one for no cell counted."""
        return len(self.conditions) + 1


def cuts_of(slices: Iterable[ColumnSlice], rows: int) -> tuple[Cut, ...]:
    """Put the slices of each column together; those of one column share no row.

    Examples
    --------
    >>> some = [ColumnSlice("a", "a", np.array([True, False])), ColumnSlice("a", "not a", np.array([False, True]))]
    >>> [(cut.column, cut.conditions, cut.place.tolist()) for cut in cuts_of(some, 2)]
    [('a', ('a', 'not a'), [1, 2])]
    """
    by_column: dict[str, list[ColumnSlice]] = {}
    for one in slices:
        by_column.setdefault(one.column, []).append(one)
    found = []
    for column, cells in by_column.items():
        place = np.zeros(rows, dtype=np.int64)
        for code, cell in enumerate(cells, 1):
            place[cell.among] = code
        found.append(Cut(column, tuple(cell.condition for cell in cells), place))
    return tuple(found)
