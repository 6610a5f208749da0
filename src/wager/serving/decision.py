"""From a model's answer for one row to what to do: the same policies as for many rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.design.kinds.worth import MoneyBlock
from wager.expressions.tree import Type
from wager.foundation.errors import BadInputError
from wager.money.number_pays import NumberPays
from wager.money.one_row import Row, number_row_pays, row_pays
from wager.money.pays import Pays
from wager.money.policy import above_thresholds, always, expected
from wager.money.wanted import Wanted
from wager.training.estimator import Answers, Task

Answer = Callable[[Row], NDArray[Any]]
"""From the physical values of what a model reads to its answer: (n_classes,) float, or (1,) float or int8."""


@dataclass(frozen=True)
class Decision:
    """What to do about one row, and why.

    Attributes
    ----------
    action : str
        What to do.
    probabilities : dict of str to float
        Of each class; empty for rules and numbers.
    value : float or None
        The number predicted, where the objective is one.
    expected : dict of str to int
        What each action is expected to earn, in whole minor units, half to even; empty for rules, and where there
        is one action.
    choices : tuple of (str, float)
        Where an action has a capacity: what is wanted, the best first, and how much more than the first action each is
        expected to earn, in minor units.
    """

    action: str
    probabilities: Mapping[str, float] = field(default_factory=dict, hash=False)
    value: float | None = None
    expected: Mapping[str, int] = field(default_factory=dict, hash=False)
    choices: tuple[tuple[str, float], ...] = field(default=(), compare=False)


Decide = Callable[[NDArray[Any], Row], Decision]
"""From a model's answer for a row, and the columns that the pays read of it, to the decision."""


@dataclass(frozen=True)
class Worth:
    """What the actions are worth, and how to tell for a row.

    Attributes
    ----------
    money : MoneyBlock
    objective : str
        Name by which a pay reads the truth.
    types : dict of str to Type
        Of the columns that the pays read.
    zone : str
        Time zone of the project.
    """

    money: MoneyBlock
    objective: str
    types: Mapping[str, Type] = field(default_factory=dict, hash=False)
    zone: str = "UTC"


def decider(
    task: Task, answers: Answers, worth: Worth, thresholds: Mapping[str, float] | None = None
) -> Decide:
    """Make the function that decides one row, as `evaluation.decisions` decides many: bit for bit.

    Parameters
    ----------
    task : Task
        What was learned.
    answers : {'probabilities', 'values', 'actions'}
        What the model says.
    worth : Worth
        What the design says of money.
    thresholds : mapping of str to float, optional
        The policy; the highest expected pay without.

    Raises
    ------
    BadInputError
        If the money block does not fit the task, or a threshold names no action.

    Examples
    --------
    >>> from wager.design.kinds.worth import Pay
    >>> from wager.expressions.parse import parse
    >>> read = {"late": parse("18 USD", currency="USD"), "otherwise": parse("-6 USD", currency="USD")}
    >>> worth = Worth(MoneyBlock(("none", "act"), {}, {"act": Pay(read)}), "late")
    >>> decide = decider(Task.binary("late"), "probabilities", worth)
    >>> decide(np.array([0.6, 0.4]), {}).action, decide(np.array([0.8, 0.2]), {}).expected
    ('act', {'none': 0, 'act': -120})
    """
    if answers == "values":
        return _of_values(worth)
    if task.kind == "number":
        raise BadInputError(
            "the model takes actions, and the objective is a number; use a learner of numbers"
        )
    if answers == "actions":
        return _of_actions(task, worth)
    return _of_probabilities(task, worth, thresholds)


def one_action(task: Task, action: str) -> Answer:
    """Make the answer of a baseline that takes one action on every row; it answers `actions`."""
    code = always(action, task.actions, 1)
    return lambda _: code


def _of_actions(task: Task, worth: Worth) -> Decide:
    def decide(answer: NDArray[Any], _: Row) -> Decision:
        chosen = np.asarray(answer, dtype=np.int8)
        choices = _choices(worth.money, lambda: Wanted.as_done(chosen, len(task.actions)))
        return Decision(task.actions[int(chosen[0])], choices=choices)

    return decide


def _choices(money: MoneyBlock, rank: Callable[[], Wanted]) -> tuple[tuple[str, float], ...]:
    """List what is wanted of one row, up to what happens without us; nothing is ranked where nothing is limited."""
    if not money.capacity:
        return ()
    wanted, found = rank(), []
    for place in wanted.ranked[0].tolist():
        found.append((money.actions[place], float(wanted.gains[0, place])))
        if place == 0:
            break
    return tuple(found)


def _of_values(worth: Worth) -> Decide:
    actions = worth.money.actions
    priced = number_row_pays(worth.money, worth.types, objective=worth.objective, zone=worth.zone)

    def decide(answer: NDArray[Any], row: Row) -> Decision:
        value = float(answer[0])
        amounts = priced(row, value)
        if not len(amounts):
            return Decision(actions[0], value=value)
        chosen = NumberPays(actions, amounts[None], amounts[None]).best()
        choices = _choices(worth.money, lambda: Wanted.by_money(amounts[None]))
        return Decision(actions[int(chosen[0])], {}, value, _named(actions, amounts), choices)

    return decide


def _of_probabilities(task: Task, worth: Worth, thresholds: Mapping[str, float] | None) -> Decide:
    actions, classes = worth.money.actions, task.classes
    priced = row_pays(worth.money, classes, worth.types, objective=worth.objective, zone=worth.zone)
    if thresholds is not None:  # a wrong name is said now, not at the first request
        above_thresholds(np.empty((0, len(classes))), actions, thresholds)

    def chosen(probabilities: NDArray[np.float64], earning: NDArray[np.float64]) -> int:
        if thresholds is None:
            return int(earning.argmax())
        return int(above_thresholds(probabilities, actions, thresholds)[0])

    def wanted(probabilities: NDArray[np.float64], earning: NDArray[np.float64]) -> Wanted:
        if thresholds is None:
            return Wanted.by_money(earning[None])
        return Wanted.by_thresholds(probabilities, actions, thresholds, earning[None])

    def decide(answer: NDArray[Any], row: Row) -> Decision:
        probabilities = np.asarray(answer, dtype=np.float64)[None]
        earning = _expected(probabilities, priced(row))
        named = dict(zip(classes, probabilities[0].tolist(), strict=True))
        action = actions[chosen(probabilities, earning)]
        choices = _choices(worth.money, lambda: wanted(probabilities, earning))
        return Decision(action, named, None, _named(actions, np.rint(earning)), choices)

    return decide


def _expected(probabilities: NDArray[np.float64], pays: Pays) -> NDArray[np.float64]:
    return np.asarray(expected(probabilities, pays)[0])


def _named(actions: tuple[str, ...], amounts: NDArray[Any]) -> dict[str, int]:
    return {action: int(amount) for action, amount in zip(actions, amounts.tolist(), strict=True)}
