"""How uncertain a difference will be, before there is a model: told from the share of decisions that it changes.

Two policies act on the same n rows in G clusters. On a share q of the rows, drawn at random, the second takes the
best other action; elsewhere both do the same. Let e_i be what row i adds to the figure's difference when it is
changed, x_i the same less the row's part of the whole difference Δ (x is the difference of the two influences, and
sums to zero), and b_i the draw. The influence of row i is then b_i·e_i less its part of q·Δ, with mean q·x_i and
variance q(1-q)·e_i², so that the engine's SE² (`interval.estimate`) is, in the mean over the draws,

    SE²(q) = G/(G-1) · q² · Σ over clusters (Σ x_i)²  +  q(1-q) · Σ over rows e_i².

The second term has no G/(G-1): taking the mean that was found for the true one costs what that factor gives back.

**Assumed:** what is changed lies anywhere, whatever the cluster; and is spread in what it wins and loses as all
rows are. A model that changes its mind on whole days at once has a larger SE: its development run says so.
"""

from __future__ import annotations

import math

from wager.evaluation.enough import LEAST_CLUSTERS
from wager.evaluation.influence import Measured
from wager.evaluation.two_ways import Ways, fewest, variance_by

SHARES = (0.05, 0.10, 0.20)
"""The shares of changed decisions for which a plan says what can be detected."""

USUAL_SHARE = 0.10
"""The one where only one is wanted."""

FIGURES = ("money", "rate", "recall", "false_positive_rate")
"""Means and ratios over rows that no decision chooses; of others, the rows that count change with the decisions."""


def se_of_changed(theirs: Measured, changed: Measured, clusters: Ways, share: float) -> float | None:
    """Return the standard error of a difference between two policies that differ on a share of the rows.

    Parameters
    ----------
    theirs : Measured
        The figure of the policy that is there, one of `FIGURES`.
    changed : Measured
        The same where every decision is the best other one.
    clusters : ndarray of int64, shape (n,), or a tuple of two
        The cluster of each row, coded from 0; of two ways the first term is put together as `two_ways.py` says.
    share : float
        From 0 to 1.

    Returns
    -------
    float or None
        In the figure's own unit; None where it is not defined, or there are too few clusters.

    Examples
    --------
    Each row its own cluster, pays of +1 or -1 for a change of every second row:

    >>> import numpy as np
    >>> from wager.evaluation.influence import mean
    >>> every, nothing = np.ones(100, dtype=bool), np.zeros(100)
    >>> pays = np.tile([1.0, -1.0], 50)
    >>> round(se_of_changed(mean(nothing, every), mean(pays, every), np.arange(100), 0.5), 4)
    0.0709
    """
    if math.isnan(theirs.value) or math.isnan(changed.value):
        return None
    if fewest(clusters, theirs.counted) < LEAST_CLUSTERS:
        return None
    centred = changed.influence - theirs.influence
    part = theirs.counted / theirs.counted.sum()
    added = centred + (changed.value - theirs.value) * part
    within = float((added**2).sum())
    whole = variance_by(centred, clusters, theirs.counted)
    return math.sqrt(share**2 * whole + share * (1 - share) * within)
