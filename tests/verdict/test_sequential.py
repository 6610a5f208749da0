"""Bounds of many looks against published figures, against simulated paths and against rules that do not hold."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from wager.foundation.errors import BadInputError
from wager.verdict.brownian import NEVER
from wager.verdict.sequential import (
    bounds,
    crossing,
    futility,
    median_unbiased,
    obrien_fleming,
    power_family,
    tail,
)

FIVE = np.arange(1, 6) / 5
FOR_80_PERCENT = norm.isf(0.025) + norm.isf(0.2)
LONG = Path(__file__).parents[1] / "golden" / "many_looks.csv"


def evenly(looks):
    return np.arange(1, looks + 1) / looks


def test_obrien_fleming_of_each_side():
    """Five looks, .025 a side (statistics C.2; the same in Lan & DeMets' program)."""
    expected = [4.8769, 3.3570, 2.6803, 2.2898, 2.0310]
    assert bounds(FIVE, 0.025) == pytest.approx(expected, abs=6e-5)


def test_obrien_fleming_of_both_sides_at_once_is_another_rule():
    """The trap of C.2: the function at .05, halved."""
    both = bounds(FIVE, 0.025, lambda alpha, shares: obrien_fleming(2 * alpha, shares) / 2)
    assert both == pytest.approx([4.3826, 3.0997, 2.5534, 2.2538, 2.0635], abs=6e-5)


@pytest.mark.parametrize(
    ("looks", "chance"),
    [
        *((1, 0.0500), (2, 0.0831), (3, 0.1073), (4, 0.1262), (5, 0.1417)),
        *((10, 0.1934), (20, 0.2479), (50, 0.3204), (100, 0.3736)),
    ],
)
def test_looks_at_an_unadjusted_interval(looks, chance):
    """Armitage, McPherson & Rowe 1969, table 2, to their two or three digits; to four in C.2."""
    assert np.sum(crossing(evenly(looks), np.full(looks, 1.96))) == pytest.approx(chance, abs=1.1e-4)


def test_a_long_test_of_the_real_world():
    """The looks of a real test, α = .003333333 of both sides, spent as t² (spotify/confidence, `test_bounds.py`).

    Its second figure, 8.0, is what that implementation gives up at, and its bounds of the next looks suffer; its last
    bound lets 0.16 % too much α go. So: the first to all digits, those from the ninth on to what its grid is good for.
    """
    shares, published = np.loadtxt(LONG, delimiter=",", skiprows=1).T
    found = bounds(shares, 0.003333333 / 2, power_family(2))
    assert found[0] == pytest.approx(5.75400023, abs=1e-8)
    assert found[2:8] == pytest.approx(published[2:8], abs=0.08)
    assert found[8:] == pytest.approx(published[8:], abs=0.0055)
    assert found[-1] == pytest.approx(3.30041534, abs=0.0015)
    assert np.sum(crossing(shares, found)) == pytest.approx(0.003333333, abs=1e-10)


@pytest.mark.parametrize(
    ("spending", "power", "used"),
    [
        (obrien_fleming, {28: 0.781, 200: 0.778}, 0.75),
        (power_family(3), {28: 0.778}, 0.73),
        (power_family(2), {28: 0.762}, 0.71),
    ],
)
def test_operating_characteristics(spending, power, used):
    """The rows of D.1, computed there by a recursion of its own; a fixed horizon has .80."""
    for looks, expected in power.items():
        limits = bounds(evenly(looks), 0.025, spending)
        assert np.sum(crossing(evenly(looks), limits)) == pytest.approx(0.05, abs=1e-9)
        above, below = crossing(evenly(looks), limits, FOR_80_PERCENT)
        assert above.sum() == pytest.approx(expected, abs=6e-4)
        assert mean_share(looks, above + below) == pytest.approx(used, abs=0.011)


@pytest.mark.parametrize(
    ("rule", "false", "power", "used"),
    [
        ("unadjusted", {28: 0.275, 200: 0.424}, 0.879, 0.42),
        ("cumulative", {28: 0.079, 200: 0.091}, 0.833, 0.70),
    ],
)
def test_rules_that_do_not_hold_are_seen_not_to(rule, false, power, used):
    """D.1's naive rule, and expan's, which tests each look at all α that was spent so far."""
    for looks, expected in false.items():
        assert np.sum(crossing(evenly(looks), nominal(rule, looks))) == pytest.approx(expected, abs=6e-4)
    above, below = crossing(evenly(28), nominal(rule, 28), FOR_80_PERCENT)
    assert above.sum() == pytest.approx(power, abs=6e-4)
    assert mean_share(28, above + below) == pytest.approx(used, abs=0.03)


def nominal(rule, looks):
    whole = 0.05 * np.ones(looks) if rule == "unadjusted" else obrien_fleming(0.05, evenly(looks))
    return norm.isf(whole / 2)


def mean_share(looks, ends):
    return ends @ evenly(looks) + (1 - ends.sum())


UNEVEN = np.array([0.11, 0.13, 0.4, 0.65, 0.7, 1.0])


def paths(shares, drift, *, count=1_000_000, seed=1969):
    """Z at each look, shape (count, looks)."""
    rng, steps = np.random.default_rng(seed), np.diff(shares, prepend=0.0)
    moves = rng.standard_normal((count, len(shares)), dtype=np.float32) * np.sqrt(steps) + drift * steps
    return np.cumsum(moves, axis=1) / np.sqrt(shares)


def first(crossed):
    """How often each look is the first that crossed."""
    return np.diff(np.logical_or.accumulate(crossed, axis=1).mean(axis=0), prepend=0.0)


@pytest.mark.parametrize("drift", [0.0, 1.5, -3.0])
@pytest.mark.parametrize("spending", [obrien_fleming, power_family(1)])
def test_recursion_meets_a_million_paths(drift, spending):
    limits = bounds(UNEVEN, 0.025, spending)
    above, below = crossing(UNEVEN, limits, drift)
    expected = above + below
    seen = first(np.abs(paths(UNEVEN, drift)) > limits)
    assert np.all(np.abs(seen - expected) <= 4 * np.sqrt(expected * (1 - expected) / 1e6) + 3e-6)


def test_a_test_that_goes_on_past_its_plan_spends_the_rest_at_once_and_then_nothing():
    past = np.array([0.5, 0.9, 1.2, 1.4])
    limits = bounds(past, 0.025)
    assert limits[-1] == NEVER
    assert np.sum(crossing(past, limits)) == pytest.approx(0.05, abs=1e-9)


@given(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=12), st.floats(0.001, 0.1))
def test_the_whole_of_alpha_is_spent_however_looks_fall(steps, alpha):
    shares = np.cumsum(steps) / np.sum(steps)
    above, below = crossing(shares, bounds(shares, alpha))
    # The two sides together cross once only: a path that crossed above is not counted when it comes below.
    assert above.sum() == pytest.approx(alpha, abs=1e-9)
    assert below == pytest.approx(above, abs=1e-12)


