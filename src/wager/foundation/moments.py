"""Instants, days, half-open intervals; the clock is passed in.

An instant is a whole number of microseconds since 1970-01-01 UTC, everywhere.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from wager.foundation.amounts import AmountError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

NEVER = (1 << 63) - 1
"""The instant that does not come: when a value is known that never is."""

ALWAYS = -(1 << 62)
"""The instant before all others: when a value is known that was from the beginning."""

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?))?(?: ?(UTC|Z))?")


class Clock(Protocol):
    """What says what time it is; tests pass one that stands still."""

    def now(self) -> int:
        """Return the present instant in microseconds."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        """Return the present instant in microseconds."""
        return microseconds(datetime.now(UTC))


class FixedClock:
    """A clock that stands still, for tests and replays."""

    def __init__(self, instant: int) -> None:
        self._instant = instant

    def now(self) -> int:
        """Return the instant it was given."""
        return self._instant


def microseconds(moment: datetime) -> int:
    """Turn an aware datetime into an instant, exactly.

    Examples
    --------
    >>> microseconds(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    return (moment - EPOCH) // timedelta(microseconds=1)


def at(instant: int, zone: str = "UTC") -> datetime:
    """Turn an instant into a datetime of a time zone."""
    return (EPOCH + timedelta(microseconds=instant)).astimezone(time_zone(zone))


def time_zone(name: str) -> tzinfo:
    """Look up an IANA time zone.

    Raises
    ------
    AmountError
        If there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise AmountError(
            f"{name!r} is no IANA time zone; expected such as `America/New_York` or `UTC`"
        ) from error


def parse_moment(text: str, zone: str = "UTC") -> int:
    """Read `2013-09-01`, `2013-09-01 12:00`, `2013-09-01 12:00 UTC` as an instant.

    Parameters
    ----------
    text : str
        A date is its midnight.
    zone : str
        IANA name of the zone where the text names none.

    Raises
    ------
    AmountError
        If the text is no moment, or no day of the calendar.

    Examples
    --------
    >>> parse_moment("1970-01-01 01:00", "Europe/Berlin")
    0
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise AmountError(
            f"{text.strip()!r} is no moment; expected `2013-09-01` or `2013-09-01 12:00`, with ` UTC` behind it if it is"
        )
    day, hours, utc = match.groups()
    try:
        naive = datetime.fromisoformat(f"{day} {hours or '00:00'}")
    except ValueError as error:
        raise AmountError(f"{text.strip()!r} is no day of the calendar or hour of the day") from error
    return microseconds(naive.replace(tzinfo=UTC if utc else time_zone(zone)))


def print_moment(instant: int, zone: str = "UTC") -> str:
    """Print an instant for people: a midnight as its date, seconds only where there are some.

    Examples
    --------
    >>> print_moment(0), print_moment(3_600_000_000)
    ('1970-01-01', '1970-01-01 01:00')
    >>> print_moment(-62_135_596_800_000_000)
    '0001-01-01'
    """
    moment = at(instant, zone).replace(tzinfo=None)
    if moment.microsecond or moment.second:
        return moment.isoformat(" ")
    return moment.isoformat(" ", "minutes").removesuffix(
        " 00:00"
    )  # strftime does not fill up years before 1000


def in_utc(instant: int) -> str:
    """Print for people when something happened, to the minute.

    Examples
    --------
    >>> in_utc(61_000_000)
    '1970-01-01 00:01 UTC'
    """
    return f"{print_moment(instant - instant % 60_000_000)} UTC"


def iso(instant: int) -> str:
    """Write an instant for machines, in UTC.

    Examples
    --------
    >>> iso(0)
    '1970-01-01T00:00:00Z'
    """
    second, rest = divmod(instant, 1_000_000)
    return f"{_second(second)}.{rest:06d}Z" if rest else f"{_second(second)}Z"


@lru_cache(maxsize=4096)
def _second(second: int) -> str:
    """Write a whole second; those who answer requests write the same one again and again."""
    return at(second * 1_000_000).isoformat().removesuffix("+00:00")
