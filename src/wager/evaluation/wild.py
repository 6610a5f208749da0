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
_SLACK = 1e-9
_STEPS = 24
_SETTLING = (1, 5)
"""Before these steps of the search draws are put aside of which no later step can say anything else: most of the work."""


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


@lru_cache(maxsize=32)
def _squares(clusters: int) -> Floats:
    return weights(clusters) ** 2


@lru_cache(maxsize=1024)
def _bounds(_value: float, _sums: bytes, _shares: bytes) -> dict[tuple[float, int], float]:
    """Remember the bounds of a figure: the same figure stands in many a table of one run."""
    return {}


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

    @cached_property
    def se(self) -> float:
        """The standard error by clusters."""
        return float(np.sqrt(self._scale * (self.sums @ self.sums)))

    @cached_property
    def _scale(self) -> float:
        return len(self.sums) / (len(self.sums) - 1)

    @cached_property
    def _drawn(self) -> tuple[Floats, ...]:
        """Sums over the clusters of each draw, of which the t of every null is made."""
        drawn, sums, shares = weights(len(self.sums)), self.sums, self.shares
        squares = _squares(len(sums))
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
        return self._of(self.value - null, self._drawn)

    def _of(self, off: float, drawn: tuple[Floats, ...]) -> Floats:
        of_sums, of_shares, ss, sp, pp, cross, square = drawn
        # What is left of cluster g under the null is sums + off * shares; a draw's own mean is taken off again.
        moved = of_sums + off * of_shares
        spread = ss + 2 * off * sp + off**2 * pp
        spread = spread - 2 * moved * (cross + off * square) + moved**2 * float(self.shares @ self.shares)
        error = np.sqrt(self._scale * np.maximum(spread, 0.0))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.where(error > 0, moved / error, np.sign(moved) * np.inf))

    def p_value(self, null: float, side: int) -> float:
        """Say how rare such a figure is where the truth is `null`: one at least as large (side 1), or as small (-1)."""
        return self._rarity(null, side, 0, self._drawn)

    def _rarity(self, null: float, side: int, beyond: int, drawn: tuple[Floats, ...]) -> float:
        """Count some of the draws, and `beyond` others that are known to be as extreme."""
        found = side * (self.value - null) / self.se
        there = np.count_nonzero(side * self._of(self.value - null, drawn) >= found)
        return float((1 + beyond + there) / (DRAWS + 1))

    def bound(self, alpha: float, side: int) -> float:
        """Find the one-sided bound: upper (side 1) or lower (-1).

        Parameters
        ----------
        alpha : float
            How probable the truth is beyond it, at most; where no draw is as rare, the bound is 64 standard errors away.
        """
        if self.se == 0:
            return self.value
        known, asked = _bounds(self.value, self.sums.tobytes(), self.shares.tobytes()), (alpha, side)
        if asked not in known:
            known[asked] = self._searched(alpha, side)
        return known[asked]

    def _searched(self, alpha: float, side: int) -> float:
        inside, outside, se = 0.0, 1.0, self.se
        while self.p_value(self.value + side * outside * se, -side) > alpha:
            inside, outside = outside, 2 * outside
            if outside > _WIDEST:  # so few draws are never as rare as that
                return self.value + side * _WIDEST * se
        beyond, drawn = 0, self._drawn
        for step in range(_STEPS):
            if step in _SETTLING:
                ends = (self.value + side * inside * se, self.value + side * outside * se)
                known, left = self._settled(ends, -side, drawn)
                beyond, drawn = beyond + known, tuple(one[left] for one in drawn)
            middle = (inside + outside) / 2
            if self._rarity(self.value + side * middle * se, -side, beyond, drawn) > alpha:
                inside = middle
            else:
                outside = middle
        return self.value + side * outside * se

    def _settled(
        self, nulls: tuple[float, float], side: int, drawn: tuple[Floats, ...]
    ) -> tuple[int, NDArray[np.intp]]:
        """Count the draws that are as extreme as the figure under every null between two, and find those that are not so under each or none.

        The square of a draw's error is A + B·off + C·off², bounded term by term. The slack is far more than what is rounded, so
        that a draw which is put aside is one of which the comparison in floats says the same everywhere between.
        """
        of_sums, of_shares, ss, sp, pp, cross, square = drawn
        low, high = (side * (self.value - null) for null in nulls)
        again = float(self.shares @ self.shares)
        sums, sp, cross = side * of_sums, side * sp, side * cross
        ends = of_shares * low, of_shares * high
        large = np.abs(sums) + high * np.abs(of_shares)
        least, most = (sums + way(*ends) for way in (np.minimum, np.maximum))
        least, most = least - _SLACK * large, most + _SLACK * large
        linear = 2 * (sp - sums * square - of_shares * cross + again * sums * of_shares)
        curved = pp - 2 * of_shares * square + again * of_shares**2
        still = ss - 2 * sums * cross + again * sums**2
        terms = ss + 2 * high * np.abs(sp) + high**2 * pp + again * large**2
        terms += 2 * large * (np.abs(cross) + high * np.abs(square))
        narrow, wide = (
            still + way(linear * low, linear * high) + way(curved * low**2, curved * high**2)
            for way in (np.minimum, np.maximum)
        )
        found = [self._scale * (off / self.se) ** 2 for off in (low, high)]
        always = (least > 0) & (least**2 > found[1] * (wide + _SLACK * terms))
        never = (most < 0) | (most**2 < found[0] * (narrow - _SLACK * terms))
        return int(np.count_nonzero(always)), np.flatnonzero(~(always | never))
