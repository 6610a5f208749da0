"""What a share of changed decisions costs in certainty, against changes really drawn and really judged."""

import numpy as np
import pytest

from wager.design.sentences.metrics import parse_metric
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.interval import estimate
from wager.evaluation.metrics import measure
from wager.verdict.changed_decisions import SHARES, se_of_changed
from wager.verdict.power import distance

PAYS = np.array([[0, 0], [-400, 800]])  # by action and class
METRICS = ("money", "rate of act", "recall of late", "false_positive_rate of late by act")


def world(rng, clusters=60, size=80, spread=0.25):
    """Days that share their weather: how often it is late varies from day to day."""
    day = np.repeat(np.arange(clusters), rng.integers(size // 2, size * 3 // 2, clusters))
    often = np.clip(rng.normal(0.3, spread, clusters), 0.02, 0.9)
    truth = (rng.random(len(day)) < often[day]).astype(np.int64)
    actions = (rng.random(len(day)) < 0.2 + 0.3 * truth).astype(np.int8)
    return Outcomes(truth, ("otherwise", "late"), ("none", "act"), day), actions


def acting(outcomes, actions, name="theirs"):
    return Contender(name, actions, PAYS[actions, outcomes.truth].astype(np.int64))


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("sentence", METRICS)
def test_it_is_the_mean_over_draws_of_the_engine_s_own_error(sentence, share):
    rng = np.random.default_rng(3)
    outcomes, actions = world(rng)
    metric, every = parse_metric(sentence), np.ones(len(outcomes), dtype=bool)
    theirs = measure(metric, acting(outcomes, actions), outcomes, every)
    changed = measure(metric, acting(outcomes, 1 - actions), outcomes, every)
    told = se_of_changed(theirs, changed, outcomes.clusters, share)
    squares = []
    for _ in range(400):
        drawn = rng.random(len(outcomes)) < share
        mine = measure(metric, acting(outcomes, np.where(drawn, 1 - actions, actions)), outcomes, every)
        squares.append(estimate(mine.minus(theirs), outcomes.clusters).se ** 2)
    assert told == pytest.approx(np.sqrt(np.mean(squares)), rel=0.02)


def test_slices_count_their_own_rows_only():
    rng = np.random.default_rng(4)
    outcomes, actions = world(rng)
    metric, among = parse_metric("recall of late"), rng.random(len(outcomes)) < 0.3
    measured = [measure(metric, acting(outcomes, a), outcomes, among) for a in (actions, 1 - actions)]
    rows = np.flatnonzero(among)
    own = outcomes.take(rows)
    alone = [
        measure(metric, acting(own, a[rows]), own, np.ones(len(rows), dtype=bool))
        for a in (actions, 1 - actions)
    ]
    assert se_of_changed(*measured, outcomes.clusters, 0.1) == pytest.approx(
        se_of_changed(*alone, own.clusters, 0.1)
    )


def test_the_effect_that_is_told_is_found_with_the_power_that_is_told():
    """The whole way: told from one half of the world, scaled to the holdout's days, judged on fresh worlds.

    A true gain is put on top of the changes; how often the engine's lower bound lies above zero is counted.
    """
    rng = np.random.default_rng(5)
    money, alpha, held, share = parse_metric("money"), 0.02, 40, 0.10
    told = []
    for _ in range(20):
        outcomes, actions = world(rng, clusters=200)
        every = np.ones(len(outcomes), dtype=bool)
        theirs, changed = (
            measure(money, acting(outcomes, a), outcomes, every) for a in (actions, 1 - actions)
        )
        told.append(se_of_changed(theirs, changed, outcomes.clusters, share) * np.sqrt(200 / held))
    gain = distance(alpha, 0.8, held) * float(np.mean(told))
    found = 0
    for _ in range(2_000):
        outcomes, actions = world(rng, clusters=held)
        every = np.ones(len(outcomes), dtype=bool)
        drawn = rng.random(len(outcomes)) < share
        mine = measure(money, acting(outcomes, np.where(drawn, 1 - actions, actions)), outcomes, every)
        theirs = measure(money, acting(outcomes, actions), outcomes, every)
        # Changes at random have a mean of their own, which is taken out: the gain is then the whole truth.
        apart = mine.minus(theirs).plus(gain - MEAN * share)
        found += estimate(apart, outcomes.clusters).lower(alpha) > 0
    assert found / 2_000 == pytest.approx(0.8, abs=0.04)


def mean_of_all_changes():
    rng = np.random.default_rng(6)
    outcomes, actions = world(rng, clusters=20_000)
    both = [PAYS[a, outcomes.truth] for a in (1 - actions, actions)]
    return float((both[0] - both[1]).mean())


MEAN = mean_of_all_changes()


def test_nothing_is_told_of_too_few_clusters():
    outcomes, actions = world(np.random.default_rng(7), clusters=5)
    every = np.ones(len(outcomes), dtype=bool)
    measured = [
        measure(parse_metric("money"), acting(outcomes, a), outcomes, every) for a in (actions, 1 - actions)
    ]
    assert se_of_changed(*measured, outcomes.clusters, 0.1) is None
