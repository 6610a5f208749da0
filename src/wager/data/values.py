"""Read one text as a value of a type: what Arrow does not read as a whole column."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from wager.data.schema import ColumnSpec
from wager.foundation.amounts import places
from wager.foundation.moments import microseconds, time_zone

TRUE = frozenset({"true", "t", "yes", "y", "1"})
FALSE = frozenset({"false", "f", "no", "n", "0"})

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_WHOLE = re.compile(r"[+-]?\d{1,30}(?:\.0*)?")
_MONEY = re.compile(r"[+-]?\d{1,18}(?:\.\d*)?|[+-]?\.\d+")
_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
_MARKED = re.compile(r"([+-]?)[$€£]?\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*[$€£%]?")
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?"
)
_ORDERED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ T]+(\d{1,2}):(\d\d)(?::(\d\d))?)?")
_INT64 = 2**63

Read = Callable[[str], Any]


def reader(spec: ColumnSpec, currency: str) -> Read:
    """Make the function that reads one text in the stored form of a column; None where it is none of its type."""
    if spec.type == "int":
        return whole
    if spec.type == "float":
        return {"comma": comma_number, "thousands": marked_number}.get(spec.layout, number)
    if spec.type == "money":
        return lambda text: minor(text, currency)
    if spec.type == "bool":
        return truth
    zone = spec.zone or "UTC"
    if spec.type == "time":
        return (
            (lambda text: ordered(text, spec.layout, zone))
            if spec.layout
            else (lambda text: instant(text, zone))
        )
    if spec.type == "date":
        return (lambda text: ordered_day(text, spec.layout)) if spec.layout else day
    return lambda text: text


def number(text: str) -> float | None:
    """Read a decimal number; None where it is none, or not finite.

    Examples
    --------
    >>> number(" 39.02 "), number("1e3"), number("NaN"), number("1,5")
    (39.02, 1000.0, None, None)
    """
    text = text.strip()
    found = float(text) if _NUMBER.fullmatch(text) else math.inf
    return found + 0.0 if math.isfinite(found) else None


def comma_number(text: str) -> float | None:
    """Read a number with a decimal comma: `1.234,5`."""
    text = text.strip()
    return number(text.replace(".", "").replace(",", ".")) if _COMMA.fullmatch(text) else None


def marked_number(text: str) -> float | None:
    """Read a number with thousands parted, or with a sign of money or per cent: `$1,234.50`, `12 %`."""
    match = _MARKED.fullmatch(text.strip())
    return None if match is None else number(match[1] + match[2].replace(",", ""))


def whole(text: str) -> int | None:
    """Read a whole number of 64 bits; `5.0` is one, for many programs write it so.

    Examples
    --------
    >>> whole("5.0"), whole("5.5"), whole("+7"), whole("9223372036854775808")
    (5, None, 7, None)
    """
    text = text.strip()
    if not _WHOLE.fullmatch(text):
        return None
    found = int(text.partition(".")[0])
    return found if -_INT64 <= found < _INT64 else None


def minor(text: str, currency: str) -> int | None:
    """Read a sum of money in whole units as minor ones, exactly; None where it has too many decimal places.

    Examples
    --------
    >>> minor("12.5", "USD"), minor("12.500", "USD"), minor("0.125", "USD"), minor("7", "JPY")
    (1250, 1250, None, 7)
    """
    text = text.strip()
    if not _MONEY.fullmatch(text):
        return None
    found = Decimal(text).scaleb(places(currency))
    return int(found) if found == found.to_integral_value() and abs(found) < _INT64 else None


def truth(text: str) -> bool | None:
    """Read `true`, `yes`, `t`, `1` and their opposites, in any case."""
    word = text.strip().lower()
    return True if word in TRUE else False if word in FALSE else None


def instant(text: str, zone: str) -> int | None:
    """Read an ISO moment as microseconds; a date is its midnight.

    A moment that names no zone is of `zone`; of two with the same clock time (when clocks go back) it is the
    first, and one that clocks skip counts on from before the change.

    Examples
    --------
    >>> instant("1970-01-01T01:00:00+01:00", "UTC"), instant("1970-01-02", "UTC"), instant("1970-02-30", "UTC")
    (0, 86400000000, None)
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day_, hour, minute, second, fraction, offset = match.groups()
    parts = [int(part or 0) for part in (year, month, day_, hour, minute, second)]
    micro = int((fraction or "0").ljust(9, "0")[:6])
    try:
        moment = datetime(*parts, micro, tzinfo=UTC if offset else time_zone(zone))  # type: ignore[arg-type,misc]
    except ValueError:
        return None
    return microseconds(moment) - _offset(offset or "")


def _offset(text: str) -> int:
    if text in {"", "Z", "UTC"}:
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    size = (int(digits[:2]) * 60 + int(digits[2:])) * 60_000_000
    return -size if text[0] == "-" else size


def day(text: str) -> date | None:
    """Read an ISO date; a midnight is its date."""
    found = instant(text, "UTC")
    if found is None or found % 86_400_000_000:
        return None
    return _date(found)


def _date(micros: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + micros // 86_400_000_000)


def ordered(text: str, layout: str, zone: str) -> int | None:
    """Read a moment written day first (`dmy`) or month first (`mdy`).

    Examples
    --------
    >>> ordered("02.01.1970", "dmy", "UTC"), ordered("01/02/1970 1:00", "mdy", "UTC")
    (86400000000, 90000000000)
    """
    match = _ORDERED.fullmatch(text.strip())
    if match is None:
        return None
    first, _, second, year, hour, minute, seconds = match.groups()
    day_, month = (first, second) if layout == "dmy" else (second, first)
    parts = [int(part or 0) for part in (year, month, day_, hour, minute, seconds)]
    try:
        return microseconds(datetime(*parts, tzinfo=time_zone(zone)))  # type: ignore[arg-type,misc]
    except ValueError:
        return None


def ordered_day(text: str, layout: str) -> date | None:
    """Read a date written day first or month first; it has no hours."""
    found = ordered(text, layout, "UTC")
    return None if found is None or ":" in text else _date(found)
