"""Comparisons, conditions and choices.

The Python functions of `and`, `if` and their like take one callable per argument, of the row, and call
those that SQL would evaluate: all of them for conditions, only the chosen branch for choices.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from wager.expressions.table import signatures as sign
from wager.expressions.table.row import Operator, Site, always, listed
from wager.expressions.tree import Type

Reads = Callable[[Any], Any]

ANY: tuple[Type, ...] = (*sign.ORDERED, "bool")


def conjunction(*conditions: Reads) -> Reads:
    """Join by three-valued `and`."""

    def holds(row: Any) -> bool | None:
        values = [condition(row) for condition in conditions]
        return False if False in values else None if None in values else True

    return holds


def disjunction(*conditions: Reads) -> Reads:
    """Join by three-valued `or`."""

    def holds(row: Any) -> bool | None:
        values = [condition(row) for condition in conditions]
        return True if True in values else None if None in values else False

    return holds


def membership(value: Reads, *items: Reads) -> Reads:
    """Say whether a value is in a list; null when it is not but might be."""

    def holds(row: Any) -> bool | None:
        wanted, among = value(row), [item(row) for item in items]
        if wanted is None:
            return None
        return True if wanted in among else None if None in among else False

    return holds


def within(value: Reads, low: Reads, high: Reads) -> Reads:
    """Say whether a value lies between two, both included; three-valued."""

    def holds(row: Any) -> bool | None:
        x, least, most = value(row), low(row), high(row)
        if x is None:
            return None
        ends = [None if least is None else x >= least, None if most is None else x <= most]
        return False if False in ends else None if None in ends else True

    return holds


def is_null(value: Reads) -> Reads:
    """Ask for null."""
    return lambda row: value(row) is None


def chosen(*parts: Reads) -> Reads:
    """Return the value of the first true condition, else the last value; nothing else is evaluated."""
    pairs, otherwise = list(zip(parts[:-1:2], parts[1::2], strict=True)), parts[-1]

    def value(row: Any) -> Any:
        for condition, result in pairs:
            if condition(row):
                return result(row)
        return otherwise(row)

    return value


def first_known(*parts: Reads) -> Reads:
    """Return the first value that is not null; nothing after it is evaluated."""
    return lambda row: next((value for part in parts if (value := part(row)) is not None), None)


def unless_equal(value: Reads, other: Reads) -> Reads:
    """Return the first value, or null where both are equal."""

    def kept(row: Any) -> Any:
        first, second = value(row), other(row)
        return None if first is not None and first == second else first

    return kept


def _case_sql(_: Site, arguments: tuple[str, ...]) -> str:
    pairs = zip(arguments[:-1:2], arguments[1::2], strict=True)
    return f"CASE {' '.join(f'WHEN {c} THEN {v}' for c, v in pairs)} ELSE {arguments[-1]} END"


def _compares(name: str, function: Callable[..., bool], note: str, allowed: tuple[Type, ...]) -> Operator:
    rule, text = sign.alike(allowed, "compare", "bool"), f"({{0}} {name} {{1}})"
    return Operator(name, (2, 2), rule, always(function), text, text, f"`a {name} b`: {note}")


def _lazy(  # noqa: PLR0917  # the columns of the table, in the order of the record; the SQL of both engines
    name: str,
    arity: tuple[int, int | None],
    rule: sign.Rule,
    function: Callable[..., Reads],
    sql: Any,
    note: str,
) -> Operator:
    return Operator(name, arity, rule, always(function), sql, sql, note, strict=False)


_COMPARED = sign.alike(ANY, "compare", "bool")
_ORDERED = sign.alike(sign.ORDERED, "compare", "bool")
_CHOSEN = sign.alike(ANY, "choose between")
_ONE = sign.one_of(ANY, "bool")


def _in_sql(_: Site, arguments: tuple[str, ...]) -> str:
    return f"({arguments[0]} IN ({', '.join(arguments[1:])}))"


ROWS = (
    _compares("=", operator.eq, "equal", ANY),
    _compares("!=", operator.ne, "different", ANY),
    _compares("<", operator.lt, "less", sign.ORDERED),
    _compares("<=", operator.le, "at most", sign.ORDERED),
    _compares(">", operator.gt, "more", sign.ORDERED),
    _compares(">=", operator.ge, "at least", sign.ORDERED),
    _lazy("and", (2, None), sign.conditions, conjunction, listed("(", " AND "), "`a and b`: three-valued"),
    _lazy("or", (2, None), sign.conditions, disjunction, listed("(", " OR "), "`a or b`: three-valued"),
    Operator(
        "not",
        (1, 1),
        sign.conditions,
        always(operator.not_),
        "(NOT {0})",
        "(NOT {0})",
        "`not a`: null stays null",
    ),
    _lazy("in", (2, None), _COMPARED, membership, _in_sql, "`x in (a, b)`, `x not in (a, b)`"),
    _lazy(
        "between",
        (3, 3),
        _ORDERED,
        within,
        "({0} BETWEEN {1} AND {2})",
        "`x between low and high`: both included",
    ),
    _lazy(
        "is null", (1, 1), _ONE, is_null, "({0} IS NULL)", "`x is null`, `x is not null`: never null itself"
    ),
    _lazy("if", (3, 3), sign.choice, chosen, _case_sql, "`if(c, a, b)`: a null condition is not true"),
    _lazy(
        "case",
        (3, None),
        sign.choice,
        chosen,
        _case_sql,
        "`case(c1, a1, …, otherwise)`: the first whose condition is true",
    ),
    _lazy(
        "coalesce",
        (1, None),
        _CHOSEN,
        first_known,
        listed("coalesce("),
        "`coalesce(a, …)`: the first not null",
    ),
    _lazy(
        "nullif",
        (2, 2),
        sign.alike(ANY, "compare"),
        unless_equal,
        "CASE WHEN {0} = {1} THEN NULL ELSE {0} END",
        "`nullif(a, b)`: a, or null where a = b",
    ),
)
