"""One row is decided as many are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.design.kinds.worth import MoneyBlock, Pay
from wager.evaluation.decisions import decided
from wager.expressions.parse import parse
from wager.foundation.errors import BadInputError
from wager.money.pays import Pays
from wager.serving.decision import Decision, Worth, decider, one_action
from wager.training.estimator import Task

ACTIONS = ("none", "call", "visit")
BINARY = Task.binary("late", ACTIONS)
NUMBER = Task("number", (), ACTIONS)


def worth(pays, actions=ACTIONS, objective="late", types=None):
    def pay(written):
        if isinstance(written, str):
            return Pay(None, parse(written, currency="EUR"))
        return Pay({name: parse(text, currency="EUR") for name, text in written.items()})

    block = MoneyBlock(actions, {}, {action: pay(written) for action, written in pays.items()})
    return Worth(block, objective, types or {})


EVEN = worth(
    {
        "none": {"late": "-9 EUR", "otherwise": "0 EUR"},
        "call": {"late": "-1 EUR", "otherwise": "-1 EUR"},
        "visit": {"late": "2 EUR", "otherwise": "-5 EUR"},
    }
)
AMOUNTS = np.array([[[0, -900], [-100, -100], [-500, 200]]])


@given(
    st.floats(0, 1), st.none() | st.fixed_dictionaries({"call": st.floats(0, 1), "visit": st.floats(0, 1)})
)
def test_probabilities_are_decided_as_in_evaluation(late, thresholds):
    answer = np.array([1 - late, late])
    one = decider(BINARY, "probabilities", EVEN, thresholds)(answer, {})
    pays = Pays(ACTIONS, BINARY.classes, AMOUNTS)
    many = decided("m", "probabilities", answer[None], pays, np.array([0]), thresholds=thresholds)
    assert one.action == ACTIONS[many.actions[0]]
    assert one.probabilities == {"otherwise": 1 - late, "late": late}
    assert one.value is None


def test_exact_ties_go_to_the_first_action():
    pays = {action: {"late": "1 EUR", "otherwise": "0 EUR"} for action in ACTIONS}
    assert decider(BINARY, "probabilities", worth(pays))(np.array([0.5, 0.5]), {}).action == "none"


def test_what_is_expected_is_whole_and_half_goes_to_even():
    pays = {
        "none": {"late": "0.01 EUR", "otherwise": "0 EUR"},
        "call": {"late": "0.03 EUR", "otherwise": "0 EUR"},
        "visit": {"late": "0.05 EUR", "otherwise": "0 EUR"},
    }
    found = decider(BINARY, "probabilities", worth(pays))(np.array([0.5, 0.5]), {})
    assert found.expected == {"none": 0, "call": 2, "visit": 2}
    assert found.action == "visit"  # by the exact amounts, not by those that are shown


def test_pays_of_the_row_are_read():
    pays = {"call": "if(late, seats * 1 EUR, -1 EUR)", "visit": "0 EUR"}
    decide = decider(BINARY, "probabilities", worth(pays, types={"seats": "int"}))
    assert decide(np.array([0.5, 0.5]), {"seats": 2}).expected["call"] == 50
    assert decide(np.array([0.5, 0.5]), {"seats": 0}).action == "none"


def test_rules_and_single_actions_say_only_what_to_do():
    decide = decider(BINARY, "actions", EVEN)
    assert decide(np.array([1], dtype=np.int8), {}) == Decision("call")
    assert decide(one_action(BINARY, "visit")({}), {}) == Decision("visit")
    with pytest.raises(BadInputError, match="no action 'visits'; did you mean 'visit'"):
        one_action(BINARY, "visits")


def test_a_number_is_decided_by_what_it_would_pay():
    pays = {"none": "delay * -1 EUR", "call": "delay * -0.5 EUR - 2 EUR", "visit": "-20 EUR"}
    decide = decider(NUMBER, "values", worth(pays, objective="delay"))
    assert decide(np.array([3.0]), {}) == Decision(
        "none", {}, 3.0, {"none": -300, "call": -350, "visit": -2000}
    )
    assert decide(np.array([10.0]), {}).action == "call"
    assert decide(np.array([4.0]), {}).action == "none"  # a tie


def test_with_one_action_there_is_nothing_to_expect():
    one = worth({"order": "-2 EUR * greatest(prediction - delay, 0)"}, ("order",), "delay")
    assert decider(Task("number", (), ("order",)), "values", one)(np.array([3.5]), {}) == Decision(
        "order", {}, 3.5
    )


def test_what_does_not_fit_is_said_when_it_is_made():
    with pytest.raises(BadInputError, match="the policy names the action 'cal'; did you mean 'call'"):
        decider(BINARY, "probabilities", EVEN, {"cal": 0.5})
    with pytest.raises(BadInputError, match="the objective is a number"):
        decider(NUMBER, "actions", EVEN)
    with pytest.raises(BadInputError, match="written by class"):
        decider(NUMBER, "values", EVEN)
