"""The profit curve: money against the share of rows acted on, those with the highest expected gain first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.metrics import PER
from wager.evaluation.contender import Outcomes
from wager.evaluation.estimate import Estimate, per_unit
from wager.evaluation.influence import mean
from wager.evaluation.interval import estimate
from wager.evaluation.worth.offers import Offers
from wager.evaluation.worth.records import Point, Profit

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

STEPS = 100
"""Of the curve."""

WITH_INTERVAL = (0, 1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
"""The steps of it that have an interval: nearer to each other where few rows are acted on, which is where most is won."""


@dataclass(frozen=True, eq=False)
class _Ranked:
    """Rows by their expected gain: where each group of the same gain ends, and what was won up to there."""

    gains: Floats
    ends: Integers
    won: Integers
    offers: Offers

    @classmethod
    def of(cls, offers: Offers) -> _Ranked:
        order = np.argsort(-offers.gain, kind="stable")
        ordered = offers.gain[order]
        last = np.flatnonzero(np.r_[ordered[1:] != ordered[:-1], True])
        return cls(ordered[last], np.r_[0, last + 1], np.r_[0, np.cumsum(offers.more[order])[last]], offers)

    def acted(self, share: float) -> tuple[Floats, float | None]:
        """Return how far each row is acted on, from 0 to 1, and the gain of the last of them."""
        rows = share * self.ends[-1]
        group = int(np.searchsorted(self.ends, rows, side="left"))  # the group in which that many rows end
        if group == 0:
            return np.zeros(self.ends[-1]), None
        least, begin, end = self.gains[group - 1], self.ends[group - 1], self.ends[group]
        gain = self.offers.gain
        return np.where(
            gain > least, 1.0, np.where(gain == least, (rows - begin) / (end - begin), 0.0)
        ), float(least)


def profit_curve(
    offers: Offers, actions: NDArray[np.int8], money: Integers, outcomes: Outcomes, currency: str
) -> Profit:
    """Draw the profit curve of a model.

    Parameters
    ----------
    offers : Offers
        Of n rows, of two or more actions.
    actions : ndarray of int8, shape (n,)
        What the model's policy did.
    money : ndarray of int64, shape (n,)
        What that earned; minor units.
    outcomes : Outcomes
        Say the clusters.
    currency : str

    Examples
    --------
    >>> offers = Offers(np.array([[0.0, 9.0], [0.0, 5.0], [0.0, -4.0], [0.0, -8.0]]), np.array([[0, 8], [0, -1], [0, 2], [0, -7]]))
    >>> outcomes = Outcomes(np.array([1, 0, 1, 0]), ("otherwise", "late"), ("none", "act"), np.arange(4))
    >>> found = profit_curve(offers, np.array([1, 1, 0, 0], np.int8), np.array([8, -1, 0, 0]), outcomes, "JPY")
    >>> [found.values[share] for share in (0, 25, 50, 75, 100)]
    [0.0, 2000.0, 1750.0, 2250.0, 500.0]
    """
    ranked, scale = _Ranked.of(offers), PER / per_unit(currency)
    shares = np.arange(STEPS + 1) / STEPS
    won = np.interp(shares * len(money), ranked.ends, ranked.won)
    values = (float(offers.first.sum()) + won) * scale / len(money)
    top = int(ranked.won.argmax())

    def point(share: float, more: Floats, cut: float | None = None, name: str = "") -> Point:
        over = per_1000(more, outcomes, currency)
        assert over.value is not None
        return Point(share, values[0] + over.value, over, cut, name)

    def at(share: float, name: str = "") -> Point:
        weights, least = ranked.acted(share)
        return point(
            share, weights * offers.more, None if least is None else least / per_unit(currency), name
        )

    marks = (
        at(0.0, "do_nothing"),
        point(float((actions != 0).mean()), (money - offers.first).astype(np.float64), name="policy"),
        at(float(ranked.ends[top] / len(money)), "best"),
        at(1.0, "act_on_all"),
    )
    points = tuple(at(float(shares[step])) for step in WITH_INTERVAL)
    return Profit(tuple(float(value) for value in values), points, marks)


def per_1000(money: Floats | Integers, outcomes: Outcomes, currency: str) -> Estimate:
    """Estimate the mean money of 1,000 rows, from minor units of each."""
    every = np.ones(len(money), dtype=np.bool_)
    return estimate(mean(money.astype(np.float64), every).times(PER), outcomes.ways, currency)
