"""Expressions written in Python are those of the text form: one tree, one fingerprint, the same faults."""

import operator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

import wager
from expressions.chance import well_typed
from wager.expressions.build import Expression, call, col, expression
from wager.expressions.operators import AGGREGATES, FUNCTIONS
from wager.expressions.parse import parse
from wager.expressions.tokens import ExpressionError
from wager.expressions.tree import Aggregate, Call, Column, Literal, Tree, walk
from wager.expressions.write import to_text, window_text

SIGNS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
TYPES = ("bool", "int", "float", "money", "text", "time", "duration")
JOINED = {"and": operator.and_, "or": operator.or_}


def built(tree: Tree) -> Expression:
    """Say a tree again in Python."""
    if isinstance(tree, Column):
        return col(tree.name)
    if isinstance(tree, Literal):
        return expression(to_text(tree))
    if isinstance(tree, Aggregate):
        given = [] if tree.argument is None else [built(tree.argument)]
        given += [] if tree.parameter is None else [float(tree.parameter)]
        over = None if tree.over is None else window_text(tree.over)
        return call(tree.name, *given, where=None if tree.where is None else built(tree.where), over=over)
    return applied(tree.operator, [built(part) for part in tree.arguments])


def applied(name: str, parts: list[Expression]) -> Expression:
    """Apply one operator as a person would write it."""
    first, *rest = parts
    if name in SIGNS:
        return SIGNS[name](first, rest[0])
    if name in JOINED:
        for part in rest:
            first = JOINED[name](first, part)
        return first
    of_one = {"not": operator.invert, "negate": operator.neg, "is null": Expression.is_null}
    if name in of_one:
        return of_one[name](first)
    return first.is_in(rest) if name == "in" else getattr(first, name)(*rest)


def test_what_python_builds_is_what_the_text_says():
    chance, seen, read = Random(7), set(), 0
    for _ in range(1500):
        try:
            tree = parse(to_text(well_typed(chance, chance.choice(TYPES), 4)))
        except ExpressionError:  # a constant that fits into no 64 bits
            continue
        read += 1
        same = built(tree)
        assert same.tree == tree
        assert same.fingerprint == expression(to_text(tree)).fingerprint
        seen |= {node.operator for node in walk(tree) if isinstance(node, Call)}
    assert len(seen) > 50
    assert read > 1000


@pytest.mark.parametrize(
    ("built", "text"),
    [
        (1 - col("x"), "1 - x"),
        (2 / -col("y") * 3, "2 / -y * 3"),
        ((col("a") > 1) & ~(col("b") == "it's") | col("p"), "a > 1 and not b = 'it''s' or p"),
        (col("t") + timedelta(hours=2) > datetime(2020, 1, 1, tzinfo=UTC), "t + 2 h > 2020-01-01 UTC"),
        (col("m") >= expression("18 USD"), "m >= 18 USD"),
        (col("t").hour("UTC").between(5, 9), "hour(t, 'UTC') between 5 and 9"),
        (call("if", col("late"), 1, None), "if(late, 1, null)"),
        (col("x").quantile(0.9, over=timedelta(days=7)), "quantile(x, 0.9 over 7 d)"),
        (call("count", where=col("late"), over="60 d .. 30 d"), "count(where late over 60 d .. 30 d)"),
    ],
)
def test_python_values_are_constants(built, text):
    assert str(built) == text
    assert built.tree == parse(text)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: col("a b"), "`a b`"),
        (lambda: col("a + b"), "no name of a column"),
        (lambda: col("x") + float("nan"), "nan"),
        (lambda: col("x") > 2**63, "64 bits"),
        (lambda: col("x") > datetime(2020, 1, 1), "no zone"),  # noqa: DTZ001 # that is what is tested
        (lambda: col("x").sum().sum(), "aggregates do not nest"),
        (lambda: col("x").sum(over="7d"), "needs a space"),
        (lambda: call("abs", 1, over="7 d"), "no aggregate"),
        (lambda: call("roud", 1), "did you mean 'round'"),
        (lambda: col("x") == {"a": 1}, "no constant"),
        (lambda: expression("a == 1"), "`=`"),
        (lambda: col(3), "no name of a column"),
        (lambda: col("x").is_in("UA"), r"is_in\(\['UA'\]\)"),
        (lambda: expression("(" * 999 + "a"), r"^.{0,320}$"),
    ],
)
def test_what_cannot_be_said_is_refused(make, said):
    with pytest.raises(wager.BadInputError, match=said):
        make()


def test_conditions_are_not_truth_values():
    with pytest.raises(TypeError, match="combine conditions by `&`"):
        bool(col("x") > 1 and col("y") > 2)
    with pytest.raises(AttributeError, match="did you mean 'round'"):
        _ = col("x").roud
    assert "hour" in dir(col("x"))


def test_no_method_hides_a_function():
    own = {name for name in vars(Expression) if not name.startswith("_")} | set(vars(col("x")))
    assert not own & {*FUNCTIONS, *AGGREGATES}


def test_from_the_package():
    assert str((wager.col("a") + 1) * 2) == str(wager.expression("(a+1)*2"))
    assert wager.expression("a+(b+c)").fingerprint != wager.expression("(a+b)+c").fingerprint
