"""Money at a declared scale, durations, shares, changes; `amount_texts.py` reads them.

Everything here is exact: money is
a whole number of minor units, durations are whole microseconds, the rest are decimals.
"""

from __future__ import annotations

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
LONGEST = 50_000_000 * DAY
"""The longest duration, in microseconds: with any moment added, it fits into 64 bits."""

PERIODS = {"day": DAY, "week": 7 * DAY, "month": 365 * DAY // 12, "year": 365 * DAY}

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

_NO_MINOR = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
_THREE_PLACES = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


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


def _trim(value: Decimal) -> str:
    return f"{value.normalize():f}"
