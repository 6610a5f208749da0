"""What an aggregate keeps of the events that count: the plain statement of what each one means.

Everything is exact: sums are whole multiples of a quantum, everything else keeps what it was given. So a state ends
in the same bits whatever was added, retracted and merged in between, and in the bits of the kernel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from wager.expressions.table.row import FLOATS
from wager.expressions.tree import Type
from wager.features.quanta import as_float, as_integer, quantum

Order = tuple[Any, ...]
"""Where an event stands among others: its event time, its known time, and what decides ties."""


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


def empty_state(name: str, argument: Type | None) -> State:
    """Make the state of an aggregate over no events.

    Parameters
    ----------
    name : str
        As the grammar calls it.
    argument : Type or None
        Type of what is aggregated; None where nothing is.

    Examples
    --------
    >>> state = empty_state("mean", "float")
    >>> for value in (0.1, 0.2, None, 7.0):
    ...     state.add(value, (0,))
    >>> state.retract(7.0, (0,))
    >>> state.finish(at=0)
    0.15000000000009095
    """
    if name in KEPT:
        return KEPT[name]()
    return RowCount() if argument is None else _SUMMED[name](argument in FLOATS)


def is_value(value: Any) -> bool:
    """Say whether there is a value: neither null nor NaN."""
    return value is not None and value == value  # noqa: PLR0124  # NaN is unequal to itself


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
        return as_float(self.total, floating=True) if self.floating else as_integer(self.total)

    def _parts(self, value: Any) -> tuple[int, int]:
        return (1, quantum(value, floating=self.floating)) if is_value(value) else (0, 0)


class Mean(Sum):
    """The exact sum of the values, divided once by how many there are."""

    __slots__ = ()

    def finish(self, at: int) -> float | None:  # noqa: ARG002
        """Return the mean; null over nothing."""
        return as_float(self.total, floating=self.floating) / self.count if self.count else None


@dataclass(slots=True)
class Kept:
    """A state that keeps all events, of which one answers.

    Attributes
    ----------
    events : list of (tuple, object)
        Where each stands, and its value.
    """

    events: list[tuple[Order, Any]] = field(default_factory=list)

    def add(self, value: Any, order: Order) -> None:
        """Let an event count."""
        self.events.append((order, value))

    def retract(self, value: Any, order: Order) -> None:
        """Let an event no longer count."""
        self.events.remove((order, value))

    def merge(self, other: Self) -> None:
        """Add all that another state holds."""
        self.events += other.events

    def finish(self, at: int) -> Any:  # noqa: ARG002
        """Return the value of the last event, be it null."""
        return max(self.events, key=_order)[1] if self.events else None

    def values(self) -> list[Any]:
        """Return all values, without what is none; a zero has no sign, as else the first would choose it."""
        found = [value for _, value in self.events if is_value(value)]
        return [value + 0.0 if isinstance(value, float) else value for value in found]


class Last(Kept):
    """All events in their order, of which the last gives its value."""

    __slots__ = ()


class First(Kept):
    """All events in their order, of which the first gives its value."""

    __slots__ = ()

    def finish(self, at: int) -> Any:  # noqa: ARG002
        """Return the value of the first event, be it null."""
        return min(self.events, key=_order)[1] if self.events else None


class SinceLast(Kept):
    """All events in their order: how long before the moment the last one was."""

    __slots__ = ()

    def finish(self, at: int) -> int | None:
        """Return the time since the last event."""
        return at - max(self.events, key=_order)[0][0] if self.events else None


class Least(Kept):
    """All values, of which the least is the answer."""

    __slots__ = ()

    def finish(self, at: int) -> Any:  # noqa: ARG002
        """Return the least value; null over nothing."""
        return min(self.values(), default=None)


class Greatest(Kept):
    """All values, of which the greatest is the answer."""

    __slots__ = ()

    def finish(self, at: int) -> Any:  # noqa: ARG002
        """Return the greatest value; null over nothing."""
        return max(self.values(), default=None)


def _order(event: tuple[Order, Any]) -> Order:
    return event[0]


_SUMMED = {"count": ValueCount, "share": Share, "sum": Sum, "mean": Mean}
KEPT: dict[str, type[Kept]] = {
    "min": Least,
    "max": Greatest,
    "first": First,
    "last": Last,
    "time_since_last": SinceLast,
}
"""Aggregates that one event answers, by name."""
