"""Laws of states: the kernel's answer to the bit, whatever was added, retracted and merged on the way."""

import random
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laws import naive
from wager.expressions.tree import Window
from wager.features import kernel
from wager.features.aggregate import Argument, Setting, answer
from wager.features.state import empty_state
from wager.foundation.errors import BadInputError

NUMBERS = (
    *("count", "sum", "mean", "stddev", "variance", "min", "max", "first", "last", "count_distinct"),
    *("quantile 0", "quantile 0.25", "quantile 0.5", "quantile 0.9", "quantile 1"),
)
CASES = [
    *((name, "int", st.integers(-5, 2**40)) for name in NUMBERS),
    *((name, "float", st.floats(-(2.0**500), 2.0**500)) for name in NUMBERS),
    *((name, "float", st.sampled_from([0.0, -0.0, 0.1, 22.4, 1e-13])) for name in NUMBERS),
    *((name, "text", st.sampled_from(["", "a", "B", "é"])) for name in ("count", "count_distinct", "min", "max", "first", "last")),
    *((name, "bool", st.booleans()) for name in ("count", "count_distinct", "share", "min", "max", "first", "last")),
    *((name, None, st.none()) for name in ("count", "time_since_last")),
]  # fmt: skip


def named(case):
    """The name of an aggregate, and the level of a quantile."""
    name, _, level = case.partition(" ")
    return name, Decimal(level) if level else None


OF_ORACLE = {name for name in NUMBERS if named(name)[0] not in {"count", "first", "last"}}
ARROW = {"int": pa.int64(), "float": pa.float64(), "text": pa.string(), "bool": pa.bool_()}
AT = 100


def events_of(values):
    """Event time, known time and value of each, in the order of a snapshot."""
    event = st.tuples(st.integers(0, 6), st.integers(0, 9), st.one_of(st.none(), values))
    return st.lists(event, max_size=12).map(lambda events: sorted(events, key=lambda event: event[0]))


def of_kernel(name, kind, events):
    """The answer of the batch path for one row that sees all events."""
    event_time, known = (np.array([event[part] for event in events], np.int64) for part in (0, 1))
    moments = kernel.ranked(np.array([AT]))
    grouping = kernel.grouped(moments, np.array([0]), np.zeros(len(events), np.int64))
    first = grouping.positions(moments.after(kernel.enters(Window(None), event_time, known)))
    end = grouping.positions(moments.after(np.full(len(events), kernel.NEVER)))
    order = kernel.order_of_events(event_time, known)
    name, level = named(name)
    setting = Setting(grouping, kernel.spans(grouping, first, end), np.array([AT]), event_time, order, level)
    argument = None if kind is None else Argument(pa.array([event[2] for event in events], ARROW[kind]))
    return answer(name, setting, argument)[0].as_py()


@pytest.mark.parametrize(("name", "kind", "values"), CASES)
@given(data=st.data(), seed=st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_a_state_is_the_answer_of_the_kernel(name, kind, values, data, seed):
    events, passing = data.draw(events_of(values)), data.draw(events_of(values))
    chance, parts = random.Random(seed), [empty_state(named(name)[0], kind, named(name)[1]) for _ in range(3)]
    stays = [(event[2], (event[0], event[1], place)) for place, event in enumerate(events)]
    goes = [(event[2], (event[0], event[1], -1 - place)) for place, event in enumerate(passing)]
    arriving = [*stays, *goes]
    chance.shuffle(arriving)
    held = {}
    for value, order in arriving:
        held[order] = chance.choice(parts)
        held[order].add(value, order)
    chance.shuffle(goes)
    for value, order in goes:
        held[order].retract(value, order)
    first, *others = chance.sample(parts, 3)
    for other in others:
        first.merge(other)
    found = first.finish(AT)
    assert repr(found) == repr(of_kernel(name, kind, events))
    if name in OF_ORACLE and kind in {"int", "float"}:
        counted = [naive.Event(None, None, event[0], event[1], event[2]) for event in events]
        expected = naive.aggregate(named(name)[0], counted, AT, named(name)[1])
        assert found == expected


def test_a_float_that_no_sum_holds_is_refused_as_in_batch():
    state = empty_state("sum", "float")
    with pytest.raises(BadInputError, match="inf cannot be summed exactly"):
        state.add(float("inf"), (0,))
    assert state.finish(AT) == 0.0


def test_a_sum_beyond_all_floats_is_refused_until_it_comes_back():
    state = empty_state("sum", "float")
    for _ in range(2):
        state.add(1.5e308, (0,))
    with pytest.raises(BadInputError, match="beyond the greatest of them"):
        state.finish(AT)
    state.retract(1.5e308, (0,))
    assert state.finish(AT) == 1.5e308


def test_a_sum_of_integers_beyond_64_bits_is_refused_as_in_batch():
    state = empty_state("sum", "int")
    for _ in range(3):
        state.add(2**62, (0,))
    with pytest.raises(BadInputError, match="leaves the range of 64 bits"):
        state.finish(AT)
    state.retract(2**62, (0,))
    state.retract(2**62, (0,))
    assert state.finish(AT) == 2**62
