"""The table of four words as a grid: where the intervals lie against amounts and margins, and which word follows.

What a team asks is that a promotion is never a matter of luck: what it says is won, and what it must not lose. Each row
and each column below says in plain words what is known there; the cell is the word that somebody honest would use.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from verdict.placed import CHAMPION, LOSS, OUTCOMES, judged, placed
from wager.evaluation.contender import Contender, Outcomes

GOALS = {
    # In units of the amount asked: the bounds of the difference in money.
    "it loses money": (-1.4, -0.2),
    "perhaps it wins something, but never what was asked": (-0.4, 0.6),
    "it wins, but never what was asked": (0.2, 0.8),
    "it wins, and the best guess is less than asked": (0.4, 1.2),
    "it wins, and the best guess is what was asked": (0.6, 1.6),
    "anything is possible": (-0.5, 1.3),
    "the best guess is more than asked, but a loss is possible": (-0.2, 2.8),
    "it wins more than asked": (1.2, 2.0),
}
GUARDS = {
    # In units of the margin: the bounds of the harm. 1 is just not bearable any more.
    "it does good": (-1.5, -0.5),
    "no harm is shown, nor any beyond the margin possible": (-0.5, 0.5),
    "harm is certain, and bearable": (0.3, 0.8),
    "too much harm is possible, none is shown": (-0.6, 1.4),
    "harm is certain, too much is possible": (0.4, 1.6),
    "too much harm is certain": (1.2, 1.8),
}

GRID = """
                                                            good  none  bearable  possible  certain  too_much
it loses money                                              HARM  HARM  HARM      HARM      HARM     HARM
perhaps it wins something, but never what was asked         REF   REF   REF       REF       REF      HARM
it wins, but never what was asked                           REF   REF   REF       REF       REF      HARM
it wins, and the best guess is less than asked              INC   INC   INC       INC       INC      HARM
it wins, and the best guess is what was asked               SHIP  SHIP  SHIP      INC       INC      HARM
anything is possible                                        INC   INC   INC       INC       INC      HARM
the best guess is more than asked, but a loss is possible   INC   INC   INC       INC       INC      HARM
it wins more than asked                                     SHIP  SHIP  SHIP      INC       INC      HARM
"""
"""Why, column by column. A harm that is certain and beyond what was agreed to bear says no, whatever is won. Where the margin is
neither kept nor passed for certain, nobody may call it safe: no SHIP; but what is certain about the goal stays certain. A harm
within the margin was agreed to: it does not count, even where it is certain.

