"""A Brownian motion with drift that is looked at now and then, and ends where it crosses a bound.

Where it can be that has crossed nothing yet is a density, integrated from look to look by Gauss and Legendre (Armitage,
McPherson & Rowe 1969; Jennison & Turnbull 2000, section 19.2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NEVER = 8.0
"""A bound beyond which nothing is asked: one side spends less than 10⁻¹⁵."""

_LEAST = 1e-15


@dataclass(frozen=True)
class Walk:
    """Where a Brownian motion with drift can be that has crossed nothing so far.

    Attributes
    ----------
    drift : float
        Its mean at share 1.
    share : float
        Of the last look.
    places, mass : ndarray of float, shape (nodes,)
        Nodes of a quadrature, and the probability of each.

    Examples
    --------
    >>> at_half = Walk(0.0).on(0.5, -1.0, 1.0)
    >>> round(float(at_half.mass.sum()), 4), round(at_half.above(1.0, 1.0), 4)
    (0.6827, 0.0733)
    """

    drift: float
    share: float = 0.0
    places: Floats = field(default_factory=lambda: np.zeros(1))
    mass: Floats = field(default_factory=lambda: np.ones(1))

    def above(self, share: float, z: float) -> float:
        """Say how probable it is to be above z·√share at the next look."""
        from scipy.special import ndtr

        step = share - self.share
        return float(self.mass @ ndtr((self.places + self.drift * step - z * np.sqrt(share)) / np.sqrt(step)))

    def below(self, share: float, z: float) -> float:
        """Say how probable it is to be below z·√share."""
        from scipy.special import ndtr

        step = share - self.share
        return float(self.mass @ ndtr((z * np.sqrt(share) - self.places - self.drift * step) / np.sqrt(step)))

    def bound(self, share: float, spend: float) -> float:
        """Find the z that is exceeded with a probability."""
        from scipy.optimize import brentq

        if spend < _LEAST or self.above(share, NEVER) >= spend:
            return NEVER
        return float(brentq(lambda z: self.above(share, z) - spend, -NEVER, NEVER, xtol=1e-10))

    def floor(self, share: float, spend: float, limit: float) -> float:
        """Find the z between ±limit below which the motion is with a probability, or the nearer end."""
        from scipy.optimize import brentq

        if spend < _LEAST or self.below(share, -limit) >= spend:
            return -limit
        if self.below(share, limit) <= spend:
            return limit
        return float(brentq(lambda z: self.below(share, z) - spend, -limit, limit, xtol=1e-10))

    def on(self, share: float, low: float, high: float) -> Walk:
        """Go on to a look without crossing low or high there."""
        step, root = share - self.share, np.sqrt(share)
        low, high = max(low, -NEVER - abs(self.drift) * root), min(high, NEVER + abs(self.drift) * root)
        middle, reach = (low + high) / 2 * root, (high - low) / 2 * root
        unit, weights = _nodes(reach / np.sqrt(step))
        places = middle + unit * reach
        apart = (places[:, None] - self.places[None, :] - self.drift * step) / np.sqrt(step)
        density = np.exp(-0.5 * apart**2) @ self.mass / np.sqrt(2 * np.pi * step)
        return Walk(self.drift, share, places, density * weights * reach)


def _nodes(reach: float) -> tuple[Floats, Floats]:
    """Choose enough nodes of Gauss and Legendre that the kernel is smooth between them."""
    return _legendre(32 + 32 * int(np.ceil(reach / 8)))


@lru_cache(maxsize=64)
def _legendre(nodes: int) -> tuple[Floats, Floats]:
    from scipy.special import roots_legendre

    places, weights = roots_legendre(nodes)
    return places, weights
