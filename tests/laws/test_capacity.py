"""Laws of capacity: kept by everybody, decided without the future, and never more than the best that could be had."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from wager.foundation.amounts import DAY
from wager.money.capacity import Limit, Room, learn_cuts, windows
from wager.money.foresight import most_earned
from wager.money.wanted import Wanted

HOUR = DAY // 24
checked = settings(deadline=None, max_examples=500, derandomize=True)


@st.composite
def questions(draw, rows=12, most_actions=3):
    """Rows in order of decision, what each action is worth, and how often it can be done."""
    count = draw(st.integers(0, rows))
    actions = draw(st.integers(2, most_actions))
    hours = st.integers(0, 60) if draw(st.booleans()) else st.integers(0, 6).map(lambda day: 12 * day)
    moments = np.sort(np.array(draw(st.lists(hours, min_size=count, max_size=count)), dtype=np.int64)) * HOUR
    worth = st.lists(st.integers(-4, 9), min_size=actions - 1, max_size=actions - 1)
    expected = np.array([[0, *draw(worth)] for _ in range(count)], dtype=np.int64).reshape(count, actions)
    limited = draw(st.sets(st.integers(1, actions - 1), min_size=1))
    periods = st.sampled_from([6 * HOUR, DAY, 2 * DAY])
    limits = {action: Limit(draw(st.integers(0, 4)), draw(periods)) for action in sorted(limited)}
    return expected, moments, limits


def one_after_the_other(expected, moments, limits, cuts):
    """Decide as a clerk would, moment by moment: of all pairs of row and action the best one first, while there is room."""
    chosen, used = np.zeros(len(moments), dtype=int), {}
    for moment in sorted(set(moments.tolist())):
        pairs = [
            (-(expected[row, action] - expected[row, 0]), row, action)
            for row in np.flatnonzero(moments == moment)
            for action in range(expected.shape[1])
        ]
        done = set()
        for loss, row, action in sorted(pairs):
            if row in done:
                continue
            if action in limits:
                place = action, (moment - 4 * DAY) // limits[action].period
                if used.get(place, 0) >= limits[action].count or -loss < cuts.get(action, -loss):
                    continue
                used[place] = used.get(place, 0) + 1
            chosen[row] = action
            done.add(row)
    return chosen


cuts_of = st.dictionaries(st.integers(1, 2), st.integers(0, 8).map(float))


@checked
@given(questions(), cuts_of)
def test_it_is_what_a_clerk_would_do(question, cuts):
    expected, moments, limits = question
    found = Room(limits, moments, cuts=cuts).settle(Wanted.by_money(expected))
    assert found.tolist() == one_after_the_other(expected, moments, limits, cuts).tolist()


@checked
@given(questions(), cuts_of)
def test_no_limit_is_exceeded_and_nothing_is_expected_to_earn_more_than_without(question, cuts):
    expected, moments, limits = question
    found = Room(limits, moments, cuts=cuts).settle(Wanted.by_money(expected))
    for action, limit in limits.items():
        _, times = np.unique(windows(moments[found == action], limit.period), return_counts=True)
        assert times.max(initial=0) <= limit.count
    taken = expected[np.arange(len(found)), found]
    assert (taken <= expected.max(axis=1, initial=0)).all()
    assert (taken >= 0).all()


@checked
@given(questions(), cuts_of, st.data())
def test_what_is_decided_later_changes_nothing(question, cuts, data):
    expected, moments, limits = question
    found = Room(limits, moments, cuts=cuts).settle(Wanted.by_money(expected))
    until = data.draw(st.sampled_from(moments.tolist() or [0]))
    before = moments <= until
    early = Room(limits, moments[before], cuts=cuts).settle(Wanted.by_money(expected[before]))
    assert early.tolist() == found[before].tolist()


@checked
@given(questions())
def test_room_for_all_is_no_limit(question):
    expected, moments, limits = question
    wide = {action: Limit(len(moments), one.period) for action, one in limits.items()}
    assert Room(wide, moments).settle(Wanted.by_money(expected)).tolist() == expected.argmax(axis=1).tolist()
    assert learn_cuts(Wanted.by_money(expected), moments, wide) == {}


@checked
@given(questions(), st.data())
def test_a_rule_gets_what_a_clerk_would_give_it(question, data):
    expected, moments, limits = question
    action = st.integers(0, expected.shape[1] - 1)
    chosen = np.array(
        data.draw(st.lists(action, min_size=len(moments), max_size=len(moments))), dtype=np.int8
    )
    rank = np.array(
        data.draw(st.lists(st.integers(0, 3), min_size=len(moments), max_size=len(moments))), float
    )
    found = Room(limits, moments).settle(Wanted.as_done(chosen, expected.shape[1], rank))
    used, clerk = {}, np.zeros(len(moments), dtype=int)
    for row in sorted(range(len(moments)), key=lambda row: (moments[row], -rank[row], row)):
        wanted = int(chosen[row])
        limit = limits.get(wanted)
        place = None if limit is None else (wanted, (moments[row] - 4 * DAY) // limit.period)
        if limit is None or used.get(place, 0) < limit.count:
            used[place] = used.get(place, 0) + 1
            clerk[row] = wanted
    assert found.tolist() == clerk.tolist()


@checked
@given(questions(rows=6))
def test_no_assignment_earns_more_than_the_ceiling(question):
    earned, moments, limits = question
    best = None
    within = {action: windows(moments, one.period) for action, one in limits.items()}
    for tried in product(range(earned.shape[1]), repeat=len(moments)):
        chosen = np.array(tried, dtype=int)
        kept = all(
            np.unique(within[action][chosen == action], return_counts=True)[1].max(initial=0) <= one.count
            for action, one in limits.items()
        )
        if kept:
            total = int(earned[np.arange(len(chosen)), chosen].sum())
            best = total if best is None else max(best, total)
    found = most_earned(earned, limits, moments)
    assert found >= best
    if len(limits) == 1:
        assert found == best
