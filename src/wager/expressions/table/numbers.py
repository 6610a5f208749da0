"""Functions of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from wager.expressions.table import signatures as sign
from wager.expressions.table import spark_sql as spark
from wager.expressions.table.row import Operator, Site, Sql, always, lies_between, listed

_EXACT = 2.0**52
"""From here on every float is a whole number."""


def nearest_whole(number: float) -> float:
    """Round half away from zero.

    Examples
    --------
    >>> nearest_whole(2.5), nearest_whole(-2.5), nearest_whole(0.49999999999999994)
    (3.0, -3.0, 0.0)
    """
    size = abs(number)
    if not size < _EXACT:
        return number
    below = math.floor(size)
    return math.copysign(below + (size - below >= 0.5), number)


def rounding(places: int) -> Callable[[float], float]:
    """Make the function that rounds floats to some decimal places, half away from zero."""
    scale = 10.0 ** abs(places)

    def up(number: float) -> float:
        rounded = nearest_whole(number * scale) / scale
        return rounded if math.isfinite(rounded) else number

    return up if places >= 0 else lambda number: nearest_whole(number / scale) * scale


def rounding_whole(places: int) -> Callable[[int], int]:
    """Make the function that rounds integers to tens, hundreds, …, half away from zero."""
    scale: int = 10 ** max(-places, 0)

    def to_scale(number: int) -> int:
        size = (abs(number) + scale // 2) // scale * scale
        return size if number >= 0 else -size

    return to_scale


def remainder(left: float, right: float) -> float | None:
    """Divide with the sign of the dividend; integers stay integers; by zero null."""
    if not right:
        return None
    if isinstance(left, float):
        return math.fmod(left, right)
    if right == -1 and left == -(2**63):  # the processor's division overflows, and so do the engines
        raise OverflowError
    size: float = abs(left) % abs(right)
    return size if left >= 0 else -size


def _total(function: Callable[..., float]) -> Callable[..., float]:
    def of_any(*arguments: float) -> float:
        try:
            return function(*arguments)
        except (ValueError, OverflowError):
            return math.nan

    return of_any


def _round(site: Site) -> Callable[..., Any]:
    places = site.constant(1, 0)
    made: Callable[..., Any] = rounding(places) if site.types[0] == "float" else rounding_whole(places)
    return lambda number, *_: made(number)


def _round_sql(site: Site, given: tuple[str, ...]) -> str:
    places = site.constant(1, 0)
    return given[0] if site.types[0] == "int" and places >= 0 else f"round({given[0]}, {places})"


def _round_spark(site: Site, given: tuple[str, ...]) -> str:
    places, (number, *_) = site.constant(1, 0), given
    if site.types[0] == "int":
        return number if places >= 0 else spark.to_scale(number, 10**-places)
    scale = f"{10.0 ** abs(places)!r}D"
    if places < 0:
        return f"({spark.nearest(f'({number} / {scale})')} * {scale})"
    if not places:
        return spark.nearest(number)
    scaled = f"({number} * {scale})"
    return (
        f"CASE WHEN abs({scaled}) <= {spark.LARGEST} THEN {spark.nearest(scaled)} / {scale} ELSE {number} END"
    )


def _mod_spark(site: Site, given: tuple[str, ...]) -> str:
    left, right = given
    # The one quotient that overflows: Spark returns 0, so that it is asked for the negative, which overflows.
    over = f"WHEN {right} = -1 THEN (-({left})) * 0 " if site.types[0] == "int" else ""
    return f"CASE {over}WHEN {right} <> 0 THEN {left} % {right} END"


def _unless_whole(function: Callable[[float], int]) -> Callable[[Site], Callable[..., Any]]:
    def rounded(number: float) -> float:  # the sign of zero is kept, as processors do
        return math.copysign(function(number), number) if abs(number) < _EXACT else number

    return lambda site: rounded if site.types[0] == "float" else lambda number: number


def _unless_whole_sql(name: str) -> Sql:
    return lambda site, given: f"{name}({given[0]})" if site.types[0] == "float" else given[0]


def _unless_whole_spark(function: Callable[[str], str]) -> Sql:
    return lambda site, given: function(given[0]) if site.types[0] == "float" else given[0]


def _clip(number: Any, low: Any, high: Any) -> Any:
    return min(max(number, low), high)


def _float_of_floats(
    name: str, count: int, function: Callable[..., float], note: str, *, spark_name: str
) -> Operator:
    holes = ", ".join(f"{{{position}}}" for position in range(count))
    rule = sign.fixed(["float"] * count, "float")
    made = always(_total(function))
    return Operator(name, (count, count), rule, made, f"{name}({holes})", f"{spark_name}({holes})", note)


def _extreme(name: str, function: Callable[..., Any], note: str) -> Operator:
    rule = sign.alike(sign.ORDERED, "compare")
    sql, made = listed(f"{name}("), always(function)
    return Operator(name, (2, None), rule, made, sql, sql, note, skips_nulls=True, stays_finite=True)


_PLACES = {1: lies_between(-15, 15)}

ROWS = (
    Operator(
        "abs",
        (1, 1),
        sign.one_of(sign.AMOUNTS),
        always(abs),
        "abs({0})",
        "abs({0})",
        "`abs(x)`: without its sign",
        stays_finite=True,
    ),
    Operator(
        "round",
        (1, 2),
        sign.one_of(sign.NUMBERS, rest=["int"]),
        _round,
        _round_sql,
        _round_spark,
        "`round(x, n)`: to n decimal places, half away from zero",
        constants=_PLACES,
    ),
    Operator(
        "floor",
        (1, 1),
        sign.one_of(sign.NUMBERS),
        _unless_whole(math.floor),
        _unless_whole_sql("floor"),
        _unless_whole_spark(spark.floor),
        "`floor(x)`",
        stays_finite=True,
    ),
    Operator(
        "ceil",
        (1, 1),
        sign.one_of(sign.NUMBERS),
        _unless_whole(math.ceil),
        _unless_whole_sql("ceil"),
        _unless_whole_spark(spark.ceil),
        "`ceil(x)`",
        stays_finite=True,
    ),
    _float_of_floats("sqrt", 1, math.sqrt, "`sqrt(x)`: null below zero", spark_name="sqrt"),
    _float_of_floats("exp", 1, math.exp, "`exp(x)`: null where it is too large", spark_name="wager_exp"),
    _float_of_floats("ln", 1, math.log, "`ln(x)`: null at zero and below", spark_name="wager_ln"),
    _float_of_floats(
        "power", 2, math.pow, "`power(x, y)`: null where it is no number", spark_name="wager_power"
    ),
    Operator(
        "mod",
        (2, 2),
        sign.alike(sign.NUMBERS, "divide"),
        always(remainder),
        "CASE WHEN {1} <> 0 THEN {0} % {1} END",
        _mod_spark,
        "`mod(x, y)`: the remainder, with the sign of x; by zero null",
    ),
    _extreme("least", min, "`least(a, …)`: null as soon as one is null"),
    _extreme("greatest", max, "`greatest(a, …)`: null as soon as one is null"),
    Operator(
        "clip",
        (3, 3),
        sign.alike(sign.ORDERED, "compare"),
        always(_clip),
        "least(greatest({0}, {1}), {2})",
        "least(greatest({0}, {1}), {2})",
        "`clip(x, low, high)`: null as soon as one is null",
        skips_nulls=True,
        stays_finite=True,
    ),
)
