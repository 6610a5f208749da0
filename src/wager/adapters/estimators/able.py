"""Refuse what an algorithm cannot learn, in the words of the one table of what each can."""

from __future__ import annotations

from wager.design.models.abilities import unable
from wager.foundation.errors import BadInputError
from wager.training.estimator import Task


def demand_able(algorithm: str, task: Task) -> None:
    """Refuse a task.

    Raises
    ------
    BadInputError
        With what can do it.
    """
    said = unable(algorithm, task.kind, task.loss.name)
    if said is not None:
        raise BadInputError(said)
