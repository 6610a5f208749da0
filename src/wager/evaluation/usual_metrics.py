"""The metrics that any evidence has, asked for or not."""

from __future__ import annotations

from wager.design.sentences.metrics import Metric, usual_money
from wager.evaluation.contender import Outcomes
from wager.evaluation.figures import MONEY


def usual_metrics(outcomes: Outcomes, *, priced: bool) -> dict[str, Metric]:
    """Name the metrics that any evidence has, by the kind of objective.

    Parameters
    ----------
    outcomes : Outcomes
        Say classes and actions.
    priced : bool
        True where actions have pays.
    """
    found: dict[str, Metric] = {}
    if priced:
        found[MONEY] = usual_money(outcomes.each)
    if not outcomes.classes:
        return found | {"mae": Metric("mae", better="lower"), "rmse": Metric("rmse", better="lower")}
    if len(outcomes.classes) == 2:
        found["recall"] = Metric("recall", of=outcomes.classes[1])
        found["precision"] = Metric("precision", of=outcomes.classes[1])
        found["auc"] = Metric("auc")
    else:
        found["recall of each class"] = Metric("recall", of="each class")
    found |= {"brier": Metric("brier", better="lower"), "log_loss": Metric("log_loss", better="lower")}
    for action in outcomes.actions[1:]:
        found[f"rate of {action}"] = Metric("rate", of=action)
    return found
