"""By weeks beside by days: both are said where they differ, and the declared clusters judge."""

import json
from dataclasses import replace

import numpy as np
import pytest

from wager.design.sentences.goals import parse_goal
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.influence import mean
from wager.evaluation.interval import estimate
from wager.verdict.question import Court
from wager.verdict.scope import Scope
from wager.verdict.verdict import Verdict, give_verdict
from wager.verdict.words.basis import Basis
from wager.verdict.words.by_weeks import WIDER, second_opinions, times_as_wide
from wager.verdict.words.page import sections

WEEKS, EACH = 40, 20
DAYS = WEEKS * 7
ROWS = DAYS * EACH
DAY = np.repeat(np.arange(DAYS), EACH)
WEEK = DAY // 7
TRUTH = (np.arange(ROWS) % 2).astype(np.int64)
OUTCOMES = Outcomes(
    TRUTH, ("no", "late"), ("none", "act"), DAY, each="flight", cluster_word="days", by_weeks=(WEEK,)
)


def contender(name, gain, spell=0.0, seed=3):
    """Earns so many dollars a flight more than nothing; a spell of weather lasts a week."""
    random = np.random.default_rng(seed)
    spells = spell * random.normal(size=WEEKS)
    earned = gain + spells[WEEK] + random.normal(size=DAYS)[DAY] + random.normal(size=ROWS)
    acted = (random.random(ROWS) < 0.3 + 0.4 * TRUTH).astype(np.int8)
    return Contender(name, acted, np.rint(100 * earned).astype(np.int64))


IDLE = Contender("do_nothing", np.zeros(ROWS, np.int8), np.zeros(ROWS, np.int64))


def judged(
    model, sentence="Increase money per 1000 flights by any amount over do_nothing", outcomes=OUTCOMES
):
    court = Court(model, {model.name: model, "do_nothing": IDLE}, "do_nothing", outcomes, "USD", 0.025)
    return give_verdict("H1", [replace(parse_goal(sentence), id="G1")], {}, court, {})


def texts(verdict):
    return [f"{label}: {said}" for label, said in second_opinions(verdict)]


def test_a_spell_that_lasts_a_week_is_said_and_decides_nothing():
    verdict = judged(contender("m", 0.45, spell=1.2))
    (goal,) = verdict.goals
    assert (goal.result, goal.by_weeks, verdict.word) == ("proven", "open", "SHIP")
    assert goal.estimate.clusters == DAYS
    assert goal.estimate.by_weeks.clusters == WEEKS
    measured = mean(np.asarray(contender("m", 0.45, spell=1.2).money, float), np.ones(ROWS, bool)).times(1000)
    assert goal.estimate.by_weeks.se == pytest.approx(estimate(measured, WEEK, "USD").se)
    money, test, judge = texts(verdict)
    assert money.startswith("by weeks: money over do_nothing: +")
    assert "in 40 weeks" in money
    assert test.endswith("; it would be open")
    assert judge == "judged: by days, as it was frozen; weeks decide nothing"
    without = judged(contender("m", 0.45, spell=1.2), outcomes=replace(OUTCOMES, by_weeks=()))
    assert (without.word, without.goals[0].result) == (verdict.word, goal.result)
    assert (without.goals[0].low, without.goals[0].high) == (goal.low, goal.high)


def test_of_what_is_unmeasured_nothing_is_said_by_weeks_either():
    verdict = judged(contender("m", 0.45, spell=1.2))
    unknown = replace(verdict, goals=(replace(verdict.goals[0], result="unmeasured"),))
    assert len(texts(verdict)) == 3
    assert [one.partition(":")[0] for one in texts(unknown)] == ["by weeks", "judged"]

    def printed(of):
        (found,) = [one for one in sections(Basis(of, Scope())) if one.name == "found"]
        return found.rows[0][-1]

    assert printed(verdict).endswith("(open)")
    assert printed(unknown) == "over do_nothing"


def test_wider_with_the_same_result_is_said_so():
    verdict = judged(contender("m", 5.0, spell=1.2))
    assert verdict.goals[0].by_weeks == verdict.goals[0].result == "proven"
    assert times_as_wide(verdict.goals[0].estimate) > WIDER
    assert texts(verdict)[1].endswith("; the same result")


def test_nothing_is_said_where_days_are_independent():
    verdict = judged(contender("m", 5.0, seed=11))
    assert verdict.goals[0].estimate.by_weeks is not None
    assert times_as_wide(verdict.goals[0].estimate) < WIDER
    assert texts(verdict) == []


def test_a_narrower_interval_is_said_where_it_would_end_otherwise():
    """Days of a week that cancel out: by week nearly nothing is left to vary."""
    random = np.random.default_rng(4)
    swing = np.tile(np.array([3.0, -3, 2, -2, 4, -4, 0]), WEEKS)[DAY]
    model = Contender(
        "m", IDLE.actions, np.rint(100 * (0.1 + swing + random.normal(size=ROWS))).astype(np.int64)
    )
    verdict = judged(model)
    assert (verdict.goals[0].result, verdict.goals[0].by_weeks) == ("open", "proven")
    assert verdict.word == "INCONCLUSIVE"
    (test, judge) = texts(verdict)
    assert test.endswith("; it would be proven")
    assert judge.startswith("judged: by days")


def test_guardrails_have_weeks_too_and_few_weeks_none():
    guarded = (
        "Increase money per 1000 flights by any amount over do_nothing "
        "without increasing rate of act in no by more than 90 pp"
    )
    verdict = judged(contender("m", 5.0), guarded)
    assert verdict.guards[0].by_weeks == "proven"
    few = judged(contender("m", 5.0), guarded, replace(OUTCOMES, by_weeks=(DAY // 60,)))
    assert few.goals[0].estimate.by_weeks is None
    assert (few.goals[0].by_weeks, few.guards[0].by_weeks) == ("", "")
    assert texts(few) == []


def test_json_brings_it_back_and_what_has_no_weeks_says_nothing_of_them():
    verdict = judged(contender("m", 0.45, spell=1.2))
    again = Verdict.from_json(json.loads(json.dumps(verdict.to_json())))
    assert again == verdict
    assert texts(again) == texts(verdict)
    plain = judged(contender("m", 0.45), outcomes=replace(OUTCOMES, by_weeks=()))
    assert "by_weeks" not in json.dumps(plain.to_json()["against"])
    older = plain.to_json()
    for proof in older["goals"]:
        del proof["by_weeks"]
    assert Verdict.from_json(json.loads(json.dumps(older))) == plain


def test_intervals_of_two_ways_that_rest_on_one_are_named():
    model, shop = contender("m", 5.0), np.empty(ROWS, np.int64)
    shop[np.argsort(model.money)] = (
        np.arange(ROWS) % 35
    )  # each has as much: shops vary by less than their cells
    verdict = judged(model, outcomes=replace(OUTCOMES, also=shop, by_weeks=(WEEK, shop)))
    assert verdict.clusters == 35
    assert [said for label, said in second_opinions(verdict) if label == "two ways"] == [
        "both ways of clusters together come to less than one of them, so the larger one counts alone: G1"
    ]
