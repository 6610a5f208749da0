"""What is found of a model's worth: money by the share of rows acted on, what it promised, which probability to act from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wager.evaluation.estimate import Estimate
from wager.money.implied import Implied


@dataclass(frozen=True)
class Point:
    """One way to act, and what it earned.

    Attributes
    ----------
    share : float
        Of the rows that are acted on.
    money : float
        Per 1,000 rows, in whole units of the currency.
    over_nothing : Estimate
        The same less that of acting on no row; the interval takes the cut as given.
    cut : float or None
        The expected gain over the first action from which a row is acted on, in whole units of the currency a row; None where no
        one number says it.
    name : str
        What stands there: `policy`, `best`, `do_nothing`, `act_on_all`; else empty.
    """

    share: float
    money: float
    over_nothing: Estimate
    cut: float | None = None
    name: str = ""

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "over_nothing": self.over_nothing.to_json()}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Point:
        """Read what `to_json` wrote."""
        return cls(**{**found, "over_nothing": Estimate.from_json(found["over_nothing"])})


@dataclass(frozen=True)
class Profit:
    """A profit curve.

    Attributes
    ----------
    values : tuple of float
        Money per 1,000 rows, in whole units of the currency, where 0 %, 1 %, … 100 % of the rows are acted on. Rows of the same
        expected gain are taken in no order: within them the curve is straight.
    points : tuple of Point
        Some of them, with their intervals.
    marks : tuple of Point
        What the model's policy did, the highest place of the curve (chosen on these rows, which flatters it), and both ends.
    """

    values: tuple[float, ...]
    points: tuple[Point, ...]
    marks: tuple[Point, ...]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "values": list(self.values),
            "points": [point.to_json() for point in self.points],
            "marks": [point.to_json() for point in self.marks],
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Profit:
        """Read what `to_json` wrote."""
        read = {name: tuple(Point.from_json(one) for one in found[name]) for name in ("points", "marks")}
        return cls(tuple(found["values"]), **read)


@dataclass(frozen=True)
class Promise:
    """Money per 1,000 rows, promised and earned on the same rows.

    Attributes
    ----------
    promised : Estimate
        The mean of the expected pays of the actions taken.
    earned : Estimate
    difference : Estimate
        Earned less promised.
    """

    promised: Estimate
    earned: Estimate
    difference: Estimate

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {name: found.to_json() for name, found in vars(self).items()}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Promise:
        """Read what `to_json` wrote."""
        return cls(**{name: Estimate.from_json(one) for name, one in found.items()})


@dataclass(frozen=True)
class Thresholds:
    """The probabilities from which one acts, by what they were found.

    Attributes
    ----------
    implied : Implied or None
        By the pays.
    written : float or None
        In the model's policy.
    best : float or None
        The one of all that earned most on these rows, which flatters it; None where acting on no row earned most.
    money : Estimate or None
        What it earned per 1,000 rows.
    gain : Estimate or None
        What a threshold adds per 1,000 rows to the action with the highest expected pay, on rows that it was not chosen on: chosen on
        one half of the clusters and tried on the other, and the other way round.
    differs : bool
        True where the gain's interval lies above zero: the probabilities are not what they say.
    """

    implied: Implied | None
    written: float | None = None
    best: float | None = None
    money: Estimate | None = None
    gain: Estimate | None = None
    differs: bool = False

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        inner = {name: getattr(self, name) for name in ("implied", "money", "gain")}
        return {**vars(self), **{name: one and one.to_json() for name, one in inner.items()}}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Thresholds:
        """Read what `to_json` wrote."""
        inner: dict[str, Any] = {"implied": found["implied"] and Implied.from_json(found["implied"])}
        inner |= {name: found[name] and Estimate.from_json(found[name]) for name in ("money", "gain")}
        return cls(**{**found, **inner})
