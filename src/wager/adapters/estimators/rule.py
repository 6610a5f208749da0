"""Conditions in order, each with its action: the first that holds, else the first action.

The conditions are expressions; they come here evaluated, as boolean columns named by their action.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError, nearest
from wager.foundation.fingerprint import canonical
from wager.training.columns import Columns, Floats, column, flags, length
from wager.training.estimator import FITTED, Answers, Files, Sample, Task
from wager.training.stored import Document, demand_different


@dataclass(frozen=True)
class Rule:
    """Learns nothing.

    Attributes
    ----------
    order : tuple of str
        The actions whose conditions are asked, in this order; each is also the name of its column.
    """

    order: tuple[str, ...]

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedRule:
        """Check that the actions exist."""
        del train, tune
        for action in self.order:
            if action not in task.actions:
                raise BadInputError(
                    f"the rule names the action {action!r}, which `money` does not have"
                    f"{nearest(action, task.actions)}"
                )
        return FittedRule(self.order, task.actions)


@dataclass(frozen=True)
class FittedRule:
    """The rule itself."""

    order: tuple[str, ...]
    actions: tuple[str, ...]

    @property
    def answers(self) -> Answers:
        """Actions."""
        return "actions"

    @property
    def width(self) -> int:
        """How many actions there are."""
        return len(self.actions)

    def predict(self, columns: Columns) -> NDArray[np.int8]:
        """Take for each row the first action whose condition is true."""
        chosen = np.zeros(length(columns), dtype=np.int8)
        for action in reversed(self.order):
            chosen[flags(column(columns, action))] = self.actions.index(action)
        return chosen

    def for_one(self) -> Callable[[Mapping[str, Any]], NDArray[np.int8]]:
        """Ask one row's conditions in order; see `QuickFitted`."""
        asked = tuple((action, self.actions.index(action)) for action in self.order)

        def answer(row: Mapping[str, Any]) -> NDArray[np.int8]:
            return np.asarray([next((place for action, place in asked if row[action]), 0)], dtype=np.int8)

        return answer

    @property
    def names(self) -> tuple[str, ...]:
        """The conditions, by their actions."""
        return self.order

    @property
    def reference(self) -> str:
        """Where nothing holds, the first action is taken."""
        return "a row for which no condition holds"

    def contributions(self, columns: Columns) -> Floats:
        """Put the whole difference down to the first condition that holds; see `Explained`."""
        taken = np.eye(len(self.actions))
        parts = np.zeros((length(columns), len(self.actions), len(self.order) + 1))
        parts[:, :, -1] = taken[0]
        open_ = np.ones(len(parts), dtype=np.bool_)
        for place, action in enumerate(self.order):
            decides = flags(column(columns, action)) & open_
            parts[decides, :, place] = taken[self.actions.index(action)] - taken[0]
            open_ &= ~decides
        return parts

    def linked(self, margins: Floats) -> Floats:
        """Margins are answers."""
        return margins

    def to_files(self) -> dict[str, bytes]:
        """Write JSON."""
        written = {"format": 1, "algorithm": "rule", "order": self.order, "actions": self.actions}
        return {FITTED: canonical(written)}

    @classmethod
    def from_files(cls, written: Document, files: Files) -> FittedRule:
        """Read what `to_files` wrote."""
        del files
        written.only("format", "algorithm", "order", "actions")
        order, actions = written.texts("order"), written.texts("actions")
        demand_different(written, "actions", actions)
        if not actions or not set(order) <= set(actions):
            written.wrong("order", "a list of the model's actions")
        return cls(order, actions)

    def describe(self) -> str:
        """Name the actions in order."""
        return f"rule for {', '.join(self.order)}"
