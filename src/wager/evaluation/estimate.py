"""A figure with its uncertainty, and how far its bounds are away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from wager.evaluation.written import written
from wager.foundation.amounts import places


class Bounds(Protocol):
    """What finds bounds where t does not."""

    def bound(self, alpha: float, side: int) -> float:
        """Return the one-sided bound: below (-1) or above (+1)."""
        ...

    def p_value(self, null: float, side: int) -> float:
        """Say how rare such a figure is where the truth is `null`: one at least as large (1), or as small (-1)."""
        ...


@dataclass(frozen=True)
class Estimate:
    """A figure with its uncertainty.

    Attributes
    ----------
    value : float or None
        In its unit; None where it is not defined.
    se : float or None
        Standard error; None where there are too few clusters.
    low, high : float or None
        Two-sided 95 % interval.
    clusters, rows, events : int
        What it rests on; see `Measured`.
    unit : str
        A currency (the figure is in its whole units: dollars, not cents), `share`, or `number`.
    reason : str
        Why value or interval are missing; empty where they are not.
    wild : Bounds or None
        What finds bounds where there are few clusters; not written as JSON.
    note : str
        What a reader should know of how the interval was found; empty where it is the usual one.
    skew : float
        Of the sums by cluster, see `skewness`; 0 where bounds are not corrected for it.
    by_weeks : Estimate or None
        The same figure with its rows in weeks, which follow each other less than days do; None where nobody asked, or
        there are too few weeks.
    """

    value: float | None
    se: float | None
    low: float | None
    high: float | None
    clusters: int
    rows: int
    events: int
    unit: str = "number"
    reason: str = ""
    wild: Bounds | None = field(default=None, repr=False, compare=False)
    note: str = ""
    by_weeks: Estimate | None = None
    skew: float = 0.0

    def lower(self, alpha: float) -> float | None:
        """Return the one-sided lower bound: the truth lies below with probability alpha at most."""
        return self._bound(-1, alpha)

    def upper(self, alpha: float) -> float | None:
        """Return the one-sided upper bound."""
        return self._bound(+1, alpha)

    def _bound(self, side: int, alpha: float) -> float | None:
        if self.value is None or self.se is None:
            return None
        skew = -side * self.skew
        if self.wild is None:
            return self.value + side * reach(alpha, self.clusters, skew) * self.se
        bound = self.wild.bound(alpha, side)
        if skew >= 0:
            return bound
        lengthened = self.value + side * reach(alpha, self.clusters, skew) * self.se
        return side * max(side * bound, side * lengthened)

    def shown(self, number: float | None = None, *, signed: bool = False) -> str:
        """Write the value, or another number of the same unit, for people.

        Examples
        --------
        >>> Estimate(-12_345.67, None, None, None, 9, 9, 9, "USD").shown()
        '-12,346 USD'
        >>> Estimate(0.123, None, None, None, 9, 9, 9, "share").shown(signed=True)
        '+12.30 pp'

        Digits of an interval are alike; of another number they are its own:

        >>> found = Estimate(5.144, None, -47.0, 157.29, 9, 9, 9, "USD")
        >>> found.with_interval(signed=True), found.shown(12.5)
        ('+5 USD (-47 USD .. +157 USD)', '12.50 USD')
        """
        number = self.value if number is None else number
        own = (self.value, self.low, self.high)
        beside = own if number in own else ()
        return "unknown" if number is None else written(number, self.unit, signed=signed, beside=beside)

    def with_interval(self, *, signed: bool = False) -> str:
        """Write the value with its 95 % interval, or why it has none."""
        if self.value is None:
            return f"unknown ({self.reason})"
        if self.low is None or self.high is None:
            return f"{self.shown(signed=signed)} (no interval: {self.reason})"
        ends = f"{self.shown(self.low, signed=signed)} .. {self.shown(self.high, signed=signed)}"
        return f"{self.shown(signed=signed)} ({ends})"

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values; a note and weeks only where there are."""
        plain = {
            name: value for name, value in vars(self).items() if name not in {"wild", "note", "by_weeks"}
        }
        plain |= {"note": self.note} if self.note else {}
        return plain if self.by_weeks is None else {**plain, "by_weeks": self.by_weeks.to_json()}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Estimate:
        """Read what `to_json` wrote."""
        weeks = found.get("by_weeks")
        return cls(**{**found, "by_weeks": None if weeks is None else cls.from_json(weeks)})


def per_unit(unit: str) -> int:
    """Say how many of what is measured make one of what is shown: cents to the dollar; 1 without a currency.

    Examples
    --------
    >>> per_unit("USD"), per_unit("JPY"), per_unit("share")
    (100, 1, 1)
    """
    return 1 if unit in {"share", "number"} else int(10 ** places(unit))


def t_quantile(alpha: float, clusters: int) -> float:
    """Return the point of Student's t with `clusters` - 1 degrees that is exceeded with probability alpha."""
    from scipy.special import stdtrit

    return float(-stdtrit(clusters - 1, alpha))


def reach(alpha: float, clusters: int, skew: float) -> float:
    """Say how many standard errors away a one-sided bound is, where what lies beyond it is skewed like that.

    Few clusters that lose much, and are seldom seen, make a loss look small and certain. Hall's transformation (P. Hall, "On the removal of skewness by transformation", JRSS B 1992)
    takes the skewness out of t; it is heeded where it moves the bound away, never where it brings it nearer.

    Examples
    --------
    >>> round(reach(0.05, 60, 0.0), 2), round(reach(0.05, 60, -0.2), 2), round(reach(0.05, 60, 0.2), 2)
    (1.67, 1.95, 1.67)
    """
    t = t_quantile(alpha, clusters)
    if skew >= 0:
        return t
    from numpy import cbrt

    return max(t, float(3 / skew * (cbrt(1 + skew * (t - skew / 6)) - 1)))
