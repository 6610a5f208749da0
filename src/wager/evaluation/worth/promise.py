"""What a model promised to earn, by its own probabilities, beside what it earned: calibration in money.

Of each row the promise is the expected pay of the action that was taken. Where probabilities say what happens, promised and earned differ
by chance only; where they are too sure of what pays, the promise is the higher one.
"""

from __future__ import annotations

from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.worth.profit import per_1000
from wager.evaluation.worth.records import Promise


def promise_of(contender: Contender, outcomes: Outcomes, currency: str) -> Promise | None:
    """Set what a contender promised beside what it earned; None where it promised nothing, as a rule does.

    Examples
    --------
    >>> import numpy as np
    >>> sure = Contender("m", np.ones(40, np.int8), np.tile([0, 200], 20), promised=np.full(40, 150.0))
    >>> outcomes = Outcomes(np.zeros(40, np.int64), ("otherwise", "late"), ("none", "act"), np.arange(40))
    >>> found = promise_of(sure, outcomes, "EUR")
    >>> found.promised.value, found.earned.value, found.difference.value
    (1500.0, 1000.0, -500.0)
    """
    if contender.promised is None or contender.money is None:
        return None
    found = (contender.promised, contender.money, contender.money - contender.promised)
    return Promise(*(per_1000(one, outcomes, currency) for one in found))
