"""Find rows that are the same on both sides of a split by chance.

Rows of a few coarse columns are alike by chance, and then many more are *nearly* alike: equal in all columns but one. Copies are not: they
agree in every column, and hardly a row agrees in all but one. So each column that tells most rows apart is asked in turn: of the
held-out rows that some training row equals in all other columns, how many does it equal here as well? Had they met by chance,
some column would differ about as often as it differs among rows at large. No outcome is looked at.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.suspicion.alone import coded
from wager.evaluation.suspicion.sign import ALPHA, Sign
from wager.training.columns import Booleans, Columns, Integers

Hashes = NDArray[np.uint64]

_SEED = 20130101
_HALF = 0.5


def repeated_rows(columns: Columns, learned: Booleans) -> list[Sign]:
    """Say how many rows that are not learned from are copies of rows that are.

    Parameters
    ----------
    columns : mapping of str to pyarrow.Array
        All that is said of a row but its key, its moment and its outcome; n rows.
    learned : ndarray of bool, shape (n,)
        The training rows.

    Examples
    --------
    >>> import pyarrow as pa
    >>> values = np.random.default_rng(1).integers(0, 50, (1000, 3))
    >>> values[900:] = values[:100]
    >>> columns = {str(place): pa.array(column) for place, column in enumerate(values.T)}
    >>> repeated_rows(columns, np.arange(1000) < 900)[0].said
    '100 of 100 rows that are not learned from equal a training row in all 3 columns'
    >>> coarse = {name: pa.array(np.asarray(column) % 5) for name, column in columns.items()}
    >>> del values; repeated_rows({"0": coarse["0"], "1": coarse["1"]}, np.arange(1000) < 900)
    []
    """
    parts = _hashed(columns)
    informative = [part for part in parts if _met(part) < _HALF]
    if not informative:
        return []
    whole: Hashes = np.sum(np.stack(parts), axis=0, dtype=np.uint64)
    equal = _matches(whole, learned)
    copies = int((equal > 0).sum())
    if not copies:
        return []
    p = max(_by_chance(whole - part, learned, equal) for part in informative)
    if p >= ALPHA:
        return []
    rows = int((~learned).sum())
    said = f"{copies:,} of {rows:,} rows that are not learned from equal a training row in all {len(parts)} columns"
    return [Sign((), said)]


def _hashed(columns: Columns) -> list[Hashes]:
    """Give each value of each column a random number of 64 bits; sums of them tell rows apart."""
    chance = np.random.default_rng(_SEED)
    found = []
    for column in columns.values():
        codes, _, _ = coded(column)
        if len(codes) == 0 or codes.min() == codes.max():
            continue
        numbers = chance.integers(0, 2**64 - 1, int(codes.max()) + 2, dtype=np.uint64)
        found.append(numbers[codes + 1])
    return found


def _met(values: Hashes) -> float:
    """Return how often two rows have the same value."""
    counts = np.unique(values, return_counts=True)[1].astype(np.float64)
    rows = len(values)
    return float((counts * (counts - 1)).sum() / max(rows * (rows - 1), 1))


def _matches(values: Hashes, learned: Booleans) -> Integers:
    """Count for each row that is not learned from the training rows with the same value."""
    found, counts = np.unique(values[learned], return_counts=True)
    if not len(found):
        return np.zeros(int((~learned).sum()), dtype=np.int64)
    place = np.minimum(np.searchsorted(found, values[~learned]), len(found) - 1)
    return np.where(found[place] == values[~learned], counts[place], 0)


def _by_chance(rest: Hashes, learned: Booleans, equal: Integers) -> float:
    """Say how often rows that agree in the rest would agree so often in one more column, did it tell every other apart.

    Of each held-out row one such training row counts, drawn at random: in expectation the share that agrees.
    """
    from scipy.special import bdtrc

    near = _matches(rest, learned)
    met = near > 0
    agreeing = int((equal[met] / near[met]).sum())
    return float(bdtrc(agreeing - 1, int(met.sum()), _HALF)) if agreeing else 1.0