def test_results_in_the_order_of_looks_are_uniform_under_the_truth():
    """What makes an estimate median-unbiased, and any interval by `level` right: 4,000 tests that ended early or late."""
    drift, limits = 2.0, bounds(FIVE, 0.025)
    ended = [ending(z, limits) for z in paths(FIVE, drift, count=4000)]
    found = np.array([tail(FIVE[: look + 1], limits, z, drift) for look, z in ended])
    for level in (0.025, 0.25, 0.5, 0.75, 0.975):
        assert (found <= level).mean() == pytest.approx(level, abs=4 * np.sqrt(level * (1 - level) / 4000))
    plain = np.array([z / np.sqrt(FIVE[look]) for look, z in ended])
    assert plain.mean() > drift + 0.1  # what such an estimate corrects


def ending(z, limits):
    crossed = np.flatnonzero(np.abs(z) > limits)
    look = int(crossed[0]) if len(crossed) else len(limits) - 1
    return look, float(z[look])


def test_median_unbiased_estimate_has_what_was_found_in_the_middle():
    limits = bounds(FIVE, 0.025)
    for look, z in ((1, 3.6), (2, -2.9), (4, 1.0), (4, 2.4)):
        found = median_unbiased(FIVE[: look + 1], limits, z)
        assert tail(FIVE[: look + 1], limits, z, found) == pytest.approx(0.5, abs=1e-7)
        low = median_unbiased(FIVE[: look + 1], limits, z, 0.025)
        assert low < found < median_unbiased(FIVE[: look + 1], limits, z, 0.975)
    assert abs(median_unbiased(FIVE[:3], limits, 2.7)) < 2.7 / np.sqrt(0.6)


def test_futility_loses_no_more_than_beta_and_leaves_alpha_alone():
    drift, beta = FOR_80_PERCENT + 0.4, 0.1
    limits = bounds(FIVE, 0.025)
    floor = futility(FIVE, limits, drift, beta)
    spent = np.diff(obrien_fleming(beta, FIVE), prepend=0.0)
    z = paths(FIVE, drift)
    over = np.logical_or.accumulate(z > limits, axis=1)
    still = np.column_stack([np.zeros(len(z), bool), over[:, :-1]])
    seen = first((z < floor) & ~still)
    bound = (floor > -limits) & (floor < limits)
    assert bound.sum() >= 3
    assert np.all(np.abs(seen - spent)[bound] <= 4 * np.sqrt(spent / 1e6)[bound])
    assert np.all(floor <= limits)
    given_up = np.logical_or.accumulate(z < floor, axis=1)
    heeding = ((z > limits) & ~given_up).any(axis=1).mean()
    assert over[:, -1].mean() - beta <= heeding <= over[:, -1].mean()
    null = paths(FIVE, 0.0)
    given_up = np.logical_or.accumulate(null < floor, axis=1)
    assert ((null > limits) & ~given_up).any(axis=1).mean() <= 0.025  # heeded, it only takes away


@pytest.mark.parametrize(
    "shares", [[], [0.5, 0.5], [0.0, 1.0], [0.6, 0.4], [0.5, float("nan")], [0.5, float("inf")]]
)
def test_shares_that_do_not_ascend_are_refused(shares):
    with pytest.raises(BadInputError, match="expected that they ascend from above 0"):
        bounds(shares, 0.025)


@pytest.mark.parametrize("alpha", [0.0, -0.1, 0.5, 5.0, float("nan")])
def test_an_alpha_that_is_none_is_refused(alpha):
    with pytest.raises(BadInputError, match="expected a share between"):
        bounds(FIVE, alpha)
