"""What every target is held to: the values that Python computes for every form, at every edge."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from expressions.forms import every_form, form_columns, form_rows, form_tree
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Literal, Tree
from wager.expressions.types import typed
from wager.foundation.errors import BadInputError

ZONES = ("UTC", "America/New_York")
TIMED = frozenset({"hour", "weekday", "month", "year", "day", "floor_to", "text"})
"""Of a time or a date: beyond the years 1 to 9999 an engine may go on where Python's calendar ends."""


@dataclass(frozen=True)
class Case:
    """One form in one zone, with the rows that have a value and those that overflow."""

    name: str
    tree: Tree
    columns: dict[str, Any]
    type: str
    zone: str
    rows: list[dict[str, Any]]
    values: list[Any]
    overflowing: list[dict[str, Any]]


def every_case():
    """List all cases; times are asked in two zones."""
    for form in every_form():
        zones = ZONES if form[0] in TIMED and "time" in form[1:] else ("UTC",)
        for zone in zones:
            yield _case(form, zone)


def _case(form, zone):
    tree, columns = form_tree(form), form_columns(form)
    function = row_function(tree, columns, zone)
    rows, values, overflowing = [], [], []
    for row in form_rows(form):
        try:
            value = function(row)
        except BadInputError:
            overflowing.append(row)
        else:
            rows.append(row)
            values.append(value)
    given = ", ".join(str(part.value) if isinstance(part, Literal) else part for part in form[1:])
    name = f"{form[0]} ({given}) {zone}"
    return Case(name, tree, columns, typed(tree, columns)[1], zone, rows, values, overflowing)


def bits(value):
    """Return what is compared: of a float all its bits, the sign of zero included."""
    return struct.pack("<d", value) if isinstance(value, float) else (type(value), value)
