"""From what a file holds to what a column declares: replace, cast, check; nothing is lost silently."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from wager.data import values as slow
from wager.data.cast import as_text, cast, each, is_text
from wager.data.limits import bounds, null_numbers
from wager.data.schema import NUMERIC, ColumnSpec


@dataclass(frozen=True)
class Fault:
    """Values of one column that break its contract.

    Attributes
    ----------
    kind : str
        `type`, `null`, `range` or `values`.
    count : int
        How many rows.
    row : int
        The first of them, from 0.
    example : str
        Its value as the file has it.
    """

    kind: str
    count: int
    row: int
    example: str


def clean(
    column: pa.ChunkedArray | pa.Array, spec: ColumnSpec, currency: str
) -> tuple[pa.Array, list[Fault]]:
    """Clean, cast and check a column.

    Parameters
    ----------
    column : pyarrow array, shape (n,)
        As the file has it: text, or any type of Parquet.
    spec : ColumnSpec
        What it should be.
    currency : str
        Of money: how many decimal places its minor unit has.

    Returns
    -------
    array : pyarrow.Array, shape (n,)
        In the stored type; null where a value is none of that type.
    faults : list of Fault
        Values that are none of the type, nulls where there may be none, numbers out of range, unknown values.

    Examples
    --------
    >>> array, faults = clean(pa.array(["1", "x", "5.0"]), ColumnSpec("a", "int"), "USD")
    >>> array.to_pylist(), faults
    ([1, None, 5], [Fault(kind='type', count=1, row=1, example='x')])
    """
    raw = [_cleaned(piece, spec) for piece in _pieces(_plain(column))]
    array = pa.concat_arrays([_nulled(cast(piece, spec, currency), spec, currency) for piece in raw])
    return array, _faults(pa.chunked_array(raw), array, spec, currency)


def _plain(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray:
    """Undo the encodings in which Parquet may hold text."""
    column = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    text = _TEXTS.get(column.type)
    if text is None:
        return column
    try:
        return column.cast(text)
    except pa.ArrowInvalid:  # a value is no UTF-8: it is shown as it is, and the others are read
        values = column.to_pylist()
        shown = [None if one is None else one.decode(errors="backslashreplace") for one in values]
        return pa.chunked_array([pa.array(shown, text)])


_TEXTS = {
    pa.binary(): pa.string(),
    pa.large_binary(): pa.large_string(),
    pa.binary_view(): pa.string(),
    pa.string_view(): pa.string(),
}
"""In which form text is read that a file holds otherwise."""

_ROWS, _BYTES = 1 << 14, 1 << 26
"""A piece has so many rows or bytes at least, unless it is the last."""


def _pieces(column: pa.ChunkedArray) -> list[pa.Array]:
    """Put chunks together until they are worth a call; not all of them: texts are large, and read only once."""
    pieces: list[pa.Array] = []
    waiting: list[pa.Array] = []
    rows = size = 0
    for chunk in column.chunks:
        waiting.append(chunk)
        rows, size = rows + len(chunk), size + chunk.nbytes
        if rows >= _ROWS or size >= _BYTES:
            pieces.append(pa.concat_arrays(waiting))
            waiting, rows, size = [], 0, 0
    if waiting:
        pieces.append(pa.concat_arrays(waiting))
    return pieces or [pa.array([], column.type)]


def _cleaned(array: pa.Array, spec: ColumnSpec) -> pa.Array:
    """Apply `map`, then the texts of `null_if`."""
    if not spec.map and not spec.null_if:
        return array
    if not is_text(array.type):
        if not (spec.map or spec.type in {"text", "category"}):
            return array
        array = as_text(array)
    if spec.map:
        array = each(array, lambda text: spec.map.get(text, text), array.type)
    nulls = pc.is_in(array, value_set=pa.array(spec.null_if, array.type))
    return pc.if_else(nulls, pa.scalar(None, array.type), array)


def _nulled(array: pa.Array, spec: ColumnSpec, currency: str) -> pa.Array:
    """Apply the numbers of `null_if`."""
    numbers = null_numbers(spec, currency)
    if not numbers:
        return array
    nulls = pc.is_in(array, value_set=pa.array(sorted(numbers), array.type))
    return pc.if_else(nulls, pa.scalar(None, array.type), array)


def _faults(raw: pa.ChunkedArray, array: pa.Array, spec: ColumnSpec, currency: str) -> list[Fault]:
    found = []
    if array.null_count:
        lost = pc.and_(pc.is_valid(raw), pc.is_null(array))
        meant = _means_null(raw, lost, spec, currency) if pc.any(lost).as_py() else None
        bad = lost if meant is None else pc.and_(lost, pc.invert(meant))
        found.append(_fault("type", bad, raw))
        if not spec.nullable:
            found.append(_fault("null", pc.and_(pc.is_null(array), pc.invert(bad)), raw))
    if spec.range is not None:
        number = array.cast(pa.float64(), safe=False)
        for bound, outside in zip(bounds(spec, currency), (pc.less, pc.greater), strict=True):
            found.append(_fault("range", pc.fill_null(outside(number, bound), fill_value=False), raw))
    if spec.values is not None:
        known = pc.is_in(array, value_set=pa.array(spec.values, pa.string()))
        found.append(_fault("values", pc.and_(pc.is_valid(array), pc.invert(known)), raw))
    return [fault for fault in found if fault is not None]


def _means_null(raw: pa.Array, lost: pa.Array, spec: ColumnSpec, currency: str) -> pa.Array | None:
    """Find values that are no fault though they became null: NaN, and what `null_if` says as a number."""
    if spec.type not in NUMERIC:
        return None
    numbers = null_numbers(spec, currency)

    def meant(text: str) -> bool:
        if text.strip().lower().lstrip("+-") == "nan":
            return True
        return bool(numbers) and slow.reader(spec, currency)(text) in numbers

    text = raw if is_text(raw.type) else as_text(raw)
    only = pc.if_else(lost, text, pa.scalar(None, text.type)).combine_chunks()
    return pc.fill_null(each(only, meant, pa.bool_()), fill_value=False)


def _fault(kind: str, rows: pa.Array, raw: pa.Array) -> Fault | None:
    count = pc.sum(rows).as_py() or 0
    if not count:
        return None
    first = pc.index(rows, value=True).as_py()
    return Fault(kind, count, first, _shown(raw, first))


def _shown(raw: pa.Array, row: int) -> str:
    try:
        value = raw[row].as_py()
    except (OverflowError, ValueError):  # a moment that Python's calendar does not have
        value = raw.slice(row, 1).cast(pa.string())[0].as_py()
    return "" if value is None else str(value)[:60]
