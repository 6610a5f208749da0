"""Amounts as texts: a number and its unit, separated by one space (formats.md, Units)."""

from __future__ import annotations

import re
from decimal import Decimal

from wager.foundation.amounts import (
    LONGEST,
    MICROSECONDS,
    PERIODS,
    AmountError,
    Change,
    Duration,
    Money,
    Quantity,
    Range,
    Rate,
    Share,
    money,
)
from wager.foundation.errors import nearest

MULTIPLES = {"": 1, "k": 1_000, "M": 1_000_000}
MAXIMUM_DIGITS = 24

SPOKEN = {
    "second": "s",
    "sec": "s",
    "minute": "min",
    "min": "min",
    "hour": "h",
    "hr": "h",
    "day": "d",
    "percent": "%",
}
"""How people write units that have a short form here."""

_QUANTITY = re.compile(r"(?P<number>[+-]?\d+(?:\.\d+)?)(?P<multiple>[kM]?)(?: (?P<unit>[A-Za-z%]+))?")


def parse_quantity(text: str) -> Quantity:
    """Read a number with its unit, if it has one.

    Raises
    ------
    AmountError
        If the text is no number, the unit is unknown, or the space between them is missing.

    Examples
    --------
    >>> parse_quantity("20k USD")
    Money(minor=2000000, currency='USD')
    >>> parse_quantity("2 h")
    Duration(microseconds=7200000000)
    >>> parse_quantity("60 %")
    Share(value=Decimal('0.6'))
    """
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        glued = re.fullmatch(r"\s*([+-]?\d+(?:\.\d+)?[kM]?)([A-Za-z%]+)\s*", text)
        if glued:
            raise AmountError(f"{text!r} needs a space before its unit: `{glued[1]} {glued[2]}`")
        raise AmountError(f"{text!r} is no amount; expected a number and a unit such as `5 d` or `18 USD`")
    if len(match["number"]) > MAXIMUM_DIGITS:
        raise AmountError(f"an amount of {len(match['number'])} digits; expected at most {MAXIMUM_DIGITS}")
    number = Decimal(match["number"]) * MULTIPLES[match["multiple"]]
    return number if match["unit"] is None else with_unit(number, match["unit"])


def with_unit(number: Decimal, unit: str) -> Quantity:
    """Give a number its unit.

    Raises
    ------
    AmountError
        If the unit is unknown, or the amount cannot be held exactly.
    """
    if unit == "%":
        return Share(number / 100)
    if unit == "pp":
        return Change(number / 100)
    if unit in MICROSECONDS:
        microseconds = number * MICROSECONDS[unit]
        if microseconds != microseconds.to_integral_value():
            raise AmountError(f"{number} {unit} is no whole number of microseconds")
        if abs(microseconds) > LONGEST:
            raise AmountError(f"{number} {unit} is too long; expected at most {Duration(LONGEST)}")
        return Duration(int(microseconds))
    if re.fullmatch("[A-Z]{3}", unit):
        return money(number, unit)
    singular = unit.lower().removesuffix("s")
    if singular in SPOKEN:
        raise AmountError(f"{unit!r} is no unit; write `{number} {SPOKEN[singular]}`")
    if singular in PERIODS:
        raise AmountError(f"{unit!r} is no unit of a duration; write days, such as `30 d`")
    raise AmountError(f"{unit!r} is no unit{nearest(unit, [*MICROSECONDS, '%', 'pp', 'USD', 'EUR'])}")


def _needs(text: str, kind: str, example: str) -> AmountError:
    return AmountError(f"{text.strip()!r} is no {kind}; expected a number with a unit, such as `{example}`")


def parse_duration(text: str) -> Duration:
    """Read `50 ms`, `2 h`, `5 d`.

    Raises
    ------
    AmountError
        If the unit is missing or of another kind.
    """
    quantity = parse_quantity(text)
    if not isinstance(quantity, Duration):
        raise _needs(text, "duration", f"{quantity if isinstance(quantity, Decimal) else 5} d")
    return quantity


def parse_money(text: str) -> Money:
    """Read `18 USD`, `-0.05 USD`, `20k USD`.

    Raises
    ------
    AmountError
        If the currency is missing or of another kind.
    """
    quantity = parse_quantity(text)
    if not isinstance(quantity, Money):
        raise _needs(text, "money", f"{quantity if isinstance(quantity, Decimal) else 18} USD")
    return quantity


def parse_share(text: str) -> Share:
    """Read `50 %` or the bare number `0.5`.

    Raises
    ------
    AmountError
        If it is neither.
    """
    quantity = parse_quantity(text)
    if isinstance(quantity, Decimal):
        if 0 <= quantity <= 1:
            return Share(quantity)
        raise _needs(text, "share", f"{quantity} %")
    if not isinstance(quantity, Share):
        raise _needs(text, "share", "50 %")
    return quantity


def parse_rate(text: str) -> Rate:
    """Read `400 USD per month`, `200 per 7 d`, `1 per 365 d`.

    Raises
    ------
    AmountError
        If `per` or the period is missing.
    """
    amount, separator, period = text.partition(" per ")
    if not separator:
        raise AmountError(
            f"{text.strip()!r} is no rate; expected such as `400 USD per month` or `200 per 7 d`"
        )
    period = period.strip()
    length = Duration(PERIODS[period]) if period in PERIODS else None
    if length is None and period.isalpha():
        raise AmountError(
            f"{period!r} is no period{nearest(period, PERIODS)}; expected one of {', '.join(PERIODS)}"
        )
    quantity = parse_quantity(amount)
    if not isinstance(quantity, Money | Decimal):
        raise AmountError(f"{amount.strip()!r} is neither money nor a number")
    length = length or parse_duration(period)
    if length.microseconds <= 0:
        raise AmountError(
            f"{text.strip()!r} has a period that is not longer than 0; expected such as `per 7 d`"
        )
    return Rate(quantity, length)


def parse_range(text: str) -> Range:
    """Read `0 .. 6000`, `0 ..`, `.. 5`.

    Raises
    ------
    AmountError
        If the two dots are missing, an end is no number, or the ends are reversed.
    """
    match = re.fullmatch(r"\s*([+-]?\d+(?:\.\d+)?)?\s*\.\.\s*([+-]?\d+(?:\.\d+)?)?\s*", text)
    if match is None:
        raise AmountError(f"{text.strip()!r} is no range; expected such as `0 .. 6000`")
    low, high = (Decimal(end) if end else None for end in match.groups())
    if low is not None and high is not None and low > high:
        raise AmountError(f"the range {text.strip()!r} is empty: {low} lies above {high}")
    return Range(low, high)
