"""Clusters of two ways: against statsmodels, where few are there, and how often they err."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from statsmodels.api import OLS
from statsmodels.stats.sandwich_covariance import cov_cluster_2groups

from wager.design.sentences.metrics import parse_metric
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.estimate import Estimate, reach, t_quantile
from wager.evaluation.influence import mean
from wager.evaluation.interval import ALONE, estimate
from wager.evaluation.metrics import measure
from wager.evaluation.p_value import p_value
from wager.evaluation.two_ways import cells_of, fewest, groups_of, variance_by
from wager.verdict.changed_decisions import se_of_changed

RANDOM = np.random.default_rng(2011)


def drawn(random, days, shops, rows, spread=(1.0, 1.0), noise=1.0):
    """Rows of random days and shops; both push."""
    of_day, of_shop = random.integers(0, days, rows), random.integers(0, shops, rows)
    pushed = spread[0] * random.normal(size=days)[of_day] + spread[1] * random.normal(size=shops)[of_shop]
    return pushed + noise * random.normal(size=rows), of_day, of_shop


def every(rows):
    return np.ones(rows, bool)


@pytest.mark.parametrize(("days", "shops"), [(60, 40), (31, 90), (12, 35), (8, 7)])
def test_the_standard_error_is_that_of_statsmodels(days, shops):
    values, of_day, of_shop = drawn(RANDOM, days, shops, 2500)
    found = estimate(mean(values, every(2500)), (of_day, of_shop))
    both, first, second = cov_cluster_2groups(OLS(values, np.ones(2500)).fit(), of_day, of_shop)
    assert found.se**2 == pytest.approx(both.item(), rel=1e-10)
    assert found.note == ""
    assert estimate(mean(values, every(2500)), (of_day,)).se ** 2 == pytest.approx(first.item(), rel=1e-10)
    assert estimate(mean(values, every(2500)), of_shop).se ** 2 == pytest.approx(second.item(), rel=1e-10)
    assert found.clusters == min(days, shops)


def test_from_30_clusters_on_t_has_one_degree_fewer_than_the_smaller_way():
    values, of_day, of_shop = drawn(RANDOM, 60, 31, 4000)
    found = estimate(mean(values, every(4000)), (of_day, of_shop))
    assert found.wild is None
    sums = [np.bincount(way, weights=values - values.mean()) for way in (of_day, of_shop)]
    skews = [stats.skew(by_way, bias=False) / np.sqrt(len(by_way)) for by_way in sums]
    assert found.skew == pytest.approx(max(skews, key=abs), rel=0.02)  # of sums that are nearly centred
    assert found.lower(0.05) == pytest.approx(found.value - reach(0.05, 31, found.skew) * found.se)
    assert found.upper(0.05) == pytest.approx(found.value + t_quantile(0.05, 31) * found.se)
    assert found.skew < 0
    assert (found.low, found.high) == pytest.approx((found.lower(0.025), found.upper(0.025)))
    again = Estimate.from_json(found.to_json())
    assert again == found
    assert again.upper(0.01) == found.upper(0.01)


def test_a_sum_below_one_way_alone_is_left_and_said():
    """Each day's rows cancel out, so that days alone vary by nothing, and cells by more than shops."""
    of_day, of_shop = np.repeat(np.arange(40), 40), np.tile(np.arange(40), 40)
    values = np.where((of_day + of_shop) % 2 == 0, 1.0, -1.0) + 0.01 * RANDOM.normal(size=1600)
    found = estimate(mean(values, every(1600)), (of_day, of_shop))
    both, first, second = (
        one.item() for one in cov_cluster_2groups(OLS(values, np.ones(1600)).fit(), of_day, of_shop)
    )
    assert both < 0
    assert found.se**2 == pytest.approx(max(first, second))
    assert found.note == ALONE
    assert found.to_json()["note"] == ALONE
    assert Estimate.from_json(found.to_json()).note == ALONE


def test_the_smaller_way_decides_whether_there_is_an_interval():
    values, of_day, of_shop = drawn(RANDOM, 60, 5, 1000)
    few = estimate(mean(values, every(1000)), (of_day, of_shop))
    assert (few.se, few.low) == (None, None)
    assert "5 clusters are too few" in few.reason
    assert estimate(mean(values, every(1000)), (of_shop, of_day)).reason == few.reason
    assert fewest((of_day, of_shop), every(1000)) == 5
    assert fewest(of_day, every(1000)) == 60


def test_few_clusters_are_no_narrower_than_t_or_the_wild_bootstrap_says():
    values, of_day, of_shop = drawn(RANDOM, 60, 8, 2000)
    measured = mean(values, every(2000))
    found, shops = estimate(measured, (of_day, of_shop)), estimate(measured, of_shop)
    for alpha in (0.05, 0.025, 0.005):
        by_t = t_quantile(alpha, 8)
        for side, bound in ((-1, found.lower(alpha)), (1, found.upper(alpha))):
            by_wild = side * (shops.wild.bound(alpha, side) - shops.value) / shops.se
            by_hall = reach(alpha, 8, -side * found.skew)  # t, but towards the tail
            assert side * (bound - found.value) / found.se == pytest.approx(max(by_t, by_wild, by_hall))
    assert found.upper(0.025) > shops.upper(0.025)  # days push too


