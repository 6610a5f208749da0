"""Intervals by cluster."""

import json

import numpy as np
import pytest
from scipy import stats

from wager.evaluation.estimate import Estimate, t_quantile
from wager.evaluation.influence import mean, undefined
from wager.evaluation.interval import estimate
from wager.evaluation.written import written

RANDOM = np.random.default_rng(4)


def test_rows_as_clusters_give_the_classic_t_interval():
    apart = RANDOM.normal(0, 2, 20)
    values = 3 + np.r_[apart, -apart]  # without skewness, for which bounds are corrected
    found = estimate(mean(values, np.ones(40, bool)), np.arange(40))
    low, high = stats.t.interval(0.95, 39, loc=values.mean(), scale=stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.lower(0.05) == pytest.approx(values.mean() - stats.t.ppf(0.95, 39) * stats.sem(values))


def by_hall(values, alpha, side):
    """The bound as Hall's transformation is inverted, by halving: g(T) = T + aT²/3 + a²T³/27 + a/6, with a of all rows."""
    rows, centred = len(values), values - values.mean()
    a = side * stats.skew(centred, bias=False) / np.sqrt(rows)
    low, high, wanted = 0.0, 100.0, stats.t.ppf(1 - alpha, rows - 1)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (
            (middle, high)
            if middle - a * middle**2 / 3 + a**2 * middle**3 / 27 - a / 6 < wanted
            else (low, middle)
        )
    return values.mean() + side * max(low, wanted) * stats.sem(values)


@pytest.mark.parametrize("sign", [1, -1])
def test_of_few_clusters_the_further_of_wild_bound_and_halls_counts_on_the_side_of_the_tail(sign):
    values = sign * np.random.default_rng(4).exponential(1, 12)
    found = estimate(mean(values, np.ones(12, bool)), np.arange(12))
    assert found.wild is not None
    for alpha in (0.05, 0.025):
        assert found.upper(alpha) >= found.wild.bound(alpha, 1)
        assert found.lower(alpha) <= found.wild.bound(alpha, -1)
    tail, other = (found.upper, found.lower) if sign > 0 else (found.lower, found.upper)
    assert tail(0.05) == pytest.approx(by_hall(values, 0.05, sign))
    assert other(0.05) == found.wild.bound(0.05, -sign)


@pytest.mark.parametrize("sign", [1, -1])
def test_bounds_of_skewed_rows_are_those_of_halls_transformation(sign):
    values = sign * np.random.default_rng(4).exponential(1, 60)
    found = estimate(mean(values, np.ones(60, bool)), np.arange(60))
    for side, bound in ((-1, found.lower), (1, found.upper)):
        assert bound(0.05) == pytest.approx(by_hall(values, 0.05, side))
    classic = stats.t.ppf(0.95, 59) * stats.sem(values)
    reaches = values.mean() - found.lower(0.05), found.upper(0.05) - values.mean()
    assert max(reaches) > 1.1 * classic  # towards the long tail
    assert min(reaches) == pytest.approx(classic)  # never nearer than t


def test_clusters_give_the_sandwich_of_statsmodels():
    from statsmodels.api import OLS

    clusters = RANDOM.integers(0, 15, 300)
    values = RANDOM.normal(size=15)[clusters] + RANDOM.normal(size=300)
    found = estimate(mean(values, np.ones(300, bool)), clusters)
    fitted = OLS(values, np.ones(300)).fit(
        cov_type="cluster", cov_kwds={"groups": clusters, "df_correction": True}
    )
    # statsmodels multiplies by (n - 1)/(n - k) as well, which is 1 for a mean.
    assert found.se == pytest.approx(float(fitted.bse[0]))
    assert found.clusters == 15


def test_intervals_cover_the_truth():
    hits = 0
    for _ in range(1500):
        effects = RANDOM.normal(size=12)
        clusters = np.repeat(np.arange(12), 10)
        values = effects[clusters] + RANDOM.normal(size=120)
        found = estimate(mean(values, np.ones(120, bool)), clusters)
        hits += found.low <= 0 <= found.high
    assert 0.93 <= hits / 1500 <= 0.97


def test_five_clusters_are_refused_and_six_are_not():
    values, rows = RANDOM.normal(size=60), np.ones(60, bool)
    few = estimate(mean(values, rows), np.arange(60) % 5)
    assert few.value is not None
    assert few.low is few.high is few.se is None
    assert "5 clusters are too few" in few.reason
    assert few.lower(0.05) is None
    assert estimate(mean(values, rows), np.arange(60) % 6).se is not None


def test_only_clusters_that_count_are_counted():
    clusters = np.arange(60) % 10
    assert estimate(mean(RANDOM.normal(size=60), clusters < 7), clusters).clusters == 7


def test_no_value_keeps_its_reason():
    found = estimate(undefined(3, "there are no such rows"), np.arange(3))
    assert found.value is None
    assert found.with_interval() == "unknown (there are no such rows)"


def test_json_brings_it_back():
    found = estimate(mean(RANDOM.normal(size=30), np.ones(30, bool)), np.arange(30), "USD")
    assert Estimate.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_t_is_student():
    assert t_quantile(0.025, 10) == pytest.approx(2.2621571628)


@pytest.mark.parametrize(
    ("number", "unit", "signed", "text"),
    [
        (8_123.45, "USD", True, "+8,123 USD"),
        (-12.34, "USD", False, "-12.34 USD"),
        (5000.0, "JPY", False, "5,000 JPY"),
        (0.034, "share", False, "3.40 %"),
        (-0.02, "share", True, "-2.00 pp"),
        (0.76543, "number", False, "0.7654"),
        (123456.7, "number", True, "+123,457"),
    ],
)
def test_numbers_are_written_with_their_unit(number, unit, signed, text):
    assert written(number, unit, signed=signed) == text
