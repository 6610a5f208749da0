"""What a model of trees is asked through LightGBM, whoever grew them: one row, and what each column added."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from wager.adapters.estimators.lightgbm_row import quick_row
from wager.adapters.estimators.lightgbm_text import TreesHeader
from wager.adapters.estimators.trees.reads import blocks
from wager.training.columns import Floats

_MOST_PARTS = 1 << 23

Row = Mapping[str, Any]


def one_row(
    library: Any, booster: Any, read: Callable[[Row], Any], shape: tuple[int, int], *, two: bool
) -> Callable[[Row], Floats]:
    """Make the function that answers one row, any number of threads at once; see `QuickFitted`.

    Parameters
    ----------
    library : module
        LightGBM.
    booster : Booster
    read : callable
        From a row to the numbers that the trees read.
    shape : tuple of int
        How many numbers go in, and how many come out.
    two : bool
        Whether the one answer is the probability of the second of two classes.
    """
    ask = quick_row(library, booster, *shape)
    if not two:
        return lambda row: ask(read(row))

    def answer(row: Row) -> Floats:
        given = ask(read(row))
        return np.concatenate([1 - given, given])

    return answer


def contributions(
    booster: Any, matrix: Any, header: TreesHeader, folded: Callable[[Any], Floats], names: int
) -> Floats:
    """Part the margins of the rows of a matrix by TreeSHAP [1]_, see `Explained`; exact for the trees, with their own rows as background.

    Parameters
    ----------
    booster : Booster
    matrix : ndarray or CSR matrix, shape (n, width)
    header : TreesHeader
        Of the trees.
    folded : callable
        Adds up the parts of the columns of the matrix that one column was made into.
    names : int
        How many columns the model reads.

    Returns
    -------
    ndarray of float, shape (n, n_outputs, names + 1)
        The last is the base.

    References
    ----------
    .. [1] S. Lundberg, G. Erion, S.-I. Lee, "Consistent individualized feature attribution for tree ensembles",
       2018, arXiv:1802.03888.
    """
    rows, width = matrix.shape
    shape = header.outputs, width + 1
    found = [np.empty((0, header.outputs, names + 1))]
    # Some rows at a time: each has as many parts as the matrix has columns.
    for some in blocks(rows, max(1, _MOST_PARTS // (shape[0] * shape[1]))):
        dense = matrix[some] if isinstance(matrix, np.ndarray) else matrix[some].toarray()
        parts = np.asarray(booster.predict(dense, num_threads=1, pred_contrib=True))
        found.append(folded(parts.reshape(-1, *shape)))
    every = np.concatenate(found)
    return every / header.rounds if header.average else every  # the library sums up, whatever it averages
