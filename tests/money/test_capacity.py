"""How often an action can be done, and for whom."""

from decimal import Decimal

import numpy as np
import pytest

from wager.design.kinds.row_fields import Every
from wager.design.kinds.worth import MoneyBlock
from wager.foundation.amounts import DAY, Duration, Rate
from wager.foundation.moments import parse_moment
from wager.money.capacity import Limit, Room, learn_cuts, limits_of, one_by_one, windows
from wager.money.foresight import most_earned
from wager.money.wanted import Wanted

HOUR = DAY // 24


def gains(*values):
    return Wanted.by_money(np.column_stack([np.zeros(len(values)), values]))


def at(*moments, zone="Europe/Berlin"):
    return np.array([parse_moment(moment, zone) for moment in moments])


def test_limits_are_by_the_place_of_the_action():
    block = MoneyBlock(("none", "mail", "call"), {}, {}, {"call": Rate(Decimal(20), Duration(7 * DAY))})
    assert limits_of(block) == {2: Limit(20, 7 * DAY)}
    assert limits_of(MoneyBlock(("none", "call"), {}, {})) == {}


@pytest.mark.parametrize(
    ("stated", "step", "count", "period"),
    [(7, 30, 85, 30), (30, 30, 20, 30), (60, 30, 20, 60), (365, 30, 20, 365), (7, 1, 20, 7)],
)
def test_a_period_is_no_shorter_than_lies_between_cut_offs(stated, step, count, period):
    block = MoneyBlock(("none", "call"), {}, {}, {"call": Rate(Decimal(20), Duration(stated * DAY))})
    every = Every(Duration(step * DAY), 3 * DAY)
    assert limits_of(block, every) == {1: Limit(count, period * DAY, every)}


