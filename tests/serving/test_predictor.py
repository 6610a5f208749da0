"""One request: its moment, what is recorded, and whose fault it is when something cannot be computed."""

import json

import numpy as np
import pytest

from serving.test_contract import GOOD, SOURCE, design, source
from wager.design.kinds.worth import MoneyBlock, Pay
from wager.expressions.evaluate import row_function
from wager.expressions.parse import parse
from wager.expressions.tree import Column, columns
from wager.foundation.errors import BadInputError, BadRequestError, RefusedError
from wager.foundation.moments import parse_moment
from wager.serving.contract import contract_of
from wager.serving.decision import Worth, decider
from wager.serving.predictor import Predictor, moment_of, paid_types, wanted
from wager.training.estimator import Task

DUE = parse_moment("2024-05-01 18:00")
LATER = parse_moment("2024-06-01")
HALF_HOUR = 30 * 60_000_000


class OfTheRow:
    """Features that read the row only, and remember as of when they were asked."""

    def __init__(self, unit, trees):
        types = unit.stored_types()
        inlined = {name: unit.inline(tree) for name, tree in trees.items()}
        self.functions = {name: row_function(tree, types) for name, tree in inlined.items()}
        self.reads = tuple(dict.fromkeys(read for tree in inlined.values() for read in columns(tree)))
        self.asked = []

    def values(self, row, at):
        self.asked.append(at)
        return {name: function(row) for name, function in self.functions.items()}


def predictor(pay="fare / 2 - 2 EUR", reads="if(rain > 1, 0.8, 0.1)", **changes):
    unit = source()
    pays = {name: Column(name) for name in columns(parse(pay, currency="EUR"))}
    block = MoneyBlock(
        ("none", "act"),
        {},
        {"act": Pay({"late": parse(pay, currency="EUR"), "otherwise": parse("-1 EUR", currency="EUR")})},
    )
    made = {
        "serves": "late-bus",
        "version": "v1",
        "arm": "champion",
        "contract": contract_of(unit, design()),
        "features": OfTheRow(unit, wanted({"chance": parse(reads), "act": parse("ride + 1")}, pays)),
        "answer": lambda row: np.array([1 - row["chance"], row["chance"]]),
        "decide": decider(
            Task.binary("late"), "probabilities", Worth(block, "late", paid_types(pays, unit, {}))
        ),
        "decide_at": moment_of(unit, design().rows.decide_at),
        "paid": tuple(pays),
        "currency": "EUR",
    }
    return Predictor(**{**made, **changes})


def test_a_prediction_says_all_that_it_followed_from():
    asked = predictor()
    found = asked.predict({**GOOD, "rain": 2, "fare": "8.10"}, LATER)
    assert found.to_json() == {
        "at": "2024-06-01T00:00:00Z",
        "decide_at": "2024-05-01T17:30:00Z",
        "serves": "late-bus",
        "version": "v1",
        "arm": "champion",
        "request": {"ride": 7, "due": DUE, "line": "one", "fare": 810, "rain": 2.0},
        "features": {"chance": 0.8, "act": 8},
        "action": "act",
        "probabilities": {"otherwise": 1 - 0.8, "late": 0.8},
        "value": None,
        "expected": {"none": 0, "act": round(0.8 * 205 - 0.2 * 100)},
        "currency": "EUR",
    }
    assert json.loads(json.dumps(found.to_json())) == found.to_json()
    assert asked.features.asked == [DUE - HALF_HOUR]


@pytest.mark.parametrize("before", [1, HALF_HOUR, 10**13])
def test_asked_early_the_moment_is_now(before):
    asked = predictor()
    found = asked.predict(GOOD, DUE - HALF_HOUR - before)
    assert asked.features.asked == [found.at] == [found.decide_at] == [DUE - HALF_HOUR - before]


def test_without_a_moment_of_decision_it_is_now():
    asked = predictor(decide_at=moment_of(source(), None))
    assert asked.predict(GOOD, LATER).decide_at == LATER
    asked = predictor(decide_at=moment_of(source(), parse("if(rain > 1, due, null)")))
    assert asked.predict({**GOOD, "rain": 0}, LATER).decide_at == LATER
    assert asked.predict({**GOOD, "rain": 2}, LATER).decide_at == DUE


def test_a_model_that_reads_what_no_request_holds_is_refused():
    with pytest.raises(
        RefusedError, match="version v1 reads delay of a row, and a request to late-bus cannot hold"
    ):
        predictor(reads="if(delay > 1, 0.8, 0.1)")


@pytest.mark.parametrize(
    ("changes", "document", "said"),
    [
        ({}, {**GOOD, "ride": 2**63 - 1}, "beyond 64 bits"),
        ({}, {**GOOD, "due": "0001-01-01"}, "the moment of decision lies beyond the years 1 to 9999"),
        ({"pay": "rain * 1 EUR"}, {**GOOD, "rain": None}, "the pay of 'act' is null in 1 of 1 rows"),
    ],
)
def test_what_cannot_be_computed_is_the_requests_fault(changes, document, said):
    with pytest.raises(BadRequestError, match=said) as caught:
        predictor(**changes).predict(document, LATER)
    assert [fault[:2] for fault in caught.value.faults] == [("document", "range")]


def test_a_wrong_request_never_reaches_the_features():
    asked = predictor()
    with pytest.raises(BadRequestError, match="ride"):
        asked.predict({**GOOD, "ride": "7"}, LATER)
    assert asked.features.asked == []


def test_a_model_that_fails_is_not_the_requests_fault():
    def answer(row):
        raise BadInputError("the model is damaged")

    with pytest.raises(BadInputError, match="damaged") as caught:
        predictor(answer=answer).predict(GOOD, LATER)
    assert not isinstance(caught.value, BadRequestError)


def test_types_of_what_pays_read_are_those_of_features():
    unit = source(SOURCE.replace("derive:", "derive:\n  waited: left - due"))
    names = {name: Column(name) for name in ("fare", "late", "due", "waited")}
    found = {"fare": "money", "late": "bool", "due": "time", "waited": "float"}
    assert paid_types(names, unit, {}) == found
