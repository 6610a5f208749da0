"""The best split equals an exhaustive search, and does not fall for keys."""

import itertools

import numpy as np
import pyarrow as pa
import pytest

from wager.adapters.estimators.best_split import BestSplit
from wager.foundation.errors import BadInputError
from wager.training.estimator import Sample, Task

TASK = Task.binary("late")


def earned(truth, won=80, lost=-15):
    return np.column_stack([np.zeros(len(truth), np.int64), np.where(truth == 1, won, lost)])


def brute(values, worth, least):
    best = -np.inf
    missing = np.isnan(values)
    for cut, low, high, nothing in itertools.product(np.unique(values[~missing]), (0, 1), (0, 1), (0, 1)):
        upper = values >= cut
        sides = upper.sum(), (~upper & ~missing).sum()
        if low != high and nothing in (low, high) and min(sides) >= least:
            chosen = np.where(missing, nothing, np.where(upper, high, low))
            best = max(best, worth[np.arange(len(values)), chosen].sum())
    return best


@pytest.mark.parametrize("seed", range(8))
def test_thresholds_equal_an_exhaustive_search(seed):
    random = np.random.default_rng(seed)
    values = random.integers(0, 30, 200).astype(float)
    values[random.random(200) < 0.1] = np.nan
    truth = (random.random(200) < np.where(values > 20, 0.6, 0.1)).astype(np.int64)
    worth = earned(truth, 100, -30)
    column = pa.array(values, from_pandas=True)
    fitted = BestSplit(least_rows=5).fit(TASK, Sample({"x": column}, truth, None, worth), None)
    assert fitted.earned == brute(values, worth, 5)
    assert worth[np.arange(200), fitted.predict({"x": column})].sum() == fitted.earned


def test_a_category_is_divided_by_what_its_levels_earn():
    place = np.array(["a", "b", "c", "d"])[np.arange(400) % 4]
    truth = np.isin(place, ["b", "d"]).astype(np.int64)
    fitted = BestSplit().fit(TASK, Sample({"place": pa.array(place)}, truth, None, earned(truth)), None)
    assert fitted.levels == ("b", "d")
    assert fitted.describe() == "act where place in (b, d), else none"
    assert fitted.predict({"place": pa.array(["b", "new", None])}).tolist() == [1, 0, 0]


def test_keys_are_not_trusted():
    random = np.random.default_rng(0)
    truth = (random.random(500) < 0.3).astype(np.int64)
    columns = {"key": pa.array([f"k{row}" for row in range(500)]), "x": pa.array(random.normal(size=500))}
    assert BestSplit().fit(TASK, Sample(columns, truth, None, earned(truth)), None).column == "x"


def test_nothing_to_split_takes_the_best_single_action():
    truth = np.ones(50, np.int64)
    sample = Sample({"same": pa.array([1] * 50), "empty": pa.nulls(50)}, truth, None, earned(truth))
    fitted = BestSplit().fit(TASK, sample, None)
    assert fitted.describe() == "always act"
    assert fitted.predict({"same": pa.array([1, 2])}).tolist() == [1, 1]


def test_low_values_may_be_the_ones_to_act_on():
    values = np.arange(100.0)
    truth = (values < 30).astype(np.int64)
    fitted = BestSplit().fit(TASK, Sample({"x": pa.array(values)}, truth, None, earned(truth)), None)
    assert fitted.describe() == "none where x >= 30, else act"


def test_a_number_is_split_where_it_explains_most():
    values = np.arange(100.0)
    truth = np.where(values < 40, 1.0, 5.0)
    task = Task("number", (), ("order",))
    fitted = BestSplit().fit(task, Sample({"x": pa.array(values)}, truth), None)
    assert fitted.describe() == "5 where x >= 40, else 1"
    place = np.where(values < 40, "low", "high")
    fitted = BestSplit().fit(task, Sample({"place": pa.array(place)}, truth), None)
    assert fitted.predict({"place": pa.array(["low", "high", "new"])}).tolist() == [1.0, 5.0, 1.0]


def test_money_must_be_known():
    with pytest.raises(BadInputError, match=r"Sample\.earned"):
        BestSplit().fit(TASK, Sample({"x": pa.array([1.0])}, np.array([1])), None)
