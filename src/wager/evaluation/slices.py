"""Which rows a part of a sentence speaks of: `for any origin`, `for origin JFK`, `for phishing`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.design.sentences.slices import SliceRef
from wager.evaluation.contender import Outcomes
from wager.foundation.errors import BadInputError, nearest
from wager.training.columns import codes, flags

Booleans = NDArray[np.bool_]
Slices = Mapping[str, Mapping[str, Booleans]]
"""Dimension to value to the rows it holds, shape (n,); what is null belongs to no value."""

CLASS = "class"
"""The dimension that is there for objectives with several classes."""


def from_column(found: Any, values: Iterable[str] | None = None) -> dict[str, Booleans]:
    """Slice by the values of a column.

    Parameters
    ----------
    found : pyarrow.Array
        n rows.
    values : iterable of str, optional
        Those that count; all that occur, sorted, where none are given.

    Examples
    --------
    >>> {name: rows.tolist() for name, rows in from_column(pa.array(["b", "a", None])).items()}
    {'a': [False, True, False], 'b': [True, False, False]}
    """
    flat = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    text = flat.cast(pa.string())
    names = sorted(text.drop_null().unique().to_pylist()) if values is None else list(values)
    place = codes(text, names)
    return {name: place == at for at, name in enumerate(names)}


def from_conditions(conditions: Mapping[str, Any]) -> dict[str, Booleans]:
    """Slice by conditions, evaluated to boolean Arrow arrays; null is not true."""
    return {
        name: flags(found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found)
        for name, found in conditions.items()
    }


def with_classes(slices: Slices, outcomes: Outcomes) -> Slices:
    """Add the dimension `class`, which objectives with several classes have."""
    if len(outcomes.classes) < 3:
        return slices
    return {**slices, CLASS: {name: outcomes.is_class(name) for name in outcomes.classes}}


def expand(
    reference: SliceRef | None, slices: Slices, rows: int, own: SliceRef | None = None
) -> list[tuple[str, Booleans]]:
    """Turn a reference into the slices to test, each with what to call it.

    Parameters
    ----------
    reference : SliceRef or None
        None for all rows.
    slices : mapping
        All that the design has.
    rows : int
        How many rows there are.
    own : SliceRef or None
        The goal's own slice, which `any other` leaves out.

    Returns
    -------
    list of (str, ndarray of bool)
        The name is empty for all rows, else such as `origin JFK`.

    Raises
    ------
    BadInputError
        If there is no such dimension or value, or two dimensions share the value.

    Examples
    --------
    >>> slices = {"origin": {"JFK": np.array([True, False]), "LGA": np.array([False, True])}}
    >>> [name for name, _ in expand(SliceRef("origin", any="any other"), slices, 2, SliceRef(value="JFK"))]
    ['origin LGA']
    """
    if reference is None:
        return [("", np.ones(rows, dtype=np.bool_))]
    if reference.any is None:
        dimension, value = _find(reference, slices)
        return [(f"{dimension} {value}", slices[dimension][value])]
    dimension = _dimension(reference.dimension or "", slices)
    left_out = None
    if reference.any == "any other" and own is not None and own.value is not None:
        left_out = own.value
    return [
        (f"{dimension} {value}", found) for value, found in slices[dimension].items() if value != left_out
    ]


def _dimension(name: str, slices: Slices) -> str:
    if name not in slices:
        raise BadInputError(
            f"no slices by {name!r}{nearest(name, slices)}; there are {', '.join(slices) or 'none'}"
        )
    return name


def _find(reference: SliceRef, slices: Slices) -> tuple[str, str]:
    value = reference.value or ""
    named = [_dimension(reference.dimension, slices)] if reference.dimension else list(slices)
    found = [dimension for dimension in named if value in slices[dimension]]
    if len(found) > 1:
        raise BadInputError(
            f"{value!r} is a value of {' and '.join(found)}; say which, as in `{found[0]} {value}`"
        )
    if not found:
        known = [other for dimension in named for other in slices[dimension]]
        raise BadInputError(
            f"no slice {value!r}{nearest(value, known)}; there are {', '.join(known) or 'none'}"
        )
    return found[0], value