Why, row by row. Losing money for certain is harm without any guardrail. That less is won than was asked is only said where all
that is possible is less. A gain ships where it is certain and the best guess is what was asked. Else more rows are needed."""

AT_LEAST = {
    # `prove: at_least` asks that what was asked is certain, not only the gain.
    "it loses money": "HARM",
    "perhaps it wins something, but never what was asked": "REFUTED",
    "it wins, but never what was asked": "REFUTED",
    "it wins, and the best guess is less than asked": "INCONCLUSIVE",
    "it wins, and the best guess is what was asked": "INCONCLUSIVE",
    "anything is possible": "INCONCLUSIVE",
    "the best guess is more than asked, but a loss is possible": "INCONCLUSIVE",
    "it wins more than asked": "SHIP",
}

WORDS = {"SHIP": "SHIP", "HARM": "HARM", "REF": "REFUTED", "INC": "INCONCLUSIVE"}
UNITS = [(100.0, 0.05), (5000.0, 0.05), (5000.0, 0.1)]


def cells():
    for line in GRID.strip().splitlines()[1:]:
        goal, *words = (part for part in line.split("  ") if part.strip())
        for guard, word in zip(GUARDS, words, strict=True):
            yield goal, guard, WORDS[word.strip()]


def scaled(bounds, unit):
    return bounds[0] * unit, bounds[1] * unit


def check_cell(goal, guard, word, amount=5000.0, margin=0.05):
    """Judge the contender of one cell, its margin absolute and relative."""
    model = placed("m", scaled(GOALS[goal], amount), scaled(GUARDS[guard], margin))
    for written in (f"{margin:g}", f"rel {margin / LOSS * 100:.10f} %"):
        verdict = judged(
            model,
            f"Increase money by {amount:g} USD over champion without increasing brier by more than {written}",
        )
        assert verdict.word == word, (goal, guard, written, verdict.reasons)
        low, high = scaled(GOALS[goal], amount)
        assert (verdict.goals[0].low, verdict.goals[0].high) == pytest.approx((low, high), abs=0.01)


def check_grid(amount=5000.0, margin=0.05):
    """Judge all cells."""
    for goal, guard, word in cells():
        check_cell(goal, guard, word, amount, margin)


def test_the_grid_names_each_cell_once():
    found = [cell[:2] for cell in cells()]
    assert len(found) == len(set(found)) == len(GOALS) * len(GUARDS)
    assert {word for *_, word in cells()} == set(WORDS.values())


@pytest.mark.parametrize(("amount", "margin"), UNITS)
def test_each_cell_has_the_word_that_its_argument_gives(amount, margin):
    check_grid(amount, margin)


@pytest.mark.parametrize(("goal", "word"), AT_LEAST.items())
def test_at_least_asks_that_the_amount_itself_is_certain(goal, word):
    model = placed("m", scaled(GOALS[goal], 5000))
    assert judged(model, "Increase money by 5000 USD over champion", prove="at_least").word == word


@pytest.mark.parametrize(
    ("bounds", "word"),
    [
        ((-3.0, -1.0), "HARM"),  # a loss, for certain
        ((-3.0, 1.0), "INCONCLUSIVE"),  # probably a loss, and nothing is certain
        ((-1.0, 3.0), "INCONCLUSIVE"),  # probably a gain, and nothing is certain: not refuted, not shipped
        ((1.0, 3.0), "SHIP"),  # a gain, and any gain was asked
    ],
)
def test_any_amount_is_a_question_about_zero(bounds, word):
    model = placed("m", scaled(bounds, 1000))
    assert judged(model, "Increase money by any amount over champion").word == word


@pytest.mark.parametrize(
    ("bounds", "of_money", "of_loss"),
    [
        ((-0.8, 0.4), "SHIP", "SHIP"),  # whatever is lost is less than what may be
        ((-1.4, 0.4), "INCONCLUSIVE", "INCONCLUSIVE"),  # too much may be lost, or nothing
        (
            (-1.9, -1.2),
            "HARM",
            "REFUTED",
        ),  # too much is lost for certain; only money is harm without a guardrail
        ((0.2, 0.8), "SHIP", "SHIP"),  # what gets better was kept too
    ],
)
def test_keep_asks_that_no_more_is_lost_than_may_be(bounds, of_money, of_loss):
    assert (
        judged(placed("m", scaled(bounds, 5000)), "Keep money within 5000 USD of champion").word == of_money
    )
    worse = -0.05 * bounds[1], -0.05 * bounds[0]  # a loss is better where it is lower
    assert judged(placed("m", loss=worse), "Keep brier within 0.05 of champion").word == of_loss


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        ((0.2, 1.0), "REFUTED"),  # no money is lost: the goal is missed, nobody is harmed
        ((-0.4, 0.2), "REFUTED"),  # what is won is never what was asked
        ((-1.6, -0.2), "INCONCLUSIVE"),
        ((-1.8, -0.6), "SHIP"),
    ],
)
def test_a_goal_that_is_no_money_is_missed_and_not_harm(harm, word):
    model = placed("m", loss=scaled(harm, 0.05))
    assert judged(model, "Decrease brier by 0.05 over champion").word == word


@pytest.mark.parametrize(
    ("goal", "word"),
    [
        ("it wins more than asked", "INCONCLUSIVE"),  # nobody knows about the few rows, so nobody may ship
        ("it wins, but never what was asked", "REFUTED"),  # which does not hang on them
        ("it loses money", "HARM"),
    ],
)
def test_a_guardrail_without_enough_rows_is_never_kept(goal, word):
    model = placed("m", scaled(GOALS[goal], 5000), (-0.05, -0.02))
    sentence = (
        "Increase money by 5000 USD over champion without increasing brier for line rare by more than 0.05"
    )
    verdict = judged(model, sentence)
    assert verdict.word == word
    assert verdict.guards[0].result == "unmeasured"


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("guard", GUARDS)
def test_swapping_the_contestants_turns_every_figure(goal, guard):
    model = placed("m", scaled(GOALS[goal], 5000), scaled(GUARDS[guard], 0.05))
    sentence = "Increase money by 5000 USD over champion without increasing brier by more than 0.05"
    forth, back = judged(model, sentence), judged(CHAMPION, sentence, champion=model)
    for one, other in zip(forth.goals + forth.guards, back.goals + back.guards, strict=True):
        assert one.estimate.value == -other.estimate.value
        assert (one.low, one.high) == (-other.high, -other.low)
        assert one.estimate.se == other.estimate.se
    assert not (forth.word == "SHIP" and back.word == "SHIP")  # they cannot both be the better one


DAILY = st.integers(-100_000, 100_000)
CLUSTERS = st.sampled_from([6, 11, 12, 24, 30, 45])


@st.composite
def contests(draw):
    """Any money and any loss on 6 to 45 clusters of four rows."""
    groups = draw(CLUSTERS)
    money = draw(arrays(np.int64, 4 * groups, elements=DAILY))
    return contest_of(groups, money, draw(arrays(np.float64, 4 * groups, elements=st.floats(0, 1, width=32))))


def contest_of(groups, money, chance):
    """Set a model with this money and these probabilities against a champion that earns nothing and says a half."""
    model = Contender("m", np.zeros(len(money), np.int8), money, np.column_stack([1 - chance, chance]))
    none, half = np.zeros(len(money), np.int64), np.full((len(money), 2), 0.5)
    champion = Contender("champion_rule", np.zeros(len(money), np.int8), none, half)
    outcomes = Outcomes(none, OUTCOMES.classes, OUTCOMES.actions, np.arange(len(money)) % groups)
    return model, champion, outcomes


def check_contest(contest, amount, margin, alpha):
    """See that no word denies what the intervals leave possible."""
    model, champion, outcomes = contest
    sentence = (
        f"Increase money by {amount} USD over champion without increasing brier by more than {margin:.6f}"
    )
    verdict = judged(model, sentence, champion, outcomes, alpha, {})
    (goal,), (guard,) = verdict.goals, verdict.guards
    if "unmeasured" in {goal.result, guard.result}:
        assert verdict.word not in ({"SHIP", "REFUTED"} if goal.result == "unmeasured" else {"SHIP"})
        return
    near = 1e-6 * (1 + abs(goal.high) + abs(goal.low))
    if goal.low + near <= amount <= goal.high - near:
        assert verdict.word != "REFUTED"
    if guard.low <= guard.asked - 1e-9:
        assert guard.result != "beyond"
        assert verdict.word != "HARM" or goal.result == "beyond"
    if guard.high >= guard.asked + 1e-9:
        assert verdict.word != "SHIP"  # too much harm is possible
    if goal.low <= -near:
        assert verdict.word != "SHIP"  # a loss is possible
    if goal.high >= near:
        assert goal.result != "beyond"


@settings(max_examples=60, deadline=None)
@given(contests(), st.integers(1, 900), st.floats(0.01, 0.5), st.sampled_from([0.05, 0.01]))
def test_what_is_possible_is_never_denied(contest, amount, margin, alpha):
    """Not significant is no finding: neither that too little is won, nor that harm is done."""
    check_contest(contest, amount, margin, alpha)


@settings(max_examples=40, deadline=None)
@given(contests())
def test_swapping_turns_every_figure_also_of_few_clusters(contest):
    model, champion, outcomes = contest
    sentence = "Increase money by 5 USD over champion without increasing brier by more than 0.05"
    forth = judged(model, sentence, champion, outcomes, slices={})
    back = judged(champion, sentence, model, outcomes, slices={})
    for one, other in zip(forth.goals + forth.guards, back.goals + back.guards, strict=True):
        near = 1e-9 * (1 + abs(one.low) + abs(one.high))
        assert one.estimate.value == pytest.approx(-other.estimate.value, abs=near)
        assert (one.low, one.high) == pytest.approx((-other.high, -other.low), abs=near)
