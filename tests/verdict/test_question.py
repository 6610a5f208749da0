"""What is asked of a difference: its three figures, whichever way it is turned and whatever is asked."""

from decimal import Decimal

import numpy as np
import pytest

from wager.design.sentences.metrics import Metric
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.metrics import measure
from wager.foundation.amounts import Money, Relative
from wager.verdict.question import Court, ask

ROWS, DAYS = 1200, 12  # few clusters, so that bounds are those of the wild bootstrap
RANDOM = np.random.default_rng(8)
EVERY = np.ones(ROWS, np.bool_)
OUTCOMES = Outcomes(
    np.zeros(ROWS, np.int64), ("otherwise", "late"), ("none", "act"), np.arange(ROWS) * DAYS // ROWS
)
MODEL = Contender("m", np.ones(ROWS, np.int8), RANDOM.integers(-500, 900, ROWS))
OTHER = Contender("c", np.zeros(ROWS, np.int8), RANDOM.integers(-500, 500, ROWS))
COURT = Court(MODEL, {"m": MODEL, "c": OTHER}, "c", OUTCOMES, "USD", 0.05)
MONEY = Metric("money", per=1000, each="rows")


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("amount", ["any", Money(90_000, "USD"), Relative(Decimal("0.1"))])
@pytest.mark.parametrize("bearable", [True, False])
def test_each_figure_is_the_one_that_was_turned_and_moved(sign, amount, bearable):
    found = ask(COURT, MONEY, OTHER, EVERY, amount, sign=sign, bearable=bearable)
    mine, theirs = (measure(MONEY, one, OUTCOMES, EVERY) for one in (MODEL, OTHER))
    plain = mine.minus(theirs)
    assert found.plain == COURT.estimate(plain, "USD")
    assert found.better == COURT.estimate(plain.times(sign), "USD")
    assert found.better.value == pytest.approx(sign * found.plain.value)
    for alpha in (0.01, 0.05):
        assert sign * found.better.lower(alpha) == pytest.approx(
            found.plain.lower(alpha) if sign > 0 else found.plain.upper(alpha)
        )
    moved = (1 if bearable else -1) * found.asked
    assert found.spare.value == pytest.approx(found.better.value + moved)
    assert (found.asked > 0) == (amount != "any")
