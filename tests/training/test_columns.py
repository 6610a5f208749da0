"""From Arrow to numbers and levels."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from wager.foundation.errors import BadInputError
from wager.training.columns import (
    codes,
    column,
    demand_learnable,
    flags,
    is_category,
    levels,
    numbers,
    take,
)
from wager.training.estimator import Task


def test_numbers_of_every_type():
    day = dt.datetime(1970, 1, 3, 12, tzinfo=dt.UTC)
    assert numbers(pa.array([day, None], pa.timestamp("us", "UTC"))).tolist()[0] == 2.5
    assert numbers(pa.array([dt.date(1970, 1, 3)])).tolist() == [2.0]
    assert numbers(pa.array([2, 3])).tolist() == [2.0, 3.0]
    assert np.isnan(numbers(pa.array([float("inf"), float("nan"), None]))).all()
    assert np.isnan(numbers(pa.nulls(2))).all()


def test_a_missing_column_names_the_nearest():
    with pytest.raises(BadInputError, match="did you mean 'origin'"):
        column({"origin": pa.array([1])}, "orign")


def test_levels_are_the_most_frequent_and_sorted():
    found = pa.array(["b"] * 3 + ["a"] * 2 + ["c"] * 2 + ["d"])
    assert levels(found, most=2) == ("a", "b")
    assert levels(found, most=9, least_rows=3) == ("b",)
    assert codes(found, ("a", "b")).tolist() == [1, 1, 1, 0, 0, -1, -1, -1]


def test_dictionaries_and_chunks_are_opened():
    chunked = pa.chunked_array([pa.array(["a"]).dictionary_encode(), pa.array(["b"]).dictionary_encode()])
    assert is_category(column({"x": chunked}, "x"))
    assert take({"x": chunked}, np.array([1]))["x"].to_pylist() == ["b"]
    assert flags(pa.array([True, None])).tolist() == [True, False]


def test_truth_refuses_what_is_missing_or_not_declared():
    assert Task.binary("late").truth(pa.array([True, False])).tolist() == [1, 0]
    task = Task("classes", ("a", "b"), ("none",))
    assert task.truth(pa.array(["b", "a"])).tolist() == [1, 0]
    with pytest.raises(BadInputError, match="missing in 1 rows"):
        task.truth(pa.array(["b", None]))
    with pytest.raises(BadInputError, match="'z'"):
        task.truth(pa.array(["b", "z"]))


@pytest.mark.parametrize("value", [2e100, -1e300])
def test_what_no_square_holds_is_not_learned_from(value):
    columns = {"fine": pa.array([1e100, None, float("inf")]), "odd": pa.chunked_array([[1.0], [value, None]])}
    with pytest.raises(BadInputError, match=r"column odd has the value .* `odd / 1e200`"):
        demand_learnable(columns, 1e100)
    demand_learnable({"fine": columns["fine"], "none": pa.array([], pa.float64())}, 1e100)
