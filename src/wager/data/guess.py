"""Guess the type of one column from its values."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.data.cast import as_text, cast, is_text
from wager.data.schema import ColumnSpec, ColumnType

ENOUGH = 0.95
"""Share of values that must read as a type for the column to have it; the rest are counted and null."""

_PLACEHOLDERS = ("?", "-", "--", ".", "...")
_PAIRS = ({"true", "false"}, {"yes", "no"}, {"t", "f"}, {"y", "n"})
_ZEROS = r"^[+-]?0\d+$"
_PARTS = re.compile(r"\s*(\d{1,2})([./-])(\d{1,2})\2\d{4}(?:[ T].*)?")
_MOST_CATEGORIES = 1000


@dataclass(frozen=True)
class Guess:
    """What a column seems to hold.

    Attributes
    ----------
    type : str or None
        None where it is left out.
    layout : str
        See `ColumnSpec`.
    null_if : tuple of str
        Placeholders among numbers or times.
    nulls : int
        Nulls of the file.
    odd : int
        Values that are none of the type, placeholders among them; the snapshot says which.
    why : str
        What is doubtful, for people; may be empty.
    codes : ndarray of int64, shape (n_rows,)
        Equal values have equal codes; nulls have -1.
    """

    type: ColumnType | None
    layout: str
    null_if: tuple[str, ...]
    nulls: int
    odd: int
    why: str
    codes: NDArray[np.int64]


def guess(column: pa.ChunkedArray) -> Guess:
    """Guess a column's type.

    Examples
    --------
    >>> [guess(pa.chunked_array([values])).type for values in (["1", "2"], ["1.5", "2"], ["yes", "no"], ["a", "b"])]
    ['int', 'float', 'bool', 'text']
    >>> guess(pa.chunked_array([["31.12.2013", "01.01.2014"]])).layout
    'dmy'
    """
    array = column.combine_chunks()
    array = array if isinstance(array, pa.Array) else column.cast(pa.large_string()).combine_chunks()
    if pa.types.is_nested(array.type) or pa.types.is_binary(array.type):
        return _left_out(array, f"it holds {array.type}, which is left out", as_text(array))
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    codes = pc.fill_null(encoded.indices.cast(pa.int64()), pa.scalar(-1)).to_numpy()
    distinct = encoded.dictionary
    if array.null_count == len(array):
        return Guess(None, "", (), len(array), 0, "it is empty and left out", codes)
    if not is_text(distinct.type):
        return Guess(_of_arrow(distinct.type), "", (), array.null_count, 0, "", codes)
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    return _of_text(distinct, counts, array.null_count, codes)


def _left_out(array: pa.Array, why: str, text: pa.Array) -> Guess:
    codes = pc.fill_null(text.dictionary_encode().indices.cast(pa.int64()), pa.scalar(-1)).to_numpy()
    return Guess(None, "", (), array.null_count, 0, why, codes)


def _of_arrow(type_: pa.DataType) -> ColumnType:
    types = pa.types
    if types.is_boolean(type_):
        return "bool"
    if types.is_integer(type_):
        return "int"
    if types.is_floating(type_) or types.is_decimal(type_):
        return "float"
    if types.is_timestamp(type_):
        return "time"
    return "date" if types.is_date(type_) else "text"


def _of_text(distinct: pa.Array, counts: NDArray[np.int64], nulls: int, codes: NDArray[np.int64]) -> Guess:
    texts = _Texts(distinct.cast(pa.string()), counts)
    kind, layout, doubt = _typed(texts)
    if kind in {"text", "category"}:
        return Guess(kind, "", (), nulls, 0, doubt, codes)
    bad = ~texts.reads(kind, layout)
    held = Counter({str(texts.values[place]): int(counts[place]) for place in np.flatnonzero(bad)})
    marks = tuple(mark for mark in _PLACEHOLDERS if mark in held)
    said = [doubt] if doubt else []
    if marks:
        said.append(
            f"{sum(held[mark] for mark in marks):,} values are {' or '.join(map(repr, marks))}, read as null"
        )
    return Guess(kind, layout, marks, nulls, sum(held.values()), "; ".join(said), codes)


class _Texts:
    """The different values of a column, each with how often it occurs."""

    def __init__(self, values: pa.Array, counts: NDArray[np.int64]) -> None:
        self.values, self.counts = values, counts
        marks = pc.is_in(pc.utf8_trim_whitespace(values), value_set=pa.array(_PLACEHOLDERS))
        self.telling = ~marks.to_numpy(zero_copy_only=False)
        self.total = int(counts[self.telling].sum())

    def reads(self, kind: ColumnType, layout: str = "") -> NDArray[np.bool_]:
        """Flag the values that read as a type."""
        made = cast(self.values, ColumnSpec("", kind, layout=layout), "USD")
        return np.asarray(made.is_valid().to_numpy(zero_copy_only=False))

    def enough(self, flags: NDArray[np.bool_]) -> bool:
        """Say whether nearly all values, placeholders not counted, are flagged."""
        return self.total > 0 and int(self.counts[flags & self.telling].sum()) >= ENOUGH * self.total

    def like(self, pattern: str) -> NDArray[np.bool_]:
        """Flag the values that match a pattern."""
        return np.asarray(pc.match_substring_regex(self.values, pattern).to_numpy(zero_copy_only=False))


def _typed(texts: _Texts) -> tuple[ColumnType, str, str]:
    """Return type, layout and doubts."""
    words = {str(word).strip().lower() for word in texts.values.slice(0, 20).to_pylist()}
    if len(texts.values) <= 6 and any(words <= pair for pair in _PAIRS):
        return "bool", "", ""
    numbers = texts.reads("float")
    if texts.enough(numbers) and not texts.like(_ZEROS).any():
        whole = texts.reads("int")
        telling = numbers & texts.telling
        if whole[telling].all():
            return "int", "", ""
        if not (texts.like(r"^[+-]?\d{17,}$") & telling).any():  # digits that a float would lose
            return "float", "", ""
    for layout in ("comma", "thousands") if _decimal_comma(texts) else ("thousands", "comma"):
        if texts.like("[,%$€£]").any() and texts.enough(texts.reads("float", layout)):
            return "float", layout, ""
    if texts.enough(texts.reads("time")):
        return ("date", "", "") if texts.enough(texts.reads("date")) else ("time", "", "")
    return _of_dates(texts)


def _decimal_comma(texts: _Texts) -> bool:
    """Say whether some comma cannot part thousands: `1,5` or `1.234,5`."""
    return bool(
        (texts.like(r"^\s*[+-]?[\d.]*,\d+\s*$") & ~texts.like(r"^\s*[+-]?\d{1,3}(,\d{3})+\s*$")).any()
    )


def _of_dates(texts: _Texts) -> tuple[ColumnType, str, str]:
    matches = [_PARTS.fullmatch(str(text)) for text in texts.values.slice(0, 10_000).to_pylist()]
    found = [match for match in matches if match is not None]
    if not found or len(found) < ENOUGH * len(matches):
        return _of_words(texts)
    first, second = (max(int(match[place]) for match in found) for place in (1, 3))
    layouts = [layout for layout in ("dmy", "mdy") if texts.enough(texts.reads("time", layout))]
    if len(layouts) == 2 and first <= 12 and second <= 12:
        if all(match[2] == "." for match in found):
            layouts = ["dmy"]
        else:
            kind, layout, _ = _of_words(texts)
            return (
                kind,
                layout,
                "it looks like dates, but day and month cannot be told apart; write them as 2013-12-31",
            )
    if not layouts:
        return _of_words(texts)
    layout = layouts[0] if len(layouts) == 1 or first > 12 else layouts[1]
    return ("date" if texts.enough(texts.reads("date", layout)) else "time"), layout, ""


def _of_words(texts: _Texts) -> tuple[ColumnType, str, str]:
    rows, distinct = int(texts.counts.sum()), len(texts.values)
    few = distinct <= _MOST_CATEGORIES and distinct <= rows / 2
    return ("category" if few else "text"), "", ""
