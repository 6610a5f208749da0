"""Which probability to act from: what the money implies, beside what earned most on development rows.

Probabilities that say what happens make both the same (Elkan 2001). Where another threshold earns more, and does so on rows that
it was not chosen on, the probabilities are not what they say.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.contender import Outcomes
from wager.evaluation.worth.offers import Offers
from wager.evaluation.worth.profit import per_1000
from wager.evaluation.worth.records import Thresholds
from wager.money.implied import Implied

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def best_threshold(probability: Floats, more: Integers) -> float | None:
    """Choose the probability from which acting earned most; of several the highest, None for acting on no row.

    Parameters
    ----------
    probability : ndarray of float, shape (n,)
    more : ndarray of int64, shape (n,)
        What acting earned over not acting.

    Examples
    --------
    >>> best_threshold(np.array([0.9, 0.6, 0.6, 0.2]), np.array([5, -3, 4, -2]))
    0.6
    """
    if len(probability) == 0:
        return None
    order = np.argsort(-probability, kind="stable")
    ordered = probability[order]
    last = np.r_[ordered[1:] != ordered[:-1], True]  # rows of the same probability are acted on together
    won = np.cumsum(more[order])[last]
    place = int(won.argmax())
    return float(ordered[last][place]) if won[place] > 0 else None


def thresholds(
    probability: Floats,
    offers: Offers,
    outcomes: Outcomes,
    currency: str,
    *,
    implied: Implied | None = None,
    written: float | None = None,
) -> Thresholds:
    """Set the threshold that the money implies beside the best one of these rows: development rows, never those that judge.

    Parameters
    ----------
    probability : ndarray of float, shape (n,)
        That the objective holds.
    offers : Offers
        Of two actions.
    outcomes : Outcomes
        Say the clusters.
    implied, written
        See `Thresholds`.
    """
    best = best_threshold(probability, offers.more)
    money = per_1000(_earned(probability, offers, best), outcomes, currency)
    elsewhere = _chosen_elsewhere(probability, offers, outcomes.clusters)
    gain = None if elsewhere is None else per_1000(elsewhere - offers.by_money, outcomes, currency)
    differs = gain is not None and gain.low is not None and gain.low > 0
    return Thresholds(implied, written, best, money, gain, differs)


def _earned(probability: Floats, offers: Offers, threshold: float | None) -> Integers:
    if threshold is None:
        return offers.first
    return np.asarray(offers.first + np.where(probability >= threshold, offers.more, 0))


def _chosen_elsewhere(probability: Floats, offers: Offers, clusters: Integers) -> Integers | None:
    """Return what each row earned with the threshold that was best on the other half of the clusters."""
    names, codes = np.unique(clusters, return_inverse=True)
    if len(names) < 2:
        return None
    half, more, earned = codes % 2, offers.more, offers.first.copy()
    for side in (0, 1):
        here = half == side
        threshold = best_threshold(probability[~here], more[~here])
        if threshold is not None:
            earned += np.where(here & (probability >= threshold), more, 0)
    return earned
