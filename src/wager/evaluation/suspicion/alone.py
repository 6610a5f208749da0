"""How well one column alone tells the rows apart: by its rank, by where it is empty, by its levels.

All figures are areas under the ROC curve from 0.5 (says nothing) to 1 (says all). What is learned about levels
is learned on other rows than it is tried on, so that a column with many levels gains nothing by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.training.columns import Booleans, Floats, Integers, is_category, numbers

FOLDS = 5
BINS = 32
PRIOR_ROWS = 10.0
"""A level's mean counts as if so many rows of the overall mean had been seen besides."""


@dataclass(frozen=True)
class Alone:
    """What a column says by itself of the n rows that were looked at.

    Attributes
    ----------
    name : str
        The column.
    score : float
        How well it orders the rows: 0.5 nothing, 1 all. Of a number to be predicted, half of one plus the
        share of its spread that the column explains.
    empty : int
        Rows without a value.
    distinct : int
        Different values.
    empty_true, filled_true : int
        Rows without a value, and with one, on which the outcome is true; 0 where it is a number.
    """

    name: str
    score: float
    empty: int
    distinct: int
    empty_true: int = 0
    filled_true: int = 0


def alone(name: str, column: Any, truth: NDArray[Any], *, binary: bool) -> Alone:
    """Set one column against the truth.

    Parameters
    ----------
    name : str
        Of the column.
    column : pyarrow.Array, shape (n,)
        Its values.
    truth : ndarray, shape (n,)
        0 and 1, or numbers.
    binary : bool
        Whether the truth is 0 and 1.

    Examples
    --------
    >>> alone("a", pa.array([1.0, 2.0, 3.0, None] * 10), np.array([0, 0, 1, 1] * 10), binary=True)
    Alone(name='a', score=1.0, empty=10, distinct=3, empty_true=10, filled_true=10)
    """
    codes, values, distinct = coded(column)
    missing = codes < 0
    target = np.asarray(truth, dtype=np.float64)
    bins = codes if values is None else binned(values)
    guessed = out_of_fold_means(bins, target)
    if binary:
        score = max(auc(guessed, target), 0.5)
        if values is not None and (~missing).sum() > 1:
            ordered = auc(values[~missing], target[~missing])
            # A rank among the filled says something of all rows only as far as they are filled.
            score = max(score, 0.5 + abs(ordered - 0.5) * float((~missing).mean()))
        true = target > 0.5
        return Alone(
            name,
            score,
            int(missing.sum()),
            distinct,
            int((true & missing).sum()),
            int((true & ~missing).sum()),
        )
    score = 0.5 + explained(guessed, target) / 2
    if values is not None and (~missing).sum() > 2:
        rank = correlation(ranks(values[~missing]), ranks(target[~missing]))
        score = max(score, 0.5 + rank**2 / 2 * float((~missing).mean()))
    return Alone(name, score, int(missing.sum()), distinct)


def coded(column: Any) -> tuple[Integers, Floats | None, int]:
    """Turn a column into codes, -1 where missing, and into numbers where it holds some."""
    if is_category(column):
        encoded = column.dictionary_encode()
        codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        return codes, None, len(encoded.dictionary)
    if pa.types.is_null(column.type):
        return np.full(len(column), -1, dtype=np.int64), None, 0
    values = numbers(column)
    found, codes = np.unique(values, return_inverse=True)
    there = len(found) - int(np.isnan(found).sum())
    return np.where(np.isnan(values), -1, codes), values, there


def binned(values: Floats) -> Integers:
    """Cut numbers into bins of about equal size, -1 where missing; few different values are a bin each."""
    there = ~np.isnan(values)
    found = np.unique(values[there])
    if len(found) > BINS:
        found = np.unique(np.quantile(values[there], np.linspace(0, 1, BINS + 1)[1:-1]))
        places = np.searchsorted(found, values, side="right")
    else:
        places = np.searchsorted(found, values)
    return np.where(there, places, -1)


def out_of_fold_means(codes: Integers, target: Floats) -> Floats:
    """Guess each row by the mean of its level in the other folds, drawn towards the overall mean.

    Parameters
    ----------
    codes : ndarray of int64, shape (n,)
        Levels; -1 is one of its own.
    target : ndarray of float, shape (n,)

    Returns
    -------
    ndarray of float, shape (n,)
    """
    levels = int(codes.max(initial=-1)) + 2
    fold = np.arange(len(codes)) % FOLDS
    cell = (codes + 1) + levels * fold
    rows = np.bincount(cell, minlength=levels * FOLDS).reshape(FOLDS, levels)
    sums = np.bincount(cell, weights=target, minlength=levels * FOLDS).reshape(FOLDS, levels)
    other_rows, other_sums = rows.sum(axis=0) - rows, sums.sum(axis=0) - sums
    total = np.maximum(other_rows.sum(axis=1), 1)
    prior = (other_sums.sum(axis=1) / total)[:, None]
    # The overall mean is taken from all folds: a mean that is higher where the row's own fold is lower
    # would order the rows of a constant column the wrong way round.
    prior = np.full_like(prior, float(target.mean()) if len(target) else 0.0)
    means = (other_sums + PRIOR_ROWS * prior) / (other_rows + PRIOR_ROWS)
    return np.asarray(means[fold, codes + 1])


def ranks(values: Floats) -> Floats:
    """Rank values from 1; equal ones share their mean rank."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[places], dtype=np.float64)


def auc(values: Floats, target: Floats) -> float:
    """Say how often a row that is true ranks above one that is not; ties count half.

    Examples
    --------
    >>> auc(np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 1.0]))
    1.0
    """
    true: Booleans = target > 0.5
    positives, negatives = int(true.sum()), int((~true).sum())
    if not positives or not negatives:
        return 0.5
    total = float(ranks(values)[true].sum())
    return (total - positives * (positives + 1) / 2) / (positives * negatives)


def correlation(left: Floats, right: Floats) -> float:
    """Return Pearson's correlation; 0 where one of both does not vary."""
    left, right = left - left.mean(), right - right.mean()
    size = float(np.sqrt((left**2).sum() * (right**2).sum()))
    return float((left * right).sum()) / size if size > 0 else 0.0


def explained(guessed: Floats, target: Floats) -> float:
    """Return the share of the spread that guesses explain; 0 where they are worse than the mean."""
    spread = float(((target - target.mean()) ** 2).sum()) if len(target) else 0.0
    return max(0.0, 1 - float(((target - guessed) ** 2).sum()) / spread) if spread > 0 else 0.0
