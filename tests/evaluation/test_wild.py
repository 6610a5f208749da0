"""Few clusters: the bootstrap on sums is the one on rows, keeps its size, and its bounds invert its test."""

import numpy as np
import pytest

from wager.evaluation.enough import FEW_CLUSTERS
from wager.evaluation.estimate import t_quantile
from wager.evaluation.influence import mean
from wager.evaluation.interval import estimate
from wager.evaluation.wild import DRAWS, WildBootstrap, weights

RANDOM = np.random.default_rng(11)


def figures(clusters, random=RANDOM):
    """Rows of clusters of unequal size that share something, with heavy tails; their true mean is 0."""
    sizes = random.integers(10, 80, clusters)
    of = np.repeat(np.arange(clusters), sizes)
    tails = random.lognormal(0, 1, len(of)) - np.exp(0.5)
    return tails + random.normal(0, 0.5, clusters)[of], of


def summed(values, of):
    """The bootstrap as `estimate` makes it."""
    sizes = np.bincount(of)
    centre = values.mean()
    return WildBootstrap(centre, np.bincount(of, values - centre) / len(of), sizes / len(of))


@pytest.mark.parametrize("clusters", [6, 11, 12, 29])
def test_sums_give_the_t_that_rows_give(clusters):
    values, of = figures(clusters)
    null, found = 0.3, summed(values, of)
    drawn = found.draws(null)
    for draw in (0, 1, 2, 77, DRAWS - 1):
        rows = null + weights(clusters)[draw][of] * (values - null)  # as the paper writes it, row by row
        centre = rows.mean()
        sums = np.bincount(of, rows - centre) / len(of)
        error = np.sqrt(clusters / (clusters - 1) * (sums @ sums))
        assert drawn[draw] == pytest.approx((centre - null) / error)


@pytest.mark.parametrize("side", [-1, 1])
def test_a_bound_is_where_the_test_just_fails(side):
    found = summed(*figures(9))
    for alpha in (0.05, 0.025, 0.004):
        bound = found.bound(alpha, side)
        beyond, within = bound + side * 1e-6 * found.se, bound - side * 1e-3 * found.se
        assert found.p_value(beyond, -side) <= alpha < found.p_value(within, -side)


def halved(found, alpha, side):
    """The bound by halving, each step of which asks all draws."""
    inside, outside = 0.0, 1.0
    while found.p_value(found.value + side * outside * found.se, -side) > alpha:
        inside, outside = outside, 2 * outside
        if outside > 64:
            return found.value + side * 64 * found.se
    for _ in range(24):
        middle = (inside + outside) / 2
        if found.p_value(found.value + side * middle * found.se, -side) > alpha:
            inside = middle
        else:
            outside = middle
    return found.value + side * outside * found.se


def of_sums(clusters, random):
    """Figures whose t is often the same in many draws, or is rounded where it is compared."""
    sums = random.normal(size=clusters) ** 3
    for made, shares in ((sums, random.random(clusters)), (np.round(sums), np.ones(clusters))):
        centred = made - made.mean()
        yield WildBootstrap(1e5, centred, shares / shares.sum())
        yield WildBootstrap(-0.25, 1e-7 * centred, shares / shares.sum())


@pytest.mark.parametrize("clusters", [2, 5, 11, 12, 17, 29])
def test_draws_that_are_put_aside_change_no_bit_of_a_bound(clusters):
    random = np.random.default_rng(clusters)
    for found in (summed(*figures(clusters, random)), *of_sums(clusters, random)):
        for alpha, side in ((0.025, 1), (0.3, -1)):
            assert found.bound(alpha, side) == halved(found, alpha, side)


@pytest.mark.parametrize("clusters", [6, 10, 20])
def test_the_size_is_kept_where_t_is_too_often_wrong(clusters):
    random = np.random.default_rng(clusters)
    wild = naive = 0
    for _ in range(1200):
        found = summed(*figures(clusters, random))
        wild += found.p_value(0.0, 1) <= 0.05
        wild += found.p_value(0.0, -1) <= 0.05
        naive += abs(found.value / found.se) > t_quantile(0.05, clusters)
    assert wild / 1200 <= 0.125  # both sides at 5 %, and three standard deviations of the simulation
    assert wild <= naive


def test_estimates_of_few_clusters_are_bootstrapped_and_others_are_not():
    values, of = figures(FEW_CLUSTERS)
    every = np.ones(len(of), bool)
    assert estimate(mean(values, every), of).wild is None
    few = of < FEW_CLUSTERS - 1
    found = estimate(mean(values, few), of)
    assert found.clusters == FEW_CLUSTERS - 1
    wild, skewed = summed(values[few], of[few]), found.skew
    assert skewed < 0  # a tail to the left, towards which the bound may lie further
    assert found.high == wild.bound(0.025, 1)
    assert found.low <= wild.bound(0.025, -1)
    assert found.lower(0.01) < found.low < found.value < found.high < found.upper(0.01)
    assert "wild" not in found.to_json()
    assert type(found).from_json(found.to_json()) == found


def test_weights_are_the_same_each_time_and_have_mean_0_and_variance_1():
    for clusters in (7, 13):
        drawn = weights(clusters)
        assert drawn.mean() == pytest.approx(0, abs=0.01)
        assert drawn.var() == pytest.approx(1, abs=0.01)
        assert weights(clusters) is drawn
        with pytest.raises(ValueError, match="read-only"):
            drawn[0, 0] = 0


def test_a_figure_that_never_varies_has_no_width():
    found = WildBootstrap(2.0, np.zeros(8), np.full(8, 1 / 8))
    assert found.bound(0.025, -1) == found.bound(0.025, 1) == 2.0


def test_what_no_draw_is_as_rare_as_is_no_proof():
    sums = np.array([-0.1, 0.1, -0.1, 0.1, -0.1, 0.1])
    found = WildBootstrap(1.0, sums, np.full(6, 1 / 6))
    assert found.bound(1e-9, -1) == 1.0 - 64 * found.se
