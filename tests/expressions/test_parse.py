from decimal import Decimal

import pytest

from wager.expressions.parse import ExpressionError, parse, parse_window, read_expression
from wager.expressions.tree import Aggregate, Call, Column, Literal, Window
from wager.expressions.write import to_text
from wager.foundation.keys import Reader
from wager.foundation.yaml_file import Scalar

DAY = 86_400_000_000
A, B, C = Column("a"), Column("b"), Column("c")
ONE = Literal(1, "int")


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("3", Literal(3, "int")),
        ("-3", Literal(-3, "int")),
        ("0.5", Literal(0.5, "float")),
        ("-9223372036854775808", Literal(-(2**63), "int")),
        ("20k", Literal(20_000, "int")),
        ("true", Literal(True, "bool")),
        ("null", Literal(None, "null")),
        ("'it''s'", Literal("it's", "text")),
        ("''", Literal("", "text")),
        ("50 ms", Literal(50_000, "duration")),
        ("30 min", Literal(1_800_000_000, "duration")),
        ("2 d", Literal(2 * DAY, "duration")),
        ("18 USD", Literal(1800.0, "money", "USD")),
        ("-0.05 USD", Literal(-5.0, "money", "USD")),
        ("20k USD", Literal(2_000_000.0, "money", "USD")),
        ("1.5M USD", Literal(150_000_000.0, "money", "USD")),
        ("60 %", Literal(0.6, "float")),
        ("2 pp", Literal(0.02, "float")),
        ("1970-01-02", Literal(DAY, "time")),
        ("1970-01-02 01:00 UTC", Literal(DAY + 3_600_000_000, "time")),
    ],
)
def test_literals(text, literal):
    assert parse(text) == literal
    assert parse(f"({text})") == literal


def test_moments_are_of_the_zone():
    assert parse("1970-01-01", zone="America/New_York") == Literal(5 * 3_600_000_000, "time")
    assert parse("1970-01-01 00:00 UTC", zone="America/New_York") == Literal(0, "time")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a + b * c", Call("+", (A, Call("*", (B, C))))),
        ("a - b - c", Call("-", (Call("-", (A, B)), C))),
        ("a -1", Call("-", (A, ONE))),
        ("-a * b", Call("*", (Call("negate", (A,)), B))),
        ("a - -1", Call("-", (A, Literal(-1, "int")))),
        ("not a = b or c", Call("or", (Call("not", (Call("=", (A, B)),)), C))),
        ("a and b and c", Call("and", (A, B, C))),
        ("a and (b and c)", Call("and", (A, Call("and", (B, C))))),
        ("a or b and c", Call("or", (A, Call("and", (B, C))))),
        ("a in ('x', 'y')", Call("in", (A, Literal("x", "text"), Literal("y", "text")))),
        ("a not in (1)", Call("not", (Call("in", (A, ONE)),))),
        ("a between 1 and b + 1 and c", Call("and", (Call("between", (A, ONE, Call("+", (B, ONE)))), C))),
        ("a not between 1 and 1", Call("not", (Call("between", (A, ONE, ONE)),))),
        ("a + 1 is null", Call("is null", (Call("+", (A, ONE)),))),
        ("a is not null", Call("not", (Call("is null", (A,)),))),
        ("items.brand = 'own'", Call("=", (Column("items.brand"), Literal("own", "text")))),
        ("if(a, b,\n  c)", Call("if", (A, B, C))),
        ("hour(a, 'UTC')", Call("hour", (A, Literal("UTC", "text")))),
        ("a >= 1 and\nb", Call("and", (Call(">=", (A, ONE)), B))),
    ],
)
def test_operators_bind_as_in_sql(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("count()", Aggregate("count")),
        ("count(over 7 d)", Aggregate("count", over=Window(7 * DAY))),
        ("count(where a over ever)", Aggregate("count", None, A, Window(None))),
        ("sum(a over 60 d .. 30 d)", Aggregate("sum", A, over=Window(60 * DAY, 30 * DAY))),
        ("last(a over next 14 d)", Aggregate("last", A, over=Window(14 * DAY, 0, True))),
        ("share(a = 1)", Aggregate("share", Call("=", (A, ONE)))),
        ("time_since_last(over ever)", Aggregate("time_since_last", over=Window(None))),
        ("quantile(a, 0.9 where b)", Aggregate("quantile", A, B, None, Decimal("0.9"))),
        ("sum(a where b) / sum(a)", Call("/", (Aggregate("sum", A, B), Aggregate("sum", A)))),
        ("min", Column("min")),
    ],
)
def test_aggregates(text, tree):
    assert parse(text) == tree
    assert parse(to_text(tree)) == tree


