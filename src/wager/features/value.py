"""What of an event an aggregate is given: a value, and where the event stands among others."""

from __future__ import annotations

from typing import Any

Order = tuple[Any, ...]
"""Where an event stands among others: its event time, its known time, and what decides ties."""


def is_value(value: Any) -> bool:
    """Say whether there is a value: neither null nor NaN."""
    return value is not None and value == value  # noqa: PLR0124  # NaN is unequal to itself


def unsigned(value: Any) -> Any:
    """Return a value without the sign of a zero: -0.0 equals 0.0, and which came first would choose between them.

    Examples
    --------
    >>> unsigned(-0.0), unsigned("a")
    (0.0, 'a')
    """
    return value + 0.0 if isinstance(value, float) else value
