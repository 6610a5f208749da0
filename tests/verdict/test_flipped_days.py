"""Real data without an effect: the signs of whole days' differences are flipped, so that nothing is won on average.

Whoever takes flights for independent finds a difference in 27 to 53 of a hundred such worlds (statistics, C.1); by days, in
about five. Days are flipped as they are, and less the effect that was found, which leaves only what varies. The figures are those of the worked verdict, October to December, 82,609 flights in 92 days.
"""

import numpy as np
import pytest
from scipy import stats

from golden import test_worked_verdict as worked
from wager.design.sentences.metrics import parse_metric
from wager.evaluation import interval
from wager.evaluation.influence import Measured
from wager.evaluation.metrics import measure

flights, judged = worked.flights, worked.judged
FLIPS = 4000
METRICS = ("money", "recall of late", "brier", "auc")


def differences(judged, metric, *, centred):
    """Return what each row adds to the difference; together they are the difference, or nothing."""
    (model, rule, _), outcomes, _ = judged
    every = np.ones(len(outcomes), bool)
    found = measure(parse_metric(metric), model, outcomes, every).minus(
        measure(parse_metric(metric), rule, outcomes, every)
    )
    effect = 0.0 if centred else found.value * found.counted / found.counted.sum()
    return found.influence + effect, found.counted, outcomes.clusters


def sizes(added, counted, clusters, flips=FLIPS):
    """Say in which share of flipped worlds zero lies outside the 95 % interval: by days, and row by row.

    Parameters
    ----------
    added : ndarray of float, shape (n,)
        What each row adds to the difference.
    counted : ndarray of bool, shape (n,)
        The rows that it is a mean over.
    """
    days = np.bincount(clusters, weights=added)
    rows = np.bincount(clusters[counted], minlength=len(days))
    shares, every, codes = rows / rows.sum(), np.ones(len(days), bool), np.arange(len(days))
    signs = np.random.default_rng(2013).choice([-1.0, 1.0], (flips, len(days)))
    totals = signs @ days
    by_days = 0
    for sign, total in zip(signs, totals, strict=True):
        flipped = Measured(float(total), sign * days - total * shares, every, rows.sum())
        found = interval.estimate(flipped, codes)
        by_days += not found.low <= 0 <= found.high
    n = int(counted.sum())
    spread = np.sqrt(n / (n - 1) * ((added**2).sum() - totals**2 / n))
    by_rows = np.abs(totals) > stats.t.ppf(0.975, n - 1) * spread
    return by_days / flips, float(by_rows.mean())


IMPLIED = {"money": 0.53, "recall of late": 0.27, "brier": 0.45, "auc": 0.40}
"""Of a 5 % test that takes rows for independent: from the ratio of the standard errors (statistics, C.1)."""


def check_size(judged, metric, *, centred):
    """See that days keep what 95 % promises, and that rows do not."""
    by_days, by_rows = sizes(*differences(judged, metric, centred=centred))
    what = "less the effect" if centred else "as they are"
    print(f"{metric:<15} {what:<15} size by days {by_days:6.2%}   row by row {by_rows:6.2%}")
    assert 0.035 <= by_days <= 0.065, (metric, by_days)
    if centred:
        assert by_rows == pytest.approx(IMPLIED[metric], abs=0.03)
    else:
        assert by_rows > IMPLIED[metric]


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("centred", [True, False])
def test_days_keep_their_promise_and_rows_do_not(judged, metric, centred):
    check_size(judged, metric, centred=centred)


def test_flipping_sums_of_days_is_flipping_rows(judged):
    """A flipped world through all of the engine, with every row, agrees with what is computed from sums."""
    added, counted, clusters = differences(judged, "money", centred=False)
    sign = np.random.default_rng(2013).choice([-1.0, 1.0], (1, clusters.max() + 1))[0]
    flipped = added * sign[clusters]
    total = flipped.sum()
    by_hand = Measured(total, np.where(counted, flipped - total / counted.sum(), 0.0), counted, len(counted))
    days, rows = (
        interval.estimate(by_hand, codes).se for codes in (clusters, np.arange(len(clusters), dtype=np.int64))
    )
    of_days = np.bincount(clusters, weights=flipped) - total * np.bincount(clusters) / len(clusters)
    groups, n = len(of_days), len(clusters)
    assert days == pytest.approx(np.sqrt(groups / (groups - 1) * (of_days**2).sum()))
    assert rows == pytest.approx(np.sqrt(n / (n - 1) * ((added**2).sum() - total**2 / n)))
