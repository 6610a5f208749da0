import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laws import naive
from wager.expressions.tree import Window
from wager.features import kernel
from wager.features.aggregate import Argument, Setting, answer

NAMES = ("count", "sum", "mean", "min", "max", "first", "last", "time_since_last")
instant = st.integers(0, 20)
WINDOWS = [Window(5), Window(None), Window(9, 3), Window(1)]


def events_of(values):
    return st.lists(
        st.builds(
            naive.Event,
            entity=st.one_of(st.none(), st.integers(0, 2)),
            key=st.integers(0, 12),
            at=st.one_of(st.none(), instant, instant),
            known=st.one_of(st.none(), instant, instant, instant),
            value=st.one_of(st.none(), values),
            counts=st.sampled_from([True, True, None, False]),
        ),
        max_size=14,
    )


rows_of = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 3)), instant), max_size=12)


def in_order(events):
    """The canonical order of a snapshot: event time, then key."""
    last = kernel.NEVER
    return sorted(events, key=lambda event: (last if event.at is None else event.at, event.key))


def compute(name, events, rows, window, type_):
    def filled(values, empty):
        return np.array([empty if value is None else value for value in values], np.int64)

    at = np.array([moment for _, moment in rows], np.int64)
    event_time = filled([event.at for event in events], kernel.NEVER)
    known = filled([event.known for event in events], kernel.NEVER)
    moments = kernel.ranked(at)
    grouping = kernel.grouped(
        moments, filled([entity for entity, _ in rows], -1), filled([event.entity for event in events], -1)
    )
    replaced = kernel.replacements(np.array([event.key for event in events], np.int64), event_time, known)
    first = grouping.positions(moments.after(kernel.enters(window, event_time, known)))
    end = grouping.positions(moments.after(kernel.leaves(window, event_time, replaced)))
    spans = kernel.spans(grouping, first, end).only(
        np.array([event.counts is True for event in events], bool)
    )
    setting = Setting(grouping, spans, at, event_time, kernel.order_of_events(event_time, known))
    argument = (
        None
        if name in {"count", "time_since_last"}
        else Argument(pa.array([event.value for event in events], type_))
    )
    return answer(name, setting, argument).to_pylist()


def agree(name, events, rows, window, type_):
    events = in_order(events)
    expected = [
        naive.aggregate(name, naive.visible(events, entity, moment, window), moment)
        for entity, moment in rows
    ]
    assert compute(name, events, rows, window, type_) == expected


@pytest.mark.parametrize("name", NAMES)
@given(st.data(), rows_of, st.sampled_from(WINDOWS))
@settings(max_examples=60, deadline=None)
def test_integers_agree_with_a_naive_join(name, data, rows, window):
    agree(name, data.draw(events_of(st.integers(-5, 5))), rows, window, pa.int64())


@pytest.mark.parametrize("name", ["sum", "mean", "min", "max", "last"])
@given(st.data(), rows_of, st.sampled_from(WINDOWS))
@settings(max_examples=40, deadline=None)
def test_floats_agree_with_a_naive_join(name, data, rows, window):
    values = st.floats(-1e6, 1e6).map(lambda value: value + 0.0)
    agree(name, data.draw(events_of(values)), rows, window, pa.float64())


@pytest.mark.parametrize(
    ("name", "values", "type_"),
    [
        ("min", st.sampled_from(["a", "B", "é", ""]), pa.string()),
        ("max", st.sampled_from(["a", "B", "é", ""]), pa.string()),
        ("first", st.sampled_from(["a", "B", "é", ""]), pa.string()),
        ("share", st.booleans(), pa.bool_()),
        ("max", st.booleans(), pa.bool_()),
    ],
)
@given(st.data(), rows_of, st.sampled_from(WINDOWS))
@settings(max_examples=30, deadline=None)
def test_texts_and_conditions_agree_with_a_naive_join(name, values, type_, data, rows, window):
    agree(name, data.draw(events_of(values)), rows, window, type_)


def test_one_event_on_every_edge():
    event = naive.Event("x", 1, at=100, known=103)
    rows = [("x", moment) for moment in (100, 103, 104, 110, 111)]
    assert compute_one(event, rows, Window(10)) == [0, 0, 1, 1, 0]
    assert compute_one(event, rows, Window(10, 5)) == [0, 0, 0, 1, 0]  # T > 105
    assert compute_one(event, rows, Window(3)) == [0, 0, 0, 0, 0]  # leaves before it is known


def compute_one(event, rows, window):
    coded = naive.Event(0, 1, event.at, event.known)
    return compute("count", [coded], [(0, moment) for _, moment in rows], window, None)


def test_a_newer_version_replaces_although_it_lies_outside_the_window_or_elsewhere():
    old = naive.Event(0, 7, at=10, known=10, value=1)
    moved = naive.Event(1, 7, at=12, known=20, value=2)
    rows = [(0, 15), (0, 20), (0, 21), (1, 21)]
    assert compute("last", [old, moved], rows, Window(None), pa.int64()) == [1, 1, None, 2]
