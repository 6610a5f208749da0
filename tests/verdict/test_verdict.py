"""The table of four words, row by row."""

import json
from dataclasses import replace

import numpy as np
import pytest

from wager.design.sentences.goals import parse_goal
from wager.design.sentences.metrics import parse_metric
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.slices import CLASS
from wager.foundation.errors import BadInputError
from wager.verdict.question import Court
from wager.verdict.scope import Scope
from wager.verdict.verdict import Verdict, give_verdict
from wager.verdict.words.basis import Basis
from wager.verdict.words.opening import opening
from wager.verdict.words.settling import help_needed

RANDOM = np.random.default_rng(9)
ROWS, DAYS = 4000, 80
TRUTH = (RANDOM.random(ROWS) < 0.3).astype(np.int64)
OUTCOMES = Outcomes(TRUTH, ("otherwise", "late"), ("none", "act"), np.arange(ROWS) % DAYS, "flight", "days")
ORIGIN = RANDOM.integers(0, 3, ROWS)
SLICES = {"origin": {name: at == ORIGIN for at, name in enumerate(["EWR", "JFK", "LGA"])}}
NAMED = {
    "net": parse_metric("money per 1000 flights"),
    "recall": parse_metric("recall of late"),
    "alerts": parse_metric("rate of act per 1000 flights, lower is better"),
}


def contender(name, found, false=0.1, rows=slice(None), seed=1):
    """Acts on a share of the late rows, and on a share of the others."""
    random = np.random.default_rng(seed).random(ROWS)
    actions = np.where(TRUTH == 1, random < found, random < false).astype(np.int8)[rows]
    money = np.where(actions == 1, np.where(TRUTH[rows] == 1, 8000, -1500), 0).astype(np.int64)
    return Contender(name, actions, money)


IDLE = Contender("do_nothing", np.zeros(ROWS, np.int8), np.zeros(ROWS, np.int64))
CHAMPION = contender("champion_rule", 0.5)


def judged(model, *written, champion=CHAMPION, alpha=0.05, slices=SLICES, outcomes=OUTCOMES, **more):
    goals = [replace(parse_goal(one, names=NAMED), id=f"G{at}", **more) for at, one in enumerate(written, 1)]
    others = {model.name: model, champion.name: champion, "do_nothing": IDLE}
    court = Court(model, others, champion.name, outcomes, "USD", alpha)
    return give_verdict("H1", goals, NAMED, court, slices)


GOAL = "Increase net by 2000 USD over champion"
GUARDED = f"{GOAL} without decreasing recall for any origin by more than 2 pp and without increasing alerts by more than 150"


def test_better_everywhere_ships():
    verdict = judged(contender("m", 0.7), GUARDED, "Increase net by any amount over do_nothing")
    assert verdict.word == "SHIP"
    assert [proof.result for proof in verdict.goals + verdict.guards] == ["proven"] * 6
    assert [proof.slice for proof in verdict.guards] == ["origin EWR", "origin JFK", "origin LGA", ""]
    assert len(verdict.reasons) == 6


def test_money_wholly_below_zero_is_harm():
    verdict = judged(contender("m", 0.3), GOAL)
    assert verdict.word == "HARM"
    assert "losing side of zero" in verdict.reasons[0]


def test_a_guardrail_wholly_beyond_its_margin_is_harm_whatever_the_money_says():
    model = contender("m", 0.9, 0.05)
    actions = np.where((ORIGIN == 1) & (np.arange(ROWS) % 2 == 0), 0, model.actions).astype(np.int8)
    actions = np.where((ORIGIN == 1), actions * (RANDOM.random(ROWS) < 0.4), actions).astype(np.int8)
    money = np.where(actions == 1, np.where(TRUTH == 1, 8000, -1500), 0)
    verdict = judged(Contender("m", actions, money), GUARDED)
    assert verdict.word == "HARM"
    assert verdict.goals[0].result == "proven"
    assert [reason for reason in verdict.reasons if "origin JFK" in reason] == list(verdict.reasons)


def test_wholly_below_the_amount_is_refuted():
    verdict = judged(contender("m", 0.54), GOAL)
    assert verdict.word == "REFUTED"
    assert "wholly below the +2,000 USD asked" in verdict.reasons[0]


def test_a_guardrail_that_is_merely_not_proven_is_inconclusive_and_says_how_many_days_more():
    tight = f"{GOAL} without decreasing recall for origin LGA by more than 0.1 pp"
    verdict = judged(contender("m", 0.5, 0.0, seed=2), tight.replace("2000 USD", "any amount"))
    assert verdict.word == "INCONCLUSIVE"
    help_line = help_needed(verdict, Basis(verdict, Scope()).tell())[-1]
    assert "more days" in help_line
    assert "settle it" in help_line


