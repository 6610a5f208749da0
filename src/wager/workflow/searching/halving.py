"""Successive halving: many are tried on few rows, the better half on twice as many, until two are tried on all.

The budget is rows of `train`, evenly spread over time; rows that judge are always the same.

References
----------
.. [1] K. Jamieson, A. Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS 2016,
   section 2, figure 1: log2(n) rounds, each of which keeps the better half.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

LEAST_ROWS = 200
"""A round on fewer training rows would throw candidates out by chance."""


@dataclass(frozen=True)
class Round:
    """One round.

    Attributes
    ----------
    candidates : int
        How many are tried in it: the best of the round before.
    share : Fraction
        Of the training rows of each fold.
    """

    candidates: int
    share: Fraction


def rounds(candidates: int, train_rows: int) -> tuple[Round, ...]:
    """Plan the rounds.

    Parameters
    ----------
    candidates : int
        How many there are.
    train_rows : int
        Of the smallest fold.

    Examples
    --------
    >>> [(one.candidates, str(one.share)) for one in rounds(20, 100_000)]
    [(20, '1/16'), (10, '1/8'), (5, '1/4'), (3, '1/2'), (2, '1')]
    >>> [(one.candidates, str(one.share)) for one in rounds(20, 450)]
    [(20, '1/2'), (10, '1')]
    """
    wanted = max(1, math.ceil(math.log2(max(candidates, 1))))
    possible = 1 + max(0, math.floor(math.log2(max(train_rows, 1) / LEAST_ROWS)))
    count = min(wanted, possible)
    return tuple(
        Round(math.ceil(candidates / 2**place), Fraction(1, 2 ** (count - 1 - place)))
        for place in range(count)
    )