@pytest.mark.parametrize("alpha", [0.2, 0.05, 0.01])
def test_bounds_and_p_values_never_disagree(alpha):
    values, of_day, of_shop = drawn(RANDOM, 60, 9, 2000)
    for shops in (of_shop, np.arange(2000) % 45):
        found = estimate(mean(values, every(2000)), (of_day, shops))
        low = found.lower(alpha)
        above, below = (
            estimate(mean(values - low + off * found.se, every(2000)), (of_day, shops))
            for off in (0.01, -0.01)
        )
        assert p_value(above, 1) < alpha + 1e-3
        assert p_value(below, 1) > alpha - 1e-3


@pytest.mark.parametrize(("days", "shops"), [(8, 8), (15, 60), (40, 40)])
def test_it_errs_no_more_often_than_promised(days, shops):
    """Two-sided at 5 %: at most 6.5 % below 30 clusters, as of one way; by one way alone far more."""
    random, runs, wrong, by_day = np.random.default_rng(days * shops), 500, 0, 0
    for _ in range(runs):
        values, of_day, of_shop = drawn(random, days, shops, 1500, noise=2.0)
        measured = mean(values, every(1500))
        found, one = estimate(measured, (of_day, of_shop)), estimate(measured, of_day)
        wrong += not found.low <= 0 <= found.high
        by_day += not one.low <= 0 <= one.high
    allowed = 0.065 if min(days, shops) < 30 else 0.05
    noise = 2 * np.sqrt(allowed * (1 - allowed) / runs)
    assert wrong / runs <= allowed + noise
    assert wrong / runs >= 0.01  # or it would be safe, and of no use
    if days >= shops:
        assert by_day / runs > allowed + noise


def test_cells_are_told_apart_however_many_there_could_be():
    first, second = np.array([0, 5_000_000, 5_000_000, 0]), np.array([7, 3_000_000, 3_000_000, 8])
    codes = cells_of(first, second)
    assert codes[1] == codes[2]
    assert len(np.unique(codes)) == 3
    assert codes.max() < 4
    assert groups_of(codes, np.array([True, False, False, True])) == 2


def test_slices_keep_both_ways():
    values, of_day, of_shop = drawn(RANDOM, 50, 40, 3000)
    outcomes = Outcomes((values > 0).astype(np.int64), ("no", "yes"), ("none", "act"), of_day, also=of_shop)
    assert outcomes.cluster_count == 40
    rows = np.flatnonzero((of_day < 20) & (of_shop >= 30))
    part = outcomes.take(rows)
    assert part.cluster_count == 10
    one = Contender("a", (values > 0.3).astype(np.int8))
    metric = parse_metric("recall of yes")
    inside = np.isin(np.arange(3000), rows)
    whole = estimate(measure(metric, one, outcomes, inside), outcomes.ways)
    taken = estimate(measure(metric, one.take(rows), part, every(len(rows))), part.ways)
    assert taken.se == pytest.approx(whole.se)
    assert (taken.low, taken.clusters) == (pytest.approx(whole.low), whole.clusters)


def test_what_is_drawn_by_cluster_has_no_interval_of_two_ways():
    values, of_day, of_shop = drawn(RANDOM, 50, 40, 3000)
    outcomes = Outcomes((values > 0).astype(np.int64), ("no", "yes"), ("none", "act"), of_day, also=of_shop)
    sure = np.clip(0.5 + 0.2 * values, 0.01, 0.99)
    one = Contender("a", probabilities=np.column_stack([1 - sure, sure]))
    measured = measure(parse_metric("calibration"), one, outcomes, every(3000))
    found = estimate(measured, outcomes.ways)
    assert found.value is not None
    assert (found.se, found.low) == (None, None)
    assert "name one `cluster`" in found.reason
    assert estimate(measured, replace(outcomes, also=None).ways).se is not None


def test_a_plan_tells_the_same_of_two_ways():
    """Where every decision is changed the formula of a plan is the engine's own."""
    values, of_day, of_shop = drawn(RANDOM, 50, 40, 3000)
    nothing, changed = mean(np.zeros(3000), every(3000)), mean(values, every(3000))
    told = se_of_changed(nothing, changed, (of_day, of_shop), 1.0)
    assert told == pytest.approx(estimate(changed, (of_day, of_shop)).se)
    assert se_of_changed(nothing, changed, (of_day, of_shop % 5), 1.0) is None
    assert variance_by(changed.influence, (of_day,), every(3000)) == pytest.approx(
        variance_by(changed.influence, of_day, every(3000))
    )
