"""From probabilities to actions."""

import numpy as np
import pytest

from wager.foundation.errors import BadInputError
from wager.money.break_even import implied_threshold
from wager.money.pays import Pays
from wager.money.policy import above_thresholds, always, choose, expected

BINARY = ("otherwise", "late")


def simple(cells):
    return Pays(("none", "act"), BINARY, np.array([cells]))


def test_the_policy_acts_exactly_above_the_implied_threshold():
    pays = simple([[0, -200_000], [-40_000, -120_000]])
    threshold = implied_threshold(pays)
    assert threshold == pytest.approx(1 / 3)
    given = np.linspace(0, 1, 1001)
    assert (choose(np.column_stack([1 - given, given]), pays) == (given > threshold)).all()


def test_exact_ties_go_to_the_first_action():
    assert choose(np.array([[0.5, 0.5]]), simple([[0, 0], [-600, 600]])).tolist() == [0]
    assert choose(np.array([[0.2, 0.8]]), simple([[7, 7], [7, 7]])).tolist() == [0]


@pytest.mark.parametrize(
    "cells", [[[0, 0], [100, 200]], [[0, 0], [-1, 0]], [[0, 0], [0, 0]], [[5, 0], [6, -1]]]
)
def test_no_threshold_where_one_action_is_always_better(cells):
    assert implied_threshold(simple(cells)) is None


def test_no_single_threshold_where_rows_differ():
    assert implied_threshold(Pays(("none", "act"), BINARY, np.ones((2, 2, 2), np.int64))) is None


def test_pays_of_each_row_count():
    pays = Pays(("none", "act"), BINARY, np.array([[[0, 0], [-600, 100]], [[0, 0], [-600, 9000]]]))
    assert choose(np.array([[0.7, 0.3]] * 2), pays).tolist() == [0, 1]
    assert expected(np.array([[0.5, 0.5]] * 2), pays)[1].tolist() == [0.0, 4200.0]


def test_thresholds_and_constants_name_actions():
    given = np.array([[0.7, 0.3], [0.69, 0.31]])
    assert above_thresholds(given, ("none", "act"), {"act": 0.31}).tolist() == [0, 1]
    with pytest.raises(BadInputError, match="did you mean 'act'"):
        above_thresholds(given, ("none", "act"), {"acts": 0.3})
    with pytest.raises(BadInputError, match="did you mean 'none'"):
        always("nonne", ("none", "act"), 3)
