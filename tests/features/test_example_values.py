"""A value of an example is read as `clean` reads it in a column of a file."""

from dataclasses import replace
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.data.cast import STORED
from wager.data.clean import clean
from wager.data.schema import ColumnSpec
from wager.features.example_values import plain_text, stored_value
from wager.foundation.amounts import Range

SPECS = [
    ColumnSpec("a", "int", range=Range(Decimal(-2), Decimal(9)), null_if=("-1", "none")),
    ColumnSpec("a", "float", range=Range(None, Decimal("7.5")), null_if=("1.50",)),
    ColumnSpec("a", "float", layout="comma"),
    ColumnSpec("a", "float", null_if=("-0.0",)),
    ColumnSpec("a", "int", range=Range(None, Decimal(2**53))),
    ColumnSpec("a", "money", range=Range(Decimal("0.05"), None), null_if=("99", "1e30")),
    ColumnSpec("a", "bool", map={"on": "true", "off": "maybe"}),
    ColumnSpec("a", "time", zone="Europe/Berlin"),
    ColumnSpec("a", "date", layout="dmy"),
    ColumnSpec("a", "text", null_if=("x",)),
    ColumnSpec("a", "category", values=("x", "y"), map={"X": "x"}),
]
TEXTS = [
    "1",
    "-1",
    "-1.0",
    "1.5",
    "9",
    "10",
    "99.00",
    "0.04",
    "none",
    "nan",
    " NaN ",
    "on",
    "off",
    "yes",
    "x",
    "X",
    "y",
    "z",
    "",
]
TEXTS += [
    "2024-02-30",
    "2024-03-31 02:30",
    "2024-05-01T18:00:00Z",
    "01.05.2024",
    "1.234,5",
    "inf",
    "7.5",
    "8",
    "-3",
]


@pytest.mark.parametrize("spec", SPECS, ids=repr)
@given(
    value=st.sampled_from(TEXTS)
    | st.integers(-5, 200)
    | st.decimals(-5, 100, places=2)
    | st.booleans()
    | st.none()
)
def test_as_a_file_with_this_column_would_be_read(spec, value):
    texts = pa.array([None if value is None else plain_text(value)], pa.string())
    array, faults = clean(texts, replace(spec, nullable=True), "EUR")
    found, fault = stored_value(value, spec, "EUR")
    assert [one.kind for one in faults][:1] == [kind for kind, said in SAYS.items() if said in fault][:1]
    if not fault:
        assert pa.array([found], STORED[spec.type]).equals(array)


SAYS = {"type": " is no ", "range": " lies outside ", "values": " is none of "}
