"""From what a file holds to what a column declares: replace, cast, check; nothing is lost silently.

Whole columns are cast by Arrow where they are written as one expects; the values that are not are read one
by one, each different one once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from wager.data import values as slow
from wager.data.schema import NUMERIC, ColumnSpec
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
    raw = _cleaned(_plain(_one(column)), spec)
    array = cast(raw, spec, currency)
    array = _nulled(array, spec, currency)
    return array, _faults(raw, array, spec, currency)


def _one(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        whole = column.combine_chunks()
        # Text beyond 2 GiB stays in chunks unless its offsets are made wider.
        return whole if isinstance(whole, pa.Array) else column.cast(pa.large_string()).combine_chunks()
    return column


def _plain(array: pa.Array) -> pa.Array:
    """Undo the encodings in which Parquet may hold text."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_binary(array.type) or pa.types.is_string_view(array.type):
        try:
            return array.cast(pa.string())
        except pa.ArrowInvalid:
            return pa.nulls(len(array), pa.string())
    return array


def is_text(type_: pa.DataType) -> bool:
    """Say whether an Arrow type is text."""
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))


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
    """Apply the numbers of `null_if`: `1048.36058` is also the reading written `1048.360580`."""
    if spec.type not in NUMERIC or not spec.null_if:
        return array
    numbers = []
    for text in spec.null_if:
        number = slow.number(text)
        if number is not None:
            numbers.append(physical(Decimal(text), spec, currency))
    wanted = [number for number in numbers if spec.type == "float" or _holds(number)]
    if not wanted:
        return array
    as_type = float if spec.type == "float" else int
    nulls = pc.is_in(array, value_set=pa.array([as_type(number) for number in wanted], array.type))
    return pc.if_else(nulls, pa.scalar(None, array.type), array)


def _holds(number: Decimal) -> bool:
    return number == int(number) and -(2**63) <= number < 2**63


def physical(number: Decimal, spec: ColumnSpec, currency: str) -> Decimal:
    """Bring a number of a contract into the stored form: money is in minor units."""
    return number.scaleb(places(currency)) if spec.type == "money" else number


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
        return array.cast(pa.date32())
    if kind == "time" and (types.is_timestamp(have) or types.is_date(have)):
        if types.is_timestamp(have) and have.tz is not None:
            return array.cast(STORED["time"], safe=False)
        return _zoned(array.cast(pa.timestamp("us"), safe=False), spec.zone or "UTC", ambiguous="earliest")
    return None


def _finite(array: pa.Array) -> pa.Array:
    """Make NaN and the infinite null, and minus zero zero."""
    keep = pc.fill_null(pc.is_finite(array), fill_value=False)
    return pc.if_else(keep, pc.add(array, 0.0), pa.scalar(None, pa.float64()))


def _zoned(naive: pa.Array, zone: str, *, ambiguous: str) -> pa.Array:
    if zone == "UTC":
        return naive.cast(pa.timestamp("us")).cast(STORED["time"])
    aware = pc.assume_timezone(
        naive, zone, ambiguous=ambiguous, nonexistent="earliest" if ambiguous == "earliest" else "raise"
    )
    return aware.cast(STORED["time"])


_INT = r"^-?\d{1,18}$"
_FLOAT = r"^-?\d{1,300}(\.\d{1,300})?$"
_WHOLE = r"^-?\d{1,14}$"
_ISO = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d$"
_ISO_UTC = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ$"
_DATE = r"^\d{4}-\d\d-\d\d$"


def _cast_text(text: pa.Array, spec: ColumnSpec, currency: str) -> pa.Array:
    made = pa.nulls(len(text), STORED[spec.type])
    left = text
    for shape, fast in _fast(spec, currency):
        matched = pc.fill_null(pc.match_substring_regex(left, shape), fill_value=False)
        if not pc.any(matched).as_py():
            continue
        try:
            found = fast(pc.if_else(matched, left, pa.scalar(None, left.type)))
        except (pa.ArrowInvalid, ValueError):
            continue  # such as 30 February: the rest is read one by one
        made = pc.coalesce(made, found)
        left = pc.if_else(matched, pa.scalar(None, left.type), left)
    if left.null_count == len(left):
        return made
    return pc.coalesce(made, each(left, slow.reader(spec, currency), STORED[spec.type]))


def _fast(spec: ColumnSpec, currency: str) -> list[tuple[str, Callable[[pa.Array], pa.Array]]]:
    """Name the shapes that Arrow casts as a whole, with how."""
    if spec.layout:
        return []
    if spec.type == "int":
        return [(_INT, lambda text: text.cast(pa.int64()))]
    if spec.type == "float":
        return [(_FLOAT, lambda text: _finite(text.cast(pa.float64())))]
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


def _faults(raw: pa.Array, array: pa.Array, spec: ColumnSpec, currency: str) -> list[Fault]:
    lost = pc.and_(pc.is_valid(raw), pc.is_null(array))
    meant = _means_null(raw, lost, spec, currency) if pc.any(lost).as_py() else None
    bad = lost if meant is None else pc.and_(lost, pc.invert(meant))
    found = [_fault("type", bad, raw)]
    if not spec.nullable:
        found.append(_fault("null", pc.and_(pc.is_null(array), pc.invert(bad)), raw))
    if spec.range is not None:
        for bound, outside in ((spec.range.low, pc.less), (spec.range.high, pc.greater)):
            if bound is not None:
                limit = physical(bound, spec, currency)
                edge = pa.scalar(float(limit), pa.float64())
                number = array.cast(pa.float64(), safe=False)
                found.append(_fault("range", pc.fill_null(outside(number, edge), fill_value=False), raw))
    if spec.values is not None:
        known = pc.is_in(array, value_set=pa.array(spec.values, pa.string()))
        found.append(_fault("values", pc.and_(pc.is_valid(array), pc.invert(known)), raw))
    return [fault for fault in found if fault is not None]


def _means_null(raw: pa.Array, lost: pa.Array, spec: ColumnSpec, currency: str) -> pa.Array | None:
    """Find values that are no fault though they became null: NaN, and what `null_if` says as a number."""
    if spec.type not in NUMERIC:
        return None
    numbers = {
        physical(Decimal(text), spec, currency) for text in spec.null_if if slow.number(text) is not None
    }

    def meant(text: str) -> bool:
        if text.strip().lower().lstrip("+-") == "nan":
            return True
        number = slow.reader(spec, currency)(text) if numbers else None
        return number is not None and any(float(number) == float(known) for known in numbers)

    text = raw if is_text(raw.type) else as_text(raw)
    only = pc.if_else(lost, text, pa.scalar(None, text.type))
    return pc.fill_null(each(only, meant, pa.bool_()), fill_value=False)


def _fault(kind: str, rows: pa.Array, raw: pa.Array) -> Fault | None:
    count = pc.sum(rows).as_py() or 0
    if not count:
        return None
    first = pc.index(rows, value=True).as_py()
    value = raw[first].as_py()
    return Fault(kind, count, first, "" if value is None else str(value)[:60])
