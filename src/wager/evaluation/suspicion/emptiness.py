"""Whether it tells the outcome that a column is empty."""

from __future__ import annotations

import math

BY_CHANCE = 1e-6
"""Where rows without a value would agree so well less often than this, it is no chance."""

LEAST_ROWS = 10


def one_sided(rows: int, true: int, rate: float) -> bool | None:
    """Say on which side (nearly) all of some rows lie, where chance would not put them there; None for neither.

    Parameters
    ----------
    rows, true : int
        How many rows, and on how many of them the outcome is true.
    rate : float
        The share of all rows on which it is.

    Examples
    --------
    >>> one_sided(40, 40, 0.2), one_sided(40, 9, 0.2), one_sided(100, 0, 0.2)
    (True, None, False)
    """
    for side, share, others in ((True, rate, rows - true), (False, 1 - rate, true)):
        expected = (1 - share) * rows
        if (
            rows >= LEAST_ROWS
            and 0 < share < 1
            and rows * math.log(share) < math.log(BY_CHANCE)
            and others <= 0.02 * expected
        ):
            return side
    return None


def empty_reason(word: str, rows: int, agreeing: int, said: str, *, side: bool) -> str:
    """Say for people which rows agree about the outcome."""
    all_ = "all of them" if agreeing == rows else f"{agreeing:,} of them"
    return f"is {word} in {rows:,} rows, and {said} is {'true' if side else 'false'} in {all_}"