def test_the_factor_is_what_it_says():
    verdict = judged(contender("m", 0.52, seed=3), "Increase net by any amount over champion")
    proof = verdict.goals[0]
    if proof.result == "open":
        from wager.evaluation.estimate import t_quantile

        shrunk = proof.estimate.se / np.sqrt(proof.factor)
        assert abs(proof.estimate.value) == pytest.approx(t_quantile(0.05, DAYS) * shrunk)


def test_prove_at_least_needs_the_lower_bound():
    model = contender("m", 0.7)
    value = judged(model, GOAL).goals[0].estimate.value
    near = f"Increase net by {value - 50:.0f} USD over champion"
    assert judged(model, near).word == "SHIP"
    assert judged(model, near, prove="at_least").word == "INCONCLUSIVE"
    assert judged(model, GOAL, prove="at_least").word == "SHIP"


def test_identical_contenders_prove_nothing_and_harm_nothing():
    same = replace(CHAMPION, name="m")
    assert judged(same, "Increase net by any amount over champion").word == "INCONCLUSIVE"
    verdict = judged(same, GUARDED)
    assert verdict.word == "INCONCLUSIVE"
    assert "no row differs" in verdict.reasons[0]
    assert {proof.result for proof in verdict.guards} == {"proven"}


def test_decrease_and_improve_know_their_direction():
    fewer = contender("m", 0.5, 0.02)
    assert judged(fewer, "Decrease alerts by 20 over champion").word == "SHIP"
    assert judged(fewer, "Improve alerts by 20 over champion").word == "SHIP"
    assert judged(fewer, "Increase alerts by 20 over champion").word == "REFUTED"


def test_keep_lets_a_little_be_lost():
    slightly = contender("m", 0.49)
    assert judged(slightly, "Keep net within 500 USD of champion").word == "SHIP"
    assert judged(contender("m", 0.2), "Keep net within 500 USD of champion").word == "HARM"
    assert judged(contender("m", 0.2), "Keep recall within 5 pp of champion").word == "REFUTED"


def test_relative_amounts_carry_the_baselines_uncertainty():
    verdict = judged(contender("m", 0.7), "Increase net by rel 5 % over champion")
    asked = 0.05 * CHAMPION.money.mean() / 100 * 1000
    assert verdict.word == "SHIP"
    assert verdict.goals[0].asked == pytest.approx(asked)
    assert judged(contender("m", 0.7), "Increase net by rel 90 % over champion").word == "REFUTED"


def test_small_slices_are_never_fine():
    tiny = {"origin": {**SLICES["origin"], "HPN": np.arange(ROWS) < 12}}
    verdict = judged(contender("m", 0.7), GUARDED, slices=tiny)
    assert verdict.word == "INCONCLUSIVE"
    proof = next(proof for proof in verdict.guards if proof.slice == "origin HPN")
    assert proof.result == "unmeasured"
    assert "not enough rows" in proof.why
    said = help_needed(verdict, Basis(verdict, Scope()).tell())
    (line,) = [line for line in said if "origin HPN" in line]
    assert "origin HPN: not enough rows" in line
    assert "; judge more rows, or leave the test out" in line


@pytest.mark.parametrize("margin", ["2 pp", "rel 2 %"])
def test_a_slice_without_rows_is_unmeasured_and_can_be_written(margin):
    empty = {"origin": {**SLICES["origin"], "HPN": np.zeros(ROWS, dtype=bool)}}
    verdict = judged(contender("m", 0.7), GUARDED.replace("2 pp", margin), slices=empty)
    assert verdict.word == "INCONCLUSIVE"
    proof = next(proof for proof in verdict.guards if proof.slice == "origin HPN")
    assert proof.result == "unmeasured"
    json.dumps(verdict.to_json(), allow_nan=False)  # a log holds finite numbers


def test_too_few_clusters_conclude_nothing():
    weeks = replace(OUTCOMES, clusters=OUTCOMES.clusters % 5, cluster_word="weeks")
    verdict = judged(contender("m", 0.1), GUARDED, outcomes=weeks)
    assert verdict.word == "INCONCLUSIVE"
    assert "5 clusters are too few" in verdict.reasons[0]


def test_any_other_leaves_out_the_goals_own_value():
    goal = "Increase recall by 3 pp for origin JFK without decreasing recall for any other origin by more than 1 pp"
    verdict = judged(contender("m", 0.8), goal)
    assert [proof.slice for proof in verdict.goals] == ["origin JFK"]
    assert [proof.slice for proof in verdict.guards] == ["origin EWR", "origin LGA"]


