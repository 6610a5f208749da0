"""Money week by week, or in longer spells: whether it wears off as the end of training lies further back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.analysis.record import Record
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.estimate import Estimate
from wager.evaluation.weeks import week_codes
from wager.evaluation.worth.profit import per_1000

MOST_SPELLS = 13
"""Weeks are put together until there are no more: a quarter of a year has one line a week."""


@dataclass(frozen=True)
class Spell(Record):
    """Some weeks.

    Attributes
    ----------
    begin : int
        The first moment of decision in it; microseconds.
    weeks, rows : int
    money : Estimate
        Per 1,000 rows.
    over : Estimate or None
        The same less another contender's.
    kept : Estimate or None
        Earned less promised; None where nothing was promised.
    """

    begin: int
    weeks: int
    rows: int
    money: Estimate
    over: Estimate | None
    kept: Estimate | None


def spells(
    contender: Contender,
    other: Contender | None,
    outcomes: Outcomes,
    t: NDArray[np.int64],
    *,
    zone: str,
    currency: str,
) -> tuple[Spell, ...]:
    """Part the money of a contender by weeks of decision.

    Parameters
    ----------
    t : ndarray of int64, shape (n,)
        Moments of decision.
    zone : str
        In which weeks begin.

    Examples
    --------
    >>> day = 86_400_000_000
    >>> one = Contender("m", np.zeros(14, np.int8), np.arange(14))
    >>> outcomes = Outcomes(np.zeros(14, np.int64), ("otherwise", "late"), ("none", "act"), np.arange(14))
    >>> found = spells(one, None, outcomes, (np.arange(14) + 4) * day, zone="UTC", currency="JPY")
    >>> [(spell.rows, spell.money.value) for spell in found]
    [(7, 3000.0), (7, 10000.0)]
    """
    if contender.money is None or len(t) == 0:
        return ()
    weeks = week_codes(t, zone)
    together = -(-(int(weeks.max()) + 1) // MOST_SPELLS)
    codes = weeks // together
    return tuple(
        _spell(contender, other, outcomes, t, (rows, together, currency))
        for code in np.unique(codes)
        for rows in [np.flatnonzero(codes == code)]
    )


def _spell(
    contender: Contender,
    other: Contender | None,
    outcomes: Outcomes,
    t: NDArray[np.int64],
    some: tuple[NDArray[np.int64], int, str],
) -> Spell:
    rows, weeks, currency = some
    here, mine = outcomes.take(rows), contender.take(rows)
    theirs = None if other is None else other.money
    assert mine.money is not None
    over = None if theirs is None else per_1000(mine.money - theirs[rows], here, currency)
    kept = None if mine.promised is None else per_1000(mine.money - mine.promised, here, currency)
    own = per_1000(mine.money, here, currency)
    return Spell(int(t[rows].min()), weeks, len(rows), own, over, kept)
