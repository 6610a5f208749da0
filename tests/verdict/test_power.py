"""Power against the published figures, and against what the engine really decides, simulated."""

import numpy as np
import pytest

from wager.evaluation.influence import mean
from wager.evaluation.interval import estimate
from wager.verdict.power import MANY_CLUSTERS, chance, distance, goal_power, needed_effect, power_of_each


@pytest.mark.parametrize(("alpha", "detected"), [(0.05, 107), (0.025, 121)])
def test_the_worked_example(alpha, detected):
    """92 days, SE 43.1: 107 USD at α = .05, 121 at .025 (computed with z by a script of its own)."""
    assert round(distance(alpha, 0.8, 92) * 43.1) == detected


@pytest.mark.parametrize(
    ("ratio", "power"), [(0.5, 0.126), (1, 0.259), (2, 0.639), (2.486, 0.800), (3, 0.912)]
)
def test_non_inferiority_of_a_harmless_model(ratio, power):
    assert chance(ratio, 0.05, 10_000) == pytest.approx(power, abs=6e-4)


def test_the_margin_must_be_two_and_a_half_standard_errors():
    assert distance(0.05, 0.8, 10_000) == pytest.approx(2.49, abs=0.005)


def test_with_exactly_the_amount_the_power_is_a_half_at_most():
    for se in (1.0, 20.0, 43.1, 200.0):
        assert goal_power(125, 125, se, 0.025, 92) <= 0.5
        assert goal_power(125, 125, se, 0.025, 92, at_least=True) == pytest.approx(0.025, abs=1e-9)
        needed = needed_effect(125, se, 0.025, 0.8, 92)
        assert needed > 125
        assert goal_power(needed, 125, se, 0.025, 92) == pytest.approx(0.8)


def test_several_guardrails_fail_together_no_more_often_than_one_may():
    for count in (1, 2, 5):
        assert 1 - count * (1 - power_of_each(0.8, count)) == pytest.approx(0.8)


def test_the_two_forms_meet_where_clusters_are_no_longer_few():
    for alpha in (0.05, 0.025, 0.01):
        below, above = (distance(alpha, 0.8, clusters) for clusters in (MANY_CLUSTERS - 1, MANY_CLUSTERS))
        apart = abs(chance(above, alpha, MANY_CLUSTERS - 1) - 0.8)
        assert apart < (0.02 if alpha > 0.01 else 0.021)  # skewness costs more the further out a bound is
        assert below > above


def simulated(effect, asked, clusters, alpha, rng, *, draws=20_000, margin=0.0):
    """Let the engine's own interval decide on cluster sums: one row a cluster, SE of a mean of `clusters` draws."""
    from scipy.stats import skew, t

    noise = rng.normal(size=(draws, clusters)) * np.sqrt(clusters)  # so that the SE of the mean is 1
    values = noise + effect
    means = values.mean(axis=1)
    errors = values.std(axis=1, ddof=1) / np.sqrt(clusters)
    # The same lines as the engine, with t for its wild bootstrap, and it is asked for one draw to see that they are.
    limit, a = t.isf(alpha, clusters - 1), skew(values, axis=1, bias=False) / np.sqrt(clusters)
    reach = np.where(a < 0, np.maximum(limit, 3 / a * (np.cbrt(1 + a * (limit - a / 6)) - 1)), limit)
    found = estimate(mean(values[0], np.ones(clusters, dtype=bool)), np.arange(clusters))
    assert found.se == pytest.approx(errors[0])
    assert found.skew == pytest.approx(a[0])
    lower = means - reach * errors
    if found.wild is None:
        assert found.lower(alpha) == pytest.approx(lower[0])
    return float(((lower + margin > 0) & (means >= asked)).mean())


@pytest.mark.parametrize("clusters", [6, 10, 20, 40, 61, 92, 300])
@pytest.mark.parametrize("alpha", [0.05, 0.02])
def test_what_is_promised_is_what_the_engine_gives(clusters, alpha):
    """Within two points, of which one is the noise of 20,000 draws at most."""
    rng = np.random.default_rng(clusters)
    shift = distance(alpha, 0.8, clusters)
    assert simulated(shift, 0, clusters, alpha, rng) == pytest.approx(0.8, abs=0.02)
    assert simulated(0, -1e9, clusters, alpha, rng, margin=shift) == pytest.approx(0.8, abs=0.02)
    for asked in (1.0, 2.0, 4.0):
        needed = needed_effect(asked, 1.0, alpha, 0.8, clusters)
        assert simulated(needed, asked, clusters, alpha, rng) == pytest.approx(0.8, abs=0.025)
        assert simulated(asked, asked, clusters, alpha, rng) == pytest.approx(
            goal_power(asked, asked, 1.0, alpha, clusters), abs=0.02
        )


def test_too_few_clusters_promise_nothing():
    assert distance(0.05, 0.8, 5) == float("inf")
    assert chance(100.0, 0.05, 5) == 0.0
