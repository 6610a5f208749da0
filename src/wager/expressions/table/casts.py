"""What makes a value of another type out of a value."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from wager.expressions.table import signatures as sign
from wager.expressions.table import spark_sql as spark
from wager.expressions.table.row import Operator, Site, lies_between
from wager.expressions.tree import Type

WHOLE = r"[+-]?[0-9]{1,18}"
NUMBER = r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"
"""What `int` and `float` read in a text, white space around it aside; all else is null."""

_FIRST_ORDINAL = date(1970, 1, 1).toordinal()


def bucket(value: Any, n: int) -> int:
    """Hash a value to 0 … n-1, the same everywhere and for ever: 60 bits of the MD5 of its text.

    Examples
    --------
    >>> bucket("abc", 10), bucket(12, 10)
    (7, 9)
    """
    text = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:15], 16) % n


def _int(site: Site) -> Callable[..., Any]:
    if site.types[0] == "text":
        return lambda text: int(text) if re.fullmatch(WHOLE, text.strip(" ")) else None
    return int


def _int_sql(site: Site, given: tuple[str, ...]) -> str:
    if site.types[0] == "text":
        return f"CASE WHEN regexp_full_match(trim({given[0]}), '{WHOLE}') THEN CAST({given[0]} AS BIGINT) END"
    return f"CAST({'trunc' if site.types[0] == 'float' else ''}({given[0]}) AS BIGINT)"


def _int_spark(site: Site, given: tuple[str, ...]) -> str:
    if site.types[0] == "text":
        return f"CASE WHEN {spark.is_all(given[0], WHOLE)} THEN CAST(trim({given[0]}) AS BIGINT) END"
    return spark.bigint(given[0]) if site.types[0] == "float" else f"CAST({given[0]} AS BIGINT)"


def _float(site: Site) -> Callable[..., Any]:
    if site.types[0] == "text":
        return _of_text
    return float


def _of_text(text: str) -> float | None:
    number = float(text) if re.fullmatch(NUMBER, text.strip(" ")) else math.inf
    return number if math.isfinite(number) else None


def _float_sql(site: Site, given: tuple[str, ...]) -> str:
    if site.types[0] == "text":
        shaped = f"regexp_full_match(trim({given[0]}), '{NUMBER}')"
        number = f"TRY_CAST({given[0]} AS DOUBLE)"
        return f"CASE WHEN {shaped} AND isfinite({number}) THEN {number} END"
    return f"CAST({given[0]} AS DOUBLE)"


def _float_spark(site: Site, given: tuple[str, ...]) -> str:
    if site.types[0] == "text":
        number = spark.finite(f"CAST(trim({given[0]}) AS DOUBLE)")
        return f"CASE WHEN {spark.is_all(given[0], NUMBER)} THEN {number} END"
    return f"CAST({given[0]} AS DOUBLE)"


def _text(site: Site) -> Callable[..., Any]:
    if site.types[0] == "bool":
        return lambda value: "true" if value else "false"
    if site.types[0] == "date":
        return lambda days: date.fromordinal(days + _FIRST_ORDINAL).isoformat()
    return str


def _text_sql(site: Site, given: tuple[str, ...]) -> str:
    shown = f"(DATE '1970-01-01' + CAST({given[0]} AS INTEGER))" if site.types[0] == "date" else given[0]
    return f"CAST({shown} AS VARCHAR)"


def _text_spark(site: Site, given: tuple[str, ...]) -> str:
    shown = f"date_from_unix_date(CAST({given[0]} AS INT))" if site.types[0] == "date" else given[0]
    return f"CAST({shown} AS STRING)"


def _bucket_spark(site: Site, given: tuple[str, ...]) -> str:
    digits = f"substr(md5(CAST(CAST({given[0]} AS STRING) AS BINARY)), 1, 15)"
    return f"(CAST(conv({digits}, 16, 10) AS BIGINT) % {site.constant(1)})"


def _bucket_sql(site: Site, given: tuple[str, ...]) -> str:
    bits = f"CAST('0x' || substr(md5(CAST({given[0]} AS VARCHAR)), 1, 15) AS BIGINT)"
    return f"({bits} % {site.constant(1)})"


_HASHED: tuple[Type, ...] = ("text", "int", "bool", "time", "duration", "date")

ROWS = (
    Operator(
        "int",
        (1, 1),
        sign.one_of(["float", "int", "bool", "text"], "int"),
        _int,
        _int_sql,
        _int_spark,
        "`int(x)`: truncates; a text that is no whole number gives null",
    ),
    Operator(
        "float",
        (1, 1),
        sign.one_of(["float", "int", "text"], "float"),
        _float,
        _float_sql,
        _float_spark,
        "`float(x)`: a text that is no number gives null",
        stays_finite=True,
    ),
    Operator(
        "bucket",
        (2, 2),
        sign.one_of(_HASHED, "int", rest=["int"]),
        lambda site: lambda value, _: bucket(value, site.constant(1)),
        _bucket_sql,
        _bucket_spark,
        "`bucket(x, n)`: a stable hash to 0 … n-1",
        constants={1: lies_between(1, 2**31)},
    ),
    Operator(
        "text",
        (1, 1),
        sign.one_of(["text", "int", "bool", "date"], "text"),
        _text,
        _text_sql,
        _text_spark,
        "`text(x)`: not of floats",
    ),
)
