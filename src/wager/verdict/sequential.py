"""Many looks at one test: how much α each look may spend, and the bound that spends it.

At look k a test knows the share t of the information that it will have in the end, and its statistic Z; over the looks
Z·√t is a Brownian motion. A spending function says how much of α may be gone by t (Lan & DeMets 1983); the bounds that spend
just that follow one after the other, by integrating over where the motion can be that has not crossed yet (Armitage,
McPherson & Rowe 1969; Jennison & Turnbull 2000, chapter 19). Every α is of one side, and a spending function is applied to
one side: applied to both sides at once, O'Brien and Fleming's gives other bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from wager.evaluation.enough import FEW_CLUSTERS
from wager.foundation.errors import BadInputError
from wager.verdict.brownian import Floats, Walk

Spending = Callable[[float, Floats], Floats]
"""From α and shares of information to the α that is spent by then."""


def obrien_fleming(alpha: float, shares: Floats) -> Floats:
    """Spend next to nothing early: 2 - 2Φ(z(α/2)/√t) of one side (Lan & DeMets 1983, section 3, α₁).

    Examples
    --------
    >>> obrien_fleming(0.025, np.array([0.2, 1.0])).round(7).tolist()
    [5e-07, 0.025]
    """
    from scipy.special import ndtr, ndtri

    return np.asarray(2 * ndtr(ndtri(alpha / 2) / np.sqrt(shares)))


def power_family(rho: float) -> Spending:
    """Spend α·t^ρ (Kim & DeMets 1987).

    Examples
    --------
    >>> power_family(2)(0.02, np.array([0.5, 1.0])).tolist()
    [0.005, 0.02]
    """
    return lambda alpha, shares: alpha * shares**rho


def bounds(
    shares: Sequence[float] | Floats,
    alpha: float,
    spending: Spending = obrien_fleming,
    *,
    times: Sequence[float] | Floats | None = None,
) -> Floats:
    """Find the bound of |Z| at each look; either side spends α in all.

    Parameters
    ----------
    shares : sequence of float
        Of the planned information at each look: SE² as planned over SE² now. Ascending; the first look at or
        beyond 1 spends all that is left of α, and those after it nothing.
    alpha : float
        One-sided, of all looks together.
    spending : Spending
    times : sequence of float, optional
        Shares of the planned time by which α is spent instead (Lan & DeMets 1989); the `shares` then only say how
        much what is seen at two looks has in common, and their unit does not matter.

    Returns
    -------
    ndarray of float, shape (looks,)
        `brownian.NEVER` where a look spends too little to be told from nothing.

    Raises
    ------
    BadInputError
        If the shares do not ascend from above zero, or alpha is no share below a half.

    Examples
    --------
    >>> bounds([0.2, 0.4, 0.6, 0.8, 1.0], 0.025).round(3).tolist()
    [4.877, 3.357, 2.68, 2.29, 2.031]
    """
    at = _ascending(shares)
    if not 0 < alpha < 0.5:
        raise BadInputError(f"α of the looks is {alpha}; expected a share between 0 and 0.5, of one side")
    spends = _spends(at if times is None else _ascending(times), alpha, spending)
    walk, found = Walk(0.0), []
    for share, spend in zip(at, spends, strict=True):
        found.append(walk.bound(share, spend))
        walk = walk.on(share, -found[-1], found[-1])
    return np.array(found)


def of_clusters(alpha: float, clusters: int) -> float:
    """Return the α to spend on several looks at so many clusters, so that together they err in α.

    A t whose standard error is estimated anew at each look makes looks less alike than those at a Brownian motion: where
    nothing is, 28 looks at normal sums erred in 5.17 % and one look in 4.83 % (30 clusters), in 5.21 and 5.00 % (50), in 5.03 and
    5.01 % (500; 100,000 simulated each). A share of 2 / G of α makes up for it. With fewer clusters the wild bootstrap takes the place of t.

    Examples
    --------
    >>> round(of_clusters(0.025, 50), 4), round(of_clusters(0.025, 1000), 5), of_clusters(0.025, 29)
    (0.024, 0.02495, 0.025)
    """
    return alpha if clusters < FEW_CLUSTERS else alpha * (1 - 2 / clusters)


def crossing(
    shares: Sequence[float] | Floats, limits: Sequence[float] | Floats, drift: float = 0.0
) -> tuple[Floats, Floats]:
    """Say how probable it is that the first crossing of ±limits is at each look, above and below.

    Parameters
    ----------
    shares : sequence of float
        See `bounds`.
    limits : sequence of float, one per look
        Of |Z|; any, not only those of `bounds`.
    drift : float
        The true effect over its standard error at share 1; 0 for none.

    Examples
    --------
    Five looks at |Z| > 1.96 find in one of seven cases what is not there:

    >>> above, below = crossing([0.2, 0.4, 0.6, 0.8, 1.0], [1.96] * 5)
    >>> round(float((above + below).sum()), 3)
    0.142
    """
    walk, above, below = Walk(drift), [], []
    for share, limit in zip(_ascending(shares), limits, strict=True):
        above.append(walk.above(share, float(limit)))
        below.append(walk.below(share, -float(limit)))
        walk = walk.on(share, -float(limit), float(limit))
    return np.array(above), np.array(below)


def futility(
    shares: Sequence[float] | Floats,
    limits: Floats,
    drift: float,
    beta: float,
    spending: Spending = obrien_fleming,
    *,
    times: Sequence[float] | Floats | None = None,
) -> Floats:
    """Find the Z at each look below which going on is hardly worth it.

    It does not bind: `limits` are those of a test without it, so that α holds whether it is heeded or not. Who heeds it
    loses no more than β of the power against `drift` (Pampallona, Tsiatis & Kim 2001).

    Parameters
    ----------
    limits : ndarray of float, one per look
        What `bounds` found.
    drift : float
        The effect that is worth finding, over its standard error at share 1.
    beta : float
        How probable it may be to give up, over all looks, where the effect is that large.
    times : sequence of float, optional
        See `bounds`.

    Returns
    -------
    ndarray of float, shape (looks,)
        At most `limits`, at least -`limits`.

    Examples
    --------
    >>> looks = [0.5, 1.0]
    >>> futility(looks, bounds(looks, 0.025), 3.24, 0.1).round(2).tolist()
    [0.24, 1.93]
    """
    at = _ascending(shares)
    spends = _spends(at if times is None else _ascending(times), beta, spending)
    walk, found = Walk(drift), []
    for share, spend, limit in zip(at, spends, limits, strict=True):
        found.append(walk.floor(share, spend, float(limit)))
        walk = walk.on(share, found[-1], float(limit))
    return np.array(found)


def tail(shares: Sequence[float] | Floats, limits: Floats, z: float, drift: float) -> float:
    """Say how probable a result is that speaks at least as much for the upper side, in the order of the looks.

    What crossed above at an earlier look speaks more for it, what crossed below less (Tsiatis, Rosner & Mehta 1984).

    Parameters
    ----------
    shares : sequence of float
        Of the looks until the test ended, the last among them.
    limits : ndarray of float, one per look
        The last is not used.
    z : float
        The statistic at the last look.
    drift : float
        The true effect over its standard error at share 1.

    Examples
    --------
    >>> round(tail([1.0], np.array([1.96]), 1.96, 0.0), 3)
    0.025
    """
    at = _ascending(shares)
    walk, gone = Walk(drift), 0.0
    for share, limit in zip(at[:-1], limits, strict=False):
        gone += walk.above(share, float(limit))
        walk = walk.on(share, -float(limit), float(limit))
    return gone + walk.above(at[-1], z)


def median_unbiased(shares: Sequence[float] | Floats, limits: Floats, z: float, level: float = 0.5) -> float:
    """Find the drift under which such a result, or more, has probability `level`.

    An estimate that ended a test is too large more often than not; this one errs to either side alike.

    Parameters
    ----------
    level : float
        0.5 for the estimate, α and 1 - α for the ends of its interval.

    Returns
    -------
    float
        Times the standard error at share 1 it is the estimate.

    Examples
    --------
    >>> limits = bounds([0.5, 1.0], 0.025)
    >>> stopped = median_unbiased([0.5, 1.0], limits, 2.5)
    >>> bool(stopped < 2.5), round(median_unbiased([0.5], limits, 3.0), 3) == round(3 / 0.5**0.5, 3)
    (True, True)
    """
    from scipy.optimize import brentq

    around, wide = z / np.sqrt(shares[-1]), 12.0 / np.sqrt(shares[0])

    def off(drift: float) -> float:
        return tail(shares, limits, z, drift) - level

    return float(brentq(off, around - wide, around + wide, xtol=1e-9))


def _spends(at: Floats, whole: float, spending: Spending) -> Floats:
    return np.diff(spending(whole, np.minimum(at, 1.0)), prepend=0.0)


def _ascending(shares: Sequence[float] | Floats) -> Floats:
    at = np.asarray(shares, dtype=np.float64)
    if at.ndim != 1 or len(at) == 0 or not (at[0] > 0 and np.all(np.diff(at) > 0) and at[-1] < np.inf):
        given = ", ".join(f"{share:.4g}" for share in at.ravel()[:5]) or "none"
        raise BadInputError(
            f"the looks' shares of information are {given}; expected that they ascend from above 0"
        )
    return at
