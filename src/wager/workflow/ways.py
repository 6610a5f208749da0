"""The ways in which a design's rows hang together: what to call their clusters, and their weeks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wager.data.rows import UnitRows
from wager.design.kinds.question import Rows
from wager.evaluation.weeks import week_codes
from wager.expressions.write import to_text

Integers = NDArray[np.int64]

CLUSTER_WORDS = {"day": "days", "weekday": "weekdays", "month": "months", "year": "years"}


def cluster_word(rows: Rows) -> str:
    """Say in one word what several clusters are: days, or whatever rows hang together by.

    Examples
    --------
    >>> from wager.expressions.parse import parse
    >>> cluster_word(Rows("visit")), cluster_word(Rows("visit", cluster=parse("day(at)")))
    ('visits', 'days')
    >>> cluster_word(Rows("visit", cluster=(parse("day(at)"), parse("shop"))))
    'clusters by day(at) and shop'
    """
    if not rows.ways:
        return f"{rows.each}s"
    if len(rows.ways) > 1:
        return f"clusters by {' and '.join(map(to_text, rows.ways))}"
    return CLUSTER_WORDS.get(getattr(rows.ways[0], "operator", ""), "clusters")


def by_weeks(design: Rows, made: UnitRows, rows: Integers, zone: str) -> tuple[Integers, ...]:
    """Put weeks of decision in the place of days, or of whatever rows hang together by.

    Parameters
    ----------
    design : Rows
        The block, which says whether one of the ways is `day(…)`.
    made : UnitRows
        The rows themselves.
    rows : ndarray of int64, shape (n,)
        The places of those that are meant.
    zone : str
        In which weeks begin.

    Returns
    -------
    tuple of ndarray of int64, shape (n,)
        Empty where rows have no moment of decision.
    """
    if design.decide_at is None:
        return ()
    moments, codes = made.t[rows], [made.cluster[rows]]
    codes += [] if made.also is None else [made.also[rows]]
    days = [getattr(way, "operator", "") == "day" for way in design.ways]
    if True not in days:
        return (week_codes(moments, zone),)
    place = days.index(True)
    return (week_codes(moments, zone, codes[place]), *codes[:place], *codes[place + 1 :])
