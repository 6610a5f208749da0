import pytest

from wager.expressions.parse import ExpressionError, parse
from wager.expressions.tree import Aggregate, Call, Column, Literal
from wager.expressions.types import aggregate_type, expect, type_of, typed
from wager.expressions.write import to_text

COLUMNS = {
    "n": "int",
    "k": "int",
    "x": "float",
    "cost": "money",
    "s": "text",
    "t": "time",
    "d": "date",
    "took": "duration",
    "late": "bool",
}


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("n + k", "int"),
        ("n + x", "float"),
        ("n / k", "float"),
        ("n * 2 h", "duration"),
        ("x * took", "duration"),
        ("took / 1 h", "float"),
        ("cost * n", "money"),
        ("x * cost", "money"),
        ("cost / cost", "float"),
        ("cost / 2", "money"),
        ("-cost - 5 USD", "money"),
        ("t - 2 h", "time"),
        ("2 h + t", "time"),
        ("t - t", "duration"),
        ("d - d", "duration"),
        ("t > 2013-09-01", "bool"),
        ("d >= 2013-09-01", "bool"),
        ("d between 2013-09-01 and 2013-10-01", "bool"),
        ("n in (1, null)", "bool"),
        ("if(late, 1, 0)", "int"),
        ("if(late, 1, 0.5)", "float"),
        ("case(late, 'a', n > 1, 'b', null)", "text"),
        ("coalesce(x, 0)", "float"),
        ("greatest(t, t + took)", "time"),
        ("clip(n, 0, 10)", "int"),
        ("round(x, 2)", "float"),
        ("round(n, -1)", "int"),
        ("floor(n)", "int"),
        ("mod(n, 2)", "int"),
        ("power(n, 2)", "float"),
        ("length(s)", "int"),
        ("concat(s, text(n))", "text"),
        ("day(t)", "date"),
        ("hour(t, 'Europe/Berlin')", "int"),
        ("floor_to(t, 1 h)", "time"),
        ("minutes(x + 30)", "duration"),
        ("in_days(took)", "float"),
        ("int(s)", "int"),
        ("bucket(s, 10)", "int"),
        ("null", "null"),
        ("null + 1", "int"),
        ("not null", "bool"),
        ("late = true", "bool"),
    ],
)
def test_types(text, type_):
    tree, found = typed(parse(text), COLUMNS)
    assert found == type_ == type_of(tree, COLUMNS)
    assert typed(tree, COLUMNS) == (tree, found)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("n + x", "float(n) + x"),
        ("x > 1", "x > float(1)"),
        ("n > 1", "n > 1"),
        ("coalesce(n, 0.5)", "coalesce(float(n), 0.5)"),
        ("cost * n", "cost * float(n)"),
        ("took * n", "took * n"),
        ("n in (1, 2.5)", "float(n) in (float(1), 2.5)"),
    ],
)
def test_casts_are_written_out(text, written):
    assert to_text(typed(parse(text), COLUMNS)[0]) == written


def test_nulls_take_the_type_that_fits():
    tree, _ = typed(parse("if(late, null, x)"), COLUMNS)
    assert tree.arguments[1] == Literal(None, "float")


