"""Slices that nobody declared: a column by its values, numbers by the quarters of development rows.

Each is a condition of the expression language, so that what is found can be declared, word for word, in the `slices` of a design.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.expressions.tree import Call, Column, Literal, Tree, Type
from wager.expressions.write import to_text
from wager.training.columns import codes, flags, levels, numbers

Booleans = NDArray[np.bool_]

QUARTERS = (0.25, 0.5, 0.75)
MOST_VALUES = 50
"""Of a column of texts: the most frequent. A name that is different in nearly every row makes no slices."""

_DIGITS = 4  # of an edge between two quarters: it is to be read, and written again
_NUMBERS: tuple[Type, ...] = ("int", "float", "money", "duration")


@dataclass(frozen=True)
class ColumnSlice:
    """Some of the rows, by one column.

    Attributes
    ----------
    column : str
        By which.
    condition : str
        As an expression.
    among : ndarray of bool, shape (n,)
        The rows for which it is true.
    """

    column: str
    condition: str
    among: Booleans


def column_slices(
    name: str,
    type_: Type,
    judged: Any,
    learned: Any,
    *,
    least: int,
    currency: str = "",
    at: Sequence[float] = QUARTERS,
) -> Iterator[ColumnSlice]:
    """Cut rows by one column.

    Parameters
    ----------
    name : str
        Of the column or feature.
    type_ : Type
        What its values mean; moments are not cut.
    judged : pyarrow.Array, length n
        The rows to cut.
    learned : pyarrow.Array
        Development rows, whose quarters say where numbers are cut: that is settled before a judged row is seen.
    least : int
        Slices of fewer rows are left out.
    currency : str
        Of sums of money.
    at : sequence of float
        Quantiles of development rows at which numbers are cut.

    Examples
    --------
    >>> found = column_slices("size", "int", pa.array([1, 5, None, 9]), pa.array(range(10)), least=1)
    >>> [(one.condition, one.among.tolist()) for one in found][:2]
    [('size <= 2', [True, False, False, False]), ('size > 4 and size <= 6', [False, True, False, False])]
    """
    column = Column(name)
    for tree, among in _cut(column, type_, judged, learned, least=least, currency=currency, at=at):
        if int(among.sum()) >= least:
            yield ColumnSlice(name, to_text(tree), among)


def _cut(
    column: Column, type_: Type, judged: Any, learned: Any, *, least: int, currency: str, at: Sequence[float]
) -> Iterator[tuple[Tree, Booleans]]:
    if type_ == "bool":
        yield column, flags(judged)
        yield Call("not", (column,)), flags(pc.invert(judged))
    elif type_ == "text":
        text = judged.cast(pa.string())
        kept = levels(text, most=MOST_VALUES, least_rows=least)
        place = codes(text, kept)
        for code, value in enumerate(kept):
            yield Call("=", (column, Literal(value, "text"))), place == code
    elif type_ in _NUMBERS:
        yield from _between(column, type_, numbers(judged), numbers(learned), currency=currency, quantiles=at)
    else:
        return
    yield Call("is null", (column,)), flags(judged.is_null())


def _between(
    column: Column,
    type_: Type,
    judged: NDArray[np.float64],
    learned: NDArray[np.float64],
    *,
    currency: str,
    quantiles: Sequence[float],
) -> Iterator[tuple[Tree, Booleans]]:
    present = learned[~np.isnan(learned)]
    if len(present) == 0:
        return
    edges = sorted({_rounded(edge, type_) for edge in np.quantile(present, quantiles)})
    place = np.searchsorted(
        edges, judged, side="left"
    )  # values on an edge belong below it; NaN lies above all
    for at in range(len(edges) + 1):
        above = _side(">", column, edges[at - 1], type_, currency) if at else None
        below = _side("<=", column, edges[at], type_, currency) if at < len(edges) else None
        both = [one for one in (above, below) if one is not None]
        yield both[0] if len(both) == 1 else Call("and", tuple(both)), (place == at) & ~np.isnan(judged)


def _rounded(edge: float, type_: Type) -> float:
    edge = float(f"{edge:.{_DIGITS}g}")
    return edge if type_ == "float" else float(np.floor(edge))


def _side(operator: str, column: Column, edge: float, type_: Type, currency: str) -> Tree:
    value = edge if type_ in {"float", "money"} else int(edge)
    return Call(operator, (column, Literal(value, type_, currency if type_ == "money" else "")))
