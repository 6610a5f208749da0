"""Two contenders that hardly differ: no gain is claimed from a handful of rows, and a margin that chance may hide is not kept."""

import numpy as np
import pytest

from wager.design.sentences.goals import parse_goal
from wager.evaluation.contender import Contender, Outcomes
from wager.verdict.guardrails import prove_guards
from wager.verdict.question import Court
from wager.verdict.verdict import give_verdict

ROWS = 600


def outcomes():
    """All rows are late, each its own cluster."""
    return Outcomes(np.ones(ROWS, np.int64), ("otherwise", "late"), ("none", "act"), np.arange(ROWS))


def acting(name, which):
    """Act on these rows; it pays 1 USD each."""
    return Contender(name, which.astype(np.int8), np.where(which, 100, 0))


def court_of(model, champion):
    return Court(model, {one.name: one for one in (model, champion)}, champion.name, outcomes(), "USD", 0.05)


EVERY = acting("champion_rule", np.ones(ROWS, bool))
GUARDED = "Increase money by any amount over champion without decreasing recall of late by more than {} pp"


def kept(missed, margin):
    """Let a model miss some rows; say what comes of a guardrail on recall."""
    model = acting("m", ~missed)
    (proof,) = prove_guards(parse_goal(GUARDED.format(margin)), {}, court_of(model, EVERY), {})
    return proof


def test_harm_of_the_margin_that_is_rare_ships_rarely():
    """A recall that falls by 0.5 pp of 600 rows misses three of them, and in one of twenty times none."""
    random = np.random.default_rng(5)
    runs = [kept(random.random(ROWS) < 0.005, "0.5") for _ in range(3000)]
    naive = np.mean([one.estimate.value - 1.65 * (one.estimate.se or 0.0) > -0.005 for one in runs])
    assert np.mean([proof.result == "proven" for proof in runs]) <= 0.0565
    assert naive > 0.15  # what intervals of so few rows would have let through


@pytest.mark.parametrize(
    ("missing", "margin", "result"),
    [(0, 1, "proven"), (0, 0.4, "unmeasured"), (3, 1, "unmeasured"), (3, 3, "proven")],
)
def test_a_margin_is_kept_where_even_what_chance_may_hide_stays_within(missing, margin, result):
    """Three rows may hide where none is seen, 7.75 where three are (χ² of 2 and of 8 degrees, halved)."""
    proof = kept(np.arange(ROWS) < missing, margin)
    assert proof.result == result
    if result == "unmeasured":
        assert f"{missing} of 600 rows differ, expected at least 20" in proof.why


@pytest.mark.parametrize(("gained", "word"), [(19, "INCONCLUSIVE"), (20, "SHIP")])
def test_a_gain_rests_on_twenty_rows_that_differ(gained, word):
    model, champion = acting("m", np.arange(ROWS) < gained), acting("none", np.zeros(ROWS, bool))
    goal = parse_goal("Increase money by any amount over champion")
    verdict = give_verdict("H1", [goal], {}, court_of(model, champion), {})
    assert verdict.word == word


def classes(truth, shift, wrong):
    """Answer the true class with 0.8 and `shift`, but for some rows, which get another."""
    probabilities = np.full((len(truth), 3), 0.1)
    probabilities[np.arange(len(truth)), truth] = 0.8
    probabilities[wrong] = probabilities[wrong][:, [1, 2, 0]]
    return Contender(
        f"m{shift}", np.zeros(len(truth), np.int8), probabilities=probabilities * (1 - shift) + shift / 3
    )


def of_classes(guard, truth, wrong):
    """Let a model answer other probabilities in every row, and another class in some; say what comes of a guardrail."""
    model, champion = classes(truth, 0.1, wrong), classes(truth, 0.0, np.zeros(len(truth), bool))
    there = Outcomes(truth, ("a", "b", "c"), ("none", "act"), np.arange(len(truth)))
    court = Court(model, {one.name: one for one in (model, champion)}, champion.name, there, "USD", 0.05)
    (proof,) = prove_guards(parse_goal(f"Increase money by any amount over champion {guard}"), {}, court, {})
    return proof


def test_of_classes_those_rows_differ_that_one_answers_right_and_the_other_wrong():
    """Other probabilities in every row are no difference in a recall: of 1,800 rows one is lost, and three may hide."""
    proof = of_classes(
        "without decreasing recall of each class by more than 0.2 pp",
        np.arange(1800) % 3,
        np.arange(1800) == 0,
    )
    assert proof.result == "unmeasured"
    assert "1 of 1,800 rows differ" in proof.why


@pytest.mark.parametrize(("margin", "result"), [(5, "unmeasured"), (8, "proven")])
def test_of_a_mean_over_classes_a_row_of_the_smallest_weighs_most(margin, result):
    """One of 30 rows is lost, up to 4.74 may be (χ² of four degrees, halved); each is a ninetieth of a mean over three classes."""
    truth = np.r_[np.zeros(30, np.int64), 1 + np.arange(5970) % 2]
    guard = f"without decreasing recall of each class by more than {margin} pp"
    assert of_classes(guard, truth, np.arange(6000) == 0).result == result


def test_an_action_that_the_metric_does_not_name_makes_no_row_differ():
    """One flight is no longer protected, and all others that were called are now written to."""
    there = Outcomes(
        np.ones(ROWS, np.int64), ("otherwise", "late"), ("none", "call", "write", "protect"), np.arange(ROWS)
    )
    protected = np.arange(ROWS) < ROWS // 2
    champion = Contender("rule", np.where(protected, 3, 1).astype(np.int8))
    model = Contender("m", np.where(protected & (np.arange(ROWS) > 0), 3, 2).astype(np.int8))
    court = Court(model, {"m": model, "rule": champion}, "rule", there, "USD", 0.05)
    for metric in ("recall of late by protect", "rate of protect"):
        goal = f"Increase money by any amount over champion without decreasing {metric} by more than 0.5 pp"
        (proof,) = prove_guards(parse_goal(goal), {}, court, {})
        assert (proof.result, "1 of 600 rows differ" in proof.why) == ("unmeasured", True)


def test_rows_that_are_missed_together_hide_as_many_more():
    """Six rows on two days of 30: 6.3 days with three each may be hidden, 19 rows of 600; of six rows apart twelve."""
    missed = np.arange(ROWS) % 100 == 0
    days = np.repeat(np.arange(30), ROWS // 30)
    together = np.zeros(ROWS, bool)
    together[[0, 1, 2, 300, 301, 302]] = True
    assert missed.sum() == together.sum() == 6

    def result(which, clusters):
        model, found = (
            acting("m", ~which),
            Outcomes(np.ones(ROWS, np.int64), ("otherwise", "late"), ("none", "act"), clusters),
        )
        court = Court(model, {one.name: one for one in (model, EVERY)}, EVERY.name, found, "USD", 0.05)
        (proof,) = prove_guards(parse_goal(GUARDED.format("3.1")), {}, court, {})
        return proof.result

    assert result(missed, np.arange(ROWS)) == "proven"
    assert result(together, days) == "unmeasured"
