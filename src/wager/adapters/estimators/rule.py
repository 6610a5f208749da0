"""Conditions in order, each with its action: the first that holds, else the first action.

The conditions are expressions; they come here evaluated, as boolean columns named by their action.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError, nearest
from wager.foundation.fingerprint import canonical
from wager.training.columns import Columns, column, flags, length
from wager.training.estimator import FITTED, Answers, Files, Sample, Task


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

    def predict(self, columns: Columns) -> NDArray[np.int8]:
        """Take for each row the first action whose condition is true."""
        chosen = np.zeros(length(columns), dtype=np.int8)
        for action in reversed(self.order):
            chosen[flags(column(columns, action))] = self.actions.index(action)
        return chosen

    def to_files(self) -> dict[str, bytes]:
        """Write JSON."""
        written = {"format": 1, "algorithm": "rule", "order": self.order, "actions": self.actions}
        return {FITTED: canonical(written)}

    @classmethod
    def from_files(cls, written: Mapping[str, Any], files: Files) -> FittedRule:
        """Read what `to_files` wrote."""
        del files
        return cls(tuple(written["order"]), tuple(written["actions"]))

    def describe(self) -> str:
        """Name the actions in order."""
        return f"rule for {', '.join(self.order)}"
