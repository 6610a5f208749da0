"""Cast a column to its stored type.

Whole columns are cast by Arrow where they are written as one expects; the values that are not are read one
by one, each different one once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.data import values as slow
from wager.data.limits import EARLIEST, LATEST
from wager.data.schema import ColumnSpec
from wager.foundation.amounts import places

STORED = {
    "bool": pa.bool_(),
    "int": pa.int64(),
    "float": pa.float64(),
    "money": pa.int64(),
    "text": pa.string(),
    "category": pa.string(),
    "time": pa.timestamp("us", "UTC"),
    "date": pa.date32(),
}
"""How each type is stored; money in whole minor units."""


def stored(values: pa.Array, kind: str) -> pa.Array:
    """Put physical values, as an engine gives them, into the form in which snapshots hold their type; a duration stays in microseconds.

    Examples
    --------
    >>> stored(pa.array([19723]), "date")[0]
    <pyarrow.Date32Scalar: datetime.date(2024, 1, 1)>
    """
    if kind not in STORED:
        return values
    return (values.cast(pa.int32()) if kind == "date" else values).cast(STORED[kind])


def is_text(type_: pa.DataType) -> bool:
    """Say whether an Arrow type is text."""
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))


def as_text(array: pa.Array) -> pa.Array:
    """Write values of any type as text; what has no text becomes null."""
    try:
        return array.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([None if item is None else str(item) for item in array.to_pylist()], pa.string())


def each(array: pa.Array, function: Callable[[str], Any], type_: pa.DataType) -> pa.Array:
    """Apply a Python function to every different text once."""
    encoded = array.dictionary_encode()
    made = pa.array(
        [None if text is None else function(text) for text in encoded.dictionary.to_pylist()], type_
    )
    return made.take(encoded.indices)


def cast(array: pa.Array, spec: ColumnSpec, currency: str) -> pa.Array:
    """Cast a column to its stored type; null where a value is none of that type."""
    stored = STORED[spec.type]
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), stored)
    found = _cast(array, spec, currency)
    return _in_calendar(found) if spec.type in {"time", "date"} else found


def _cast(array: pa.Array, spec: ColumnSpec, currency: str) -> pa.Array:
    direct = _direct(array, spec)
    if direct is not None:
        return direct
    text = array if is_text(array.type) else as_text(array)
    if spec.type in {"text", "category"}:
        return text.cast(pa.string())
    return _cast_text(text, spec, currency)


def _direct(array: pa.Array, spec: ColumnSpec) -> pa.Array | None:
    """Cast what already has a fitting type of Parquet; None where it has not."""
    kind, have = spec.type, array.type
    types = pa.types
    if kind == "bool" and types.is_boolean(have):
        return array
    if kind == "int" and types.is_integer(have) and not types.is_uint64(have):
        return array.cast(pa.int64())
    if kind == "float" and (types.is_floating(have) or types.is_integer(have) or types.is_decimal(have)):
        return _finite(array.cast(pa.float64(), safe=False))
    if kind == "date" and types.is_date(have):
        return _in_calendar(array).cast(pa.date32())
    if kind == "time" and (types.is_timestamp(have) or types.is_date(have)):
        array = _in_calendar(array)  # beyond it seconds are more microseconds than 64 bits hold
        if types.is_timestamp(have) and have.tz is not None:
            return array.cast(STORED["time"], safe=False)
        return _zoned(array.cast(pa.timestamp("us"), safe=False), spec.zone or "UTC", ambiguous="earliest")
    return None


_TICKS = {"s": 1_000_000, "ms": 1_000, "us": 1}
_DAY = 86_400_000_000


def _in_calendar(array: pa.Array) -> pa.Array:
    """Make null what lies before the year 1 or behind the year 9999: no date is written so."""
    kind = array.type
    if pa.types.is_timestamp(kind) and kind.unit not in _TICKS:
        return array  # nanoseconds of 64 bits reach from 1677 to 2262
    tick = _TICKS[kind.unit] if pa.types.is_timestamp(kind) else 1_000 if pa.types.is_date64(kind) else _DAY
    ticks = array.cast(pa.int32() if pa.types.is_date32(kind) else pa.int64())
    ends = pc.min_max(ticks).as_py()
    low, high = -(-EARLIEST // tick), LATEST // tick
    if ends["min"] is None or (low <= ends["min"] and ends["max"] <= high):
        return array
    return pc.if_else(
        pc.and_(pc.greater_equal(ticks, low), pc.less_equal(ticks, high)), array, pa.scalar(None, kind)
    )


def _finite(array: pa.Array) -> pa.Array:
    """Make NaN and the infinite null, and minus zero zero."""
    array = pc.add(array, 0.0)
    finite = pc.is_finite(array)
    if pc.all(finite, min_count=0).as_py():
        return array
    return pc.if_else(pc.fill_null(finite, fill_value=False), array, pa.scalar(None, pa.float64()))


def _zoned(naive: pa.Array, zone: str, *, ambiguous: str) -> pa.Array:
    if zone == "UTC":
        return naive.cast(pa.timestamp("us")).cast(STORED["time"])
    if ambiguous == "raise":
        return pc.assume_timezone(naive, zone, ambiguous="raise", nonexistent="raise").cast(STORED["time"])
    aware = pc.assume_timezone(naive, zone, ambiguous=ambiguous, nonexistent="latest")
    # Where the clock skips an hour Arrow gives the end of the gap to all that lies in it; Python's zones, by which texts
    # are read, count on from before it, and so every moment keeps its place.
    before = pc.assume_timezone(naive, zone, ambiguous=ambiguous, nonexistent="earliest")
    skipped = pc.subtract(naive, pc.local_timestamp(before))  # past the last microsecond before the gap
    inside = pc.greater(skipped, pa.scalar(0, pa.duration("us")))
    counted = pc.add(aware, pc.subtract(skipped, pa.scalar(1, pa.duration("us"))))
    return pc.if_else(inside, counted, aware).cast(STORED["time"])


_INT = r"^-?\d{1,18}$"
_FLOAT = r"^-?\d{1,300}(\.\d{1,300})?$"
_WHOLE = r"^-?\d{1,14}$"
_YEAR = r"(?:\d{3}[1-9]|\d\d[1-9]\d|\d[1-9]\d\d|[1-9]\d{3})"  # there is no year 0
_ISO = rf"^{_YEAR}-\d\d-\d\d[ T]\d\d:\d\d:\d\d$"
_ISO_UTC = rf"^{_YEAR}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ$"
_DATE = rf"^{_YEAR}-\d\d-\d\d$"


def _cast_text(text: pa.Array, spec: ColumnSpec, currency: str) -> pa.Array:
    if not spec.layout and (spec.type == "float" or (spec.type == "int" and _nothing_but_digits(text))):
        try:
            return _numbers(text, spec)
        except pa.ArrowInvalid:  # such as `1,5`, or of a whole number more digits than 64 bits hold
            pass
    made = pa.nulls(len(text), STORED[spec.type])
    left = text
    for shape, fast in _fast(spec, currency):
        matched = pc.fill_null(pc.match_substring_regex(left, shape), fill_value=False)
        if not pc.any(matched).as_py():
            continue
        whole = pc.sum(matched).as_py() + left.null_count == len(left)
        try:
            found = fast(left if whole else pc.if_else(matched, left, pa.scalar(None, left.type)))
        except (pa.ArrowInvalid, ValueError):
            continue  # such as 30 February: the rest is read one by one
        made = pc.coalesce(made, found) if made.null_count < len(made) else found
        if whole:
            return made
        left = pc.if_else(matched, pa.scalar(None, left.type), left)
    if left.null_count == len(left):
        return made
    return pc.coalesce(made, each(left, slow.reader(spec, currency), STORED[spec.type]))


_SHORT = 30
"""What is longer, such as a number behind many zeros, is looked at in its own right."""


def _nothing_but_digits(text: pa.Array) -> bool:
    """Say whether all texts are short, and made of digits and minus signs: Arrow reads `0x1F` as well."""
    _, ends, content = text.buffers()
    if content is None:
        return True
    kind = np.int64 if pa.types.is_large_string(text.type) else np.int32
    ends = np.frombuffer(ends, kind)[text.offset : text.offset + len(text) + 1]
    if (np.diff(ends) > _SHORT).any():
        return False
    used = content.slice(int(ends[0]), int(ends[-1] - ends[0])) if len(ends) else content.slice(0, 0)
    return not used.to_pybytes().translate(None, b"0123456789-")


def _numbers(text: pa.Array, spec: ColumnSpec) -> pa.Array:
    return text.cast(pa.int64()) if spec.type == "int" else _finite(text.cast(pa.float64()))


def _fast(spec: ColumnSpec, currency: str) -> list[tuple[str, Callable[[pa.Array], pa.Array]]]:
    """Name the shapes that Arrow casts as a whole, with how."""
    if spec.layout:
        return []
    if spec.type == "int":
        return [(_INT, lambda text: _numbers(text, spec))]
    if spec.type == "float":
        return [(_FLOAT, lambda text: _numbers(text, spec))]
    if spec.type == "money":
        decimals = places(currency)
        exact = [(_WHOLE, lambda text: pc.multiply(text.cast(pa.int64()), 10**decimals))]
        if decimals:
            minor = lambda text: pc.replace_substring(text, ".", "").cast(pa.int64())  # noqa: E731
            exact.append((rf"^-?\d{{1,14}}\.\d{{{decimals}}}$", minor))
        return exact
    if spec.type == "time":
        zone = spec.zone or "UTC"
        return [
            (_ISO_UTC, lambda text: text.cast(STORED["time"])),
            (_ISO, lambda text: _zoned(text.cast(pa.timestamp("us")), zone, ambiguous="raise")),
        ]
    return [(_DATE, lambda text: text.cast(pa.date32()))] if spec.type == "date" else []
