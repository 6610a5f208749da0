"""Few clusters: the wild cluster bootstrap-t on cluster sums, with bounds by inverting the test.

With fewer than 30 clusters t is too narrow (Cameron & Miller 2015, on few clusters). Whether the truth is Δ₀ is asked by multiplying
what is left of each cluster under Δ₀ by a random weight of mean 0 and variance 1, and setting the t that was found among
the t of the draws (Cameron, Gelbach & Miller 2008, with the null imposed). Weights of two points give too few distinct draws
below 12 clusters; there they are Webb's six (Webb 2014). A bound is the Δ₀ that the test just does not exclude.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DRAWS = 9_999
"""One fewer than 10,000, so that a p-value is a whole number of draws over 10,000."""

LEAST_OF_TWO_POINTS = 12
"""With fewer clusters weights are of six points."""

_SEED = 2008
_WEBB = np.sqrt(np.array([0.5, 1.0, 1.5]))
_WIDEST = 64.0
_STEPS = 24


@lru_cache(maxsize=32)
def weights(clusters: int) -> Floats:
    """Draw the weights, the same ones each time: a verdict given twice is the same.

    Returns
    -------
    ndarray of float, shape (DRAWS, clusters)
        Read-only.

    Examples
    --------
    >>> np.unique(weights(12)).tolist(), len(np.unique(weights(6)))
    ([-1.0, 1.0], 6)
    """
    random = np.random.default_rng((_SEED, clusters))
    drawn = (2 * random.integers(0, 2, (DRAWS, clusters)) - 1).astype(np.float64)
    if clusters < LEAST_OF_TWO_POINTS:
        drawn *= _WEBB[random.integers(0, 3, (DRAWS, clusters))]
    drawn.flags.writeable = False
    return drawn


@dataclass(frozen=True, eq=False)
class WildBootstrap:
    """A figure of few clusters, ready to be tested against any truth.

    Attributes
    ----------
    value : float
        The figure.
    sums : ndarray of float, shape (G,)
        Its influences, summed by cluster; together zero.
    shares : ndarray of float, shape (G,)
        Of the figure's rows in each cluster; together 1.

    Examples
    --------
    >>> found = WildBootstrap(1.0, np.array([-0.3, 0.2, 0.1, 0.3, -0.2, -0.1]), np.full(6, 1 / 6))
    >>> round(found.se, 3), round(found.bound(0.025, -1), 1), round(found.bound(0.025, 1), 1)
    (0.58, -0.5, 2.5)
    """

    value: float
    sums: Floats
    shares: Floats

    @property
    def se(self) -> float:
        """The standard error by clusters."""
        return float(np.sqrt(self._scale * (self.sums @ self.sums)))

    @property
    def _scale(self) -> float:
        return len(self.sums) / (len(self.sums) - 1)

    @cached_property
    def _drawn(self) -> tuple[Floats, ...]:
        """Sums over the clusters of each draw, of which the t of every null is made."""
        drawn, sums, shares = weights(len(self.sums)), self.sums, self.shares
        squares = drawn**2
        return (
            drawn @ sums,
            drawn @ shares,
            squares @ sums**2,
            squares @ (sums * shares),
            squares @ shares**2,
            drawn @ (sums * shares),
            drawn @ shares**2,
        )

    def draws(self, null: float) -> Floats:
        """Return the t of each draw where the truth is `null`, shape (DRAWS,)."""
        of_sums, of_shares, ss, sp, pp, cross, square = self._drawn
        off = self.value - null
        # What is left of cluster g under the null is sums + off * shares; a draw's own mean is taken off again.
        moved = of_sums + off * of_shares
        spread = ss + 2 * off * sp + off**2 * pp
        spread = spread - 2 * moved * (cross + off * square) + moved**2 * float(self.shares @ self.shares)
        error = np.sqrt(self._scale * np.maximum(spread, 0.0))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.where(error > 0, moved / error, np.sign(moved) * np.inf))

    def p_value(self, null: float, side: int) -> float:
        """Say how rare such a figure is where the truth is `null`: one at least as large (side 1), or as small (-1)."""
        found = side * (self.value - null) / self.se
        return float((1 + np.count_nonzero(side * self.draws(null) >= found)) / (DRAWS + 1))

    def bound(self, alpha: float, side: int) -> float:
        """Find the one-sided bound: upper (side 1) or lower (-1).

        Parameters
        ----------
        alpha : float
            How probable the truth is beyond it, at most; where no draw is as rare, the bound is 64 standard errors away.
        """
        inside, outside = 0.0, 1.0
        if self.se == 0:
            return self.value
        while self.p_value(self.value + side * outside * self.se, -side) > alpha:
            inside, outside = outside, 2 * outside
            if outside > _WIDEST:  # so few draws are never as rare as that
                return self.value + side * _WIDEST * self.se
        for _ in range(_STEPS):
            middle = (inside + outside) / 2
            if self.p_value(self.value + side * middle * self.se, -side) > alpha:
                inside = middle
            else:
                outside = middle
        return self.value + side * outside * self.se