def test_recall_of_each_class_is_sliced_by_class():
    truth = RANDOM.integers(0, 3, ROWS)
    outcomes = Outcomes(truth, ("safe", "spam", "phishing"), ("none", "act"), np.arange(ROWS) % DAYS)

    def guess(name, right):
        answer = np.where(RANDOM.random(ROWS) < right[truth], truth, 0)
        return Contender(name, np.zeros(ROWS, np.int8), np.zeros(ROWS, np.int64), np.eye(3)[answer])

    model, old = guess("m", np.array([1, 0.7, 0.8])), guess("champion_rule", np.array([1, 0.7, 0.6]))
    named = {"recall": parse_metric("recall of each class")}
    sentence = "Increase recall by 3 pp for phishing without decreasing recall for any other class by more than 10 pp"
    goal = replace(parse_goal(sentence, names=named), id="G1")
    court = Court(model, {"m": model, old.name: old}, old.name, outcomes, "USD", 0.05)
    verdict = give_verdict("H1", [goal], named, court, {})
    assert verdict.word == "SHIP"
    assert [proof.slice for proof in verdict.guards] == [f"{CLASS} safe", f"{CLASS} spam"]


def test_swapping_the_contestants_turns_the_figures():
    one, two = contender("m", 0.7), replace(CHAMPION, name="n")
    forth = judged(one, GOAL, champion=two).goals[0]
    back = judged(two, GOAL, champion=one).goals[0]
    assert (forth.estimate.value, forth.low, forth.high) == (-back.estimate.value, -back.high, -back.low)


def test_a_smaller_alpha_asks_for_more():
    found = [judged(contender("m", 0.7), GUARDED, alpha=alpha).goals[0].low for alpha in (0.05, 0.01)]
    assert found[1] < found[0]


def test_amounts_in_a_wrong_unit_and_unknown_baselines_are_refused():
    with pytest.raises(BadInputError, match="is in USD"):
        judged(contender("m", 0.7), "Increase net by 5 EUR over champion")
    with pytest.raises(BadInputError, match="no amount of"):
        judged(contender("m", 0.7), "Increase recall by 5 USD over champion")
    with pytest.raises(BadInputError, match="no baseline 'evening'"):
        judged(contender("m", 0.7), "Increase net by 5 USD over evening")
    with pytest.raises(BadInputError, match="no goals"):
        judged(contender("m", 0.7))


def test_json_brings_it_back_and_people_read_money_first():
    verdict = judged(contender("m", 0.7), GUARDED)
    again = Verdict.from_json(json.loads(json.dumps(verdict.to_json())))
    assert again == verdict
    means, over_champion, over_nothing = opening(again, Scope())
    assert means.startswith("It may decide")
    assert over_champion.startswith("m in place of champion_rule (the champion): ")
    assert "more per 1,000 flights" in over_champion
    assert over_nothing.startswith("m in place of doing nothing: ")


def test_what_a_contender_does_not_answer_is_not_proven():
    verdict = judged(contender("m", 0.7), "Improve auc by 0.02 over champion")
    assert verdict.word == "INCONCLUSIVE"
    assert "cannot be measured: m gives no probabilities" in verdict.reasons[0]


@pytest.mark.parametrize(
    ("errors", "alpha", "word", "bound"),
    [
        (1.8, 0.05, "SHIP", "+1.40 USD .. +34.60 USD"),
        (-1.8, 0.05, "HARM", "-34.60 USD .. -1.40 USD"),
        (2.1, 0.01, "INCONCLUSIVE", "-2.65 USD .. +44.65 USD"),
        (4.0, 0.05, "SHIP", ""),
    ],
)
def test_where_the_interval_that_is_shown_is_not_what_decided_the_bounds_are_said(errors, alpha, word, bound):
    """The shown 95 % has zero on the other side than the bounds at α have."""
    apart = np.random.default_rng(1).standard_normal(50)
    varied = np.r_[apart, -apart] / np.r_[apart, -apart].std(ddof=1)
    model = Contender("m", money=np.round(1e4 * (varied + errors / 10)).astype(np.int64))
    rule = Contender("rule", money=np.zeros(100, np.int64))
    rows = Outcomes(np.ones(100, np.int64), ("otherwise", "late"), ("none", "act"), np.arange(100))
    court = Court(model, {"m": model, "rule": rule}, "rule", rows, "USD", alpha)
    verdict = give_verdict("H1", [parse_goal("Increase money by any amount over rule")], {}, court, {})
    assert verdict.word == word
    assert (f"at α = {alpha} on either side {bound}" in verdict.reasons[0]) == bool(bound)
    assert ("either side" in verdict.reasons[0]) == bool(bound)
