"""Looks at a holdout before its last day: which α each test has at each of them, and what stopping early does to an estimate.

α is spent by the share of the planned time that a look comes at, which the freeze pins (Lan & DeMets 1989); how much two looks
have in common is told by the variance of the sums that a test is made of, by clusters, at the one and at the other. That variance
only grows, it needs no standard error guessed beforehand, and nothing of it is kept or shown before the verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.enough import FEW_CLUSTERS, LEAST_CLUSTERS
from wager.evaluation.estimate import Estimate
from wager.evaluation.influence import Measured
from wager.evaluation.two_ways import Ways, fewest, variance_by
from wager.evaluation.wild import DRAWS
from wager.verdict.sequential import bounds, futility, median_unbiased, obrien_fleming, of_clusters

Booleans = NDArray[np.bool_]

_MORE = 1 + 1e-9  # less is no new information
_SURE = 1e-6  # ends of an interval that leave out less are not told apart


@dataclass(frozen=True, eq=False)
class Looks:
    """The looks at a holdout until now.

    Attributes
    ----------
    shares : tuple of float
        Of the planned time at each look that was taken, the present one last; 1 is the last of all.
    since : ndarray of int16, shape (n,)
        The place among them of the first look at which each row was there.
    power : float
        With which the design wants an effect to be found; 1 - power is what giving up in vain may cost.
    """

    shares: tuple[float, ...]
    since: NDArray[np.int16]
    power: float = 0.8

    @property
    def last(self) -> bool:
        """True at the last of all, where what is left of α is spent."""
        return self.shares[-1] >= 1


@dataclass(frozen=True)
class Step:
    """One look at one test.

    Attributes
    ----------
    share : float
        Of the planned time.
    information : float
        Of what there is at the present look.
    alpha : float
        One-sided, at which the test was made.
    bound : float
        Of |Z|.
    """

    share: float
    information: float
    alpha: float
    bound: float


@dataclass(frozen=True)
class Looked:
    """What many looks make of one test.

    Attributes
    ----------
    path : tuple of Step
        The looks at which the test could claim something, oldest first.
    alpha : float
        One-sided, at the present look; 0 where the test cannot claim anything at it.
    value, low, high : float or None
        The difference as it is, as likely too small as too large however the looks ended, and its 95 % interval; None where no
        earlier look could have ended it, or one would have that others kept going.
    futile : bool
        True where going on is hardly worth it: what was asked would have shown itself.
    """

    path: tuple[Step, ...]
    alpha: float
    value: float | None = None
    low: float | None = None
    high: float | None = None
    futile: bool = False

    def turned(self, off: float, sign: int) -> Looked:
        """Return the same of a difference that is so much less, and with the other sign where that is -1."""
        if self.value is None or self.low is None or self.high is None:
            return self
        low, value, high = (sign * (one - off) for one in (self.low, self.value, self.high))
        return replace(self, value=value, low=min(low, high), high=max(low, high))

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "path": [dict(vars(step)) for step in self.path]}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Looked:
        """Read what `to_json` wrote."""
        return cls(**{**found, "path": tuple(Step(**step) for step in found["path"])})


@dataclass(frozen=True, eq=False)
class Seen:
    """What one test is made of, row by row.

    Attributes
    ----------
    measured : Measured
        The figure that a bound is set against.
    ways : ndarray of int64, or a tuple of them
        The clusters of the rows.
    claims : ndarray of bool, shape (n,)
        The rows of which `least` have to be there before the test claims anything.
    least : int
    """

    measured: Measured
    ways: Ways
    claims: Booleans
    least: int = 0

    def there(self, looks: Looks, place: int) -> Booleans:
        """Return the rows that count and were there at a look."""
        return np.asarray(self.measured.counted & (looks.since <= place), dtype=np.bool_)

    def information(self, there: Booleans) -> float:
        """Return the variance of the sum over some rows, by clusters; of a figure without influences their number."""
        clusters = fewest(self.ways, there)
        if self.measured.draws is not None or not clusters:
            return float(clusters)
        part = np.where(there, self.measured.influence, 0.0)
        return variance_by(part, self.ways, there) * (clusters - 1) / clusters


def path_of(looks: Looks, alpha: float, seen: Seen) -> tuple[Step, ...]:
    """Find the α of a test at each look, the present one last; where that is missing, it can claim nothing now.

    Passed over is a look at which the test has fewer than six clusters, too few rows to claim anything, no information that was not
    there before, or a share of α that no wild bootstrap can tell from nothing. What it would have spent is left to the next. Of a
    figure that does not vary at all, or has no row, only the present look is kept, with all that may be spent until then.
    """
    if not 0 < alpha < 0.5:
        return ()
    places = _usable(looks, alpha, seen)
    found = [seen.information(seen.there(looks, place)) for place in places]
    telling = [here for here, information in enumerate(found) if information > 0]
    if places and not telling:
        telling, found = [len(places) - 1], [1.0] * len(places)
    kept = telling[:1]
    for here in telling[1:]:
        if found[here] > _MORE * found[kept[-1]]:
            kept.append(here)
    times = np.array([looks.shares[places[here]] for here in kept])
    shares = np.array([found[here] for here in kept])
    stuck = looks.last and bool(places) and kept[-1] != len(places) - 1
    if len(kept) > 1:
        alpha = of_clusters(alpha, fewest(seen.ways, seen.there(looks, len(looks.shares) - 1)))
    limits = bounds(shares, alpha, times=times) if kept else shares
    steps = [
        Step(float(time), float(share / shares[-1]), _beyond(limit), float(limit))
        for time, share, limit in zip(times, shares, limits, strict=True)
    ]
    return (*steps, _rest(alpha, float(times[-1]))) if stuck else tuple(steps)


def _usable(looks: Looks, alpha: float, seen: Seen) -> list[int]:
    """List the looks at which a test can claim anything; the last of all always can."""
    usable, spent = [], 0.0
    for place, share in enumerate(looks.shares):
        there, spends = seen.there(looks, place), float(obrien_fleming(alpha, np.array([share]))[0])
        clusters = fewest(seen.ways, there)
        few = clusters < FEW_CLUSTERS and (spends - spent) * (DRAWS + 1) < 1
        enough = clusters >= LEAST_CLUSTERS and int((seen.claims & there).sum()) >= seen.least
        if share >= 1 or (enough and not few):
            usable.append(place)
            spent = spends
    return usable


def _beyond(limit: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(-limit))


def _rest(alpha: float, time: float) -> Step:
    """Spend what is left at a last look that brought no information, as if the looks had nothing in common."""
    from scipy.special import ndtri

    left = alpha - float(obrien_fleming(alpha, np.array([time]))[0])
    return Step(1.0, 1.0, left, float(-ndtri(left)))


def looked_at(looks: Looks, alpha: float, seen: Seen, found: Estimate, worth: float | None = None) -> Looked:
    """Say what the looks make of one test.

    Parameters
    ----------
    alpha : float
        One-sided, of all looks together.
    found : Estimate
        Of what was measured, in its unit.
    worth : float, optional
        The effect that was asked for, in that unit; without it nothing is futile.
    """
    path = path_of(looks, alpha, seen)
    now = path[-1].alpha if path and path[-1].share == looks.shares[-1] else 0.0
    if not now or found.value is None or not found.se:
        return Looked(path, now)
    low, value, high = _unbiased(path, found) if _went_on(looks, path, seen) else (None, None, None)
    return Looked(path, now, value, low, high, _futile(looks, path, found, worth))


def _went_on(looks: Looks, path: tuple[Step, ...], seen: Seen) -> bool:
    """Tell whether there were earlier looks, and the test itself ended at none of them."""
    information = [step.information for step in path]
    if len(path) < 2 or information[-1] <= information[-2] or seen.measured.draws is not None:
        return False
    rows = int(seen.measured.counted.sum())
    for step in path[:-1]:
        there = seen.there(looks, looks.shares.index(step.share))
        total = float(seen.measured.influence[there].sum()) + seen.measured.value * int(there.sum()) / rows
        if abs(total) > step.bound * np.sqrt(seen.information(there)):
            return False
    return True


def _unbiased(path: tuple[Step, ...], found: Estimate) -> tuple[float, float, float]:
    """Return the median-unbiased estimate between the ends of its interval.

    The levels of the ends are those at which one look would give the plain interval, be it by t or by the wild bootstrap.
    """
    from scipy.special import ndtr

    assert found.value is not None and found.se is not None  # noqa: PT018
    assert found.low is not None and found.high is not None  # noqa: PT018
    shares, limits = (np.array([getattr(step, name) for step in path]) for name in ("information", "bound"))
    z, below, above = ((found.value - end) / found.se for end in (0.0, found.low, found.high))
    levels = np.clip(ndtr([-below, 0.0, -above]), _SURE, 1 - _SURE)
    low, value, high = (found.se * median_unbiased(shares, limits, z, float(level)) for level in levels)
    return low, value, high


def _futile(looks: Looks, path: tuple[Step, ...], found: Estimate, worth: float | None) -> bool:
    if looks.last or not worth or found.value is None or not found.se:
        return False
    times, limits = (np.array([getattr(step, name) for step in path]) for name in ("share", "bound"))
    shares = np.array([step.information for step in path]) * times[-1]  # of what the whole time will bring
    drift = worth / (found.se * float(np.sqrt(times[-1])))
    floors = futility(shares, limits, drift, 1 - looks.power, times=times)
    return bool(found.value / found.se < floors[-1])
