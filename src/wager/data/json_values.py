"""Read one JSON value as a column's stored value: what `clean` does to a column of a file, for one row.

A value that is accepted here is the value that a file with it would store. Types are taken more strictly: a number in
quotes is no number, and a number that is not finite is none.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from wager.data import values as texts
from wager.data.limits import EARLIEST, LATEST, bounds, null_numbers
from wager.data.schema import ColumnSpec
from wager.foundation.amounts import places

_EXACT = 2**53  # beyond, a float no longer holds every whole number
_INT64 = 2**63
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Broken:
    """Why a value is not taken: the rule that it breaks, in one word, and what was expected. Never the value."""

    rule: str
    expected: str


Reads = Callable[[Any], Any]


def json_reader(spec: ColumnSpec, currency: str) -> Reads:
    """Make the function that reads a column's JSON value.

    Parameters
    ----------
    spec : ColumnSpec
        What the column should hold.
    currency : str
        Of money.

    Returns
    -------
    callable
        Takes what a JSON parser yields; returns the physical value, None for null, or what is `Broken`.

    Examples
    --------
    >>> price = json_reader(ColumnSpec("price", "money"), "USD")
    >>> price(12.5), price("0.07"), price(None).rule, price(True).rule
    (1250, 7, 'null', 'type')
    """
    typed, read_text = _typed(spec, currency), _from_text(spec, currency)
    replaced = _replacement(spec)
    missing = Broken("null", f"{_kind(spec, currency)}; null is not allowed")
    wrong = Broken("type", _kind(spec, currency))
    nulls, check = null_numbers(spec, currency), _check(spec, currency)

    def read(value: Any) -> Any:
        found = value if replaced is None else replaced(value)
        if found is not value and found is not None:
            found = read_text(found)
            found = wrong if found is None else found
        elif found is not None:
            found = typed(found)
        if type(found) is Broken:
            return found
        if found is None or found in nulls:
            return None if spec.nullable else missing
        return found if check is None else check(found)

    return read


def _replacement(spec: ColumnSpec) -> Reads | None:
    """Apply `map`, then the texts of `null_if`; what is not replaced is returned as it came."""
    if not spec.map and not spec.null_if:
        return None
    known, nulls = spec.map, frozenset(spec.null_if)
    of_text = spec.type in {"text", "category"}

    def replaced(value: Any) -> Any:
        if not isinstance(value, str) and (of_text or not known or value is None):
            return value
        text = _text(value)
        found = known.get(text, text)
        return None if found in nulls else value if found == text else found

    return replaced


def _text(value: Any) -> str:
    """Write a value as a column of text would hold it."""
    if isinstance(value, float):
        return str(pa.scalar(value).cast(pa.string()).as_py())
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _check(spec: ColumnSpec, currency: str) -> Reads | None:
    """Hold a value to `range` and `values`."""
    if spec.range is not None:
        low, high = bounds(spec, currency)
        counted = currency if spec.type == "money" else spec.unit
        outside = Broken("range", f"a number within {spec.range}" + (f" {counted}" if counted else ""))
        return lambda value: value if low <= float(value) <= high else outside
    if spec.values is not None:
        allowed = frozenset(spec.values)
        unknown = Broken("values", f"one of {', '.join(spec.values)[:200]}")
        return lambda value: value if value in allowed else unknown
    return None


def _from_text(spec: ColumnSpec, currency: str) -> Callable[[str], Any]:
    """Read a text as a file's would be, in physical form."""
    read = texts.reader(spec, currency)
    if spec.type == "time":
        return lambda text: _in_calendar(read(text))
    if spec.type == "date":
        return lambda text: None if (found := read(text)) is None else found.toordinal() - _EPOCH
    return read


def _in_calendar(found: int | None) -> int | None:
    return found if found is not None and EARLIEST <= found <= LATEST else None


def _kind(spec: ColumnSpec, currency: str) -> str:
    """Say what a column takes."""
    if spec.type == "money":
        decimals = places(currency)
        example = f"such as 12.{'5'.ljust(decimals, '0')}" if decimals else "such as 12"
        return f"an amount of {currency} {example}, with at most {decimals} decimal places"
    if spec.type == "time":
        return f"a moment such as 2024-05-01T18:00:00Z; without a zone it is of {spec.zone or 'UTC'}"
    return {
        "bool": "true or false",
        "int": "a whole number of 64 bits such as 5, without quotes and without a decimal point",
        "float": "a number such as 12.5, without quotes",
        "date": "a date such as 2024-05-01",
    }.get(spec.type, "a text")


def _typed(spec: ColumnSpec, currency: str) -> Reads:
    """Make the function that reads a value of JSON's own type."""
    wrong = Broken("type", _kind(spec, currency))
    if spec.type == "bool":
        return lambda value: value if value is True or value is False else wrong
    if spec.type == "int":
        return _whole(wrong)
    if spec.type == "float":
        return _number(wrong)
    if spec.type == "money":
        return _money(wrong, currency)
    if spec.type in {"time", "date"}:
        return _moment(wrong, _moments(spec, currency))
    return lambda value: value if isinstance(value, str) and _writable(value) else wrong


def _writable(text: str) -> bool:
    # JSON can name half of a pair of surrogates, which no file holds.
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)


_FINITE = Broken("finite", "a finite number")


def _whole(wrong: Broken) -> Reads:
    def read(value: Any) -> Any:
        if type(value) is int and -_INT64 <= value < _INT64:
            return value
        return _FINITE if isinstance(value, float) and not math.isfinite(value) else wrong

    return read


def _number(wrong: Broken) -> Reads:
    large = Broken(
        "range", "a number whose digits a float can hold; a whole one beyond 2**53 is written such as 1e16"
    )

    def read(value: Any) -> Any:
        if type(value) is float:
            return value + 0.0 if math.isfinite(value) else _FINITE
        if type(value) is int:
            return float(value) if -_EXACT <= value <= _EXACT else large
        return wrong

    return read


def _money(wrong: Broken, currency: str) -> Reads:
    def read(value: Any) -> Any:
        if type(value) is float and not math.isfinite(value):
            return _FINITE
        # The shortest text of a float is the decimal that was written.
        text = value if isinstance(value, str) else repr(value) if type(value) in {int, float} else ""
        found = texts.minor(text, currency)
        return wrong if found is None else found

    return read


def _moments(spec: ColumnSpec, currency: str) -> tuple[Callable[[str], Any], ...]:
    """Name the ways to write a moment: as the file does, and always as ISO 8601 does."""
    ways: Mapping[str, str] = {"": spec.layout, "iso": ""} if spec.layout else {"": ""}
    plain = [ColumnSpec(spec.name, spec.type, zone=spec.zone, layout=layout) for layout in ways.values()]
    return tuple(_from_text(one, currency) for one in plain)


def _moment(wrong: Broken, ways: tuple[Callable[[str], Any], ...]) -> Reads:
    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return wrong
        found = (way(value) for way in ways)
        return next((moment for moment in found if moment is not None), wrong)

    return read