def test_every_cut_off_has_its_own_window_whatever_the_clocks_do():
    start = int(at("2024-01-01", zone="Europe/Berlin")[0])
    cut_offs = start + np.arange(24) * 30 * DAY
    monthly = Limit(1, 30 * DAY, Every(Duration(30 * DAY), start))
    assert monthly.windows(cut_offs, "Europe/Berlin").tolist() == list(range(24))
    quarterly = Limit(1, 90 * DAY, Every(Duration(30 * DAY), start))
    assert quarterly.windows(cut_offs).tolist() == [place // 3 for place in range(24)]
    both = Limit(2, 60 * DAY, Every(Duration(30 * DAY), start))
    assert one_by_one(cut_offs, {1: both}) == {1}
    assert one_by_one(cut_offs, {1: monthly}) == set()
    # Four cut-offs are two windows of two: all their room, though they lie only ninety days apart.
    assert learn_cuts(gains(1, 2, 3, 4, 5, 6, 7, 8), np.repeat(cut_offs[:4], 2), {1: both}) == {1: 5.0}


def test_weeks_begin_on_mondays_and_days_at_midnight_of_the_project():
    monday = at("2024-03-24 23:59", "2024-03-25", "2024-03-31 23:59:59", "2024-04-01")
    assert np.diff(windows(monday, 7 * DAY, "Europe/Berlin")).tolist() == [1, 0, 1]
    # Clocks were put forward on the 31st, which has 23 hours, and back on 2024-10-27, which has 25.
    days = at("2024-03-31", "2024-03-31 23:59", "2024-04-01", "2024-10-27", "2024-10-27 23:59", "2024-10-28")
    assert np.diff(windows(days, DAY, "Europe/Berlin")).tolist()[:2] == [0, 1]
    assert np.diff(windows(days, DAY, "Europe/Berlin")).tolist()[3:] == [0, 1]
    assert np.diff(windows(at("1969-12-31", "1970-01-01", zone="UTC"), DAY)).tolist() == [1]


def test_an_hour_that_comes_twice_is_one_window():
    twice = np.array([parse_moment("2024-10-27 00:30 UTC"), parse_moment("2024-10-27 01:30 UTC")])
    assert len(set(windows(twice, HOUR, "Europe/Berlin"))) == 1
    assert len(set(windows(twice, HOUR, "UTC"))) == 2


def test_what_is_decided_together_is_ranked_and_what_comes_later_takes_nothing_from_it():
    moments = np.array([0, 0, 0, 6, 30]) * HOUR
    found = Room({1: Limit(2, DAY)}, moments).settle(gains(3, 9, 5, 100, 1))
    assert found.tolist() == [0, 1, 1, 0, 1]


def test_ties_go_to_the_first_row():
    assert Room({1: Limit(2, DAY)}, np.zeros(4, np.int64)).settle(gains(5, 5, 5, 5)).tolist() == [1, 1, 0, 0]


def test_a_cut_keeps_room_for_later():
    moments = np.arange(4) * HOUR
    assert Room({1: Limit(1, DAY)}, moments).settle(gains(3, 4, 9, 9)).tolist() == [1, 0, 0, 0]
    cut = Room({1: Limit(1, DAY)}, moments, cuts={1: 9.0})
    assert cut.settle(gains(3, 4, 9, 9)).tolist() == [0, 0, 1, 0]


def test_nothing_is_done_where_nothing_can_be_done():
    assert Room({1: Limit(0, DAY)}, np.arange(2)).settle(gains(3, 4)).tolist() == [0, 0]
    assert learn_cuts(gains(3, 4), np.arange(2), {1: Limit(0, DAY)}) == {}


def test_who_gets_no_visit_may_get_a_call():
    expected = np.array([[0, 5.0, 9], [0, 6, 8], [0, 7, 7.5], [0, -1, 7]])
    together = np.zeros(4, np.int64)
    room = Room({1: Limit(1, DAY), 2: Limit(1, DAY)}, together)
    # The visit goes to the first, the call to who gains most by it, and nothing to the others.
    assert room.settle(Wanted.by_money(expected)).tolist() == [2, 0, 1, 0]
    free_calls = Room({2: Limit(1, DAY)}, together)
    assert free_calls.settle(Wanted.by_money(expected)).tolist() == [2, 1, 1, 0]


def test_a_threshold_that_is_short_falls_to_the_one_below():
    p = np.array([0.9, 0.95, 0.5])
    wanted = Wanted.by_thresholds(
        np.column_stack([1 - p, p]),
        ("none", "call", "visit"),
        {"visit": 0.8, "call": 0.3},
        np.column_stack([0 * p, p, 10 * p]),
    )
    room = Room({2: Limit(1, DAY)}, np.zeros(3, np.int64))
    assert room.settle(wanted).tolist() == [1, 2, 1]


def test_a_rule_takes_rows_as_they_come_or_as_it_ranks_them():
    chosen = np.array([1, 0, 1, 1], dtype=np.int8)
    room = Room({1: Limit(1, DAY)}, np.zeros(4, np.int64))
    assert room.settle(Wanted.as_done(chosen, 2)).tolist() == [1, 0, 0, 0]
    rank = np.array([np.nan, 99, 3, 4])
    assert room.settle(Wanted.as_done(chosen, 2, rank)).tolist() == [0, 0, 0, 1]


def test_the_cut_is_what_would_just_have_used_all_of_it_up():
    moments = np.arange(40) * (DAY // 10)  # ten a day, on four days
    wanted = gains(*np.tile(np.arange(1.0, 11), 4))
    assert learn_cuts(wanted, moments, {1: Limit(3, DAY)}) == {1: 8.0}
    assert learn_cuts(wanted, moments, {1: Limit(11, DAY)}) == {}
    assert learn_cuts(gains(), np.arange(0), {1: Limit(1, DAY)}) == {}


def test_what_tells_nobody_apart_is_no_cut():
    assert learn_cuts(gains(*[4.0] * 40), np.arange(40) * (DAY // 10), {1: Limit(3, DAY)}) == {}
    always = Wanted.as_done(np.ones(40, np.int8), 2)
    assert learn_cuts(always, np.arange(40) * (DAY // 10), {1: Limit(3, DAY)}) == {}


@pytest.mark.parametrize(("moments", "several"), [([0, 0, 24], set()), ([0, 1, 24], {1})])
def test_a_cut_is_needed_where_a_window_holds_several_moments(moments, several):
    assert one_by_one(np.array(moments) * HOUR, {1: Limit(1, DAY)}) == several


def test_nobody_earns_more_than_with_all_known_beforehand():
    earned = np.array([[0, 5], [0, 9], [-4, 1], [0, -3]])
    assert most_earned(earned, {}, np.arange(4)) == 15
    assert most_earned(earned, {1: Limit(1, DAY)}, np.arange(4)) == 5
    assert most_earned(earned, {1: Limit(1, DAY)}, np.array([0, 30, 60, 90]) * HOUR) == 15
    assert most_earned(earned, {1: Limit(0, DAY)}, np.arange(4)) == -4
