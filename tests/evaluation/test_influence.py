"""Figures, their influences, and the golden numbers of statistics."""

import numpy as np
import pytest

from wager.evaluation.average_precision import average_precision
from wager.evaluation.influence import auc, delong_components, mean, ratio, root, undefined

RANDOM = np.random.default_rng(2)


def brute_auc(positive, negative):
    wins = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    return wins.mean(axis=1), wins.mean(axis=0)


def test_delong_equals_brute_force_with_ties():
    positive, negative = RANDOM.integers(0, 8, 40) / 8, RANDOM.integers(0, 7, 55) / 8
    above, below = delong_components(positive, negative)
    brute_above, brute_below = brute_auc(positive, negative)
    assert np.abs(above - brute_above).max() < 1e-12
    assert np.abs(below - brute_below).max() < 1e-12


def test_delong_golden_of_twelve_rows():
    # Computed independently by brute force; 5 positives, 7 negatives.
    one = np.array([0.9, 0.8, 0.7, 0.55, 0.4, 0.6, 0.5, 0.4, 0.35, 0.3, 0.2, 0.1])
    two = np.array([0.7, 0.6, 0.65, 0.3, 0.45, 0.5, 0.55, 0.4, 0.25, 0.6, 0.35, 0.2])
    parts = [delong_components(scores[:5], scores[5:]) for scores in (one, two)]
    areas = [above.mean() for above, _ in parts]
    assert areas == pytest.approx([0.9, 0.757143], abs=1e-6)
    above, below = np.array([part[0] for part in parts]), np.array([part[1] for part in parts])
    covariance = np.cov(above) / 5 + np.cov(below) / 7
    assert covariance[0, 0] == pytest.approx(0.00823129, abs=1e-8)
    assert covariance[1, 1] == pytest.approx(0.02585034, abs=1e-8)
    assert covariance[0, 1] == pytest.approx(0.00882653, abs=1e-8)
    error = np.sqrt(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    assert error == pytest.approx(0.128174, abs=1e-6)
    assert (areas[0] - areas[1]) / error == pytest.approx(1.11456, abs=1e-5)
    rows, truth = np.ones(12, bool), np.arange(12) < 5
    apart = auc(one, truth, rows).minus(auc(two, truth, rows))
    assert apart.value == pytest.approx(0.142857, abs=1e-6)


def test_delong_equals_the_midranks_of_the_paper():
    """Sun & Xu 2014: midranks among all, less those among the own kind."""
    from scipy.stats import rankdata

    random = np.random.default_rng(14)
    positive, negative = (random.integers(0, 20, rows).astype(float) for rows in (100, 70))
    both = rankdata(np.concatenate([positive, negative]))
    above, below = delong_components(positive, negative)
    assert (above == (both[:100] - rankdata(positive)) / 70).all()
    assert (below == 1 - (both[100:] - rankdata(negative)) / 100).all()


@pytest.mark.parametrize(
    "figure",
    [
        lambda x, y, among: mean(x, among),
        lambda x, y, among: ratio(x * y, y.astype(float), among),
        auc,
        average_precision,
        lambda x, y, among: root(mean(x**2, among)),
    ],
)
def test_influences_sum_to_zero_and_predict_the_loss_of_a_row(figure):
    rows = 4000
    x, y = RANDOM.random(rows), RANDOM.random(rows) < 0.4
    among = np.arange(rows) % 3 > 0
    whole = figure(x, y, among)
    assert abs(whole.influence.sum()) < 1e-9
    assert not whole.influence[~among].any()
    for row in (1, 2, 500):
        without = among.copy()
        without[row] = False
        moved = whole.value - figure(x, y, without).value
        assert moved == pytest.approx(whole.influence[row], abs=5e-7)


def test_what_is_not_defined_says_why():
    rows = np.ones(3, bool)
    assert auc(np.arange(3.0), rows, rows).reason == "only one class is there"
    assert average_precision(np.arange(3.0), rows, rows).reason == "only one class is there"
    assert ratio(np.zeros(3), np.zeros(3), rows, "rows of late").reason == "there are no rows of late"
    assert mean(np.zeros(3), ~rows).reason
    apart = mean(np.ones(3), rows).minus(undefined(3, "because"))
    assert apart.reason == "because"
    assert np.isnan(apart.times(2).plus(1).value)