@pytest.mark.parametrize(
    ("text", "said", "position"),
    [
        ("a == 1", "equality is written `=`", 2),
        ("a <> 1", "write `!=`", 2),
        ("a AND b", "write `and`", 2),
        ("a && b", "write `and`", 2),
        ('a = "x"', "`'text'` for a text", 4),
        ("30min", "write `30 min`", 0),
        ("60%", "write `60 %`", 0),
        ("a + 2h", "write `2 h`", 4),
        ("1e5", "no exponents", 0),
        ("5 days", "written `d`", 2),
        ("18 usd", "written `USD`", 3),
        ("18 USX", "no currency", 0),
        ("0.005 USD", "decimal places", 0),
        (".5", "`0.5`", 0),
        ("'x", "no closing quote", 0),
        ("a b", "expected an operator", 2),
        ("a < b < c", "do not chain", 6),
        ("a +", "expected a value, not the end", 3),
        ("(a", "expected `)`", 2),
        ("a in ()", "expected a value", 6),
        ("a is b", "expected `null`", 5),
        ("a not b", "`in` or `between`", 6),
        ("ruond(a)", "did you mean 'round'", 0),
        ("avg(a)", "write `mean`", 0),
        ("round(a, 1, 2)", "takes 1 to 2 arguments, not 3", 0),
        ("if(a, b)", "takes 3 arguments, not 2", 0),
        ("concat(a)", "takes 2 or more", 0),
        ("max(a, b)", "`greatest(a, b)`", 0),
        ("count(a over 7 d where b)", "`where` comes before `over`", 17),
        ("sum(a over 30 d .. 60 d)", "larger duration first", 11),
        ("sum(a over 0 d)", "longer than nothing", 11),
        ("count() over 7 d", "inside the parentheses", 8),
        ("sum(a over 7)", "a window such as", 11),
        ("sum(sum(a))", "do not nest", 4),
        ("quantile(a, 2)", "from 0 to 1", 0),
        ("time_since_last(a)", "takes 0 arguments", 0),
        ("2013-02-30", "no day of the calendar", 0),
        ("9223372036854775808", "64 bits", 0),
        ("", "expected a value", 0),
        ("a;", "not of this language", 1),
    ],
)
def test_faults_are_one_clear_sentence(text, said, position):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert said in caught.value.message
    assert caught.value.position == position
    assert f"(at character {position + 1})" in caught.value.message


@pytest.mark.parametrize(
    "text", ["(" * 100 + "a" + ")" * 100, "-" * 100 + "a", "a" + " + a" * 500, "a" * 30_000]
)
def test_what_is_too_deep_or_too_long_is_refused(text):
    with pytest.raises(ExpressionError, match=r"deeper|characters|in each other"):
        parse(text)


def test_long_chains_of_conditions_are_fine():
    assert len(parse(" or ".join(["a = 1"] * 1000)).arguments) == 1000


def test_money_is_of_the_project_s_currency():
    assert parse("1 EUR", currency="EUR") == Literal(100.0, "money", "EUR")
    with pytest.raises(ExpressionError, match="not in the project's currency, EUR"):
        parse("1 USD", currency="EUR")


def test_windows_by_themselves():
    assert parse_window("60 d .. 30 d") == Window(60 * DAY, 30 * DAY)
    with pytest.raises(ExpressionError, match="end of the window"):
        parse_window("7 d 8 d")


def test_a_fault_in_a_file_has_its_line():
    reader = Reader("features/a.yaml")
    assert read_expression(reader, Scalar("a + 1", True, 3), "`x`") == Call("+", (A, ONE))
    assert read_expression(reader, Scalar("a +", True, 4), "`y`") is None
    (finding,) = reader.findings
    assert (finding.line, finding.code) == (4, "E108")
    assert finding.message.startswith("`y`: expected a value")
