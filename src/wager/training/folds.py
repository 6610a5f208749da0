"""Rolling-origin folds: the development rows parted again, each time as if less of the past were known.

A fold is a small history of its own (`Parts`): what is learned from, what says when to stop and makes probabilities
honest, and what it is judged on, which stands in the place of the holdout. The holdout itself is in no fold.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError
from wager.training.columns import Integers
from wager.training.split import DROPPED, HOLDOUT, TRAIN, TUNE, Parts, by_time

LEAST = 2
"""With fewer folds there is one judgement, which is what `tune` gives already."""


def rolling_folds(parts: Parts, folds: int, matures: int = 0) -> tuple[Parts, ...]:
    """Part the development rows into folds.

    Where rows have moments, the development rows are cut into `folds` + 1 stretches of as many rows each. Every fold is
    judged on one of them and learns from all before it [1]_; the share of its past that is its `tune` is that of the
    whole. The embargo is as long as an objective takes to mature. Where parts go by hash, the stretches are of hashes:
    each fold is judged on one of `folds`, and learns from all others; rows of one group have one hash.

    Parameters
    ----------
    parts : Parts
        Of all rows; those of the holdout, and those that were dropped, are in no fold.
    folds : int
        How many, from 2.
    matures : int
        Microseconds until an objective is known.

    Returns
    -------
    tuple of Parts
        The earliest first. Rows of `holdout` are those that the fold is judged on.

    Raises
    ------
    BadInputError
        If there are fewer than 2 folds, or too few moments (or keys) to make so many.

    References
    ----------
    .. [1] L. Tashman, "Out-of-sample tests of forecasting accuracy: an analysis and review", International Journal of
       Forecasting 16 (2000), section 3 (rolling origin).

    Examples
    --------
    >>> from wager.training.split import by_time
    >>> whole = by_time(np.arange(16), {"train": 0, "tune": 10, "holdout": 14}, matures=2)
    >>> for fold in rolling_folds(whole, 2, matures=2):
    ...     print(fold.codes)
    [ 0  0 -1 -1  2  2  2  2 -1 -1 -1 -1 -1 -1 -1 -1]
    [ 0  0  0  0  0 -1  1 -1  2 -1  2  2  2 -1 -1 -1]
    """
    if folds < LEAST:
        raise BadInputError(f"{folds} folds; expected {LEAST} or more")
    known = (parts.codes == TRAIN) | (parts.codes == TUNE)
    rows, tune = int(known.sum()), int((parts.codes == TUNE).sum())
    share = tune / rows if rows else 0.0
    if parts.begin:
        return _by_time(parts, known, folds, matures, share)
    return _by_hash(parts, known, folds, share)


def _by_time(
    parts: Parts, known: NDArray[np.bool_], folds: int, matures: int, share: float
) -> tuple[Parts, ...]:
    moments = parts.order[known]
    edges = _edges(moments, folds + 1, "moments of decision")
    found = []
    for begin, end in pairwise([*edges[1:], int(moments.max()) + 1]):
        begins = {"train": edges[0], "holdout": begin, "end": end}
        past = np.sort(moments[moments < begin])
        tune = int(past[min(len(past) - 1, round(len(past) * (1 - share)))])
        if share and edges[0] < tune < begin:
            begins = {"train": edges[0], "tune": tune, "holdout": begin, "end": end}
        part = by_time(moments, begins, matures)
        found.append(_whole(parts, known, part.codes, {**part.begin}))
    return tuple(found)


def _by_hash(parts: Parts, known: NDArray[np.bool_], folds: int, share: float) -> tuple[Parts, ...]:
    hashes = parts.order[known]
    edges = _edges(hashes, folds, "keys")
    block = np.searchsorted(np.asarray(edges[1:], dtype=np.int64), hashes, side="right")
    found = []
    for judged in range(folds):
        codes = np.where(block == judged, HOLDOUT, TRAIN).astype(np.int8)
        past = np.sort(hashes[block != judged])
        least = past[min(len(past) - 1, round(len(past) * (1 - share)))]
        if share:
            codes[(block != judged) & (hashes >= least)] = TUNE
        found.append(_whole(parts, known, codes, {}))
    return tuple(found)


def _edges(order: Integers, blocks: int, what: str) -> list[int]:
    """Find where blocks of about as many rows begin; rows of one moment, or of one hash, stay together."""
    different = np.unique(order)
    if len(different) < blocks:
        raise BadInputError(
            f"the development rows have {len(different)} different {what}; that is too few for {blocks} parts: "
            "take fewer `folds`"
        )
    ranked = np.sort(order)
    edges = [int(ranked[len(ranked) * place // blocks]) for place in range(blocks)]
    held = np.diff(np.searchsorted(different, [*edges, order.max() + 1]))
    if held.min() >= min(2, len(different) // blocks):
        return edges
    # So many rows share a moment that parts of equal size would hold none, or one alone, of which nothing is left to tune
    # on: equal numbers of moments instead.
    return [int(different[len(different) * place // blocks]) for place in range(blocks)]


def _whole(parts: Parts, known: NDArray[np.bool_], codes: NDArray[np.int8], begin: dict[str, int]) -> Parts:
    every = np.full(len(known), DROPPED, dtype=np.int8)
    every[known] = codes
    if not (every == TRAIN).any() or not (every == HOLDOUT).any():
        raise BadInputError(
            "a fold of the development rows has nothing to learn from before what it is judged on, as outcomes take as "
            "long to mature as it lasts; take fewer `folds`"
        )
    return replace(parts, codes=every, dropped={}, begin=begin)
