"""Who decides, and what turned out to be true of the rows that were decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError, nearest


@dataclass(frozen=True)
class Contender:
    """What one model or baseline answered on the n rows that are judged.

    Attributes
    ----------
    name : str
        Of the model or baseline.
    actions : ndarray of int8, shape (n,), or None
        What it did; None where nothing is to be done (a number is predicted, without money).
    money : ndarray of int64, shape (n,), or None
        What that earned given the truth; minor units.
    probabilities : ndarray of float, shape (n, n_classes), or None
        None for rules, which give actions only.
    values : ndarray of float, shape (n,), or None
        Predictions of a number.
    described : str
        One line on what it is, for people.
    """

    name: str
    actions: NDArray[np.int8] | None = None
    money: NDArray[np.int64] | None = None
    probabilities: NDArray[np.float64] | None = None
    values: NDArray[np.float64] | None = None
    described: str = ""

    def take(self, rows: NDArray[np.int64]) -> Contender:
        """Keep some rows."""
        return replace(
            self,
            actions=None if self.actions is None else self.actions[rows],
            money=None if self.money is None else self.money[rows],
            probabilities=None if self.probabilities is None else self.probabilities[rows],
            values=None if self.values is None else self.values[rows],
        )


@dataclass(frozen=True)
class Outcomes:
    """What turned out to be true of the n rows that are judged.

    Attributes
    ----------
    truth : ndarray, shape (n,)
        Codes of classes, or numbers.
    classes : tuple of str
        A binary objective has `otherwise` (0) and its own name (1); a number has none.
    actions : tuple of str
        What could be done; the first is what happens without us.
    clusters : ndarray of int64, shape (n,)
        The cluster of each row, coded from 0.
    each : str
        The word for one row.
    cluster_word : str
        The word for several clusters, such as `days`.
    """

    truth: NDArray[Any]
    classes: tuple[str, ...]
    actions: tuple[str, ...]
    clusters: NDArray[np.int64]
    each: str = "row"
    cluster_word: str = "clusters"

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.truth)

    def take(self, rows: NDArray[np.int64]) -> Outcomes:
        """Keep some rows; clusters are coded anew."""
        _, clusters = np.unique(self.clusters[rows], return_inverse=True)
        return replace(self, truth=self.truth[rows], clusters=clusters)

    @property
    def cluster_count(self) -> int:
        """How many clusters there are."""
        return len(np.unique(self.clusters))

    def is_class(self, name: str) -> NDArray[np.bool_]:
        """Return the rows of one class.

        Raises
        ------
        BadInputError
            If there is no such class.
        """
        if name not in self.classes:
            raise BadInputError(
                f"no class {name!r}{nearest(name, self.classes)}; the objective has "
                f"{', '.join(self.classes) or 'none, it is a number'}"
            )
        return np.asarray(self.truth == self.classes.index(name), dtype=np.bool_)

    def action(self, name: str) -> int:
        """Return the code of an action.

        Raises
        ------
        BadInputError
            If there is no such action.
        """
        if name not in self.actions:
            raise BadInputError(
                f"no action {name!r}{nearest(name, self.actions)}; `money` has {', '.join(self.actions)}"
            )
        return self.actions.index(name)
