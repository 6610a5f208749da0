"""Distinct and sorted values of spans, against a list for each row."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wager.features import kernel
from wager.features.kernel import Spans
from wager.features.online.members import Members
from wager.features.sorted_values import least, united

ROWS = 7
events = st.lists(
    st.tuples(st.integers(0, ROWS - 1), st.integers(1, ROWS), st.integers(0, 9)).filter(
        lambda one: one[0] < one[1]
    ),
    max_size=20,
)


def spans_of(found):
    first, end, rank = (np.array([one[part] for one in found], np.int64) for part in range(3))
    return Spans(np.arange(len(found)), first, end, ROWS), rank


def of_row(found, row):
    return sorted(rank for first, end, rank in found if first <= row < end)


@given(events)
def test_united_spans_count_each_value_once(found):
    spans, rank = spans_of(found)
    assert kernel.count(united(spans, rank)).tolist() == [len(set(of_row(found, row))) for row in range(ROWS)]


@given(events)
def test_every_place_of_every_row_finds_its_value(found):
    spans, rank = spans_of(found)
    wanted = [(row, place, value) for row in range(ROWS) for place, value in enumerate(of_row(found, row))]
    rows, places, values = (np.array([one[part] for one in wanted], np.int64) for part in range(3))
    assert least(spans, rank, rows, places).tolist() == values.tolist()


@given(
    st.lists(st.tuples(st.integers(-1, 2), st.integers(0, 9), st.integers(0, 12)), max_size=15),
    st.integers(0, 13),
)
def test_members_are_those_that_have_entered_and_not_left(found, moment):
    entity, enter, leave = (np.array([one[part] for one in found], np.int64) for part in range(3))
    leave = np.where(leave == 12, kernel.NEVER, np.maximum(enter, leave))
    members = Members(entity, enter, leave, 3)
    for code in range(3):
        expected = np.flatnonzero((entity == code) & (enter < moment) & (moment <= leave)).tolist()
        assert sorted(members.at(code, moment).tolist()) == expected
