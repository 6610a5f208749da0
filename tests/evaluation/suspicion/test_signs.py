"""Signs of leaks against what they are to find, what they are to let be, and how often chance alone makes them."""

import numpy as np
import pyarrow as pa
import pytest

from wager.evaluation.suspicion.filled_later import filled_later
from wager.evaluation.suspicion.marked import chance as chance_of_mark
from wager.evaluation.suspicion.marked import marked
from wager.evaluation.suspicion.own_mean import closeness, own_means
from wager.evaluation.suspicion.related import related_rows
from wager.evaluation.suspicion.repeated import repeated_rows
from wager.evaluation.suspicion.serial import counted, serials
from wager.evaluation.suspicion.sign import ODDS, Seen
from wager.evaluation.suspicion.telling import concordance, telling
from wager.evaluation.suspicion.written_later import written

ROWS = 2000


@pytest.fixture
def chance():
    return np.random.default_rng(5)


def seen(columns, truth, kind="binary", clusters=None, classes=()):
    columns = {name: pa.array(values) for name, values in columns.items()}
    return Seen(columns, truth, kind, "bad", np.arange(len(truth)) if clusters is None else clusters, classes)


def test_a_strong_honest_column_is_not_too_good(chance):
    truth = chance.random(ROWS) < 0.3
    score = truth * 2.2 + chance.normal(size=ROWS)  # an area of 0.94
    assert telling(seen({"score": score}, truth.astype(int))) == []


def test_a_few_rows_are_never_too_good(chance):
    truth = np.arange(40) % 2
    assert telling(seen({"copy": truth}, truth)) == []
    assert chance is not None


def test_rows_of_one_person_that_agree_are_one_pair():
    person = np.repeat(np.arange(30), 60)
    truth = person % 2
    assert telling(seen({"copy": truth}, truth, clusters=person)) == []
    mixed = np.tile(np.arange(60) % 2, 30)
    assert [one.columns for one in telling(seen({"copy": mixed}, mixed, clusters=person))] == [("copy",)]


def test_concordance_is_the_area_where_the_outcome_has_two_values(chance):
    from sklearn.metrics import roc_auc_score

    truth = (chance.random(250) < 0.4).astype(float)
    score = truth + chance.normal(size=250)
    # Each row weighs the same, whichever kind it is: the mean of both is the area.
    assert concordance(score, truth).value == pytest.approx(roc_auc_score(truth, score), abs=1e-9)


@pytest.mark.parametrize("kind", ["binary", "number"])
def test_a_column_that_falls_says_as_much_as_one_that_rises(chance, kind):
    # The order of a number says more than the steps that guesses are made of.
    truth = chance.normal(size=ROWS) if kind == "number" else np.arange(ROWS) % 2
    column = truth + chance.normal(size=ROWS) * (0.001 if kind == "number" else 0.15)
    up, down = telling(seen({"up": column, "down": -column}, truth, kind))
    assert (up.columns, down.columns) == (("up",), ("down",))
    assert up.said == down.said


@pytest.mark.parametrize("seed", [4, 26, 30])
def test_noise_beside_a_number_that_is_zero_nearly_everywhere_says_nothing(seed):
    chance = np.random.default_rng(seed)
    rows, amounts = int(chance.choice([5000, 10000, 20000])), int(chance.choice([160, 180, 200, 250]))
    truth = np.zeros(rows)
    truth[chance.choice(rows, amounts, replace=False)] = chance.exponential(size=amounts)
    assert telling(seen({"noise": chance.normal(size=rows)}, truth, "number")) == []


def test_a_mark_must_change_the_odds_by_more_than_the_bound():
    """Against the binomial sum itself."""
    from math import comb

    rows = np.arange(400) < 150
    true = (np.arange(400) < 149) | (np.arange(400) >= 350)
    share = true.mean()
    q = ODDS * share / (1 - share) / (1 + ODDS * share / (1 - share))
    direct = sum(comb(150, k) * q**k * (1 - q) ** (150 - k) for k in range(149, 151))
    assert chance_of_mark(rows, true, np.arange(400)) == pytest.approx(direct)


