"""Contenders whose intervals lie exactly where a test wants them: 40 days, each row its own amount of money and of Brier loss.

On all rows the event does not hold, so that a probability p has a Brier loss of p². Half of the days lie as far above
the mean as the others below it: the standard error is that distance over √39.
"""

from dataclasses import replace
from math import sqrt

import numpy as np
from scipy import stats

from wager.design.sentences.goals import parse_goal
from wager.evaluation.contender import Contender, Outcomes
from wager.verdict.question import Court
from wager.verdict.verdict import give_verdict

DAYS, PER_DAY, ALPHA = 40, 2, 0.05
ROWS = DAYS * PER_DAY
REACH = stats.t.ppf(1 - ALPHA, DAYS - 1) / sqrt(DAYS - 1)
"""How far a bound lies from the mean, where the days lie 1 away from it."""

OUTCOMES = Outcomes(
    np.zeros(ROWS, np.int64), ("otherwise", "late"), ("none", "act"), np.repeat(np.arange(DAYS), PER_DAY)
)
SIDE = np.where(OUTCOMES.clusters % 2 == 0, 1.0, -1.0)
OTHER_SIDE = np.where(OUTCOMES.clusters % 4 < 2, 1.0, -1.0)
SLICES = {"line": {"one": np.ones(ROWS, bool), "rare": np.arange(ROWS) < 12}}
LOSS = 0.36
"""The champion's Brier loss."""


def placed(name, money=(0.0, 0.0), loss=(0.0, 0.0)):
    """Make a contender whose one-sided bounds over the champion lie there: money in USD, then Brier loss."""
    earned = sum(money) / 2 + SIDE * (money[1] - money[0]) / 2 / REACH
    lost = LOSS + sum(loss) / 2 + OTHER_SIDE * (loss[1] - loss[0]) / 2 / REACH
    chance = np.sqrt(lost)
    return Contender(
        name,
        np.zeros(ROWS, np.int8),
        np.rint(earned * 100).astype(np.int64),
        np.column_stack([1 - chance, chance]),
    )


CHAMPION = placed("champion_rule")


def judged(model, sentence, champion=CHAMPION, outcomes=OUTCOMES, alpha=ALPHA, slices=SLICES, **more):
    """Give the verdict on one goal with its guardrails."""
    goal = replace(parse_goal(sentence), id="G1", **more)
    court = Court(model, {model.name: model, champion.name: champion}, champion.name, outcomes, "USD", alpha)
    return give_verdict("H1", [goal], {}, court, slices)
