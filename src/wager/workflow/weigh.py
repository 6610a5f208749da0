"""What a model's answers are worth on development rows: the thresholds that it could be used with, and its profit curve.

Nothing here is computed on rows that judge: a threshold that is chosen where it is tried would flatter the model.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wager.design.blocks import Design
from wager.design.models.model_file import ModelFile
from wager.design.sentences.answers import UNPROBABLE
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.worth.offers import Offers
from wager.evaluation.worth.profit import profit_curve
from wager.evaluation.worth.records import Profit, Thresholds
from wager.evaluation.worth.thresholds import thresholds
from wager.foundation.errors import RefusedError, UsageError
from wager.money.break_even import implied_by_rows
from wager.money.policy import expected
from wager.workflow.contend import priced_by
from wager.workflow.entrant import Entrant
from wager.workflow.question import HOLDOUT, Question


def weigh(
    question: Question, contender: Contender, outcomes: Outcomes, model: ModelFile, rows: NDArray[np.int64]
) -> tuple[Thresholds | None, Profit | None]:
    """Find thresholds and profit curve of a model on development rows.

    Parameters
    ----------
    contender : Contender
        What it answered on `rows`.
    outcomes : Outcomes
        What turned out to be true of them.
    rows : ndarray of int64
        Development rows.

    Returns
    -------
    thresholds : Thresholds or None
        None unless there are two actions and two classes, and no capacity that keeps rows above a threshold from being acted on.
    profit : Profit or None
        None where nothing orders the rows: a rule gives actions only, and one action leaves nothing to choose; and where
        a capacity keeps rows from being acted on in that order.

    Raises
    ------
    RefusedError
        If one of the rows judges.
    """
    judging = question.parts.rows(HOLDOUT)
    if len(np.intersect1d(rows, judging, assume_unique=True)):
        raise RefusedError("no threshold is chosen on held-out rows; choose it on `tune`")
    if question.design.money.capacity:
        return None, None
    offers = offers_of(question, contender, rows)
    found = _thresholds(question, contender, offers, outcomes, model=model, rows=rows)
    if offers is None or contender.actions is None or contender.money is None:
        return found, None
    return found, profit_curve(offers, contender.actions, contender.money, outcomes, question.inputs.currency)


def demand_curve(design: Design, entered: Entrant) -> None:
    """Refuse to draw the profit curve of what will have none, before it is fitted.

    Raises
    ------
    UsageError
        With what keeps it from having one.
    """
    by_class = any(pay.by_class for pay in design.money.pays.values())
    if design.money.capacity:
        why = "the `capacity` of its design keeps rows from being acted on in the order of their gain"
    elif len(design.money.actions) < 2:
        why = "its design has one action only"
    elif entered.algorithm in UNPROBABLE and by_class:
        why = "a rule gives no probabilities by which rows could be ordered"
    else:
        return
    raise UsageError(
        f"{entered.name} has no profit curve: {why}; leave `--svg` out, or draw that of another model"
    )


def offers_of(question: Question, contender: Contender, rows: NDArray[np.int64]) -> Offers | None:
    """Say what each action was expected to earn on some rows, by a contender's answers, and would have earned."""
    if len(question.task.actions) < 2:
        return None
    if contender.probabilities is not None and question.pays is not None:
        pays = question.pays.take(rows)
        return Offers(expected(contender.probabilities, pays), pays.earned(question.truth[rows]))
    if contender.values is not None:
        found = priced_by(question, contender.values, rows)
        return Offers(found.expected.astype(np.float64), found.earned)
    return None


def _thresholds(
    question: Question,
    contender: Contender,
    offers: Offers | None,
    outcomes: Outcomes,
    *,
    model: ModelFile,
    rows: NDArray[np.int64],
) -> Thresholds | None:
    if question.pays is None:
        return None
    implied = implied_by_rows(question.pays.take(rows), len(rows))
    if implied is None or offers is None or contender.probabilities is None:
        return None if implied is None else Thresholds(implied)
    return thresholds(
        contender.probabilities[:, 1],
        offers,
        outcomes,
        question.inputs.currency,
        implied=implied,
        written=(model.thresholds or {}).get(question.task.actions[1]),
    )
