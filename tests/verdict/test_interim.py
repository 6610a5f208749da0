"""The α of each look at a test: never more in all than one look has, by what two looks truly have in common."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from verdict import placed
from wager.design.sentences.goals import parse_goal
from wager.evaluation.influence import Measured, mean
from wager.evaluation.interval import estimate
from wager.verdict.interim import Looked, Looks, Seen, looked_at, path_of
from wager.verdict.proof import Proof
from wager.verdict.question import Court
from wager.verdict.sequential import bounds, crossing
from wager.verdict.verdict import give_verdict

ALPHA = 0.025
EVERY_FIFTH = (0.2, 0.4, 0.6, 0.8, 1.0)


def since(clusters, looks=5):
    """At which of equally many clusters each row was there first; each row is its own cluster."""
    return (np.arange(clusters) * looks // clusters).astype(np.int16)


def seen(values, *, least=0):
    values = np.asarray(values, float)
    every = np.ones(len(values), bool)
    return Seen(mean(values, every), np.arange(len(values)), values != 0, least)


def path(values, shares=EVERY_FIFTH, alpha=ALPHA, **more):
    return path_of(Looks(shares, since(len(values), len(shares))), alpha, seen(values, **more))


NOISE = np.random.default_rng(3).normal(size=300)
GROWING = NOISE * np.linspace(0.2, 4.0, len(NOISE))


def check_that_alpha_is_spent(values=GROWING):
    """See that all looks together cross as often as one, on either side, less what so many clusters cost."""
    steps = path(values)
    assert [step.share for step in steps] == list(EVERY_FIFTH)
    above, below = crossing([step.information for step in steps], [step.bound for step in steps])
    spent = ALPHA * (1 - 2 / len(values))
    assert above.sum() == pytest.approx(spent, abs=1e-7)
    assert below.sum() == pytest.approx(spent, abs=1e-7)
    assert [step.alpha for step in steps] == pytest.approx(norm.sf([step.bound for step in steps]))


def test_all_looks_together_have_the_alpha_of_one():
    check_that_alpha_is_spent()
    check_that_alpha_is_spent(NOISE)


def test_equal_information_gives_the_published_bounds():
    """Clusters that all vary alike: the figures of statistics C.2 for five looks, with what 300 clusters cost given back."""
    alike = np.tile([1.0, -1.0], 150)
    assert [step.bound for step in path(alike, alpha=ALPHA / (1 - 2 / 300))] == pytest.approx(
        [4.8769, 3.3570, 2.6803, 2.2898, 2.0310], abs=2e-4
    )


def test_information_is_what_two_looks_have_in_common():
    """Clusters that vary more and more: Z at two looks, over 40,000 worlds, hang together as √ of the information says."""
    rng, spread = np.random.default_rng(9), np.linspace(0.2, 4.0, 100)
    worlds = rng.normal(size=(40_000, 100)) * spread
    z = [
        worlds[:, :until].sum(axis=1) / np.sqrt((spread[:until] ** 2).sum())
        for until in (20, 40, 60, 80, 100)
    ]
    steps = path(
        worlds[:60].ravel(order="F")
    )  # the same variances in blocks, so that one world shows them well
    for step, one in zip(steps, z, strict=True):
        assert np.sqrt(step.information) == pytest.approx(np.corrcoef(one, z[-1])[0, 1], abs=0.03)
    assert steps[1].information < 0.1  # by time it would be 0.4


def test_a_missed_look_spends_nothing():
    values = NOISE
    looks = Looks((0.4, 1.0), np.minimum(since(300) // 2, 1).astype(np.int16))
    steps = path_of(looks, ALPHA, seen(values))
    assert [step.share for step in steps] == [0.4, 1.0]
    assert steps[0].alpha == pytest.approx(0.00039, abs=3e-5)
    assert 0.0246 < steps[1].alpha < ALPHA * (1 - 2 / 300)


def test_what_cannot_claim_is_passed_over():
    few = path(NOISE[:20])  # 4, 8, 12, 16 and 20 clusters
    assert [step.share for step in few] == [0.4, 0.6, 0.8, 1.0]
    assert path(NOISE[:20], alpha=0.001)[0].share == 0.8  # before that no draw of 9,999 is as rare
    ties = np.where(np.arange(300) % 10 == 0, NOISE, 0.0)  # 6, 12, 18, 24 and 30 rows differ
    assert [step.share for step in path(ties, least=20)] == [0.8, 1.0]
    assert (
        path(np.where(np.arange(300) % 30 == 0, NOISE, 0.0), least=20)[-1].share == 1.0
    )  # the last one always counts
    assert path(NOISE, alpha=0.0) == ()


def test_an_early_look_at_which_a_test_cannot_claim_has_no_alpha():
    looks = Looks((0.2,), np.zeros(8, np.int16))
    found = looked_at(looks, ALPHA, seen(NOISE[:8]), estimate(seen(NOISE[:8]).measured, np.arange(8)))
    assert found == Looked((), 0.0)


def test_a_last_look_without_new_information_has_what_is_left():
    exact = Measured(0.0, np.r_[NOISE[:240] - NOISE[:240].mean(), np.zeros(60)], np.ones(300, bool), 300)
    steps = path_of(Looks(EVERY_FIFTH, since(300)), ALPHA, Seen(exact, np.arange(300), np.ones(300, bool)))
    assert steps[-1].share == 1.0
    assert steps[-1].alpha == pytest.approx(ALPHA - 0.01221, abs=1e-4)


@pytest.mark.parametrize("counted", [np.ones(300, bool), np.zeros(300, bool)])
@pytest.mark.parametrize(("shares", "spent"), [(EVERY_FIFTH, ALPHA), ((0.2, 0.4), 0.00039)])
def test_what_does_not_vary_or_has_no_row_spends_once_at_the_present_look(counted, shares, spent):
    figure = Measured(0.0, np.zeros(300), counted, int(counted.sum()))
    looks = Looks(shares, since(300, len(shares)))
    steps = path_of(looks, ALPHA, Seen(figure, np.arange(300), np.ones(300, bool)))
    if counted.any() or looks.last:
        assert [(step.share, step.alpha) for step in steps] == [(shares[-1], pytest.approx(spent, abs=1e-5))]
    else:
        assert steps == ()


def test_a_slice_that_comes_late_is_told_from_when_it_varies():
    late = np.where(np.arange(300) < 150, 0.0, NOISE)
    figure = Measured(float(late.mean()), late, np.ones(300, bool), 300)
    looks = Looks(EVERY_FIFTH, since(300))
    steps = path_of(looks, ALPHA, Seen(figure, np.arange(300), np.ones(300, bool)))
    assert [step.share for step in steps] == [0.6, 0.8, 1.0]


def test_a_figure_without_influences_goes_by_its_clusters():
    draws = Measured(
        0.1, np.zeros(300), np.ones(300, bool), 300, draws=np.random.default_rng(1).normal(size=999)
    )
    looks = Looks(EVERY_FIFTH, since(300))
    steps = path_of(looks, ALPHA, Seen(draws, np.arange(300), np.ones(300, bool)))
    assert [step.information for step in steps] == pytest.approx(EVERY_FIFTH)
    assert (
        looked_at(
            looks, ALPHA, Seen(draws, np.arange(300), np.ones(300, bool)), estimate(draws, np.arange(300))
        ).value
        is None
    )


def test_one_look_changes_nothing():
    steps = path_of(Looks((1.0,), np.zeros(300, np.int16)), ALPHA, seen(NOISE))
    assert steps[0].alpha == pytest.approx(ALPHA, rel=1e-6)


def stopped(values):
    """Look until a test ends; return what was found then, and what the looks make of it."""
    for look in range(5):
        until = since(len(values)) <= look
        looks = Looks(EVERY_FIFTH[: look + 1], since(len(values))[until])
        one, found = (
            seen(values[until]),
            estimate(mean(values[until], np.ones(until.sum(), bool)), np.arange(until.sum())),
        )
        looked = looked_at(looks, ALPHA, one, found)
        if looked.alpha and (found.lower(looked.alpha) > 0 or found.upper(looked.alpha) < 0):
            break
    return found, looked, look


def test_an_estimate_that_ended_a_test_is_corrected():
    """400 tests of a true effect of 0.3: the plain estimate is too large in most of those that ended early, the other in half."""
    rng = np.random.default_rng(77)
    ended = [stopped(rng.normal(0.3, 1.0, 150)) for _ in range(400)]
    plain = np.array([found.value for found, _, _ in ended])
    fair = np.array([found.value if looked.value is None else looked.value for found, looked, _ in ended])
    covered = [
        (found.low if looked.low is None else looked.low)
        <= 0.3
        <= (found.high if looked.high is None else looked.high)
        for found, looked, _ in ended
    ]
    early = np.array([look < 4 for _, _, look in ended])
    assert early.mean() > 0.5
    assert plain.mean() > 0.31
    assert abs((fair > 0.3).mean() - 0.5) < 0.08
    assert 0.92 <= np.mean(covered) <= 0.98


def test_what_crossed_before_and_was_kept_going_has_no_corrected_estimate():
    values = 2.0 + np.random.default_rng(5).normal(size=300)
    found = estimate(mean(values, np.ones(300, bool)), np.arange(300))
    looked = looked_at(Looks(EVERY_FIFTH, since(300)), ALPHA, seen(values), found)
    assert (looked.value, looked.low, looked.high) == (None, None, None)
    assert looked.alpha > 0.02


@pytest.mark.parametrize(("effect", "expected"), [(0.0, True), (0.35, False)])
def test_futility(effect, expected):
    """Asked for 0.3 with a standard error of 0.058 at the end: power .9; at half of the time nothing is found, or all of it."""
    values = effect + np.random.default_rng(1).permutation(np.tile([1.0, -1.0], 75))
    looks = Looks((0.5,), np.zeros(150, np.int16))
    found = estimate(mean(values, np.ones(150, bool)), np.arange(150))
    assert looked_at(looks, ALPHA, seen(values), found, 0.3).futile is expected
    assert not looked_at(Looks((1.0,), np.zeros(150, np.int16)), ALPHA, seen(values), found, 0.3).futile
    assert not looked_at(looks, ALPHA, seen(values), found).futile


def test_records_are_read_back():
    looked = looked_at(
        Looks(EVERY_FIFTH, since(300)), ALPHA, seen(NOISE), estimate(seen(NOISE).measured, np.arange(300))
    )
    assert Looked.from_json(looked.to_json()) == looked


def test_spending_by_time_gives_other_bounds_than_by_information():
    shares = [0.05, 0.3, 1.0]
    by_time = bounds(shares, ALPHA, times=[0.4, 0.7, 1.0])
    assert by_time[0] == pytest.approx(3.357, abs=1e-3)  # what 0.4 of the time may spend
    assert np.sum(crossing(shares, by_time)) == pytest.approx(2 * ALPHA, abs=1e-9)
    assert bounds([5, 30, 100], ALPHA, times=[0.4, 0.7, 1.0]) == pytest.approx(by_time)  # in any unit


@pytest.mark.parametrize(("prove", "result"), [("positive", "proven"), ("at_least", "open")])
def test_a_goal_is_looked_at_where_its_bound_is(prove, result):
    """`at_least` is about what is spare beyond the amount, `positive` about the difference."""
    model, looks = (
        placed.placed("m", (0.5, 0.9)),
        Looks((0.5, 1.0), (placed.OUTCOMES.clusters >= 20).astype(np.int16)),
    )
    goal = replace(parse_goal("Increase money by 0.60 USD over champion"), id="G1", prove=prove)
    contenders = {one.name: one for one in (model, placed.CHAMPION)}
    court = Court(model, contenders, placed.CHAMPION.name, placed.OUTCOMES, "USD", placed.ALPHA, looks=looks)
    (proof,) = give_verdict("H1", [goal], {}, court, {}).goals
    assert proof.result == result
    assert proof.looked.alpha < placed.ALPHA
    assert proof.low < 0.5  # the bound at α would be just there
    assert Proof.from_json(proof.to_json()).looked == proof.looked
