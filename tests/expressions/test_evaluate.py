import pytest

from wager.expressions.evaluate import row_function
from wager.expressions.operators import AGGREGATES, FUNCTIONS, INFIX, OPERATORS
from wager.expressions.parse import ExpressionError, parse
from wager.expressions.table.texts import NEWER
from wager.foundation.errors import BadInputError
from wager.foundation.moments import parse_moment

COLUMNS = {
    "n": "int",
    "x": "float",
    "s": "text",
    "t": "time",
    "d": "date",
    "p": "bool",
    "q": "bool",
    "m": "money",
}
ROW = {"n": 7, "x": 2.5, "s": "UA-15", "t": 0, "d": 0, "p": True, "q": None, "m": 250.0}
NEW_YORK = "America/New_York"


def value(text, zone="UTC", **row):
    return row_function(parse(text, zone=zone), COLUMNS, zone)({**ROW, **row})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n / 2", 3.5),
        ("n / 0", None),
        ("mod(-7, 3)", -1),
        ("mod(7, -3)", 1),
        ("mod(n, 0)", None),
        ("mod(-7.5, 2)", -1.5),
        ("round(x)", 3.0),
        ("round(-2.5)", -3.0),
        ("round(123.45, 1)", 123.5),
        ("round(n, -1)", 10),
        ("int(-2.7)", -2),
        ("int('12')", 12),
        ("int('12.5')", None),
        ("int(p)", 1),
        ("float('1e3')", 1000.0),
        ("float('nan')", None),
        ("sqrt(-1)", None),
        ("ln(0)", None),
        ("exp(1000)", None),
        ("power(-1, 0.5)", None),
        ("exp(700) * exp(700)", None),
        ("least(3, n, x)", 2.5),
        ("greatest(n, null)", None),
        ("clip(n, 0, 5)", 5),
        ("p and q", None),
        ("q and false", False),
        ("q or p", True),
        ("not q", None),
        ("q is null", True),
        ("n in (1, null)", None),
        ("n in (7, null)", True),
        ("n not in (1, 2)", True),
        ("n between 1 and 7", True),
        ("n between 8 and null", False),
        ("if(q, 1, 2)", 2),
        ("case(n > 9, 'a', n > 5, 'b', 'c')", "b"),
        ("coalesce(null, n)", 7),
        ("nullif(n, 7)", None),
        ("upper('straße')", "STRAẞE"),
        ("trim('  a ')", "a"),
        ("length('🇩🇪')", 2),
        ("concat(s, null)", None),
        ("replace(s, '', 'x')", "UA-15"),
        ("substring(s, 4, 9)", "15"),
        ("split_part(s, '-', 2)", "15"),
        ("split_part(s, '-', 3)", ""),
        ("contains_any(s, 'X', '15')", True),
        ("starts_with(s, 'UA') and ends_with(s, '5')", True),
        ("bucket('abc', 10)", 7),
        ("text(n)", "7"),
        ("text(d)", "1970-01-01"),
        ("weekday(t)", 4),
        ("m * 0.5", 125.0),
        ("m / 1 USD", 2.5),
        ("minutes(1.5)", 90_000_000),
        ("in_hours(90 min)", 1.5),
        ("d - day(t)", 0),
    ],
)
def test_values(text, expected):
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        ("hour(t)", "2013-03-10 07:00 UTC", 3),
        ("hour(t)", "2013-11-03 05:59 UTC", 1),
        ("hour(t)", "2013-11-03 06:00 UTC", 1),
        ("hour(t, 'UTC')", "2013-11-03 06:00 UTC", 6),
        ("weekday(t)", "2013-11-04 04:59 UTC", 7),
        ("month(t)", "2014-01-01 04:59 UTC", 12),
        ("year(t)", "2014-01-01 05:00 UTC", 2014),
        ("floor_to(t, 1 d)", "2013-11-03 20:10 UTC", parse_moment("2013-11-03 04:00 UTC")),
        ("floor_to(t, 1 d)", "2013-03-10 20:10 UTC", parse_moment("2013-03-10 05:00 UTC")),
        ("floor_to(t, 1 h)", "2013-11-03 06:10 UTC", parse_moment("2013-11-03 06:00 UTC")),
        ("floor_to(t, 15 min)", "1969-12-31 23:59 UTC", parse_moment("1969-12-31 23:45 UTC")),
        ("day(t) = 2013-11-03", "2013-11-04 04:59 UTC", True),
    ],
)
def test_the_clocks_of_the_zone(text, moment, expected):
    assert value(text, NEW_YORK, t=parse_moment(moment)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "n + 9223372036854775807",
        "n * 9223372036854775807",
        "-n - 9223372036854775807",
        "int(x * 10000000000000000000.0)",
        "minutes(n * 1000000000000)",
        "days(x * 1000000000000.0)",
        "year(t + 50000000 d + 50000000 d + 50000000 d)",
    ],
)
def test_an_overflow_names_the_expression(text):
    with pytest.raises(BadInputError, match="64 bits"):
        value(text)


def test_characters_that_got_a_case_later_have_none():
    for first, last in NEWER:
        for number in range(first, last + 1):
            assert value("lower(s) = s and upper(s) = s", s=chr(number)) is True
    assert value("upper(s)", s="\u10d0") == "\u1c90"  # since Unicode 11


def test_untaken_branches_are_not_evaluated():
    assert value("if(n = 7, 1, n + 9223372036854775807)") == 1
    assert value("coalesce(n, n + 9223372036854775807)") == 7


def test_not_a_number_is_null_on_reading():
    assert value("x is null", x=float("nan")) is True
    assert value("x", x=float("inf")) is None


def test_a_wrong_expression_is_refused_at_once():
    with pytest.raises(ExpressionError, match="did you mean"):
        row_function(parse("nn + 1"), {"n_n": "int"}, "UTC")


def test_every_operator_is_described_and_callable_by_its_name():
    assert set(OPERATORS) == {*FUNCTIONS, *INFIX}
    assert not set(FUNCTIONS) & set(AGGREGATES)
    for name, operator in OPERATORS.items():
        assert operator.name == name
        assert operator.note.startswith("`")
