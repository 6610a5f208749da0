"""What an aggregate keeps of the events that count: the plain statement of what each one means.

Everything is exact: sums are whole multiples of a quantum, everything else keeps what it was given. So a state ends
in the same bits whatever was added, retracted and merged in between, and in the bits of the kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, Self

from wager.expressions.table.row import FLOATS
from wager.expressions.tree import Type
from wager.features.finish import deviation_of, mean_of, variance_of
from wager.features.kept import KEPT
from wager.features.multiset import DistinctCount, Quantile
from wager.features.quanta import FRACTION_BITS, as_float, as_integer, quantum
from wager.features.value import Order, is_value

FEWEST = 2
"""Values of which there is a spread."""


class State(Protocol):
    """What one aggregate knows of the events that count."""

    def add(self, value: Any, order: Order) -> None:
        """Let an event count: its value (physical, None for null) and where it stands."""
        ...

    def retract(self, value: Any, order: Order) -> None:
        """Let an event that was added no longer count."""
        ...

    def merge(self, other: Self) -> None:
        """Add all that another state of the same aggregate holds."""
        ...

    def finish(self, at: int) -> Any:
        """Answer, as of a moment."""
        ...


def empty_state(name: str, argument: Type | None, level: Decimal | None = None) -> State:
    """Make the state of an aggregate over no events.

    Parameters
    ----------
    name : str
        As the grammar calls it.
    argument : Type or None
        Type of what is aggregated; None where nothing is.
    level : Decimal, optional
        Of a quantile.

    Examples
    --------
    >>> state = empty_state("mean", "float")
    >>> for value in (0.1, 0.2, None, 7.0):
    ...     state.add(value, (0,))
    >>> state.retract(7.0, (0,))
    >>> state.finish(at=0)  # of what the doubles 0.1 and 0.2 are
    0.15000000000000002
    """
    if name in KEPT:
        return KEPT[name]()
    if level is not None:
        return Quantile(Fraction(level))
    if name == "count_distinct":
        return DistinctCount()
    return RowCount() if argument is None else SUMMED[name](argument in FLOATS)


@dataclass(slots=True)
class Summed:
    """A state that what goes can be taken away from: how many there are, and an exact sum.

    Attributes
    ----------
    floating : bool
        True where floats are summed.
    count : int
        How many events, or values, there are.
    total : int
        Their sum, in quanta.
    """

    floating: bool = False
    count: int = 0
    total: int = 0

    def add(self, value: Any, order: Order) -> None:  # noqa: ARG002
        """Let an event count."""
        count, amount = self._parts(value)
        self.count += count
        self.total += amount

    def retract(self, value: Any, order: Order) -> None:  # noqa: ARG002
        """Let an event no longer count."""
        count, amount = self._parts(value)
        self.count -= count
        self.total -= amount

    def merge(self, other: Self) -> None:
        """Add all that another state holds."""
        self.count += other.count
        self.total += other.total

    def finish(self, at: int) -> Any:  # noqa: ARG002
        """Return how many there are."""
        return self.count

    @property
    def fraction_bits(self) -> int:
        """A quantum is `2**-fraction_bits`."""
        return FRACTION_BITS if self.floating else 0

    def _parts(self, value: Any) -> tuple[int, int]:  # noqa: ARG002
        return 1, 0


class RowCount(Summed):
    """How many events count."""

    __slots__ = ()


class ValueCount(Summed):
    """How many values there are."""

    __slots__ = ()

    def _parts(self, value: Any) -> tuple[int, int]:
        return is_value(value), 0


class Share(Summed):
    """How often a condition holds, of the times that it is not null."""

    __slots__ = ()

    def finish(self, at: int) -> float | None:  # noqa: ARG002
        """Return the share; null where the condition is never known."""
        return self.total / self.count if self.count else None

    def _parts(self, value: Any) -> tuple[int, int]:
        return value is not None, value is True


class Sum(Summed):
    """The exact sum of the values."""

    __slots__ = ()

    def finish(self, at: int) -> Any:  # noqa: ARG002
        """Return the sum, 0 over nothing."""
        return as_float(self.total) if self.floating else as_integer(self.total)

    def _parts(self, value: Any) -> tuple[int, int]:
        return (1, quantum(value, floating=self.floating)) if is_value(value) else (0, 0)


class Mean(Sum):
    """The exact sum of the values by how many there are, rounded once."""

    __slots__ = ()

    def finish(self, at: int) -> float | None:  # noqa: ARG002
        """Return the mean; null over nothing."""
        return mean_of(self.count, self.total, self.fraction_bits) if self.count else None


@dataclass(slots=True)
class Variance(Sum):
    """The exact sum of the values, and that of their squares.

    Attributes
    ----------
    squares : int
        The sum of the squares of quanta.
    """

    squares: int = 0

    def add(self, value: Any, order: Order) -> None:  # noqa: ARG002
        """Let an event count."""
        count, amount = self._parts(value)
        self.count += count
        self.total += amount
        self.squares += amount * amount

    def retract(self, value: Any, order: Order) -> None:  # noqa: ARG002
        """Let an event no longer count."""
        count, amount = self._parts(value)
        self.count -= count
        self.total -= amount
        self.squares -= amount * amount

    def merge(self, other: Self) -> None:
        """Add all that another state holds."""
        Sum.merge(self, other)
        self.squares += other.squares

    def finish(self, at: int) -> float | None:  # noqa: ARG002
        """Return the variance over n - 1; null below two values."""
        return self._spread(variance_of)

    def _spread(self, finish: Callable[[int, int, int, int], float]) -> float | None:
        if self.count < FEWEST:
            return None
        return finish(self.count, self.total, self.squares, self.fraction_bits)


class Deviation(Variance):
    """The root of the variance, rounded once."""

    __slots__ = ()

    def finish(self, at: int) -> float | None:  # noqa: ARG002
        """Return the deviation; null below two values."""
        return self._spread(deviation_of)


SUMMED: dict[str, type[Summed]] = {
    "count": ValueCount,
    "share": Share,
    "sum": Sum,
    "mean": Mean,
    "stddev": Deviation,
    "variance": Variance,
}
"""Aggregates that sums answer, by name."""
TAKEN_AWAY = frozenset({*SUMMED, "count_distinct", "quantile"})
"""Aggregates of whose state what left can be taken away, whatever else it holds."""
