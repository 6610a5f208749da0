"""Physical values as people read them, in JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wager.expressions.tree import Type
from wager.foundation.amounts import DAY, Duration, places
from wager.foundation.moments import iso

Value = bool | int | float | str | None


def shown(value: Any, kind: Type, currency: str) -> Value:
    """Write a physical value for people: moments as ISO 8601, money in whole units.

    Parameters
    ----------
    value : bool, int, float, str or None
        In the physical form of its type.
    kind : Type
        What it means.
    currency : str
        Of money.

    Examples
    --------
    >>> shown(0, "time", "USD"), shown(1, "date", "USD"), shown(-1250.0, "money", "USD")
    ('1970-01-01T00:00:00Z', '1970-01-02', '-12.5')
    >>> shown(90_000_000, "duration", "USD"), shown(0.25, "float", "USD"), shown(None, "money", "USD")
    ('90 s', 0.25, None)
    """
    if value is None:
        return None
    if kind == "time":
        return iso(int(value))
    if kind == "date":
        return iso(int(value) * DAY)[:10]
    if kind == "duration":
        return str(Duration(int(value)))
    if kind == "money":
        exact = Decimal(repr(value)).scaleb(-places(currency))
        text = f"{exact:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    found: Value = value
    return found
