"""Money at a declared scale, durations, shares, changes: parse and print.

A number and its unit are separated by one space (formats.md, Units). Everything here is exact: money is
a whole number of minor units, durations are whole microseconds, the rest are decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from wager.foundation.errors import nearest

MICROSECONDS = {
    "us": 1,
    "ms": 1_000,
    "s": 1_000_000,
    "min": 60_000_000,
    "h": 3_600_000_000,
    "d": 86_400_000_000,
}
"""Microseconds in each unit of duration; a day is always 24 hours."""

DAY = MICROSECONDS["d"]
PERIODS = {"day": DAY, "week": 7 * DAY, "month": 365 * DAY // 12, "year": 365 * DAY}
MULTIPLES = {"": 1, "k": 1_000, "M": 1_000_000}
MAXIMUM_DIGITS = 24

CURRENCIES = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT "
    "LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR "
    "NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
    "STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD "
    "XOF XPF YER ZAR ZMW ZWG".split()
)
"""ISO 4217 codes in use."""

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

_NO_MINOR = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
_THREE_PLACES = frozenset("BHD IQD JOD KWD LYD OMR TND".split())

_QUANTITY = re.compile(r"(?P<number>[+-]?\d+(?:\.\d+)?)(?P<multiple>[kM]?)(?: (?P<unit>[A-Za-z%]+))?")


class AmountError(ValueError):
    """A text is not the amount that was expected; the message says what is."""


def places(currency: str) -> int:
    """Count the decimal places of a currency's minor unit.

    Examples
    --------
    >>> places("USD"), places("JPY"), places("KWD")
    (2, 0, 3)
    """
    return 0 if currency in _NO_MINOR else 3 if currency in _THREE_PLACES else 2


@dataclass(frozen=True)
class Money:
    """A sum in one currency.

    Attributes
    ----------
    minor : int
        Whole minor units (cents for USD); costs are negative.
    currency : str
        ISO 4217 code.

    Examples
    --------
    >>> print(Money(-1_234_567, "USD"))
    -12,345.67 USD
    >>> print(Money(800_000, "USD"))
    8,000 USD
    """

    minor: int
    currency: str

    @property
    def major(self) -> Decimal:
        """The sum in whole units (dollars), exact."""
        return Decimal(self.minor).scaleb(-places(self.currency))

    def __str__(self) -> str:
        """Print with thousands separated; without decimals where there are none."""
        major = self.major
        whole = major == major.to_integral_value()
        return f"{major:,.0f} {self.currency}" if whole else f"{major:,} {self.currency}"

    def written(self) -> str:
        """Write as a file would: without separators."""
        return str(self).replace(",", "")


def money(number: Decimal, currency: str) -> Money:
    """Make money of a number of whole units; refuse what the minor unit cannot hold.

    Raises
    ------
    AmountError
        If the number has more decimal places than the currency, or the currency is unknown.
    """
    if currency not in CURRENCIES:
        raise AmountError(f"{currency} is no currency of ISO 4217{nearest(currency, CURRENCIES)}")
    minor = number.scaleb(places(currency))
    if minor != minor.to_integral_value():
        raise AmountError(
            f"{number} {currency} has more than the {places(currency)} decimal places of {currency}"
        )
    return Money(int(minor), currency)


def round_half_even(minor: Decimal, currency: str) -> Money:
    """Round a fraction of minor units to a whole one, half to even."""
    return Money(int(minor.to_integral_value(ROUND_HALF_EVEN)), currency)


@dataclass(frozen=True)
class Duration:
    """A length of time in whole microseconds.

    Examples
    --------
    >>> print(Duration(90 * 60_000_000))
    90 min
    >>> print(Duration(2 * DAY))
    2 d
    """

    microseconds: int

    def __str__(self) -> str:
        """Print in the largest unit that holds it whole."""
        for unit in ("d", "h", "min", "s", "ms", "us"):
            if self.microseconds % MICROSECONDS[unit] == 0:
                return f"{self.microseconds // MICROSECONDS[unit]} {unit}"
        raise AssertionError("microseconds divide every whole number")

    @property
    def days(self) -> float:
        """The length in days of 24 hours."""
        return self.microseconds / DAY


@dataclass(frozen=True)
class Share:
    """A part of a whole: `50 %` is 0.5."""

    value: Decimal

    def __str__(self) -> str:
        """Print in per cent."""
        return f"{_trim(self.value * 100)} %"


@dataclass(frozen=True)
class Change:
    """A change of a rate in percentage points: `2 pp` is 0.02."""

    value: Decimal

    def __str__(self) -> str:
        """Print in percentage points."""
        return f"{_trim(self.value * 100)} pp"


@dataclass(frozen=True)
class Relative:
    """A change relative to the baseline's value: `rel 5 %` is 0.05."""

    value: Decimal

    def __str__(self) -> str:
        """Print in per cent of the baseline."""
        return f"rel {_trim(self.value * 100)} %"


@dataclass(frozen=True)
class Rate:
    """Something per time: `400 USD per month`, `200 per 7 d`.

    Attributes
    ----------
    amount : Money or Decimal
        How much in one period.
    per : Duration
        The period; a month is a twelfth of 365 days.
    """

    amount: Money | Decimal
    per: Duration

    def __str__(self) -> str:
        """Print with the period's name where it has one."""
        named = {length: name for name, length in PERIODS.items()}
        return f"{self.amount} per {named.get(self.per.microseconds, self.per)}"


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, both included; None where open."""

    low: Decimal | None
    high: Decimal | None

    def __str__(self) -> str:
        """Print as it is written."""
        return f"{'' if self.low is None else self.low} .. {'' if self.high is None else self.high}".strip()


Quantity = Decimal | Money | Duration | Share | Change


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
        raise AmountError(f"{text.strip()!r} has a period of no length; expected such as `per 7 d`")
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


def _trim(value: Decimal) -> str:
    return f"{value.normalize():f}"
