"""Standard errors from influences against a plain bootstrap of whole clusters, and DeLong's against every pair."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from wager.design.sentences.metrics import parse_metric
from wager.evaluation.bootstrap import DRAWS, cluster_draws
from wager.evaluation.calibration import BINS, calibration
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.influence import auc, ratio
from wager.evaluation.interval import estimate
from wager.evaluation.metrics import measure

RANDOM = np.random.default_rng(20)
GROUPS, EACH = 200, 20
ROWS = GROUPS * EACH
CLUSTERS = np.repeat(np.arange(GROUPS), EACH)
ALL = np.ones(ROWS, bool)
SHARED = np.repeat(RANDOM.normal(0, 0.7, GROUPS), EACH)  # rows of a cluster go together
LOGIT = RANDOM.normal(-1, 1, ROWS) + SHARED
TRUTH = (RANDOM.random(ROWS) < 1 / (1 + np.exp(-LOGIT))).astype(np.int64)
OUTCOMES = Outcomes(TRUTH, ("otherwise", "late"), ("none", "call"), CLUSTERS)
TIMES = np.random.default_rng(21).multinomial(GROUPS, np.full(GROUPS, 1 / GROUPS), 20_000)
"""How often each cluster is drawn, in each of 20,000 draws."""


def contender(name, noise, shift=0.0):
    score = np.round(1 / (1 + np.exp(-(LOGIT + shift + noise * RANDOM.normal(size=ROWS)))), 2)
    return Contender(name, (score > 0.4).astype(np.int8), None, np.column_stack([1 - score, score]))


ONE, TWO = contender("one", 0.6), contender("two", 1.2, 0.4)


def sums(values):
    return np.bincount(CLUSTERS, weights=values, minlength=GROUPS)


def shares(part, whole):
    """The ratio of two sums in each draw."""
    return (TIMES @ sums(part)) / (TIMES @ sums(whole))


def weighted_auc(scores, weights):
    """Pairs by tables of scores: exact, as the scores are whole hundredths."""
    place = np.rint(scores * 100).astype(int)
    true = np.bincount(place, weights=weights * TRUTH, minlength=101)
    false = np.bincount(place, weights=weights * (1 - TRUTH), minlength=101)
    below = np.cumsum(false) - false / 2
    return (true * below).sum() / (true.sum() * false.sum())


def weighted_precision(scores, weights):
    """Average precision by the same tables."""
    place = np.rint(scores * 100).astype(int)
    true = np.bincount(place, weights=weights * TRUTH, minlength=101)[::-1]
    every = np.bincount(place, weights=weights, minlength=101)[::-1]
    return (true * np.cumsum(true) / np.maximum(np.cumsum(every), 1e-9)).sum() / true.sum()


def drawn(kind, one):
    acted, score = (one.actions > 0).astype(float), one.probabilities[:, 1]
    if kind == "recall of late":
        return shares(acted * TRUTH, TRUTH)
    if kind == "precision of late":
        return shares(acted * TRUTH, acted)
    figure = weighted_auc if kind == "auc" else weighted_precision
    return np.array([figure(score, row[CLUSTERS]) for row in TIMES])


def test_the_tables_of_this_test_are_right():
    score = ONE.probabilities[:, 1]
    assert weighted_auc(score, ALL) == pytest.approx(auc(score, TRUTH == 1, ALL).value)
    assert weighted_precision(score, ALL) == pytest.approx(average_precision_score(TRUTH, score))


@pytest.mark.parametrize("kind", ["recall of late", "precision of late", "auc", "average_precision"])
def test_the_standard_error_is_that_of_20000_draws_of_clusters(kind):
    one, two = (measure(parse_metric(kind), each, OUTCOMES, ALL) for each in (ONE, TWO))
    found, other = drawn(kind, ONE), drawn(kind, TWO)
    assert estimate(one, CLUSTERS).se == pytest.approx(found.std(), rel=0.03)
    assert estimate(one.minus(two), CLUSTERS).se == pytest.approx((found - other).std(), rel=0.03)
    if kind != "average_precision":  # of which a cluster moves two parts, here against each other
        by_row = np.sqrt((one.influence**2).sum())
        assert abs(by_row / found.std() - 1) > 0.05  # so the law can fail
    else:
        alone = np.where(TRUTH == 1, one.influence, 0)
        assert estimate(replace(one, influence=alone - alone.mean()), CLUSTERS).se > 1.05 * found.std()


def test_a_ratio_of_means_is_that_of_20000_draws_of_clusters():
    part, whole = RANDOM.lognormal(0, 1, ROWS) * np.exp(SHARED), 1 + RANDOM.random(ROWS)
    found = estimate(ratio(part, whole, ALL), CLUSTERS)
    assert found.value == pytest.approx(part.mean() / whole.mean())
    assert found.se == pytest.approx(shares(part, whole).std(), rel=0.03)


def test_fast_delong_is_exactly_that_of_every_pair():
    rows = slice(0, 600)
    scores, true = ONE.probabilities[rows, 1], TRUTH[rows] == 1
    wins = (scores[true][:, None] > scores[~true]) + 0.5 * (scores[true][:, None] == scores[~true])
    found = auc(scores, true, np.ones(600, bool))
    assert found.value == pytest.approx(wins.mean(), abs=1e-14)
    above, below = wins.mean(axis=1) - wins.mean(), wins.mean(axis=0) - wins.mean()
    assert found.influence[true] == pytest.approx(above / true.sum(), abs=1e-15)
    assert found.influence[~true] == pytest.approx(below / (~true).sum(), abs=1e-15)
    by_pairs = np.sqrt((above**2).sum() / true.sum() ** 2 + (below**2).sum() / (~true).sum() ** 2)
    assert np.sqrt((found.influence**2).sum()) == pytest.approx(by_pairs, rel=1e-12)


def distance(score, chosen):
    """Calibration as it is defined: pairs of rows of different clusters, one by one bin."""
    total, groups = 0.0, len(chosen)
    ordered = np.sort(score)
    place = BINS * np.searchsorted(ordered, score) // ROWS
    excess, rows = (score - TRUTH), 0
    for at in range(BINS):
        inside = place == at
        parts = [excess[inside & (g == CLUSTERS)].sum() for g in chosen]
        size = int(inside.sum())
        pairs = sum(parts) ** 2 - sum(part**2 for part in parts)
        total += pairs * groups / (groups - 1) / size if size else 0.0
        rows += size
    return total / rows


def test_calibration_is_as_defined_and_its_error_that_of_20000_draws():
    one, two = (calibration(each.probabilities[:, 1], TRUTH == 1, CLUSTERS, ALL) for each in (ONE, TWO))
    assert one.value == pytest.approx(distance(ONE.probabilities[:, 1], range(GROUPS)))
    random, wanted = np.random.default_rng(5), []
    table = [bins_of(each) for each in (ONE, TWO)]
    for _ in range(20_000):
        chosen = random.integers(0, GROUPS, GROUPS)
        wanted.append([plain(excess[chosen], rows[chosen]) for excess, rows in table])
    first, second = np.array(wanted).T
    assert estimate(one, CLUSTERS).se == pytest.approx(first.std(), rel=0.03)
    assert estimate(one.minus(two), CLUSTERS).se == pytest.approx((first - second).std(), rel=0.03)


def bins_of(each):
    score = each.probabilities[:, 1]
    place = BINS * np.searchsorted(np.sort(score), score) // ROWS
    cells = CLUSTERS * BINS + place
    size = GROUPS * BINS
    excess = np.bincount(cells, weights=score - TRUTH, minlength=size).reshape(GROUPS, BINS)
    return excess, np.bincount(cells, minlength=size).reshape(GROUPS, BINS)


def plain(excess, rows):
    products = (excess.sum(axis=0) ** 2 - (excess**2).sum(axis=0)) * GROUPS / (GROUPS - 1)
    return (products / rows.sum(axis=0)).sum() / rows.sum()


def test_calibration_of_true_probabilities_is_zero_in_the_mean():
    """What is not made up for by pairs of clusters would be 10 bins of p(1-p), over the rows: 0.0008."""
    random, found = np.random.default_rng(9), []
    true = random.random(2000)
    days = np.arange(2000) // 20
    for _ in range(400):
        happened = random.random(2000) < true
        found.append(calibration(true, happened, days, np.ones(2000, bool)).value)
    assert abs(np.mean(found)) < 3 * np.std(found) / 20
    assert np.std(found) < 0.001


def test_calibration_needs_30_clusters_and_constant_answers_share_a_bin():
    few = CLUSTERS % 29
    found = estimate(calibration(ONE.probabilities[:, 1], TRUTH == 1, few, ALL), few)
    assert (found.se, found.low) == (None, None)
    assert "29 clusters are too few" in found.reason
    constant = calibration(np.full(ROWS, 0.5), TRUTH == 1, CLUSTERS, ALL)
    assert constant.value == pytest.approx((0.5 - TRUTH.mean()) ** 2, abs=5e-4)
    assert "two clusters" in calibration(np.full(ROWS, 0.5), TRUTH == 1, CLUSTERS * 0, ALL).reason


def test_draws_are_paired_seeded_and_of_whole_clusters():
    def mean(weights, parts):
        return (weights @ parts)[:, 0] / ROWS

    values = SHARED + RANDOM.normal(size=ROWS)
    found = cluster_draws(sums(values)[:, None], mean)
    assert len(found) == DRAWS
    assert (cluster_draws(sums(values)[:, None], mean) == found).all()
    assert found.std() == pytest.approx(np.sqrt((sums(values - values.mean()) ** 2).sum()) / ROWS, rel=0.04)
    twice = np.concatenate([values, values])  # more clusters, of one row, than are drawn one by one
    by_row = cluster_draws(twice[:, None], lambda weights, parts: (weights @ parts)[:, 0] / len(twice))
    assert by_row.std() == pytest.approx(twice.std() / np.sqrt(len(twice)), rel=0.05)
    one = calibration(ONE.probabilities[:, 1], TRUTH == 1, CLUSTERS, ALL)
    assert estimate(one.minus(one), CLUSTERS).se == 0
    assert estimate(one.times(-2).plus(1), CLUSTERS).se == pytest.approx(2 * estimate(one, CLUSTERS).se)
