"""Whether one column says the same as another."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.suspicion.alone import coded, correlation, ranks

AGREE = 0.995
"""Correlation of ranks from which two columns of numbers are one."""

LEAST_ROWS = 20


def same(column: Any, truth: NDArray[Any]) -> bool:
    """Tell whether a column of two values is the truth, or its opposite.

    Examples
    --------
    >>> import pyarrow as pa
    >>> same(pa.array(["no", "yes"]), np.array([1, 0]))
    True
    """
    codes, _, _ = coded(column)
    levels = np.unique(truth)
    if len(levels) != 2:
        return False
    ones, true = codes == codes.max(), truth == levels[1]
    return bool((ones == true).all() or (ones != true).all())


def follows(column: Any, other: Any) -> bool:
    """Tell whether two columns say the same: ranks that agree, or levels that stand for each other."""
    left, left_values, left_distinct = coded(column)
    right, right_values, right_distinct = coded(other)
    both = (left >= 0) & (right >= 0)
    rows = int(both.sum())
    if rows < LEAST_ROWS or right_distinct < 2:
        return False
    if left_values is not None and right_values is not None and min(left_distinct, right_distinct) > 2:
        return abs(correlation(ranks(left_values[both]), ranks(right_values[both]))) >= AGREE
    if left_distinct != right_distinct or 2 * left_distinct > rows:
        return False
    return len(np.unique(left[both] * np.int64(right_distinct + 2) + right[both])) == left_distinct
