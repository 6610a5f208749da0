"""States that keep how often each value occurs: for answers that no sum gives, and one value alone neither."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self

from wager.features.finish import between, place_of_level
from wager.features.value import Order, is_value, unsigned
from wager.foundation.errors import BadInputError


@dataclass(slots=True)
class Multiset:
    """How often each value occurs among the events that count.

    What goes is taken away from what came, in any order, so a part of a whole may hold less than nothing of a value.

    Attributes
    ----------
    level : Fraction
        Of a quantile.
    times : dict of value to int
        None of them 0.
    """

    level: Fraction = Fraction(0)
    times: dict[Any, int] = field(default_factory=dict)

    def add(self, value: Any, order: Order) -> None:  # noqa: ARG002
        """Let an event count."""
        self.change(value, 1)

    def retract(self, value: Any, order: Order) -> None:  # noqa: ARG002
        """Let an event no longer count."""
        self.change(value, -1)

    def merge(self, other: Self) -> None:
        """Add all that another state holds."""
        for value, times in other.times.items():
            self.change(value, times)

    def change(self, value: Any, by: int) -> None:
        """Count a value more often, or less."""
        if not is_value(value):
            return
        value = unsigned(value)
        times = self.times.get(value, 0) + by
        if times:
            self.times[value] = times
        else:
            del self.times[value]

    def finish(self, at: int) -> Any:  # noqa: ARG002
        """Return how many different values there are, 0 over nothing."""
        return len(self.times)


class DistinctCount(Multiset):
    """How many different values there are."""

    __slots__ = ()


class Quantile(Multiset):
    """The values in their order, between two of which the level lies."""

    __slots__ = ()

    def change(self, value: Any, by: int) -> None:
        """Count a number more often, or less."""
        if is_value(value):
            check_finite(value)
        Multiset.change(self, value, by)

    def finish(self, at: int) -> float | None:  # noqa: ARG002
        """Return the quantile, on the straight line between neighbours; null over nothing."""
        count = sum(self.times.values())
        if not count:
            return None
        place, part = place_of_level(count, self.level)
        low = high = None
        seen = 0
        for value in sorted(self.times):
            seen += self.times[value]
            if low is None and seen > place:
                low = value
            if seen > place + 1 or seen == count:
                high = value
                break
        return between(low, high, part)


def check_finite(value: float) -> None:
    """Refuse what no straight line leads to.

    Raises
    ------
    BadInputError
        If a number is infinite.
    """
    if value - value != 0:
        raise BadInputError(
            f"no quantile can be taken of {value}; expected a finite number; clip it or declare a range for its column"
        )
