"""How often which verdict falls, told beforehand and simulated at cluster means of tests that hang together."""

import numpy as np
import pytest
from scipy import stats

from wager.verdict.odds import Foreseen, odds, share_read
from wager.verdict.power import needed_effect

CLUSTERS, ALPHA, RUNS = 60, 0.05, 20_000
CHANCE = 3 * np.sqrt(0.25 / RUNS)
GOALS = [
    Foreseen(8.0, 1.4, CLUSTERS, money=True, needed=needed_effect(8.0, 1.4, ALPHA, 0.8, CLUSTERS)),
    Foreseen(0.0, 2.0, CLUSTERS, needed=needed_effect(0.0, 2.0, ALPHA, 0.8, CLUSTERS)),
]
GUARDS = [Foreseen(2.0, 0.7, CLUSTERS, bearable=True), Foreseen(3.0, 1.0, CLUSTERS, bearable=True)]


def words(effects, together, seed=3):
    """Judge simulated differences by the table of verdicts; return how often each word falls."""
    random = np.random.default_rng(seed)
    tests = [*GOALS, *GUARDS]
    common = np.sqrt(together) * random.standard_normal((RUNS, 1))
    own = np.sqrt(1 - together) * random.standard_normal((RUNS, len(tests)))
    errors = np.array([test.se for test in tests])
    value = np.array(effects) + (common + own) * errors
    # Of normal data the standard error is independent of the mean: G - 1 degrees of χ².
    se = errors * np.sqrt(random.chisquare(CLUSTERS - 1, value.shape) / (CLUSTERS - 1))
    limit = stats.t.ppf(1 - ALPHA, CLUSTERS - 1)
    # So is the skewness that a sample shows, for which the bound on the side of its tail is lengthened.
    a = stats.skew(random.standard_normal((*value.shape, CLUSTERS)), axis=2, bias=False) / np.sqrt(CLUSTERS)
    down, up = (np.maximum(limit, 3 / a * (np.cbrt(1 + a * (limit - a / 6)) - 1)) * se for a in (a, -a))
    down, up = np.where(a < 0, down, limit * se), np.where(a > 0, up, limit * se)
    asked = np.array([8.0, 0.0, -2.0, -3.0])
    proven = value - down > [0, 0, -2, -3]
    proven &= value >= asked
    harm = (value + up)[:, [0, 2, 3]] < [0, -2, -3]
    below = (value + up)[:, :2] < asked[:2]
    harm, ship, below = harm.any(axis=1), proven.all(axis=1), below.any(axis=1)
    return {
        "ship": (ship & ~harm).mean(),
        "harm": harm.mean(),
        "refuted": (below & ~harm & ~ship).mean(),
    }


@pytest.mark.parametrize("together", [0.0, 0.6, 0.95])
def test_bounds_hold_however_the_tests_hang_together(together):
    found = odds(GOALS, GUARDS, ALPHA)
    needs = [test.needed for test in GOALS]
    assert words([0, 0, 0, 0], together)["ship"] <= found.false_ship + CHANCE
    assert words([*needs, -2.0, 0], together)["ship"] <= found.harm_ship + CHANCE
    assert words([*needs, 0, 0], together)["ship"] >= found.power - CHANCE
    assert words([8.0, needs[1], 0, 0], together)["ship"] <= found.as_asked + CHANCE


def test_power_is_reached_by_tests_that_fail_apart():
    """The bound is no idle one: with independent tests the truth lies near it."""
    found = odds(GOALS, GUARDS, ALPHA)
    assert 0.35 < found.power < found.of_needed[0]
    assert found.of_needed[0] == pytest.approx(
        words([test.needed for test in GOALS] + [0, 0], 0.0)["ship"], abs=0.02
    )


def test_words_where_there_is_nothing():
    found, simulated = odds(GOALS, GUARDS, ALPHA), words([0, 0, 0, 0], 0.0)
    ship, harm, refuted, open_ = found.of_nothing
    assert (ship, refuted) == pytest.approx((simulated["ship"], simulated["refuted"]), abs=0.06)
    assert harm == pytest.approx(
        simulated["harm"], abs=CHANCE
    )  # of one money goal; that of guardrails is far smaller
    assert 0.045 < harm < ALPHA
    assert ship + harm + refuted + open_ == pytest.approx(1)


def test_a_loss_that_is_harm_is_not_refuted_as_well():
    """Of a goal of any amount of money, wholly below the amount is wholly below zero: no verdict says REFUTED."""
    alone = Foreseen(0.0, 1.0, CLUSTERS, money=True, needed=3.0)
    ship, harm, refuted, open_ = odds([alone], [], ALPHA).of_nothing
    assert (ship, refuted) == pytest.approx((harm, 0.0), abs=1e-9)
    assert open_ == pytest.approx(1 - 2 * harm, abs=1e-9)


@pytest.mark.parametrize(("ratio", "passes"), [(0.5, 0.874), (1.0, 0.741), (2.0, 0.361), (2.486, 0.200)])
def test_harm_that_is_not_significant_would_pass(ratio, passes):
    """statistics.md C.2, non-inferiority: one-sided 5 %, many clusters."""
    guard = Foreseen(ratio, 1.0, 10_000, bearable=True)
    found = odds([Foreseen(0.0, 1.0, 10_000, needed=3.0)], [guard], 0.05)
    assert found.insignificant == pytest.approx(passes, abs=6e-4)
    assert found.harm_ship == pytest.approx(0.05, abs=1e-9)


def test_a_larger_effect_is_read_earlier():
    """Row D.1: with 28 looks and 80 % power at the end three quarters of the data are read."""
    goal = Foreseen(0.0, 1.0, 10_000, needed=2.8016)
    assert share_read([goal], 0.025, 28, needed=True) == pytest.approx(0.75, abs=0.01)
    assert share_read([goal], 0.025, 1, needed=True) == 1.0
    slow = Foreseen(2.49, 1.0, 10_000, bearable=True)
    assert share_read([goal, slow], 0.025, 28, needed=True) > share_read([goal], 0.025, 28, needed=True)
