"""`+ - * /` and the sign, on numbers, money, durations and times."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from wager.expressions.table import signatures as sign
from wager.expressions.table import spark_sql as spark
from wager.expressions.table.numbers import nearest_whole
from wager.expressions.table.row import Operator, Site, always
from wager.foundation.amounts import DAY


def divide(left: float, right: float) -> float:
    """Divide as floats; by zero it is not a number."""
    return float(left) / float(right) if right else math.nan


def _minus(site: Site) -> Callable[..., Any]:
    return (lambda left, right: (left - right) * DAY) if site.types == ("date", "date") else operator.sub


def _minus_sql(site: Site, given: tuple[str, ...]) -> str:
    difference = f"({given[0]} - {given[1]})"
    return f"({difference} * CAST({DAY} AS BIGINT))" if site.types == ("date", "date") else difference


def _times(site: Site) -> Callable[..., Any]:
    if set(site.types) == {"duration", "float"}:
        return lambda left, right: int(nearest_whole(float(left) * float(right)))
    return operator.mul


def _times_sql(site: Site, given: tuple[str, ...]) -> str:
    if set(site.types) == {"duration", "float"}:
        left, right = (f"CAST({each} AS DOUBLE)" for each in given)
        return f"CAST(round({left} * {right}) AS BIGINT)"
    return f"({given[0]} * {given[1]})"


def _times_spark(site: Site, given: tuple[str, ...]) -> str:
    if set(site.types) == {"duration", "float"}:
        left, right = (f"CAST({each} AS DOUBLE)" for each in given)
        return spark.nearest_bigint(f"({left} * {right})")
    return f"({given[0]} * {given[1]})"


_QUOTIENT_SPARK = "try_divide(CAST({0} AS DOUBLE), CAST({1} AS DOUBLE))"
_DIVISION = "(CAST({0} AS DOUBLE) / CAST({1} AS DOUBLE))"

ROWS = (
    Operator("+", (2, 2), sign.addition, always(operator.add), "({0} + {1})", "({0} + {1})", "`a + b`"),
    Operator(
        "-", (2, 2), sign.subtraction, _minus, _minus_sql, _minus_sql, "`a - b`: of two times a duration"
    ),
    Operator("*", (2, 2), sign.product, _times, _times_sql, _times_spark, "`a * b`"),
    Operator(
        "/",
        (2, 2),
        sign.quotient,
        always(divide),
        _DIVISION,
        _QUOTIENT_SPARK,
        "`a / b`: a float; by zero null",
    ),
    Operator(
        "negate",
        (1, 1),
        sign.one_of(sign.AMOUNTS),
        always(operator.neg),
        "(-({0}))",
        "(-({0}))",
        "`-a`",
        stays_finite=True,
    ),
)
