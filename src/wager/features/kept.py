"""States that keep all events, of which one answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

from wager.features.value import Order, is_value, unsigned


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
        return [unsigned(value) for _, value in self.events if is_value(value)]


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


KEPT: dict[str, type[Kept]] = {
    "min": Least,
    "max": Greatest,
    "first": First,
    "last": Last,
    "time_since_last": SinceLast,
}
"""Aggregates that one event answers, by name."""
