"""A confusion matrix in money adds up to the cent, and so do differences and slices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.evaluation.analysis.money_parts import REST, changed_parts, money_parts, slice_parts
from wager.evaluation.contender import Contender, Outcomes

CLASSES, ACTIONS = ("otherwise", "late", "never"), ("none", "act", "call")


def world(seed, rows=300):
    chance = np.random.default_rng(seed)
    outcomes = Outcomes(chance.integers(0, 3, rows), CLASSES, ACTIONS, chance.integers(0, 30, rows))
    earned = chance.integers(-100_000, 100_000, (rows, 3))
    made = []
    for name in "mn":
        actions = chance.integers(0, 3, rows).astype(np.int8)
        made.append(Contender(name, actions, earned[np.arange(rows), actions]))
    return outcomes, *made


@given(st.integers(0, 10_000))
def test_parts_add_up_to_the_whole_in_minor_units(seed):
    outcomes, one, other = world(seed)
    parts = money_parts(one, outcomes, "EUR")
    assert sum(part.money for part in parts) == one.money.sum()
    assert sum(part.rows for part in parts) == len(outcomes)
    assert sum(part.per_1000.value for part in parts) == pytest.approx(
        one.money.sum() / 100 / len(outcomes) * 1000
    )
    changes = changed_parts(one, other, outcomes, "EUR")
    assert sum(part.money for part in changes) == (one.money - other.money).sum()
    assert sum(part.rows for part in changes) == (one.actions != other.actions).sum()


def test_slices_add_up_with_the_rest():
    outcomes, one, other = world(4)
    side = np.arange(len(outcomes)) % 5
    parts = slice_parts(one, other, outcomes, {"side": {"a": side == 0, "b": side == 1}}, "EUR")
    assert [part.value for part in parts] == ["a", "b", REST]
    assert sum(part.money for part in parts) == one.money.sum()
    a = parts[0]
    assert a.per_1000.value == pytest.approx(one.money[side == 0].mean() * 10)
    assert a.over.value == pytest.approx((one.money - other.money)[side == 0].mean() * 10)


def test_a_number_is_parted_by_more_or_less_than_predicted():
    outcomes = Outcomes(np.array([5.0, 1.0, 3.0]), (), ("none", "act"), np.arange(3))
    one = Contender("m", np.array([0, 1, 1], np.int8), np.array([1, 2, 4]), values=np.array([2.0, 2.0, 2.0]))
    told = {(part.action, part.truth): part.money for part in money_parts(one, outcomes, "EUR")}
    assert told == {
        ("none", "more than predicted"): 1,
        ("act", "less than predicted"): 2,
        ("act", "more than predicted"): 4,
    }
