"""What limits the values of a column, in the form in which they are stored: its contract, and the calendar."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from decimal import Decimal

from wager.data.schema import NUMERIC, ColumnSpec
from wager.data.values import number
from wager.foundation.amounts import places
from wager.foundation.moments import microseconds

EARLIEST = microseconds(datetime(1, 1, 1, tzinfo=UTC))
LATEST = microseconds(datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC))
"""The calendar's ends, in microseconds."""


def physical(amount: Decimal, spec: ColumnSpec, currency: str) -> Decimal:
    """Bring a number of a contract into the stored form: money is in minor units."""
    return amount.scaleb(places(currency)) if spec.type == "money" else amount


def null_numbers(spec: ColumnSpec, currency: str) -> frozenset[float]:
    """Name the numbers that mean null: `1048.36058` is also the reading written `1048.360580`.

    Examples
    --------
    >>> null_numbers(ColumnSpec("a", "money", null_if=("-1", "none")), "USD")
    frozenset({-100})
    """
    if spec.type not in NUMERIC:
        return frozenset()
    found = [
        physical(Decimal(text.strip()), spec, currency) for text in spec.null_if if number(text) is not None
    ]
    if spec.type == "float":
        return frozenset(float(one) + 0.0 for one in found)  # as columns hold it: no minus zero
    return frozenset(int(one) for one in found if one == int(one) and -(2**63) <= one < 2**63)


def bounds(spec: ColumnSpec, currency: str) -> tuple[float, float]:
    """Return the least and the greatest number that is allowed; infinite where there is none.

    Examples
    --------
    >>> bounds(ColumnSpec("a", "money"), "USD")
    (-inf, inf)
    """
    if spec.range is None:
        return -math.inf, math.inf
    low, high = (
        None if end is None else float(physical(end, spec, currency))
        for end in (spec.range.low, spec.range.high)
    )
    return -math.inf if low is None else low, math.inf if high is None else high
