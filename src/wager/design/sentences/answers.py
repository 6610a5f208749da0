"""What each metric is made of, what each contender answers, and so what can never be measured.

`check` warns and `plan` tells by it beforehand, and `evaluation.metrics.measure` refuses by it: there is no other place.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from wager.design.sentences.metrics import ACTION, OF_ACTIONS, PREDICTION, Metric
from wager.expressions.tree import columns

Answer = Literal["actions", "money", "probabilities", "values"]
ObjectiveKind = Literal["binary", "classes", "number"]
Objective = Literal["any", "binary", "classes", "number"]

LACKING: dict[Answer, str] = {
    "actions": "takes no actions",
    "money": "takes no action that has a pay",
    "probabilities": "gives no probabilities",
    "values": "predicts no number",
}
"""How it is said of a contender that it does not answer something."""

NAMED: dict[Answer, str] = {
    "actions": "actions",
    "money": "the pay of actions",
    "probabilities": "probabilities",
    "values": "a predicted number",
}
"""How it is said of a metric that it is made of something."""

FOR: dict[Objective, str] = {
    "any": "are there",
    "binary": "hold or not",
    "classes": "are one of several classes, or hold or not",
    "number": "are a number",
}
"""How it is said which objectives a metric is for."""

UNPROBABLE = frozenset(("rule", "best_split"))
"""Algorithms that say what to do, and not how probable something is."""

_OF_RANKS = frozenset(("auc", "average_precision"))
_OF_PROBABILITIES = frozenset(("brier", "log_loss", "calibration")) | _OF_RANKS
_OF_NUMBERS = frozenset(("mae", "rmse", "quantile_loss"))


def needs(metric: Metric) -> tuple[Answer, ...]:
    """Say what a contender has to answer so that a metric can be measured of it.

    Examples
    --------
    >>> needs(Metric("recall", of="spam")), needs(Metric("recall", of="each class")), needs(Metric("mae"))
    (('actions',), ('probabilities',), ('values',))
    """
    if metric.ratio is not None:
        read = {name for tree in metric.ratio for name in columns(tree)}
        asked: tuple[tuple[str, Answer], ...] = ((PREDICTION, "values"), (ACTION, "actions"))
        return tuple(answer for name, answer in asked if name in read)
    if metric.kind in _OF_PROBABILITIES or metric.each_class:
        return ("probabilities",)
    if metric.kind in _OF_NUMBERS:
        return ("values",)
    return ("money",) if metric.kind == "money" else ("actions",)


def objective_of(metric: Metric) -> Objective:
    """Say of what objectives there is such a metric.

    Examples
    --------
    >>> [objective_of(Metric(kind)) for kind in ("mae", "auc", "brier", "money")]
    ['number', 'binary', 'classes', 'any']
    """
    if metric.kind in _OF_NUMBERS:
        return "number"
    if metric.kind in _OF_RANKS:
        return "binary"
    is_of_classes = metric.kind in OF_ACTIONS | _OF_PROBABILITIES or metric.in_class
    return "classes" if is_of_classes else "any"


def is_of(metric: Metric, kind: ObjectiveKind) -> bool:
    """Tell whether there is such a metric of an objective of that kind; what holds or not has two classes.

    Examples
    --------
    >>> is_of(Metric("auc"), "binary"), is_of(Metric("auc"), "classes"), is_of(Metric("brier"), "number")
    (True, False, False)
    """
    wanted = objective_of(metric)
    return wanted in {"any", kind} or (wanted == "classes" and kind == "binary")


def answers_of(algorithm: str, kind: ObjectiveKind) -> frozenset[Answer]:
    """Say what a contender answers.

    Parameters
    ----------
    algorithm : str
        Of its model file; empty for a baseline that always takes one action.

    Examples
    --------
    >>> sorted(answers_of("rule", "binary")), sorted(answers_of("table", "classes")), sorted(answers_of("", "number"))
    (['actions', 'money'], ['actions', 'money', 'probabilities'], ['actions', 'money', 'values'])
    """
    acted: frozenset[Answer] = frozenset(("actions", "money"))
    if kind == "number":
        return acted | {"values"}
    return acted if not algorithm or algorithm in UNPROBABLE else acted | {"probabilities"}


def lacked(metric: Metric, answered: Collection[Answer]) -> Answer | None:
    """Return what a metric is made of and a contender does not answer; None where it can be measured.

    Examples
    --------
    >>> lacked(Metric("auc"), answers_of("rule", "binary")), lacked(Metric("auc"), answers_of("logistic", "binary"))
    ('probabilities', None)
    """
    return next((one for one in needs(metric) if one not in answered), None)


def kind_of(classes: int) -> ObjectiveKind:
    """Tell an objective by how many classes it has: two hold or not, a number has none.

    Examples
    --------
    >>> kind_of(0), kind_of(2), kind_of(3)
    ('number', 'binary', 'classes')
    """
    return "number" if classes == 0 else "binary" if classes == 2 else "classes"
