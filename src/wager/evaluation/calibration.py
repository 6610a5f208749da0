"""Calibration: how far probabilities lie from what happens, in ten bins, without what chance adds.

In a bin of n rows whose probabilities exceed what happened by S in all, the squared distance is (S/n)²; its mean over the rows is
the part of the Brier score that better probabilities would save (Murphy, "A new vector partition of the probability score", J. Appl.
Meteorology 1973). Taken as it is, it is too large for any model, and by most for one that is well calibrated: chance alone moves S
away from zero (Ferro & Fricker, "A bias-corrected decomposition of the Brier score", Q. J. R. Meteorol. Soc. 2012). Here S² is a sum of
products of two *different* clusters, of which chance adds nothing; so a figure may come out a little below zero.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.bootstrap import cluster_draws
from wager.evaluation.influence import Measured, undefined

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

BINS = 10
"""Of the rows that are judged, by their probability; rows of the same probability share a bin."""


def calibration(
    probabilities: Floats, happened: Booleans, clusters: NDArray[np.int64], among: Booleans
) -> Measured:
    """Measure the mean squared distance between probabilities and observed shares.

    Parameters
    ----------
    probabilities : ndarray of float, shape (n,)
        That it happens.
    happened : ndarray of bool, shape (n,)
    clusters : ndarray of int64, shape (n,)
        The cluster of each row.
    among : ndarray of bool, shape (n,)
        The rows that count.

    Returns
    -------
    Measured
        With draws in the place of influences; `events` are the rarer of what happened and what did not.

    Examples
    --------
    Of rows that were given 20 %, half happened; of those that were given 70 %, half too:

    >>> given, happened = np.repeat([0.2, 0.7], 5000), np.tile([True, False], 5000)
    >>> round(calibration(given, happened, np.arange(10_000), np.ones(10_000, dtype=bool)).value, 3)
    0.065
    """
    rows = np.flatnonzero(among)
    _, codes = np.unique(clusters[rows], return_inverse=True)
    groups = int(codes.max(initial=-1)) + 1
    if groups < 2:
        return undefined(len(among), "calibration needs rows of two clusters")
    excess = probabilities[rows] - happened[rows]
    cells = codes * BINS + bins(probabilities[rows])
    by_cell = (np.bincount(cells, weights=each, minlength=groups * BINS) for each in (excess, None))
    sums = np.hstack([each.reshape(groups, BINS) for each in by_cell]).astype(np.float64)
    value = float(_distance(np.ones((1, groups)), sums)[0])
    draws = cluster_draws(sums, _distance)
    true = int(happened[rows].sum())
    return Measured(value, np.zeros(len(among)), among, min(true, len(rows) - true), draws=draws)


def _distance(weights: Floats, sums: Floats) -> Floats:
    """Sum over the bins the products of different clusters' excesses, by the rows of the bin; per row."""
    excess, rows = sums[:, :BINS], weights @ sums[:, BINS:]
    clusters = weights.sum(axis=1, keepdims=True)
    products = ((weights @ excess) ** 2 - weights @ excess**2) * clusters / (clusters - 1)
    return np.asarray((products / np.maximum(rows, 1.0)).sum(axis=1) / rows.sum(axis=1))


def bins(probabilities: Floats) -> NDArray[np.int64]:
    """Put rows into ten bins of about as many rows, by probability; rows of the same one share a bin.

    Examples
    --------
    >>> bins(np.array([0.1, 0.2, 0.2, 0.9])).tolist()
    [0, 2, 2, 7]
    """
    _, places, counts = np.unique(probabilities, return_inverse=True, return_counts=True)
    before = np.cumsum(counts) - counts
    return np.asarray((BINS * before // len(probabilities))[places], dtype=np.int64)
