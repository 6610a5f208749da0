"""Declared slices of a verdict: one word for each, right together in 95 % of cases, and without any say in the verdict's own."""

import json
from dataclasses import replace

import numpy as np
import pytest

from verdict.placed import CHAMPION, DAYS, OUTCOMES, PER_DAY, ROWS, SIDE, SLICES, judged, placed
from wager.design.sentences.goals import parse_goal
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.p_value import p_value
from wager.verdict.question import Court
from wager.verdict.slices import prove_slices
from wager.verdict.verdict import Verdict

GOAL = replace(parse_goal("Increase money by any amount"), id="G1")
HALVES = {"half": {"left": np.arange(ROWS) % 2 == 0, "right": np.arange(ROWS) % 2 == 1}}


def paid(name, money, **more):
    return Contender(name, np.zeros(len(money), np.int8), np.rint(money).astype(np.int64), **more)


def slices_of(model, slices, champion=CHAMPION, outcomes=OUTCOMES, goal=GOAL):
    court = Court(model, {model.name: model, champion.name: champion}, champion.name, outcomes, "USD", 0.05)
    return {f"{one.dimension} {one.value}": one for one in prove_slices(goal, {}, court, slices)}


def test_each_word():
    left = HALVES["half"]["left"]
    model = paid("m", np.where(left, 500, -500) + 40 * SIDE)
    found = slices_of(model, {**HALVES, **SLICES, "some": {"of both": np.arange(ROWS) % 4 < 2}})
    assert {name: one.word for name, one in found.items()} == {
        "half left": "better",
        "half right": "worse",
        "line one": "not told apart",
        "line rare": "not enough rows",
        "some of both": "not told apart",
    }
    assert found["line rare"].p is None
    assert found["line rare"].adjusted is None
    assert "12 rows" in found["line rare"].why
    assert found["half left"].estimate.value == pytest.approx(5000, rel=0.1)  # per 1,000 rows
    assert found["half left"].adjusted == pytest.approx(
        4 * found["half left"].p
    )  # the rare one is none of the family


def test_what_stands_alone_is_not_told_apart_among_many():
    """A slice with p = .03 is better by itself; among twenty it is not."""
    shift = next(one for one in np.arange(20, 400, 2.0) if 0.01 < p_of(one) < 0.04)
    model = paid("m", shift + 400 * SIDE)
    alone = slices_of(model, {"line": SLICES["line"]})["line one"]
    copies = {"line": {str(at): np.ones(ROWS, bool) for at in range(20)}}
    assert alone.word == "better"
    assert {one.word for one in slices_of(model, copies).values()} == {"not told apart"}


def p_of(shift):
    found = slices_of(paid("m", shift + 400 * SIDE), {"line": SLICES["line"]})["line one"]
    return p_value(found.estimate)


def test_where_no_row_differs_nothing_is_told_apart_and_where_few_do_there_are_not_enough():
    assert slices_of(paid("m", CHAMPION.money), HALVES)["half left"].word == "not told apart"
    few = CHAMPION.money + np.where(np.arange(ROWS) < 12, 10_000, 0)
    found = slices_of(paid("m", few), {"all": {"rows": np.ones(ROWS, bool)}})["all rows"]
    assert found.word == "not enough rows"
    assert "12 of 80 rows differ" in found.why


def test_a_slice_of_five_clusters_has_not_enough():
    among = OUTCOMES.clusters < 5
    wide = Outcomes(np.zeros(400, np.int64), OUTCOMES.classes, OUTCOMES.actions, np.arange(400) // 10)
    rows = wide.clusters < 5
    model = paid("m", np.arange(400.0))
    found = slices_of(model, {"days": {"first": rows}}, paid("c", np.zeros(400)), wide)["days first"]
    assert among.any()
    assert (found.word, found.p) == ("not enough rows", None)
    assert "clusters are too few" in found.why


def test_without_money_it_is_the_metric_of_the_first_goal_in_its_direction():
    goal = replace(parse_goal("Decrease brier by any amount"), id="G1")
    model = replace(placed("m", loss=(-0.04, -0.03)), money=None)
    champion = replace(CHAMPION, money=None)
    found = slices_of(model, {"line": SLICES["line"]}, champion, goal=goal)["line one"]
    assert (found.word, found.metric) == ("better", "brier")
    swapped = slices_of(champion, {"line": SLICES["line"]}, model, goal=goal)["line one"]
    assert swapped.word == "worse"
    rule = replace(champion, probabilities=None)
    missing = slices_of(model, {"line": SLICES["line"]}, rule, goal=goal)["line one"]
    assert (missing.word, missing.p) == ("not measured", None)
    assert "gives no probabilities" in missing.why


def test_the_word_of_the_verdict_does_not_hear_them():
    """A model that loses all in one slice and wins more in another ships, where no guardrail was written; the slice is told."""
    left = HALVES["half"]["left"]
    model = paid("m", np.where(left, 3000, -500) + 40 * SIDE)
    found = judged(model, "Increase money per 1000 rows by any amount", slices=HALVES)
    assert found.word == "SHIP"
    assert {one.value: one.word for one in found.slices} == {"left": "better", "right": "worse"}
    without = judged(model, "Increase money per 1000 rows by any amount", slices={})
    assert (without.word, without.reasons, without.slices) == (found.word, found.reasons, ())


def test_json_brings_them_back_and_reads_what_had_none():
    found = judged(placed("m", money=(1.0, 2.0)), "Increase money per 1000 rows by any amount")
    written = json.loads(json.dumps(found.to_json()))
    assert Verdict.from_json(written).to_json() == written
    del written["slices"], written["scan"]
    old = Verdict.from_json(written)
    assert (old.slices, old.scan) == ((), None)


@pytest.mark.parametrize("days", [DAYS, 12])
def test_under_no_difference_a_wrong_word_comes_in_five_per_cent_of_verdicts(days):
    """Six overlapping slices, money that shares the noise of its day: the chance of any `better` or `worse`."""
    runs = 600 if days >= 30 else 60
    random, rows = np.random.default_rng(days), days * 30
    outcomes = Outcomes(
        np.zeros(rows, np.int64), ("otherwise", "late"), ("none", "act"), np.arange(rows) // 30
    )
    nothing, wrong = paid("c", np.zeros(rows)), 0
    for _ in range(runs):
        slices = {
            "place": {str(at): random.integers(0, 3, rows) == at for at in range(3)},
            "size": {name: random.random(rows) < 0.5 for name in ("small", "large", "huge")},
        }
        noise = 300 * random.normal(size=rows) + 200 * random.normal(size=days)[outcomes.clusters]
        found = slices_of(paid("m", noise), slices, nothing, outcomes)
        wrong += any(one.word in {"better", "worse"} for one in found.values())
    assert wrong / runs <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / runs)
    assert PER_DAY < 30
