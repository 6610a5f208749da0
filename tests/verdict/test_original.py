"""No creep: where another champion holds the title by now, guardrails hold against the declared one as well."""

from dataclasses import replace

import pytest

from verdict.placed import ALPHA, OUTCOMES, SLICES, placed
from wager.design.sentences.goals import parse_goal
from wager.verdict import asked
from wager.verdict.question import Court
from wager.verdict.verdict import Verdict, give_verdict

GUARD = "without increasing brier by more than 0.01"
OVER_CHAMPION = f"Increase money by any amount over champion {GUARD}"
CHAMPION = placed("by-hour 1a2b", loss=(0.008, 0.0081))
"""It lost most of one margin to the first champion, which was borne."""
FIRST = placed("evening")


def judged(model, sentence=OVER_CHAMPION, champion=CHAMPION, original="evening"):
    goal = replace(parse_goal(sentence), id="G1")
    contenders = {one.name: one for one in (model, champion, FIRST, placed("do_nothing"))}
    court = Court(model, contenders, champion.name, OUTCOMES, "USD", ALPHA, original=original)
    return goal, give_verdict("H1", [goal], {}, court, SLICES)


def results(verdict):
    return {proof.id: (proof.against, proof.result) for proof in verdict.guards}


@pytest.mark.parametrize(
    ("loss", "original", "word"),
    [
        ((0.0085, 0.009), "proven", "SHIP"),  # within the margin of both
        ((0.0095, 0.012), "open", "INCONCLUSIVE"),
        ((0.012, 0.014), "beyond", "HARM"),  # one margin more, within that of the champion
    ],
)
def test_a_second_margin_is_not_borne_on_top_of_the_first(loss, original, word):
    model = placed("m", money=(5.0, 6.0), loss=loss)
    _, verdict = judged(model)
    assert verdict.word == word
    assert results(verdict) == {"G1.1": (CHAMPION.name, "proven"), "G1.1-original": ("evening", original)}
    _, alone = judged(model, original="")
    assert (alone.word, list(results(alone))) == ("SHIP", ["G1.1"])
    assert Verdict.from_json(verdict.to_json()) == verdict
    if word == "HARM":
        assert [reason.partition(":")[0] for reason in verdict.reasons] == ["G1.1-original"]


def test_a_champion_that_is_the_declared_one_is_tested_once():
    _, verdict = judged(placed("m", money=(5.0, 6.0)), champion=FIRST)
    assert list(results(verdict)) == ["G1.1"]


def test_what_is_asked_over_another_baseline_has_no_original():
    _, verdict = judged(placed("m", money=(5.0, 6.0)), OVER_CHAMPION.replace("champion", "do_nothing"))
    assert list(results(verdict)) == ["G1.1"]


def test_each_value_of_a_slice_is_tested_against_both_and_a_small_one_says_so():
    sentence = OVER_CHAMPION.replace("by more than 0.01", "for any line by more than 0.01")
    _, verdict = judged(placed("m", money=(5.0, 6.0), loss=(0.0085, 0.009)), sentence)
    found = [(proof.id, proof.slice, proof.result) for proof in verdict.guards]
    assert found == [
        ("G1.1", "line one", "proven"),
        ("G1.1", "line rare", "unmeasured"),
        ("G1.1-original", "line one", "proven"),
        ("G1.1-original", "line rare", "unmeasured"),
    ]
    assert verdict.word == "INCONCLUSIVE"
    assert "not enough rows" in verdict.guards[3].why


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        ("", [("G1", "champion"), ("G1.1", "champion")]),
        ("evening", [("G1", "champion"), ("G1.1", "champion"), ("G1.1-original", "evening")]),
    ],
)
def test_a_plan_counts_the_same_tests(original, expected):
    goal, _ = judged(placed("m"))
    listed = asked.tests_of(goal, {}, SLICES, len(OUTCOMES), original)
    assert [(one.id, one.baseline) for one in listed] == expected