def test_a_written_date_meets_a_date_as_a_date():
    tree, _ = typed(parse("d >= 2013-09-01"), COLUMNS)
    assert tree.arguments[1] == Call("day", (parse("2013-09-01"),))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("s + s", "`concat(a, b)`"),
        ("late + 1", "`if(condition, 1, 0)`"),
        ("late = 1", "`if(condition, 1, 0)`"),
        ("s = late", "cannot compare a text and a condition"),
        ("s > 3", "`int(x)`"),
        ("t > '2013-09-01'", "without quotes"),
        ("t > d", "`day(t)`"),
        ("t + t", "only a duration is added"),
        ("t - 2", "a time or a duration"),
        ("cost + 1", "needs its unit"),
        ("cost * cost", "only by a number"),
        ("1 / cost", "cannot divide"),
        ("took > 3", "needs its unit"),
        ("not n", "expected a condition"),
        ("n and late", "expected a condition"),
        ("if(n, 1, 2)", "expected a condition"),
        ("if(late, 1, 'a')", "cannot choose between a whole number and a text"),
        ("late < late", "cannot compare a condition"),
        ("text(x)", "not a number"),
        ("bucket(x, 3)", "not a number"),
        ("bucket(s, 0)", "between 1"),
        ("bucket(s, n)", "written out"),
        ("round(x, n)", "written out"),
        ("round(x, 0.5)", "expected a whole number"),
        ("hour(t, 'Berlin')", "no IANA time zone"),
        ("hour(t, 3)", "expected a text"),
        ("hour(d)", "expected a time"),
        ("weekday(d, 'UTC')", "no time zone"),
        ("floor_to(t, 7 h)", "divide a day"),
        ("substring(s, 0, 2)", "between 1"),
        ("split_part(s, '', 1)", "empty text"),
        ("lower(n)", "expected a text"),
        ("round(cost)", "not money"),
        ("1 USD + 1 EUR", "two currencies do not mix"),
        ("case(late, 1, 2, 3)", "in turn"),
        ("case(late, 1, n, 2, 3)", "expected a condition"),
    ],
)
def test_faults_say_what_would_fit(text, said):
    with pytest.raises(ExpressionError) as caught:
        typed(parse(text), COLUMNS)
    assert said in caught.value.message
    assert caught.value.unknown is None


def test_an_unknown_column_is_named_with_the_nearest():
    with pytest.raises(ExpressionError, match="did you mean 'cost'") as caught:
        typed(parse("if(late, csot, 0 USD)"), COLUMNS)
    assert caught.value.unknown == "csot"


def test_expected_types():
    assert expect(parse("n > 1"), COLUMNS, "bool") == parse("n > 1")
    assert expect(parse("n"), COLUMNS, "float") == Call("float", (Column("n"),))
    assert expect(parse("null"), COLUMNS, "bool") == Literal(None, "bool")
    with pytest.raises(ExpressionError, match="should be a condition"):
        expect(parse("n + 1"), COLUMNS, "bool")


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("count()", "int"),
        ("count(s)", "int"),
        ("count_distinct(s)", "int"),
        ("share(late)", "float"),
        ("sum(n)", "int"),
        ("sum(cost)", "money"),
        ("sum(took)", "duration"),
        ("mean(n)", "float"),
        ("mean(cost)", "money"),
        ("stddev(x)", "float"),
        ("stddev(cost)", "money"),
        ("stddev(took)", "duration"),
        ("variance(n)", "float"),
        ("variance(x)", "float"),
        ("variance(in_days(took))", "float"),
        ("min(t)", "time"),
        ("last(s)", "text"),
        ("quantile(n, 0.5)", "float"),
        ("quantile(cost, 0.5)", "money"),
        ("time_since_last()", "duration"),
    ],
)
def test_types_of_aggregates(text, type_):
    assert aggregate_type(parse(text), COLUMNS) == type_


@pytest.mark.parametrize(
    "text", ["sum(late)", "share(n)", "sum(s)", "mean(t)", "max(late)", "sum(n where k)", "sum(nn)"]
)
def test_aggregates_that_do_not_fit(text):
    with pytest.raises(ExpressionError):
        aggregate_type(parse(text), COLUMNS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("variance(cost)", r"a square of money has no unit; write `variance\(x / 1 USD\)`"),
        ("variance(took)", r"a square of a duration has no unit; write `variance\(in_days\(x\)\)`"),
    ],
)
def test_a_square_of_a_unit_is_refused(text, said):
    with pytest.raises(ExpressionError, match=said):
        aggregate_type(parse(text), COLUMNS)


def test_aggregates_read_events_and_the_rest_the_row():
    tree, found = typed(parse("sum(n where x > 1) / k"), {"k": "int"}, events={"n": "int", "x": "float"})
    assert found == "float"
    assert to_text(tree) == "float(sum(n where x > float(1))) / float(k)"
    with pytest.raises(ExpressionError, match="no column 'k'"):
        typed(parse("sum(k)"), {"k": "int"}, events={"n": "int"})
    assert isinstance(parse("sum(k)"), Aggregate)
