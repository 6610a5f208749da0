"""The pays of one row are the bits that it has among many."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wager.adapters.duckdb.engine import DuckDBEngine
from wager.design.kinds.worth import MoneyBlock, Pay
from wager.expressions.parse import parse
from wager.foundation.errors import BadInputError
from wager.money.number_pays import number_pays
from wager.money.one_row import number_row_pays, row_pays
from wager.money.pays import pays

TYPES = {"seats": "int", "fare": "money", "far": "float", "line": "text"}
STORED = {"seats": pa.int64(), "fare": pa.int64(), "far": pa.float64(), "line": pa.string()}
BY_CLASS = {
    "late": "-coalesce(seats, 0) * 0.575 * 1 USD - coalesce(fare, 0 USD) / 3",
    "otherwise": "if(line = 'one', 0.5, -2.5) * 0.01 USD * coalesce(far, 1)",
}
ENGINE = DuckDBEngine(threads=1)

row = st.fixed_dictionaries(
    {
        "seats": st.none() | st.integers(-1000, 1000),
        "fare": st.none() | st.integers(-(10**9), 10**9),
        "far": st.none() | st.floats(-1e6, 1e6),
        "line": st.none() | st.sampled_from(["one", "two"]),
    }
)


def block(written, actions):
    read = {
        action: Pay({name: parse(text, currency="USD") for name, text in pay.items()})
        if isinstance(pay, dict)
        else Pay(None, parse(pay, currency="USD"))
        for action, pay in written.items()
    }
    return MoneyBlock(actions, {}, read)


def table(rows):
    return pa.table({name: pa.array([one[name] for one in rows], kind) for name, kind in STORED.items()})


@settings(max_examples=40, deadline=None)
@given(st.lists(row, min_size=1, max_size=8))
def test_pays_by_class_are_those_of_the_batch(rows):
    money = block(
        {"warn": BY_CLASS, "call": {"late": "-seats * 0 USD - 5 USD", "otherwise": "9 USD"}}, ("none", "warn")
    )
    classes = ("otherwise", "late")
    batch = pays(money, classes, ENGINE, table(rows), TYPES, objective="late")
    one = row_pays(money, classes, TYPES, objective="late")
    for place, values in enumerate(rows):
        assert one(values).amounts.tolist() == batch.amounts[place : place + 1].tolist()
        assert one(values).amounts.dtype == batch.amounts.dtype


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(row, st.floats(-1e6, 1e6)), min_size=1, max_size=8))
def test_pays_of_a_number_are_those_of_the_batch(given_):
    rows = [one for one, _ in given_]
    answers = np.array([answer for _, answer in given_])
    money = block(
        {
            "some": "demand * 0.375 * 1 USD - prediction * 0.125 * 1 USD",
            "more": "(demand - coalesce(seats, 0)) * 1 USD / 7",
        },
        ("some", "more"),
    )
    batch = number_pays(
        money, ENGINE, table(rows), TYPES, objective="demand", prediction=answers, truth=np.zeros(len(rows))
    )
    one = number_row_pays(money, TYPES, objective="demand")
    for place, values in enumerate(rows):
        assert one(values, float(answers[place])).tolist() == batch.expected[place].tolist()


def test_constants_are_computed_once():
    one = row_pays(
        block({"act": {"late": "0.575 * 1 USD", "otherwise": "-6 USD"}}, ("none", "act")),
        ("otherwise", "late"),
        {},
        objective="late",
    )
    assert one({}) is one({"anything": 1})
    assert one({}).amounts.tolist() == [[[0, 0], [-600, 58]]]


def test_a_pay_of_one_expression_reads_the_truth():
    one = row_pays(
        block({"act": "if(late, seats * 1 USD, -1 USD)"}, ("none", "act")),
        ("otherwise", "late"),
        TYPES,
        objective="late",
    )
    assert one({"seats": 3}).amounts.tolist() == [[[0, 0], [-100, 300]]]


def test_with_one_action_nothing_is_expected():
    one = number_row_pays(
        block({"order": "-2 USD * greatest(prediction - demand, 0)"}, ("order",)), {}, objective="demand"
    )
    assert one({}, 5.0).tolist() == []


@pytest.mark.parametrize(
    ("pay", "said"),
    [("seats * 1 USD", "the pay of 'act' is null in 1 of 1 rows"), ("far * 1 USD", r"2\*\*53")],
)
def test_a_null_or_too_large_pay_is_refused(pay, said):
    one = row_pays(block({"act": pay}, ("none", "act")), ("otherwise", "late"), TYPES, objective="late")
    with pytest.raises(BadInputError, match=said):
        one({"seats": None, "far": 1e300})


def test_what_is_no_money_is_refused_when_it_is_made():
    with pytest.raises(BadInputError, match="expected money"):
        row_pays(block({"act": "seats + 1"}, ("none", "act")), ("otherwise", "late"), TYPES, objective="late")
    with pytest.raises(BadInputError, match="written by class"):
        number_row_pays(block({"act": {"late": "1 USD"}}, ("none", "act")), TYPES, objective="late")
