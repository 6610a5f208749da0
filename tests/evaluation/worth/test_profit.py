"""The profit curve against acting on one row after the other, and its marks."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.evaluation.contender import Outcomes
from wager.evaluation.worth.offers import Offers
from wager.evaluation.worth.profit import profit_curve
from wager.evaluation.worth.records import Profit

RANDOM = np.random.default_rng(5)


def outcomes(rows, clusters=40):
    return Outcomes(np.zeros(rows), ("otherwise", "late"), ("none", "act"), np.arange(rows) % clusters)


def model(rows=800, levels=None):
    probability = RANDOM.random(rows) if levels is None else RANDOM.integers(0, levels, rows) / levels
    truth = (RANDOM.random(rows) < probability).astype(np.int64)
    expected = np.column_stack([np.zeros(rows), 1800 * probability - 600 * (1 - probability)])
    return Offers(expected, np.column_stack([np.zeros(rows, np.int64), np.where(truth == 1, 1800, -600)]))


def drawn(offers, clusters=40):
    actions = offers.expected.argmax(axis=1).astype(np.int8)
    return profit_curve(offers, actions, offers.by_money, outcomes(len(actions), clusters), "EUR")


def mark(found, name):
    return next(one for one in found.marks if one.name == name)


def test_the_curve_is_what_acting_row_by_row_earns():
    offers = model(800)
    order = sorted(range(800), key=lambda row: -offers.gain[row])
    found = drawn(offers)
    for percent in (0, 1, 17, 50, 100):
        acted = order[: 8 * percent]
        assert found.values[percent] == pytest.approx(
            sum(offers.more[row] for row in acted) / 100 / 800 * 1000
        )


@pytest.mark.parametrize("levels", [None, 7, 1])
def test_points_with_intervals_lie_on_the_curve(levels):
    found = drawn(model(600, levels))
    for point in found.points:
        assert point.money == pytest.approx(found.values[round(point.share * 100)])
        assert point.over_nothing.value == pytest.approx(point.money - found.values[0])
    assert [point.share for point in found.points][:4] == [0, 0.01, 0.02, 0.05]


def test_rows_of_the_same_gain_are_taken_in_no_order():
    offers = Offers(np.tile([0.0, 5.0], (4, 1)), np.array([[0, 100], [0, 0], [0, 0], [0, -50]]))
    actions = np.ones(4, np.int8)
    curves = []
    for order in ([0, 1, 2, 3], [3, 2, 1, 0]):
        turned = Offers(offers.expected[order], offers.earned[order])
        curves.append(profit_curve(turned, actions, turned.by_money, outcomes(4, 4), "JPY"))
    assert curves[0].values == curves[1].values
    assert curves[0].values[50] == pytest.approx(curves[0].values[100] / 2)
    assert mark(curves[0], "best").share == 1


def test_marks_are_the_policy_both_ends_and_the_highest_place():
    offers = model(900)
    found = drawn(offers)
    policy, best = mark(found, "policy"), mark(found, "best")
    acted = offers.gain > 0
    assert policy.share == acted.mean()
    assert policy.money == pytest.approx(offers.more[acted].sum() / 100 / 900 * 1000)
    assert best.money >= max(found.values) - 1e-9
    assert mark(found, "do_nothing").money == 0
    assert mark(found, "act_on_all").money == pytest.approx(found.values[100])
    every = (offers.gain >= best.cut * 100) * offers.more
    assert every.sum() / 100 / 900 * 1000 == pytest.approx(best.money)


def test_the_policys_interval_is_that_of_its_money():
    offers = model(900)
    found = mark(drawn(offers), "policy")
    sums = np.bincount(np.arange(900) % 40, weights=offers.by_money - offers.by_money.mean())
    se = np.sqrt(40 / 39 * (sums**2).sum()) / 900 * 1000 / 100
    assert found.over_nothing.se == pytest.approx(se)


def test_with_several_actions_the_best_of_the_others_is_taken():
    expected = np.array([[0.0, 4.0, 6.0], [0.0, 3.0, -2.0]])
    offers = Offers(expected, np.array([[10, 20, 30], [10, 50, 70]]))
    found = profit_curve(offers, np.array([2, 1], np.int8), np.array([30, 50]), outcomes(2, 2), "JPY")
    assert [found.values[share] for share in (0, 50, 100)] == [10_000, 20_000, 40_000]


def test_json_brings_it_back():
    found = drawn(model(300))
    assert Profit.from_json(json.loads(json.dumps(found.to_json()))) == found


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-5, 5)), min_size=1, max_size=30))
def test_the_order_of_the_rows_does_not_matter(rows):
    gains, more = np.array(rows).T
    offers = Offers(np.column_stack([0 * gains, gains]).astype(float), np.column_stack([0 * more, more]))
    turned = Offers(offers.expected[::-1], offers.earned[::-1])
    one, other = (drawn(each, clusters=2) for each in (offers, turned))
    assert one.values == pytest.approx(other.values)
