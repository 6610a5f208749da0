"""The probability from which acting pays, where rows pay differently."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.money.break_even import implied_by_rows, implied_threshold
from wager.money.implied import Implied
from wager.money.pays import Pays
from wager.money.policy import choose

CLASSES = ("otherwise", "late")


def priced(*rows):
    return Pays(("none", "act"), CLASSES, np.array(rows))


def test_pays_that_are_the_same_for_all_rows_have_one_threshold():
    pays = priced([[0, 0], [-600, 1800]])
    found = implied_by_rows(pays, 7)
    assert (found.low, found.median, found.high, found.rows) == (0.25, 0.25, 0.25, 7)
    assert found.low == implied_threshold(pays)
    assert not found.varies


def test_pays_that_differ_give_a_range_and_say_which_rows_have_none():
    found = implied_by_rows(
        priced(
            [[0, 0], [-100, 100]],
            [[0, 0], [-100, 300]],
            [[0, 0], [-100, 900]],
            [[0, 0], [5, 10]],
            [[0, 0], [-5, -10]],
            [[0, 0], [5, -10]],
            [[0, 0], [0, 0]],
        ),
        7,
    )
    assert found == Implied(0.1, 0.25, 0.5, 3, always=1, never=2, below=1)
    assert found.varies
    assert Implied.from_json(found.to_json()) == found


def test_no_one_probability_says_it_with_more_actions_or_classes():
    assert implied_by_rows(Pays(("none", "call", "visit"), CLASSES, np.zeros((1, 3, 2), np.int64)), 4) is None
    assert implied_by_rows(Pays(("none", "act"), ("a", "b", "c"), np.zeros((1, 2, 3), np.int64)), 4) is None


def test_rows_where_nothing_is_ever_worth_it_have_no_threshold():
    found = implied_by_rows(priced([[0, 0], [-1, -1]], [[0, 0], [-2, 0]]), 2)
    assert (found.low, found.median, found.high, found.rows, found.never) == (None, None, None, 0, 2)


@given(st.lists(st.tuples(*[st.integers(-50, 50)] * 4), min_size=1, max_size=6))
def test_each_row_is_acted_on_just_as_its_kind_says(rows):
    for idle_false, idle_true, act_false, act_true in rows:
        pays = priced([[idle_false, idle_true], [act_false, act_true]])
        found = implied_by_rows(pays, 1)
        assert found.rows + found.always + found.never + found.below == 1
        given_ = np.linspace(0, 1, 41)
        acted = choose(np.column_stack([1 - given_, given_]), pays) == 1
        if found.rows:
            assert (
                acted[np.abs(given_ - found.low) > 1e-9]
                == (given_ > found.low)[np.abs(given_ - found.low) > 1e-9]
            ).all()
        elif found.never:
            assert not acted.any()
        elif found.always:
            assert acted[1:-1].all()
        else:
            assert acted[0]
            assert not acted[-1]


def test_the_median_is_over_rows():
    pays = priced(*[[[0, 0], [-100, 100 * times]] for times in (1, 1, 1, 4)])
    assert implied_by_rows(pays, 4).median == pytest.approx(0.5)
