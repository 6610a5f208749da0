"""What other fits show: whether more rows would pay, and whether a fit wears off with age.

A fit on some rows and a fit on others differ by chance as well. How much is seen where two fits on as many rows each, with none in common, are
tried on the same rows: half the square of their difference estimates the variance of one, which falls with the rows that are learned from (as 1/n).
The intervals here are wider by that; those of `estimate` take a fit as given.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wager.evaluation.analysis.record import Record
from wager.evaluation.estimate import Estimate, t_quantile
from wager.evaluation.influence import Measured
from wager.evaluation.interval import SHOWN, estimate
from wager.evaluation.two_ways import Ways


@dataclass(frozen=True)
class Step(Record):
    """Fits on so many rows.

    Attributes
    ----------
    rows : int
        That each learned from.
    fits : int
        How many, on rows of which none is in two; the figures are their means.
    money : Estimate
        Per 1,000 rows of `tune`; the interval takes the fits as given.
    seconds : float
        That one took.
    """

    rows: int
    fits: int
    money: Estimate
    seconds: float


@dataclass(frozen=True)
class LearningCurve(Record):
    """Money by the rows that are learned from.

    Attributes
    ----------
    steps : tuple of Step
        From the fewest rows on; the last is the run's own fit.
    doubling : Estimate or None
        What the last doubling of rows added per 1,000 rows, the chance of fitting heeded; None where it could not be fitted.
    p : float or None
        One-sided, against nothing added.
    reason : str
        Why steps are missing; empty where they are not.
    """

    steps: tuple[Step, ...]
    doubling: Estimate | None
    p: float | None
    reason: str = ""


@dataclass(frozen=True)
class Ageing(Record):
    """A fit on the newer half of the training time beside one on the older half, of as many rows.

    Attributes
    ----------
    rows : int
        That each learned from.
    days : float
        By which the one is older than the other.
    lost : Estimate
        What the newer one earns more per 1,000 rows, the chance of fitting heeded.
    p : float or None
        One-sided, against nothing lost.
    """

    rows: int
    days: float
    lost: Estimate
    p: float | None


def chance_of_fitting(pairs: Sequence[tuple[int, float, float]]) -> float:
    """Estimate what to divide by the rows of a fit to have the variance that its chance adds.

    Parameters
    ----------
    pairs : sequence of (int, float, float)
        Rows, and the figures of two fits on so many, none in common.

    Examples
    --------
    >>> chance_of_fitting([(100, 10.0, 12.0), (200, 9.0, 10.0)])
    150.0
    """
    return sum(rows * (one - other) ** 2 / 2 for rows, one, other in pairs) / len(pairs) if pairs else 0.0


def widened(found: Estimate, variance: float) -> Estimate:
    """Widen an interval by a variance that its rows do not show.

    Examples
    --------
    >>> wide = widened(Estimate(1.0, 3.0, -5.0, 7.0, 60, 600, 600), 16.0)
    >>> wide.se, wide.low, wide.high
    (5.0, -9.0, 11.0)
    """
    if found.se is None or found.value is None or found.low is None or found.high is None or variance <= 0:
        return found
    se = math.hypot(found.se, math.sqrt(variance))
    if found.se > 0:
        down, up = ((found.value - found.low) / found.se, (found.high - found.value) / found.se)
    else:
        down = up = t_quantile(SHOWN, found.clusters)
    low, high = found.value - down * se, found.value + up * se
    return replace(found, se=se, low=low, high=high, wild=None, skew=0.0)


def over_fits(
    more: Measured, clusters: Ways, currency: str, variance: float
) -> tuple[Estimate, float | None]:
    """Estimate what one fit earns over another, with the chance of fitting, and how rare so much is where the truth is nothing.

    Parameters
    ----------
    more : Measured
        Of the rows, the fits as given.
    variance : float
        That the chance of fitting adds; in the square of whole units of the currency.
    """
    from scipy.special import stdtr

    found = widened(estimate(more, clusters, currency), variance)
    if found.value is None or found.se is None:
        return found, None
    if found.se <= 0:
        return found, 1.0
    return found, float(stdtr(found.clusters - 1, -found.value / found.se))
