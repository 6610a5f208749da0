"""Thresholds: the best one by trying all, and a hint where probabilities are not what they say."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.worth.offers import Offers
from wager.evaluation.worth.promise import promise_of
from wager.evaluation.worth.records import Promise, Thresholds
from wager.evaluation.worth.thresholds import best_threshold, thresholds
from wager.money.break_even import implied_by_rows
from wager.money.pays import Pays

PAYS = Pays(("none", "act"), ("otherwise", "late"), np.array([[[0, 0], [-600, 1800]]]))
ROWS = 6000


def answered(seed, said):
    """Draw rows, and let a model say of the true probability what `said` makes of it."""
    random = np.random.default_rng(seed)
    true = random.beta(1, 4, ROWS)
    truth = (random.random(ROWS) < true).astype(np.int64)
    given_ = said(true)
    earned = PAYS.earned(truth)
    expected = np.column_stack([np.zeros(ROWS), 1800 * given_ - 600 * (1 - given_)])
    outcomes = Outcomes(truth, PAYS.classes, PAYS.actions, np.arange(ROWS) % 60)
    return given_, Offers(expected, earned), outcomes


def found_for(seed, said):
    given_, offers, outcomes = answered(seed, said)
    return thresholds(given_, offers, outcomes, "EUR", implied=implied_by_rows(PAYS, ROWS))


@given(
    st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.3, 0.5, 0.9]), st.integers(-9, 9)), max_size=25),
)
def test_no_threshold_earns_more_than_the_best_one(rows):
    probability = np.array([one for one, _ in rows], dtype=float)
    more = np.array([won for _, won in rows], dtype=np.int64)
    best = best_threshold(probability, more)
    won = 0 if best is None else more[probability >= best].sum()
    every = [more[probability >= level].sum() for level in {*probability.tolist(), 2.0}]
    assert won == max(every, default=0)
    if best is None:
        assert max(every, default=0) == 0
    else:
        # Of several that earn as much, the one that acts least.
        assert not any(more[probability >= level].sum() == won for level in probability if level > best)


def test_probabilities_that_say_what_happens_need_no_other_threshold():
    found = [found_for(seed, lambda true: true) for seed in range(20)]
    assert not any(one.differs for one in found)
    assert np.median([one.best for one in found]) == pytest.approx(0.25, abs=0.05)


@pytest.mark.parametrize("said", [lambda true: true**2, np.sqrt])
def test_probabilities_that_do_not_are_told(said):
    found = [found_for(seed, said) for seed in range(10)]
    assert all(one.differs for one in found)
    assert np.median([one.best for one in found]) == pytest.approx(said(np.array(0.25)), abs=0.06)


def test_the_gain_is_counted_on_other_rows_than_it_was_chosen_on():
    # Of pure noise the best threshold of the same rows always earns something; on others it does not.
    random = np.random.default_rng(3)
    gains, flattered = [], []
    for _ in range(60):
        given_ = random.random(400)
        truth = random.integers(0, 2, 400)
        earned = np.column_stack([np.zeros(400, np.int64), np.where(truth == 1, 100, -100)])
        offers = Offers(np.column_stack([np.zeros(400), -np.ones(400)]), earned)
        outcomes = Outcomes(truth, PAYS.classes, PAYS.actions, np.arange(400) % 40)
        found = thresholds(given_, offers, outcomes, "EUR")
        gains.append(found.gain.value)
        flattered.append(found.money.value)
    assert min(flattered) >= 0
    assert np.mean(flattered) > 20
    assert abs(np.mean(gains)) < 3 * np.std(gains) / np.sqrt(60)


def test_one_cluster_chooses_nothing_elsewhere():
    given_, offers, outcomes = answered(1, lambda true: true)
    alone = Outcomes(outcomes.truth, PAYS.classes, PAYS.actions, np.zeros(ROWS, np.int64))
    found = thresholds(given_, offers, alone, "EUR")
    assert found.gain is None
    assert not found.differs


def test_json_brings_them_back():
    for found in (found_for(1, lambda true: true), Thresholds(None), Thresholds(implied_by_rows(PAYS, 3))):
        assert Thresholds.from_json(json.loads(json.dumps(found.to_json()))) == found


def promised(seed, said):
    _, offers, outcomes = answered(seed, said)
    actions = offers.expected.argmax(axis=1).astype(np.int8)
    taken = np.where(actions == 1, offers.expected[:, 1], 0.0)
    return promise_of(Contender("m", actions, offers.by_money, promised=taken), outcomes, "EUR")


def test_a_model_that_is_right_keeps_its_promise():
    covered = [promised(seed, lambda true: true).difference for seed in range(100)]
    inside = sum(one.low <= 0 <= one.high for one in covered)
    assert 88 <= inside <= 100


def test_a_model_that_is_too_sure_promises_too_much_and_one_that_is_not_too_little():
    assert promised(1, np.sqrt).difference.high < 0
    assert promised(1, lambda true: true**2).difference.low > 0


def test_promised_and_earned_add_up():
    found = promised(2, lambda true: true)
    assert found.earned.value - found.promised.value == pytest.approx(found.difference.value)
    assert Promise.from_json(json.loads(json.dumps(found.to_json()))) == found
