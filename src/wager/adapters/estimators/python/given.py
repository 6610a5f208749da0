"""What a learner of the project's own is given: an array for each column, in one form whatever the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError
from wager.training.columns import Columns, column, is_category, number, numbers

Kind = Literal["number", "text"]
Given = dict[str, NDArray[Any]]
"""Column to array; numbers, truths and moments are floats with NaN for what is missing, texts are objects with None."""


def kinds_of(columns: Columns) -> dict[str, Kind]:
    """Say how each column is given, by name: the order of a mapping says nothing.

    Examples
    --------
    >>> kinds_of({"n": pa.array([1]), "c": pa.array(["a"])})
    {'c': 'text', 'n': 'number'}
    """
    return {name: "text" if is_category(column(columns, name)) else "number" for name in sorted(columns)}


def handed(columns: Columns, kinds: Mapping[str, Kind]) -> Given:
    """Give columns the form in which a learner sees them; nobody may write into it.

    Raises
    ------
    BadInputError
        If one is absent, or holds numbers where texts were learned or the other way round.

    Examples
    --------
    >>> handed({"n": pa.array([1, None]), "c": pa.array(["a", None])}, {"c": "text", "n": "number"})
    {'c': array(['a', None], dtype=object), 'n': array([ 1., nan])}
    """
    found: Given = {}
    for name, kind in kinds.items():
        values = column(columns, name)
        if kind == "text" and not (is_category(values) or pa.types.is_null(values.type)):
            raise BadInputError(_no_text(name))
        found[name] = sealed(np.array(values.to_pylist(), object) if kind == "text" else numbers(values))
    return found


def handed_one(row: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Given:
    """Give the physical values of one row the same form."""
    found: Given = {}
    for name, kind in kinds.items():
        value = row[name]
        if kind == "number":
            found[name] = sealed(np.array([number(value)]))
            continue
        if value is not None and not isinstance(value, str):
            raise BadInputError(_no_text(name))
        found[name] = sealed(np.array([value], object))
    return found


def sealed(values: NDArray[Any]) -> NDArray[Any]:
    """Return the same values, into which nobody may write."""
    seen = values.view()
    seen.flags.writeable = False
    return seen


def _no_text(name: str) -> str:
    return f"the column {name} holds numbers where texts were learned; give it as it was in training"
