"""What an aggregate keeps of the events that count: the plain statement of what each one means.

Everything is exact: sums are whole multiples of a quantum, everything else keeps what it was given. So a state ends
in the same bits whatever was added, retracted and merged in between, and in the bits of the kernel.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

import numpy as np

from wager.expressions.table.row import FLOATS
from wager.expressions.tree import Type
from wager.features.exact import BOUND, FRACTION_BITS, Exact, of_floats, to_integers

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
    if argument is None:
        return _WITHOUT[name]()
    return _WITH[name](argument in FLOATS)


def quantum(value: float, *, floating: bool) -> int:
    """Turn a number into what is added up: whole numbers as they are, floats in multiples of 2**-40.

    Raises
    ------
    BadInputError
        If it is too large to be summed exactly.
    """
    if not floating:
        return int(value)
    if not abs(value) < BOUND:
        of_floats(np.array([value]))  # says what is wrong
    return round(math.ldexp(value, FRACTION_BITS))


def as_float(total: int, *, floating: bool) -> float:
    """Return the double nearest to a sum, ties to even."""
    return total / (1 << FRACTION_BITS) if floating else float(total)


def as_integer(total: int) -> int:
    """Return a sum of whole numbers, where it fits into 64 bits."""
    if not -(1 << 63) <= total < 1 << 63:
        parts = (total & 0xFFFFFFFF, (total >> 32) & 0xFFFFFFFF, total >> 64)
        to_integers(Exact(*(np.array([part], np.int64) for part in parts), fraction_bits=0))
    return total


def is_value(value: Any) -> bool:
    """Say whether there is a value: neither null nor NaN."""
    return value is not None and value == value  # noqa: PLR0124  # NaN is unequal to itself


def physical(answer: Any, kind: Type) -> Any:
    """Put an answer into the physical form of its type: the mean of durations is a whole number again."""
    if answer is None:
        return None
    if kind == "duration" and isinstance(answer, float):
        return round(answer)
    return float(answer) if kind in FLOATS else answer


@dataclass(slots=True)
class RowCount:
    """How many events count."""

    count: int = 0

    def add(self, value: Any, order: Order) -> None:  # noqa: ARG002
        self.count += 1

    def retract(self, value: Any, order: Order) -> None:  # noqa: ARG002
        self.count -= 1

    def merge(self, other: Self) -> None:
        self.count += other.count

    def finish(self, at: int) -> int:  # noqa: ARG002
        return self.count


@dataclass(slots=True)
class Sum:
    """The exact sum of the values, and how many there are."""

    floating: bool
    total: int = 0
    count: int = 0

    def add(self, value: Any, order: Order) -> None:  # noqa: ARG002
        if is_value(value):
            self.total += quantum(value, floating=self.floating)
            self.count += 1

    def retract(self, value: Any, order: Order) -> None:  # noqa: ARG002
        if is_value(value):
            self.total -= quantum(value, floating=self.floating)
            self.count -= 1

    def merge(self, other: Self) -> None:
        self.total += other.total
        self.count += other.count

    def finish(self, at: int) -> Any:  # noqa: ARG002
        return as_float(self.total, floating=True) if self.floating else as_integer(self.total)


class Mean(Sum):
    """The exact sum of the values, divided by how many there are."""

    __slots__ = ()

    def finish(self, at: int) -> float | None:  # noqa: ARG002
        return as_float(self.total, floating=self.floating) / self.count if self.count else None


@dataclass(slots=True)
class Share:
    """How often a condition holds, of the times that it is not null."""

    floating: bool = False
    true: int = 0
    count: int = 0

    def add(self, value: Any, order: Order) -> None:  # noqa: ARG002
        if value is not None:
            self.count += 1
            self.true += bool(value)

    def retract(self, value: Any, order: Order) -> None:  # noqa: ARG002
        if value is not None:
            self.count -= 1
            self.true -= bool(value)

    def merge(self, other: Self) -> None:
        self.true += other.true
        self.count += other.count

    def finish(self, at: int) -> float | None:  # noqa: ARG002
        return self.true / self.count if self.count else None


class ValueCount(Share):
    """How many values there are."""

    __slots__ = ()

    def add(self, value: Any, order: Order) -> None:  # noqa: ARG002
        self.count += is_value(value)

    def retract(self, value: Any, order: Order) -> None:  # noqa: ARG002
        self.count -= is_value(value)

    def finish(self, at: int) -> int:  # type: ignore[override]  # noqa: ARG002
        return self.count


@dataclass(slots=True)
class Least:
    """All values, of which the least is the answer."""

    floating: bool = False
    values: list[Any] = field(default_factory=list)

    def add(self, value: Any, order: Order) -> None:  # noqa: ARG002
        if is_value(value):
            self.values.append(value + 0.0 if self.floating else value)  # -0.0 equals 0.0

    def retract(self, value: Any, order: Order) -> None:  # noqa: ARG002
        if is_value(value):
            self.values.remove(value)

    def merge(self, other: Self) -> None:
        self.values += other.values

    def finish(self, at: int) -> Any:  # noqa: ARG002
        return min(self.values, default=None)


class Greatest(Least):
    """All values, of which the greatest is the answer."""

    __slots__ = ()

    def finish(self, at: int) -> Any:  # noqa: ARG002
        return max(self.values, default=None)


@dataclass(slots=True)
class Last:
    """All events in their order, of which the last gives its value, be it null."""

    floating: bool = False
    events: list[tuple[Order, Any]] = field(default_factory=list)

    def add(self, value: Any, order: Order) -> None:
        self.events.append((order, value))

    def retract(self, value: Any, order: Order) -> None:
        self.events.remove((order, value))

    def merge(self, other: Self) -> None:
        self.events += other.events

    def finish(self, at: int) -> Any:  # noqa: ARG002
        return max(self.events, key=_order)[1] if self.events else None


class First(Last):
    """All events in their order, of which the first gives its value, be it null."""

    __slots__ = ()

    def finish(self, at: int) -> Any:  # noqa: ARG002
        return min(self.events, key=_order)[1] if self.events else None


class SinceLast(Last):
    """All events in their order: how long before the moment the last one was."""

    __slots__ = ()

    def finish(self, at: int) -> int | None:
        return at - max(self.events, key=_order)[0][0] if self.events else None


def _order(event: tuple[Order, Any]) -> Order:
    return event[0]


_WITHOUT: dict[str, Callable[[], State]] = {"count": RowCount, "time_since_last": SinceLast}
_WITH: dict[str, Callable[[bool], State]] = {
    "count": ValueCount,
    "sum": Sum,
    "mean": Mean,
    "share": Share,
    "min": Least,
    "max": Greatest,
    "first": First,
    "last": Last,
}
