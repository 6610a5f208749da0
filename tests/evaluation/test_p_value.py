"""A p-value says the same as the interval: at the level of a bound, the truth at the bound is as rare as that."""

import numpy as np
import pytest
from scipy import stats

from wager.evaluation.estimate import Estimate
from wager.evaluation.influence import mean
from wager.evaluation.interval import estimate
from wager.evaluation.p_value import p_value

RANDOM = np.random.default_rng(3)


def found(clusters, shift=0.0, rows=10):
    codes = np.repeat(np.arange(clusters), rows)
    return estimate(mean(RANDOM.normal(shift, 1, len(codes)), np.ones(len(codes), bool)), codes)


def test_rows_that_are_their_own_clusters_are_the_classic_test():
    apart = RANDOM.normal(0, 1, 25)
    values = 0.2 + np.r_[apart, -apart]  # without skewness, for which bounds are corrected
    ours = estimate(mean(values, np.ones(50, bool)), np.arange(50))
    assert p_value(ours) == pytest.approx(stats.ttest_1samp(values, 0).pvalue)
    assert p_value(ours, 1) == pytest.approx(stats.ttest_1samp(values, 0, alternative="greater").pvalue)
    assert p_value(ours, -1) == pytest.approx(stats.ttest_1samp(values, 0, alternative="less").pvalue)


@pytest.mark.parametrize("clusters", [8, 15, 29, 30, 60])
def test_zero_lies_outside_the_interval_just_where_p_is_below_five_per_cent(clusters):
    seen = set()
    for shift in np.linspace(0, 0.5, 12):
        one = found(clusters, shift)
        assert (p_value(one) <= 0.05) == (not one.low <= 0 <= one.high), shift
        seen.add(p_value(one) <= 0.05)
    assert seen == {True, False}


@pytest.mark.parametrize("clusters", [10, 40])
def test_a_bound_is_where_its_side_is_as_rare_as_alpha(clusters):
    one = found(clusters, 0.1)
    p = p_value(one, 1)
    assert 1e-3 < p < 0.5
    assert one.lower(p * 1.02 + 2e-4) > 0 > one.lower(p * 0.98 - 2e-4)


def test_two_ways_of_few_clusters_are_as_rare_as_their_bounds_say():
    first, second = RANDOM.integers(0, 20, 400), RANDOM.integers(0, 15, 400)
    seen = set()
    for shift in np.linspace(0, 0.4, 8):
        one = estimate(mean(RANDOM.normal(shift, 1, 400), np.ones(400, bool)), (first, second))
        assert one.wild is not None
        assert (p_value(one) <= 0.05) == (not one.low <= 0 <= one.high), shift
        seen.add(p_value(one) <= 0.05)
    assert seen == {True, False}


def test_what_has_no_interval_has_no_p_value_and_what_does_not_vary_none_below_one():
    assert p_value(found(5)) is None
    alike = estimate(mean(np.full(60, 3.0), np.ones(60, bool)), np.arange(60))
    assert alike.value == 3.0
    assert p_value(alike) == 1.0
    assert p_value(Estimate(0.0, 0.0, 0.0, 0.0, 60, 60, 60)) == 1.0
