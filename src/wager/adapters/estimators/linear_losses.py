"""Linear models of a quantile, and of counts or amounts: the coefficients that make another loss than the square small.

All are fitted on one thread: solvers give other bits with another number (performance.md, section 6).
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from wager.foundation.errors import BadInputError
from wager.training.columns import Floats
from wager.training.loss import POWER, Loss
from wager.training.stored import LARGEST

MOST_CELLS = 200_000_000
"""Of a dense matrix, in numbers; a larger one stays sparse."""

ITERATIONS = 1000
LEAST_RISE = -460.0
"""The logarithm of a number is kept from here to there (10^-200 to 10^86), so that a row unlike all others gets a finite answer."""

MOST_RISE = 200.0


def coefficients(  # noqa: PLR0917 # as its callers have them
    matrix: Any, truth: Floats, weights: Floats, loss: Loss, penalty: float, iterations: int = ITERATIONS
) -> tuple[Floats, float]:
    """Fit coefficients and an intercept.

    Parameters
    ----------
    matrix : CSR matrix, shape (n, width)
        Standardised columns.
    truth, weights : ndarray of float, shape (n,)
    loss : Loss
        A quantile: the sum of pinball losses [1]_ and the penalty times the sum of absolute coefficients, solved as a linear
        program. Poisson or Tweedie: half the deviance [2]_, and half the penalty times the sum of squares; the logarithm of
        the number is linear.
    penalty : float
        The intercept is free.

    References
    ----------
    .. [1] R. Koenker, G. Bassett, "Regression Quantiles", Econometrica 46, 1978, section 2.
    .. [2] B. Jørgensen, "Exponential dispersion models", J. R. Statist. Soc. B 49, 1987, section 4.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import PoissonRegressor, QuantileRegressor, TweedieRegressor
    from threadpoolctl import threadpool_limits

    strength = penalty / float(weights.sum())
    model: Any
    if loss.quantile is not None:
        model = QuantileRegressor(quantile=loss.quantile, alpha=strength, solver="highs")
    elif loss.name == "poisson":
        model = PoissonRegressor(alpha=strength, max_iter=iterations, tol=1e-6)
    else:
        model = TweedieRegressor(power=POWER, alpha=strength, link="log", max_iter=iterations, tol=1e-6)
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        try:
            model.fit(matrix, truth, sample_weight=weights)
        except ValueError as error:
            raise BadInputError(
                f"no linear model makes `loss: {loss}` small: {error}; use lightgbm"
            ) from error
    return finite("linear", np.asarray(model.coef_, dtype=np.float64).reshape(-1)), float(
        finite("linear", np.array([model.intercept_]))[0]
    )


def finite(algorithm: str, found: Floats) -> Floats:
    """Return coefficients; refuse them where one is no number, or beyond all.

    Raises
    ------
    BadInputError
        With what to do.
    """
    if not np.isfinite(found).all() or np.abs(found).max(initial=0.0) > LARGEST:
        raise BadInputError(
            f"`{algorithm}` finds no finite coefficients for these rows; give it a larger penalty, or use lightgbm"
        )
    return found


def raised(scores: Floats) -> Floats:
    """Turn logarithms into numbers.

    Examples
    --------
    >>> raised(np.array([0.0, 1e9])).tolist()
    [1.0, 7.225973768125749e+86]
    """
    return np.asarray(np.exp(np.clip(scores, LEAST_RISE, MOST_RISE)))


def dense_where_it_fits(matrix: Any) -> Any:
    """Return a CSR matrix as a dense one, unless it would be too large."""
    return matrix.toarray() if matrix.shape[0] * matrix.shape[1] <= MOST_CELLS else matrix
