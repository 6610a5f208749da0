"""JSON values: strict about types, and never repeated."""

import math
from decimal import Decimal

import pytest

from wager.data.json_values import Broken, json_reader
from wager.data.schema import ColumnSpec
from wager.foundation.amounts import Range

INSTANT = 1_383_415_200_000_000  # 2013-11-02 18:00 UTC


def read(value, type_, currency="USD", **keys):
    found = json_reader(ColumnSpec("a", type_, **keys), currency)(value)
    return found.rule if isinstance(found, Broken) else found


@pytest.mark.parametrize(
    ("type_", "value", "stored"),
    [
        ("bool", True, True),
        ("int", -5, -5),
        ("int", 2**63 - 1, 2**63 - 1),
        ("float", 5, 5.0),
        ("float", 2**53, float(2**53)),
        ("float", 1e300, 1e300),
        ("money", 12, 1200),
        ("money", 12.5, 1250),
        ("money", 1.1, 110),
        ("money", "-0.07", -7),
        ("text", "", ""),
        ("category", "Größe", "Größe"),
        ("time", "2013-11-02T18:00:00Z", INSTANT),
        ("time", "2013-11-02 19:00+01:00", INSTANT),
        ("time", "2013-11-02 18:00", INSTANT),
        ("date", "1970-01-02", 1),
        ("date", "1969-12-31", -1),
    ],
)
def test_a_value_is_stored_as_its_column_is(type_, value, stored):
    found = read(value, type_)
    assert found == stored
    assert type(found) is type(stored)


@pytest.mark.parametrize(
    ("type_", "value", "rule"),
    [
        ("bool", 1, "type"),
        ("bool", "true", "type"),
        ("int", 5.0, "type"),
        ("int", True, "type"),
        ("int", "5", "type"),
        ("int", 2**63, "type"),
        ("int", math.nan, "finite"),
        ("float", "5", "type"),
        ("float", False, "type"),
        ("float", [5], "type"),
        ("float", 2**53 + 1, "range"),
        ("float", math.inf, "finite"),
        ("float", -math.inf, "finite"),
        ("float", math.nan, "finite"),
        ("money", 0.125, "type"),
        ("money", "1,5", "type"),
        ("money", 1e25, "type"),
        ("money", math.nan, "finite"),
        ("money", True, "type"),
        ("text", 5, "type"),
        ("text", {"a": 1}, "type"),
        ("category", "\ud800", "type"),
        ("time", "yesterday", "type"),
        ("time", 1383415200, "type"),
        ("time", "2013-02-30", "type"),
        ("time", "0001-01-01T00:00:00+14:00", "type"),
        ("date", "2013-11-02T18:00:00Z", "type"),
        ("date", "2013-13-02", "type"),
        *(
            (type_, None, "null")
            for type_ in ("bool", "int", "float", "money", "text", "category", "time", "date")
        ),
    ],
)
def test_what_is_of_another_kind_breaks_a_rule(type_, value, rule):
    assert read(value, type_) == rule


def test_null_is_a_value_where_the_column_may_be_null():
    assert read(None, "float", nullable=True) is None
    assert math.copysign(1, read(-0.0, "float")) == 1


def test_money_has_the_places_of_its_currency():
    assert read(12, "money", "JPY") == 12
    assert read(12.5, "money", "JPY") == "type"
    assert read("1.234", "money", "KWD") == 1234


@pytest.mark.parametrize(("value", "found"), [(0, 0), (6000, 6000), (-1, "range"), (6001, "range")])
def test_both_ends_of_a_range_are_in_it(value, found):
    assert read(value, "int", range=Range(Decimal(0), Decimal(6000))) == found


def test_a_range_of_money_is_in_whole_units():
    most = Range(None, Decimal("10.5"))
    assert read("10.50", "money", range=most) == 1050
    assert read("10.51", "money", range=most) == "range"


def test_only_the_values_listed_are_taken():
    assert read("JFK", "category", values=("EWR", "JFK")) == "JFK"
    assert read("BOS", "category", values=("EWR", "JFK")) == "values"


def test_map_and_null_if_come_first():
    cleaned = {"map": {"Y": "true", "n/a": "?"}, "null_if": ("?",), "nullable": True}
    assert read("Y", "bool", **cleaned) is True
    assert read("n/a", "bool", **cleaned) is None
    assert read("?", "bool", **cleaned) is None
    assert read("N", "bool", **cleaned) == "type"
    assert read(9999, "float", map={"9999": "1.5"}) == 1.5
    assert read(0.1, "float", map={"0.1": "0.2"}) == 0.2
    assert read("n/a", "float", map={"n/a": "none"}) == "type"
    assert read(-1.0, "float", null_if=("-1.00",), nullable=True) is None
    assert read(-1, "money", null_if=("-1",)) == "null"


def test_moments_are_also_read_as_the_file_writes_them():
    assert read("02.01.1970", "time", layout="dmy") == 86_400_000_000
    assert read("1970-01-02", "time", layout="dmy") == 86_400_000_000
    assert read("01/02/1970", "date", layout="mdy") == 1
    assert read("1970-01-01 01:00", "time", zone="Europe/Berlin") == 0


def test_what_was_expected_is_said_without_the_value():
    for type_ in ("bool", "int", "float", "money", "text", "time", "date"):
        found = json_reader(ColumnSpec("a", type_), "USD")(["a secret"])
        assert found.expected
        assert "secret" not in found.expected
    far = ColumnSpec("far", "int", range=Range(Decimal(0), None), unit="mile")
    assert json_reader(far, "USD")(-5).expected == "a number within 0 .. mile"
