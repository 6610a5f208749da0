"""t of a one-sided bound, lengthened for the skewness that samples of normal sums show by chance: simulated, for tests of power."""

from functools import cache

import numpy as np
from scipy.optimize import brentq
from scipy.stats import nct, skew, t


@cache
def limits(alpha, clusters):
    """Standard errors that a bound lies away, at two hundred quantiles of equal weight."""
    samples = np.random.default_rng(1).standard_normal((200_000, clusters))
    a = np.quantile(skew(samples, axis=1, bias=False) / np.sqrt(clusters), (np.arange(200) + 0.5) / 200)
    plain = t.isf(alpha, clusters - 1)
    return np.where(a < 0, np.maximum(plain, 3 / a * (np.cbrt(1 + a * (plain - a / 6)) - 1)), plain)


def power_of(shift, alpha, clusters):
    """Say how often a bound excludes what lies so many standard errors away, by the noncentral t."""
    return nct.sf(limits(alpha, clusters), clusters - 1, shift).mean()


@cache
def shift_of(power, alpha, clusters):
    """Find the standard errors at which a bound has the power."""
    return brentq(lambda shift: power_of(shift, alpha, clusters) - power, 0.0, 20.0)
