"""Answers of aggregates where bits could hang on what a row must not see."""

import math

import numpy as np
import pyarrow as pa
import pytest

from wager.expressions.tree import Window
from wager.features import kernel
from wager.features.aggregate import Argument, Setting, answer


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
