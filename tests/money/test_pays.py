"""Pays in whole minor units: constants once, the rest through the engine."""

import numpy as np
import pyarrow as pa
import pytest

from wager.design.kinds.worth import MoneyBlock, Pay
from wager.expressions.evaluate import row_function
from wager.expressions.parse import parse
from wager.foundation.errors import BadInputError
from wager.money.number_pays import number_pays
from wager.money.pays import Pays, money_of, pays


class RowByRow:
    """An engine for tests: the expressions in Python, one row after the other; counts its calls."""

    def __init__(self):
        self.calls = 0

    def evaluate(self, table, types, outputs, *, where=None, order=(), zone="UTC"):
        self.calls += 1
        found = {}
        for name, tree in outputs.items():
            function = row_function(tree, types, zone)
            found[name] = pa.array([function(row) for row in table.to_pylist()], pa.float64())
        return pa.table(found)


BINARY = ("otherwise", "late")
ROWS = pa.table({"seats": [1, 2, 5], "fare": [1005, 2005, 3005], "hole": pa.array([1.0, None, 2.0])})
TYPES = {"seats": "int", "fare": "money", "hole": "float"}


def block(pays_by_action, actions=("none", "act")):
    read = {
        action: Pay({name: parse(text, currency="USD") for name, text in pay.items()})
        if isinstance(pay, dict)
        else Pay(None, parse(pay, currency="USD"))
        for action, pay in pays_by_action.items()
    }
    return MoneyBlock(actions, {}, read)


def priced(written, classes=BINARY, engine=None, objective="late"):
    return pays(block(written), classes, engine or RowByRow(), ROWS, TYPES, objective=objective)


def test_constants_need_no_engine():
    engine = RowByRow()
    found = priced(
        {"none": {"late": "-20 USD", "otherwise": "0 USD"}, "act": {"late": "18 USD", "otherwise": "-6 USD"}},
        engine=engine,
    )
    assert found.amounts.tolist() == [[[0, -2000], [-600, 1800]]]
    assert found.amounts.dtype == np.int64
    assert engine.calls == 0


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("0.575 * 1 USD", 58),
        ("-0.575 * 1 USD", -58),
        ("0.565 * 1 USD", 56),
        ("(1 - 60 %) * -2000 USD", -80_000),
        ("1 USD / 3", 33),
    ],
)
def test_constants_are_rounded_once_and_exactly(written, cents):
    found = priced({"act": {"late": written, "otherwise": "0 USD"}})
    assert found.amounts[0, 1, 1] == cents


def test_the_first_action_pays_nothing_unless_said():
    assert priced({"act": {"late": "18 USD", "otherwise": "-6 USD"}}).amounts[0, 0].tolist() == [0, 0]
    with pytest.raises(BadInputError, match="'act' has no pay"):
        priced({"none": "0 USD"})


def test_pays_of_a_row_go_through_the_engine_once():
    engine = RowByRow()
    found = priced({"act": {"late": "seats * 10 USD", "otherwise": "-fare"}}, engine=engine)
    assert engine.calls == 1
    assert found.amounts[:, 1].tolist() == [[-1005, 1000], [-2005, 2000], [-3005, 5000]]
    assert found.earned(np.array([1, 0, 1])).tolist() == [[0, 1000], [0, -2005], [0, 5000]]
    assert found.take(np.array([2])).amounts.shape == (1, 2, 2)


def test_each_row_is_rounded_half_to_even():
    found = priced({"act": {"late": "fare * 0.5", "otherwise": "0 USD"}})
    assert found.amounts[:, 1, 1].tolist() == [502, 1002, 1502]  # 502.5, 1002.5, 1502.5


def test_one_expression_may_read_the_objective():
    found = priced({"act": "if(late, 18 USD, -6 USD)"})
    assert found.amounts.tolist() == [[[0, 0], [-600, 1800]]]
    classes = ("safe", "spam")
    found = priced({"act": "if(kind = 'spam', 18 USD, -6 USD)"}, classes, objective="kind")
    assert found.amounts.tolist() == [[[0, 0], [-600, 1800]]]


