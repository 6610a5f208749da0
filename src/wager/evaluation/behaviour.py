"""Does more of one thing alone move an answer one way: rows are held, one column is moved through what was observed of it.

References
----------
The question is that of a monotone response: Friedman, J. H. (2001). Greedy function approximation: a gradient boosting machine.
Annals of Statistics 29(5), section 8.2, moves one variable with the others held and averages over rows; here no row is averaged
away (Goldstein, A. et al. (2015). Peeking inside the black box. JCGS 24(1), section 3: one curve for each row).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Direction = Literal["up", "down", "none"]

POINTS = 21
"""So many quantiles at most: the least, each twentieth, and the largest."""

TOLERANCE = 1e-9
"""What an answer may move the other way: sums of floats in another order differ by less. Relative to its size, where that is above 1."""


@dataclass(frozen=True)
class Against:
    """The steps that an answer takes against a direction.

    Attributes
    ----------
    rows : int
        How many rows were moved.
    against : int
        Of how many the answer goes the other way somewhere.
    row : int
        The one where it does most; -1 where none does.
    start, end : int
        Points between which it does.
    before, after : float
        Its answers there.
    """

    rows: int
    against: int
    row: int = -1
    start: int = 0
    end: int = 0
    before: float = 0.0
    after: float = 0.0


def points_of(values: pa.Array, points: int = POINTS) -> pa.Array:
    """Choose the values that a column is moved through: its quantiles, each once, in order; of texts and truth values all there are.

    Parameters
    ----------
    values : pyarrow.Array
        What was observed; nulls and what is not finite are left out.
    points : int
        At most so many; of texts the most frequent.

    Examples
    --------
    >>> points_of(pa.array([3, 1, None, 2, 2]), 3).to_pylist(), points_of(pa.array(["b", "a", "b"])).to_pylist()
    ([1, 2, 3], ['b', 'a'])
    """
    there = values.drop_null()
    if pa.types.is_floating(there.type):
        there = there.filter(pc.is_finite(there))
    if pa.types.is_string(there.type) or pa.types.is_dictionary(there.type):
        counted = pc.value_counts(there).to_pylist()
        ranked = sorted(counted, key=lambda one: (-one["counts"], str(one["values"])))
        return pa.array([one["values"] for one in ranked[:points]], there.type)
    ordered = there.take(pc.sort_indices(there))
    places = np.unique(np.linspace(0, len(ordered) - 1, min(points, len(ordered))).astype(np.int64))
    return pc.unique(ordered.take(pa.array(places)))


def against(answers: NDArray[np.float64], direction: Direction, tolerance: float = TOLERANCE) -> Against:
    """Find where answers go against a direction.

    Parameters
    ----------
    answers : ndarray of float, shape (n_rows, n_points)
        Of each row, with the column at each of its points in order.
    direction : {'up', 'down', 'none'}
        `up`: no later point has a lower answer than an earlier one. `none`: all points have one answer.
    tolerance : float
        Of an answer, relative to its size where that is above 1.

    Examples
    --------
    >>> against(np.array([[0.1, 0.2, 0.15], [0.1, 0.1, 0.3]]), "up")
    Against(rows=2, against=1, row=0, start=1, end=2, before=0.2, after=0.15)
    >>> against(np.array([[0.1, 0.2, 0.15]]), "none").against, against(np.array([[2.0, 2.0]]), "none").against
    (1, 0)
    """
    rows = len(answers)
    if answers.size == 0:
        return Against(rows, 0)
    signs = {"up": (1.0,), "down": (-1.0,), "none": (1.0, -1.0)}[direction]
    worst, found, most = Against(rows, 0), np.zeros(rows, dtype=np.bool_), 0.0
    allowed = tolerance * np.maximum(np.abs(answers).max(axis=1), 1.0)
    for sign in signs:
        signed = answers * sign
        drop = np.maximum.accumulate(signed, axis=1) - signed
        wrong = drop.max(axis=1)
        found |= wrong > allowed
        row = int(wrong.argmax())
        if wrong[row] > max(most, allowed[row]):
            most, end = float(wrong[row]), int(drop[row].argmax())
            start = int(signed[row, : end + 1].argmax())
            worst = Against(rows, 0, row, start, end, float(answers[row, start]), float(answers[row, end]))
    return Against(rows, int(found.sum()), worst.row, worst.start, worst.end, worst.before, worst.after)
