import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wager.expressions.parse import parse
from wager.expressions.tree import Aggregate, Call, Column, Literal, Window
from wager.expressions.write import to_text


@pytest.mark.parametrize(
    "text",
    [
        "a + b * (c - 1)",
        "(a - b) - c - (d - e)",
        "-(a + b) * -c",
        "not (a and b) or c",
        "(a = b) = (c < d)",
        "a not in ('x', 'it''s')",
        "a not between 1 and 2 and b is not null",
        "(a is null) is null",
        "if(a, 2 h, 90 min) + 1 d",
        "0.60 + 60 %",
        "t >= 2013-09-01 12:00:01.5 UTC",
        "-0.05 USD * 3",
        "2 - -1",
        "0.0000001",
        "sum(amount where items.brand = 'own' over 60 d .. 30 d) / sum(amount)",
    ],
)
def test_what_is_printed_reads_the_same(text):
    tree = parse(text)
    assert parse(to_text(tree)) == tree


def test_printed_as_a_person_would_write_it():
    text = "scheduled_departure + minutes(coalesce(dep_delay, 0)) >= 2013-09-01 UTC and not late"
    assert to_text(parse(text)) == text


LITERALS = (
    st.integers(-(2**63), 2**63 - 1).map(lambda value: Literal(value, "int"))
    | st.floats(allow_nan=False, allow_infinity=False).map(lambda value: Literal(value + 0.0, "float"))
    | st.text(max_size=5).map(lambda value: Literal(value, "text"))
    | st.integers(-(10**15), 10**15).map(lambda value: Literal(value, "duration"))
    | st.integers(-(10**12), 10**12).map(lambda value: Literal(float(value), "money", "USD"))
    | st.integers(0, 10**15).map(lambda value: Literal(value, "time"))
    | st.sampled_from([Literal(True, "bool"), Literal(None, "null")])
)
NAMES = st.sampled_from(["a", "b_2", "items.brand"]).map(Column)


def _calls(parts):
    def of(names, count):
        return st.builds(
            lambda name, given: Call(name, tuple(given)),
            st.sampled_from(names),
            st.lists(parts, min_size=count, max_size=count),
        )

    windows = st.sampled_from([None, Window(None), Window(86_400_000_000), Window(2, 1), Window(5, 0, True)])
    return (
        of(["+", "-", "*", "/", "=", "<", "in", "nullif"], 2)
        | of(["not", "is null", "abs"], 1)
        | of(["between", "if", "clip"], 3)
        | NAMES.map(lambda name: Call("negate", (name,)))
        | st.builds(lambda where, over: Aggregate("count", None, where, over), st.none() | NAMES, windows)
    )


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.recursive(LITERALS | NAMES, _calls, max_leaves=8))
def test_any_tree_is_read_back(tree):
    assert parse(to_text(tree)) == tree
