"""The values of an example: what a file would hold becomes what is stored, and what is expected what is computed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from wager.data.limits import bounds, null_numbers
from wager.data.schema import NUMERIC, ColumnSpec
from wager.data.values import instant, reader
from wager.expressions.tree import Type
from wager.foundation.amount_texts import parse_duration
from wager.foundation.amounts import DAY, AmountError, places

Plain = str | int | bool | Decimal | None
"""A single value as YAML has it."""

_SAID: dict[Type, str] = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "money": "an amount in whole units, such as `12.5`",
    "text": "a text; quote one that looks like something else",
    "time": "a moment, such as `2013-09-01 12:00 UTC`",
    "date": "a date, such as `2013-09-01`",
    "duration": "a number of days, or a duration such as `36 h`",
}


def stored_value(value: Plain, spec: ColumnSpec, currency: str) -> tuple[Any, str]:
    """Read a value as a file with this column would be read; it may be missing, whatever the column says.

    What `data/clean.py` does with whole columns, without Arrow: examples are read with every project.

    Parameters
    ----------
    value : plain value
        As YAML has it.
    spec : ColumnSpec
        What the column declares.
    currency : str
        Of money.

    Returns
    -------
    found : bool, int, float, str, date or None
        As it is stored: money in minor units, moments in microseconds.
    fault : str
        What is wrong with it; empty where nothing is.

    Examples
    --------
    >>> stored_value(Decimal("5.0"), ColumnSpec("a", "int"), "USD"), stored_value("x", ColumnSpec("a", "int"), "USD")
    ((5, ''), (None, "'x' is no int"))
    """
    if value is None:
        return None, ""
    text = spec.map.get(plain_text(value), plain_text(value))
    if text in spec.null_if:
        return None, ""
    found = text if spec.type == "category" else reader(spec, currency)(text)
    if found in null_numbers(spec, currency) or (spec.type in NUMERIC and _nan(text)):
        return None, ""
    fault = _fault(found, spec, currency)
    return found, f"{text[:60]!r} {fault}" if fault else ""


def _nan(text: str) -> bool:
    return text.strip().lower().lstrip("+-") == "nan"


def _fault(found: Any, spec: ColumnSpec, currency: str) -> str:
    if found is None:
        return f"is no {spec.type}"
    if spec.range is not None:
        low, high = bounds(spec, currency)
        if not low <= float(found) <= high:
            return f"lies outside {spec.range}"
    if spec.values is not None and found not in spec.values:
        return f"is none of {', '.join(spec.values)[:200]}"
    return ""


def plain_text(value: Plain) -> str:
    """Write a value as a text file would have it.

    Examples
    --------
    >>> plain_text(True), plain_text(Decimal("1.50")), plain_text("a")
    ('true', '1.50', 'a')
    """
    return str(value).lower() if isinstance(value, bool) else str(value)


def expected_value(value: Plain, kind: Type, currency: str, zone: str) -> Any:
    """Read what an example expects in the physical form in which a matrix holds it.

    Parameters
    ----------
    value : plain value
        As YAML has it.
    kind : Type
        Of the feature; one that is a duration is a number of days.
    currency, zone : str
        Of money, and of moments that name none.

    Raises
    ------
    ValueError
        If it is no such value; the message says what was expected.

    Examples
    --------
    >>> expected_value(Decimal("12.5"), "money", "USD", "UTC"), expected_value("36 h", "duration", "USD", "UTC")
    (1250.0, 1.5)
    >>> expected_value("12", "int", "USD", "UTC")
    Traceback (most recent call last):
    ValueError: expected a whole number, not '12'
    """
    try:
        found = value if value is None or kind == "null" else _read(value, kind, currency, zone)
    except (AmountError, ValueError, InvalidOperation, OverflowError):
        found = _NONE
    if found is _NONE:
        raise ValueError(f"expected {_SAID[kind]}, not {plain_text(value)!r}{_of_per_cent(value, kind)}")
    return found


def _of_per_cent(value: Plain, kind: Type) -> str:
    """Say how a share is written as the number that a feature has.

    Examples
    --------
    >>> _of_per_cent("12.5 %", "float"), _of_per_cent("many", "float")
    ('; a share of 12.5 % is written `0.125`', '')
    """
    text = plain_text(value).strip()
    if kind != "float" or not text.endswith("%"):
        return ""
    try:
        share = Decimal(text.removesuffix("%").strip()) / 100
    except InvalidOperation:
        return ""
    return f"; a share of {text} is written `{share.normalize():f}`" if share.is_finite() else ""


_NONE = object()


def _read(value: Plain, kind: Type, currency: str, zone: str) -> Any:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if kind == "bool":
        return value if isinstance(value, bool) else _NONE
    if kind == "int":
        return value if isinstance(value, int) and not isinstance(value, bool) else _NONE
    if kind in {"float", "duration"} and is_number:
        return float(Decimal(str(value))) + 0.0
    if kind == "float" and isinstance(value, str):  # YAML reads `1e-9` as a text
        return float(value) + 0.0 if value[-1:].isdigit() and "_" not in value else _NONE
    if kind == "money":
        number = Decimal(plain_text(value).removesuffix(f" {currency}"))
        return _NONE if isinstance(value, bool) else float(number.scaleb(places(currency))) + 0.0
    if not isinstance(value, str):
        return _NONE
    if kind == "text":
        return value
    if kind == "duration":
        return parse_duration(value).microseconds / DAY
    moment = instant(value, "UTC" if kind == "date" else zone)
    if moment is None or kind == "time":
        return _NONE if moment is None else moment
    return _NONE if moment % DAY else moment // DAY
