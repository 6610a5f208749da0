"""Answers of aggregates where bits could hang on what a row must not see."""

import math

import numpy as np
import pyarrow as pa
import pytest

from wager.expressions.tree import Window
from wager.features import kernel
from wager.features.aggregate import Argument, Setting, answer
from wager.foundation.errors import BadInputError


def extreme(name, values, known):
    """One row at 10, events at 1, 2, … known at the moments given."""
    event_time, known_at = np.arange(1, len(values) + 1), np.asarray(known)
    moments = kernel.ranked(np.array([10]))
    grouping = kernel.grouped(moments, np.array([0]), np.zeros(len(values), np.int64))
    first = grouping.positions(moments.after(kernel.enters(Window(None), event_time, known_at)))
    end = grouping.positions(moments.after(np.full(len(values), kernel.NEVER)))
    spans = kernel.spans(grouping, first, end)
    setting = Setting(
        grouping, spans, np.array([10]), event_time, kernel.order_of_events(event_time, known_at)
    )
    return answer(name, setting, Argument(pa.array(values, pa.float64())))[0].as_py()


@pytest.mark.parametrize("name", ["min", "max"])
@pytest.mark.parametrize("later", [-0.0, 0.0])
def test_a_zero_that_is_known_later_does_not_choose_the_sign_of_zero(name, later):
    with_later = extreme(name, [later, 0.0, -0.0], [99, 3, 4])
    without = extreme(name, [0.0, -0.0], [3, 4])
    other = extreme(name, [-0.0, 0.0], [3, 4])
    assert {math.copysign(1, found) for found in (with_later, without, other)} == {1.0}


def test_numbers_are_ranked_as_their_values_stand():
    for values in (
        [3.0, None, -0.0, float("nan"), 0.0, float("-inf"), 3.0, float("inf")],
        [2**62, None, -5, 2**62, 0],
        [None],
        [],
    ):
        kind = pa.int64() if 0 in values and -5 in values else pa.float64()
        array = pa.array(values, kind)
        distinct, rank = Argument(array).ranked
        kept = sorted({one for one in values if one is not None and one == one})  # NaN
        assert distinct.to_pylist() == kept
        assert distinct.type == kind
        assert [
            distinct[at].as_py() for at, one in zip(rank.tolist(), values, strict=True) if one in kept
        ] == [one for one in values if one in kept]


NOT_A_NUMBER = [float("nan"), None]
TINY = 5e-324


@pytest.mark.parametrize(
    ("name", "values", "found"),
    [
        *((name, NOT_A_NUMBER, None) for name in ("mean", "min", "max", "stddev", "variance")),
        *((name, NOT_A_NUMBER, 0) for name in ("sum", "count", "count_distinct")),
        *((name, [*NOT_A_NUMBER, 1.5], 1.5) for name in ("sum", "mean", "min", "max")),
        *((name, [1.5], None) for name in ("stddev", "variance")),
        *((name, [TINY, 1.0], TINY) for name in ("min", "first")),
        *((name, [float("inf"), 1.0], float("inf")) for name in ("max", "first")),
        *((name, [TINY, -TINY], 0.0) for name in ("sum", "mean")),
        *((name, [TINY], TINY) for name in ("sum", "mean")),
        ("sum", [2.0**63, TINY, -(2.0**63)], TINY),
        ("count", [TINY, -TINY, 0.0, -0.0, float("nan")], 4),
        ("count_distinct", [TINY, -TINY, 0.0, -0.0, float("nan")], 3),
    ],
)
def test_what_is_no_number_does_not_count_and_the_smallest_do(name, values, found):
    assert extreme(name, values, range(2, len(values) + 2)) == found


@pytest.mark.parametrize("name", ["sum", "mean", "stddev", "variance"])
@pytest.mark.parametrize("value", [float("inf"), float("-inf")])
def test_what_cannot_be_added_up_exactly_is_refused(name, value):
    with pytest.raises(BadInputError, match="cannot be summed exactly"):
        extreme(name, [1.0, value], [2, 3])


@pytest.mark.parametrize(
    ("name", "values"),
    [("sum", [1.7e308, 1.7e308]), ("variance", [1e200, -1e200]), ("stddev", [1.7e308, -1.7e308])],
)
def test_what_lies_beyond_all_doubles_is_refused(name, values):
    with pytest.raises(BadInputError, match="beyond the greatest of them"):
        extreme(name, values, [2, 3])
    assert extreme("mean", values, [2, 3]) == sum(value / 2 for value in values)
