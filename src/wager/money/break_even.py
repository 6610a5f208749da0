"""Find the probability from which acting pays: one number where all rows pay the same, else one for each row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wager.money.implied import Implied
from wager.money.pays import Pays


def implied_by_rows(pays: Pays, rows: int) -> Implied | None:
    """Find the probability from which acting pays, on each row.

    Parameters
    ----------
    pays : Pays
        Of the rows; where they are the same for all, of one.
    rows : int
        How many rows there are.

    Returns
    -------
    Implied or None
        None unless there are two actions and two classes: with more, no one probability says it.

    References
    ----------
    .. [1] C. Elkan, "The Foundations of Cost-Sensitive Learning", IJCAI 2001, equation 2: p* = (c10 - c00) /
       (c10 - c00 + c01 - c11), with the costs of each row.

    Examples
    --------
    Acting costs 6 and brings 18; on the second row it brings 54:

    >>> found = implied_by_rows(Pays(("none", "act"), ("otherwise", "late"),
    ...     np.array([[[0, 0], [-600, 1800]], [[0, 0], [-600, 5400]]])), 2)
    >>> found.low, found.high, found.varies
    (0.1, 0.25, True)
    """
    if pays.amounts.shape[1:] != (2, 2):
        return None
    # What acting loses where the objective does not hold, and wins where it does.
    lost = np.asarray(pays.amounts[:, 0, 0] - pays.amounts[:, 1, 0])
    won = np.asarray(pays.amounts[:, 1, 1] - pays.amounts[:, 0, 1])
    each = rows if len(pays.amounts) == 1 else 1
    has = (lost > 0) & (won > 0)
    kinds = {
        "always": (lost <= 0) & (won >= 0) & ((lost < 0) | (won > 0)),
        "never": (lost >= 0) & (won <= 0),
        "below": (lost < 0) & (won < 0),
    }
    counts = {name: each * int(found.sum()) for name, found in kinds.items()}
    low, median, high = _spread(lost[has] / (lost[has] + won[has]))
    return Implied(low, median, high, each * int(has.sum()), **counts)


def _spread(found: NDArray[np.float64]) -> tuple[float | None, float | None, float | None]:
    if len(found) == 0:
        return None, None, None
    return float(found.min()), float(np.median(found)), float(found.max())


def implied_threshold(pays: Pays) -> float | None:
    """Return the probability from which acting pays, where one number says it.

    Returns
    -------
    float or None
        None where rows pay differently, with more than two actions or classes, and where one action is better whatever is true.

    Examples
    --------
    >>> implied_threshold(Pays(("none", "act"), ("otherwise", "late"), np.array([[[0, 0], [-600, 1800]]])))
    0.25
    """
    found = implied_by_rows(pays, 1) if len(pays.amounts) == 1 else None
    return None if found is None else found.low
