"""The one table of operators: what each is called, its types, its Python function, its SQL.

A new operator is a new row in one file of `table/`, and a test that runs it in every engine.
"""

from __future__ import annotations

from wager.expressions.table import arithmetic, casts, logic, numbers, texts, times
from wager.expressions.table.row import Operator

OPERATORS_VERSION = 1
"""Part of the fingerprint of every computed column: raised when the meaning of a row changes."""

OPERATORS: dict[str, Operator] = {
    row.name: row
    for row in (*arithmetic.ROWS, *casts.ROWS, *logic.ROWS, *numbers.ROWS, *texts.ROWS, *times.ROWS)
}
"""All operators by name."""

INFIX: dict[str, int] = {
    "or": 10,
    "and": 20,
    "not": 30,
    "=": 40,
    "!=": 40,
    "<": 40,
    "<=": 40,
    ">": 40,
    ">=": 40,
    "in": 40,
    "between": 40,
    "is null": 40,
    "+": 50,
    "-": 50,
    "*": 60,
    "/": 60,
    "negate": 70,
}
"""How tightly the operators that are not written as functions bind."""

FUNCTIONS: tuple[str, ...] = tuple(name for name in OPERATORS if name not in INFIX)
"""The operators that are written as functions."""

AGGREGATES: dict[str, tuple[int, int]] = {
    "count": (0, 1),
    "sum": (1, 1),
    "mean": (1, 1),
    "min": (1, 1),
    "max": (1, 1),
    "stddev": (1, 1),
    "variance": (1, 1),
    "count_distinct": (1, 1),
    "first": (1, 1),
    "last": (1, 1),
    "share": (1, 1),
    "quantile": (2, 2),
    "time_since_last": (0, 0),
}
"""The aggregates over events, with the fewest and most arguments."""