def test_otherwise_stands_for_every_class_not_named():
    found = priced(
        {"act": {"spam": "1 USD", "otherwise": "-1 USD"}}, ("safe", "spam", "fraud"), objective="kind"
    )
    assert found.amounts[0, 1].tolist() == [-100, 100, -100]
    with pytest.raises(BadInputError, match="no pay for 'safe'"):
        priced({"act": {"spam": "1 USD"}}, ("safe", "spam"), objective="kind")


def test_a_null_pay_is_refused_with_its_count():
    with pytest.raises(BadInputError, match="null in 1 of 3 rows"):
        priced({"act": {"late": "10 USD * hole", "otherwise": "0 USD"}})


def test_a_pay_that_is_no_money_is_refused():
    with pytest.raises(BadInputError, match="expected money"):
        priced({"act": {"late": "18", "otherwise": "0 USD"}})
    with pytest.raises(BadInputError, match="the pay of 'act'"):
        priced({"act": {"late": "seat * 1 USD", "otherwise": "0 USD"}})


def test_money_of_the_parts_is_the_money_of_the_whole():
    random = np.random.default_rng(0)
    amounts = random.integers(-(10**9), 10**9, (500, 3, 2))
    found, truth = Pays(("a", "b", "c"), BINARY, amounts), random.integers(0, 2, 500)
    actions = random.integers(0, 3, 500).astype(np.int8)
    money = money_of(actions, found.earned(truth))
    assert money.tolist() == [int(amounts[row, actions[row], truth[row]]) for row in range(500)]
    assert money[:200].sum() + money[200:].sum() == money.sum()


def test_a_number_is_priced_with_the_prediction_and_the_truth():
    written = block(
        {"order": "-2 USD * greatest(prediction - demand, 0.0) - 5 USD * greatest(demand - prediction, 0.0)"},
        ("order",),
    )
    found = number_pays(
        written,
        RowByRow(),
        ROWS,
        TYPES,
        objective="demand",
        prediction=np.array([3.0, 5, 5]),
        truth=np.array([5.0, 5, 3]),
    )
    assert found.earned[:, 0].tolist() == [-1000, 0, -400]
    assert found.best().tolist() == [0, 0, 0]


def test_with_several_actions_the_prediction_chooses_and_the_truth_pays():
    written = block({"none": "0 USD", "act": "1 USD * demand - 4 USD"})
    found = number_pays(
        written,
        RowByRow(),
        ROWS,
        TYPES,
        objective="demand",
        prediction=np.array([3.0, 5, 4]),
        truth=np.array([9.0, 1, 9]),
    )
    assert found.best().tolist() == [0, 1, 0]
    assert found.earned[:, 1].tolist() == [500, -300, 500]


def test_a_number_has_no_classes():
    with pytest.raises(BadInputError, match="by class"):
        number_pays(
            block({"act": {"late": "1 USD"}}, ("act",)),
            RowByRow(),
            ROWS,
            TYPES,
            objective="demand",
            prediction=np.zeros(3),
            truth=np.zeros(3),
        )


def test_the_engine_and_python_price_alike():
    from wager.adapters.duckdb.engine import DuckDBEngine

    written = {"act": {"late": "fare * 0.5 - 1 USD * seats", "otherwise": "-fare / 3"}}
    engine = DuckDBEngine(threads=1)
    assert priced(written, engine=engine).amounts.tolist() == priced(written).amounts.tolist()
    given = {"prediction": np.array([3.0, 5, 4]), "truth": np.array([9.0, 1, 9])}
    several = block({"none": "0 USD", "act": "1 USD * demand - 4 USD"})
    found = number_pays(several, engine, pa.table({}), {}, objective="demand", **given)
    assert found.expected[:, 1].tolist() == [-100, 100, 0]
