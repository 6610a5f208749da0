"""Ridge regression on many columns, such as words: the normal equations without the matrix of all pairs of columns.

50,000 columns have 2.5 billion pairs, 20 GB. Conjugate gradients [1]_, scaled by the diagonal, need products with the
sparse rows alone, one after the other on one thread.

References
----------
.. [1] M. Hestenes, E. Stiefel, "Methods of conjugate gradients for solving linear systems", Journal of Research of the
   National Bureau of Standards 49(6), 1952, section 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wager.foundation.errors import BadInputError
from wager.training.columns import Floats

WIDE = 2000
"""From so many columns on."""

_CLOSE, _STEPS = 1e-12, 5000


def wide_ridge(matrix: Any, weights: Floats, centre: Floats, side: Floats, penalty: float) -> Floats:
    """Solve for slopes on columns that are centred, without making them dense.

    Parameters
    ----------
    matrix : scipy CSR matrix, shape (n, width)
        The columns as they are.
    weights : ndarray of float, shape (n,)
        Of rows.
    centre : ndarray of float, shape (width,)
        The weighted means of the columns.
    side : ndarray of float, shape (width,)
        Weighted sums of each column times the centred truth.
    penalty : float
        Of squared slopes.

    Raises
    ------
    BadInputError
        If the penalty is so small that the columns do not decide.

    Examples
    --------
    >>> from scipy import sparse
    >>> rows = sparse.csr_matrix([[1.0], [3.0]])
    >>> wide_ridge(rows, np.ones(2), np.array([2.0]), np.array([4.0]), 2.0)
    array([1.])
    """
    from scipy.sparse.linalg import LinearOperator, cg

    total = weights.sum()

    def times(slopes: Floats) -> Floats:
        slopes = slopes.ravel()
        along = matrix.T @ (weights * (matrix @ slopes)) - centre * (total * (centre @ slopes))
        return np.asarray(along + penalty * slopes)

    squares = np.asarray(matrix.multiply(matrix).T @ weights) - total * centre**2 + penalty
    scale = 1 / np.where(squares > 0, squares, 1)
    shape = (len(side), len(side))
    slopes, left = cg(
        LinearOperator(shape, times, dtype=np.float64),
        side,
        rtol=_CLOSE,
        maxiter=_STEPS,
        M=LinearOperator(shape, lambda rest: scale * rest.ravel(), dtype=np.float64),
    )
    if left or not np.isfinite(slopes).all():
        raise BadInputError(
            f"`linear.alpha` of {penalty:g} leaves open what columns weigh that say the same; give 1 or more"
        )
    return np.asarray(slopes)
