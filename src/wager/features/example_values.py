"""The values of an example: what a file would hold becomes what is stored, and what is expected what is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from wager.data.schema import ColumnSpec
from wager.data.values import instant
from wager.expressions.tree import Type
from wager.foundation.amount_texts import parse_duration
from wager.foundation.amounts import DAY, AmountError, places

if TYPE_CHECKING:
    import pyarrow as pa

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


def stored_values(values: Sequence[Plain], spec: ColumnSpec, currency: str) -> tuple[pa.Array, str]:
    """Read values as a file with this column would be read; what is missing may be null.

    Parameters
    ----------
    values : sequence
        As YAML has them.
    spec : ColumnSpec
        What the column declares.
    currency : str
        Of money.

    Returns
    -------
    array : pyarrow.Array
        In the stored type.
    fault : str
        What is wrong with the first value that does not fit; empty where all do.

    Examples
    --------
    >>> stored_values([Decimal("5.0"), None], ColumnSpec("a", "int"), "USD")[0].to_pylist()
    [5, None]
    >>> stored_values(["x"], ColumnSpec("a", "int"), "USD")[1]
    "'x' is no int"
    """
    import pyarrow as pa

    from wager.data.clean import clean

    texts = pa.array([None if value is None else plain_text(value) for value in values], pa.string())
    array, faults = clean(texts, replace(spec, nullable=True), currency)
    said = {"type": f"is no {spec.type}", "range": f"lies outside {spec.range}"}
    said["values"] = f"is none of {', '.join(spec.values or ())[:200]}"
    return array, "".join(f"{fault.example!r} {said[fault.kind]}" for fault in faults[:1])


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
