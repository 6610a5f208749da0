"""A model that is no better ships as often as α says, and one that harms at the margin no more."""

from dataclasses import replace

import numpy as np

from wager.design.sentences.goals import parse_goal
from wager.evaluation.contender import Contender, Outcomes
from wager.verdict.question import Court
from wager.verdict.verdict import give_verdict

RUNS, DAYS, PER_DAY, ALPHA = 800, 40, 10, 0.05
RANDOM = np.random.default_rng(11)
OUTCOMES = Outcomes(
    np.arange(DAYS * PER_DAY) % 2, ("otherwise", "late"), ("none", "act"), np.repeat(np.arange(DAYS), PER_DAY)
)
IDLE = Contender("do_nothing", np.zeros(len(OUTCOMES), np.int8), np.zeros(len(OUTCOMES), np.int64))


def shares(shift: float, sentence: str) -> dict[str, float]:
    """Judge many models whose money over doing nothing is `shift` on average, alike within a day."""
    goal = replace(parse_goal(sentence), id="G1")
    words: dict[str, float] = {}
    for _ in range(RUNS):
        day = np.repeat(RANDOM.normal(0, 100, DAYS), PER_DAY)
        money = np.rint(shift + day + RANDOM.normal(0, 100, len(OUTCOMES))).astype(np.int64)
        model = Contender("m", IDLE.actions, money)
        court = Court(model, {"m": model, "do_nothing": IDLE}, "do_nothing", OUTCOMES, "USD", ALPHA)
        word = give_verdict("H1", [goal], {}, court, {}).word
        words[word] = words.get(word, 0) + 1 / RUNS
    return words


def test_no_better_ships_at_alpha():
    found = shares(0.0, "Increase money by any amount over do_nothing")
    assert 0.03 <= found["SHIP"] <= 0.07
    assert 0.03 <= found["HARM"] <= 0.07


def test_a_loss_as_large_as_the_margin_is_seldom_called_safe():
    found = shares(-30.0, "Keep money within 0.30 USD of do_nothing")
    assert 0.03 <= found["SHIP"] <= 0.07
