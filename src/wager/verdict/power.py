"""What a test can detect, given the standard error that it will have: said before any result exists.

A one-sided test at α proves that a figure lies beyond a value when its lower bound does. With many clusters the
effect found with some power is (z(1-α) + z(power))·SE; with few, t(G-1) takes the place of z, and the test's own
noise is counted, and the skewness that its sums may show.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.enough import LEAST_CLUSTERS
from wager.evaluation.estimate import reach

MANY_CLUSTERS = 92
"""From so many on z takes the place of t; with fewer it would promise up to two points of power that are not there."""

_POINTS = (np.arange(25) + 0.5) / 25


@lru_cache(maxsize=1024)
def _reaches(alpha: float, clusters: int) -> NDArray[np.float64]:
    """Return how many standard errors a one-sided bound of normal sums lies from its estimate, at points of equal weight.

    A sample of normal sums is skewed by chance, for which its bound is lengthened. That skewness is independent of its mean and of its
    standard error (Basu 1955), and its quantiles are those of D'Agostino's transformation to normality (Biometrika 57, 1970).
    """
    from scipy.special import ndtri

    n = float(clusters)
    kurtosis = 3 * (n**2 + 27 * n - 70) * (n + 1) * (n + 3) / ((n - 2) * (n + 5) * (n + 7) * (n + 9))
    squared = math.sqrt(2 * (max(kurtosis, 3.001) - 1)) - 1  # below 8 clusters it is as good as normal
    scale = math.sqrt(2 / (squared - 1)) * math.sqrt(6 * (n - 2) / ((n + 1) * (n + 3)))
    found = scale * np.sinh(ndtri(_POINTS) * math.sqrt(math.log(squared) / 2))
    adjusted = found * math.sqrt(n - 1) / (n - 2)  # as `interval.skewness` has it
    return np.array([reach(alpha, clusters, float(skew)) for skew in adjusted])


def distance(alpha: float, power: float, clusters: int) -> float:
    """Return how many standard errors beyond the excluded value the truth must lie to be found with some power.

    Parameters
    ----------
    alpha : float
        One-sided.
    power : float
        The chance that is wanted.
    clusters : int
        At least 6: with fewer no interval keeps what it promises, and the distance is infinite.

    Examples
    --------
    A margin of 2.49 standard errors gives a guardrail at α = 5 % the usual power:

    >>> round(distance(0.05, 0.8, 1000), 3), round(distance(0.05, 0.8, 10), 3)
    (2.486, 2.896)
    """
    from scipy.optimize import brentq
    from scipy.special import ndtri

    if clusters < LEAST_CLUSTERS:
        return math.inf
    if clusters >= MANY_CLUSTERS:
        return float(ndtri(power) - ndtri(alpha))
    return float(brentq(lambda shift: chance(shift, alpha, clusters) - power, -50.0, 200.0))


def chance(shift: float, alpha: float, clusters: int) -> float:
    """Return the chance of proving, where the truth lies some standard errors beyond the excluded value.

    Examples
    --------
    >>> round(chance(2.486, 0.05, 1000), 3), round(chance(0.0, 0.05, 1000), 3)
    (0.8, 0.05)
    """
    from scipy.special import ndtr, ndtri

    if clusters >= MANY_CLUSTERS:
        return float(ndtr(shift + ndtri(alpha)))
    return _both(shift, -math.inf, alpha, clusters)


def goal_power(
    effect: float, asked: float, se: float, alpha: float, clusters: int, *, at_least: bool = False
) -> float:
    """Return the chance that a goal is proven, given the true effect.

    `positive` asks for a lower bound above zero *and* an estimate that reaches the amount. The estimate reaches the
    true effect in half of all cases, so that with a truth of exactly the amount the power is 50 % at most.
    `at_least` asks for a lower bound at the amount: then it is α.

    Parameters
    ----------
    effect : float
        The truth, higher is better.
    asked : float
        The amount; 0 for any.
    se : float
        Of the difference that will be judged.

    Examples
    --------
    >>> round(goal_power(125, 125, 43.1, 0.025, 92), 3), round(goal_power(125, 0, 43.1, 0.025, 92), 3)
    (0.5, 0.826)
    """
    if not se or at_least:
        proven = effect >= asked if asked else effect > 0
        return chance((effect - asked) / se, alpha, clusters) if se else float(proven)
    if not asked:
        return chance(effect / se, alpha, clusters)
    return _both(effect / se, asked / se, alpha, clusters)


def _both(effect: float, asked: float, alpha: float, clusters: int) -> float:
    """Return the chance that an estimate reaches what is asked and its own bound lies above zero; in standard errors.

    The estimate is normal and its standard error, with G - 1 degrees, is independent of it, as the skewness is of both: the
    mean over the distributions of these two, at points of equal weight.
    """
    from scipy.special import chdtri, ndtr

    if clusters < LEAST_CLUSTERS:
        return 0.0
    points = (np.arange(400) + 0.5) / 400
    errors = np.sqrt(chdtri(clusters - 1, points) / (clusters - 1))
    least = np.maximum(asked, np.outer(_reaches(alpha, clusters), errors))
    return float(ndtr(effect - least).mean())


def needed_effect(
    asked: float, se: float, alpha: float, power: float, clusters: int, *, at_least: bool = False
) -> float:
    """Return the true effect with which a goal is proven with some power; see `goal_power`.

    Examples
    --------
    >>> round(needed_effect(125, 43.1, 0.025, 0.8, 92), 1), round(needed_effect(0, 43.1, 0.025, 0.8, 92), 1)
    (161.3, 120.7)
    """
    from scipy.optimize import brentq

    detected = distance(alpha, power, clusters) * se
    if at_least or not asked or not se or math.isinf(detected):
        return asked + detected if at_least else max(detected, asked)
    far = asked / se + distance(alpha, power, clusters) + 10
    return se * float(brentq(lambda effect: _both(effect, asked / se, alpha, clusters) - power, 0.0, far))


def power_of_each(power: float, guardrails: int) -> float:
    """Return the power that each of several guardrails needs, so that together they fail as rarely as one.

    All must hold. A false pass of one is no false pass of all, so that α stays as it is; but each may fail by
    chance, and the chances add up.

    References
    ----------
    .. [1] M. Schultzberg, S. Ankargren, M. Frånberg, "Risk-aware product decisions in A/B tests with multiple
       metrics", arXiv 2402.11609, 2024.

    Examples
    --------
    >>> power_of_each(0.8, 4)
    0.95
    """
    return 1 - (1 - power) / max(guardrails, 1)
