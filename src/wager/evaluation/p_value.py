"""How rare a figure is where the truth is zero, by the same method as its interval: the two never disagree."""

from __future__ import annotations

from typing import Literal

from wager.evaluation.estimate import Estimate

_ROUNDING = 1e-12  # a standard error so much smaller than its figure is zero


def p_value(found: Estimate, side: Literal[-1, 0, 1] = 0) -> float | None:
    """Return the p-value of a figure, against a truth of zero.

    Parameters
    ----------
    found : Estimate
        Of influences, not read back from JSON: where there are few clusters its wild bootstrap is asked.
    side : {-1, 0, 1}
        Against a truth of at least zero (-1, low figures are rare), of at most zero (1), or of just zero (0).

    Returns
    -------
    float or None
        t with one degree of freedom fewer than clusters from 30 on, the wild cluster bootstrap-t below, and no smaller than
        t without its skewness where the tail is long; two-sided is twice the rarer side, as the ends of the interval are.
        None where there is no interval; 1 where nothing varies.

    Examples
    --------
    >>> found = Estimate(2.0, 1.0, -0.03, 4.03, clusters=40, rows=400, events=400)
    >>> round(p_value(found), 4), round(p_value(found, 1), 4)
    (0.0525, 0.0262)
    """
    if found.value is None or found.se is None:
        return None
    if found.se <= _ROUNDING * abs(found.value):
        return 1.0
    if side:
        return _of_side(found, found.value, found.se, side)
    return min(1.0, 2 * min(_of_side(found, found.value, found.se, one) for one in (-1, 1)))


def _of_side(found: Estimate, value: float, se: float, side: int) -> float:
    from scipy.special import stdtr

    t, skew = side * value / se, side * found.skew
    if skew < 0:
        t = min(t, t + skew * t**2 / 3 + skew**2 * t**3 / 27 + skew / 6)
    by_t = float(stdtr(found.clusters - 1, -t))
    if found.wild is None:
        return by_t
    drawn = found.wild.p_value(0.0, side)
    return max(drawn, by_t) if skew < 0 else drawn