def test_missing_values_that_only_hint_are_no_mark(chance):
    truth = (chance.random(ROWS) < 0.3).astype(int)
    gone = chance.random(ROWS) < np.where(truth, 0.4, 0.1)
    assert marked(seen({"income": np.where(gone, None, 1.0)}, truth)) == []


@pytest.mark.parametrize("kind", ["int", "text"])
def test_a_counter_is_known_and_an_amount_is_none(chance, kind):
    numbers = 7000 + chance.permutation(ROWS)
    column = pa.array([f"K-{one}" for one in numbers]) if kind == "text" else pa.array(numbers)
    assert counted(column) is not None
    assert counted(pa.array(np.unique(chance.integers(0, 10**9, ROWS)))) is None
    assert counted(pa.array(chance.integers(0, 500, ROWS))) is None


def test_a_counter_along_time_says_nothing(chance):
    truth = (np.arange(ROWS) + chance.normal(scale=300, size=ROWS) > 1400).astype(int)
    assert serials(seen({"id": np.arange(ROWS)}, truth), np.arange(ROWS) * 60) == []
    assert len(serials(seen({"id": np.arange(ROWS)}, truth), None)) == 1


@pytest.mark.parametrize("base", [0.02, 0.1, 0.5])
def test_honest_rates_are_closer_than_chance_as_often_as_said(base):
    """At 5 %, in 400 tables: few rows of rare outcomes must not make it more."""
    chance, codes, low = np.random.default_rng(17), np.repeat(np.arange(60), 25), 0
    for _ in range(400):
        rates = np.clip(base * chance.lognormal(0, 0.3, 60), 0, 1)
        target = (chance.random(len(codes)) < rates[codes]).astype(float)
        fit = closeness(codes, rates[codes], target, counts=True)
        low += fit is not None and fit.p < 0.05
    assert low <= 32  # 20 expected; more than 32 once in 200


def test_means_of_a_part_of_the_rows_are_found_in_it(chance):
    codes = np.repeat(np.arange(80), 40)
    target = (chance.random(3200) < 0.3).astype(int)
    made = np.bincount(codes, weights=target) / 40
    looked = np.sort(chance.permutation(3200)[: int(0.8 * 3200)])
    some = seen({"rate": 3 + 100 * made[codes][looked]}, target[looked])
    signs = own_means(some, {"branch": pa.array(codes[looked])})
    assert [one.columns for one in signs] == [("rate",)]


def test_coarse_rows_that_meet_by_chance_are_no_copies(chance):
    coarse = {str(place): pa.array(chance.integers(0, 9, ROWS)) for place in range(3)}
    assert repeated_rows(coarse, chance.random(ROWS) < 0.6) == []


def test_a_number_that_predicts_holds_nothing_together(chance):
    income = chance.integers(0, 4000, ROWS)
    truth = (income + chance.normal(scale=800, size=ROWS) > 2500).astype(float)
    side = chance.random(ROWS) < 0.6
    assert related_rows({"income": pa.array(income)}, truth, "binary", learned=side, held=~side) == []


def test_tenths_of_a_score_are_no_people(chance):
    score = chance.normal(size=ROWS)
    tenth = np.searchsorted(np.quantile(score, np.linspace(0, 1, 11)[1:-1]), score)
    truth = (score + chance.normal(size=ROWS) > 0).astype(float)
    side = chance.random(ROWS) < 0.6
    assert related_rows({"tenth": pa.array(tenth)}, truth, "binary", learned=side, held=~side) == []


def test_a_column_that_ends_is_not_taken_for_one_that_waits():
    moments, judged = np.arange(1000), np.arange(1000) < 900
    columns = {"old": pa.array([1.5 if one < 700 else None for one in moments])}
    assert filled_later(columns, moments, judged) == []


@pytest.mark.parametrize("lengths", ["constant", "uniform", "exponential"])
def test_plans_break_off_as_seldom_as_said(lengths):
    """At 1 %, in 300 tables of plans: their latest lies where it lies by chance."""
    chance, low = np.random.default_rng(23), 0
    for _ in range(300):
        known = np.sort(chance.uniform(0, 1000, 600))
        lag = {
            "constant": np.full(600, 30.0),
            "uniform": chance.uniform(5, 30, 600),
            "exponential": chance.exponential(20, 600),
        }[lengths]
        low += written(known + lag, known).p < 0.01
    assert low <= 10
