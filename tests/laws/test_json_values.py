"""Law: a value that a request may hold is the value that a file with it stores; what a file may not hold, no request may."""

import os
from decimal import Decimal

import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wager.data.clean import clean
from wager.data.json_values import Broken, json_reader
from wager.data.schema import COLUMN_TYPES, NUMERIC, ColumnSpec
from wager.foundation.amounts import Range

WRITTEN = (
    "5 5.0 -1 1e3 .5 0.1 12.50 12.500 1,5 nan NaN inf x true Yes 0 A b Größe 2013-11-02 2013-11-02T18:00:00Z "
    "2013-03-31T02:30:00 2013-10-27T02:30 2013-02-30 02.01.2013 13/01/2013 2013-11-02T00:00:00+02:00 9223372036854775808"
).split()
TEXTS = st.sampled_from([*WRITTEN, "", " 7 ", "2013-11-02 18:00 UTC", "a\x00b", "\ud800"]) | st.text(
    max_size=4
)
NUMBERS = (
    st.integers(-(2**64), 2**64)
    | st.integers(-50, 50)
    | st.floats()
    | st.sampled_from([0.1, 12.5, 1e16, -1.0])
)
VALUES = st.none() | st.booleans() | NUMBERS | TEXTS
_EXPONENT = 1e10
ENDS = st.none() | st.sampled_from([Decimal(-1), Decimal("0.1"), Decimal(5)])


@st.composite
def specs(draw):
    kind = draw(st.sampled_from(COLUMN_TYPES))
    low, high = draw(ENDS), draw(ENDS)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return ColumnSpec(
        "a",
        kind,
        nullable=draw(st.booleans()),
        range=Range(low, high) if kind in NUMERIC and draw(st.booleans()) else None,
        values=("A", "5", "Größe") if kind in {"text", "category"} and draw(st.booleans()) else None,
        map=draw(st.dictionaries(st.sampled_from(WRITTEN), st.sampled_from(WRITTEN), max_size=3)),
        null_if=tuple(draw(st.lists(st.sampled_from(WRITTEN), max_size=2))),
        zone=draw(st.sampled_from([None, "Europe/Berlin"])) if kind == "time" else None,
        layout=draw(st.sampled_from(["", "dmy", "mdy"])) if kind in {"time", "date"} else "",
    )


def column(value):
    """A file with one row: text, or the value's own type of Parquet."""
    kind = {bool: pa.bool_(), int: pa.int64(), float: pa.float64()}.get(type(value), pa.string())
    try:
        return pa.array([value], kind)
    except (OverflowError, pa.ArrowInvalid):
        return pa.array([str(value)])


def stored(array, kind):
    whole = {"time": pa.int64(), "date": pa.int32()}
    return array.cast(whole[kind])[0].as_py() if kind in whole else array[0].as_py()


@settings(max_examples=int(os.environ.get("WAGER_VALUES", "400")), deadline=None)
@given(specs(), VALUES)
@example(ColumnSpec("a", "int", null_if=(str(2**63),)), None)
def test_a_request_and_a_file_mean_the_same(spec, value):
    found = json_reader(spec, "USD")(value)
    try:
        array, faults = clean(column(value), spec, "USD")
    except UnicodeEncodeError:  # half of a pair of surrogates stands in no file
        assert isinstance(found, Broken)
        return
    kinds = [fault.kind for fault in faults]
    if kinds == ["type"] and isinstance(value, float) and abs(value) >= _EXPONENT:
        return  # Arrow writes a large sum of money with an exponent, which no file's reader takes
    if isinstance(found, Broken):
        # Types are taken more strictly than in a file; the other rules are the same.
        own = found.rule in {"type", "finite"} or found.expected.startswith("a number whose digits")
        assert own or found.rule in kinds
    elif not (spec.layout and kinds == ["type"]):  # a request may hold ISO moments whatever the file's way is
        assert kinds == []
        assert repr(stored(array, spec.type)) == repr(found)
