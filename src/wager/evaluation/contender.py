"""Who decides, and what turned out to be true of the rows that were decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.answers import Answer
from wager.evaluation.row_columns import RowColumns
from wager.evaluation.two_ways import Ways
from wager.foundation.errors import BadInputError, nearest

LARGEST_MONEY = 2**53
"""Minor units of one row: beyond, a float no longer holds every whole one."""

LARGEST_NUMBER = 1e50
"""Beyond, the square of a squared error, which its interval needs, is no longer a finite float."""

_ROUNDING = 1e-9  # by which probabilities may exceed 1


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
    promised : ndarray of float, shape (n,), or None
        What the action taken was expected to earn, in minor units; None where nothing was expected.
    cuts : dict of str to float
        Of actions with a capacity: the least gain for which they are taken where rows are decided one by one, learned on
        `tune`; minor units. Those without a cut are left out.
    ranked : bool
        True where a rank of its own says who goes first: cuts are then ranks.

    Raises
    ------
    BadInputError
        If probabilities, predictions or money are not finite (NaN would rank above all), or lie where none can.

    Examples
    --------
    >>> Contender("m", values=np.array([1.0, np.nan]))
    Traceback (most recent call last):
        ...
    wager.foundation.errors.BadInputError: the predictions of m are not all finite numbers: 1 of 2 rows are NaN or infinite; find out where they come from, nothing can be judged on them
    """

    name: str
    actions: NDArray[np.int8] | None = None
    money: NDArray[np.int64] | None = None
    probabilities: NDArray[np.float64] | None = None
    values: NDArray[np.float64] | None = None
    described: str = ""
    promised: NDArray[np.float64] | None = None
    cuts: Mapping[str, float] = field(default_factory=dict)
    ranked: bool = False

    def __post_init__(self) -> None:
        """Refuse what no figure can be made of."""
        _demand_within(self.probabilities, f"the probabilities of {self.name}", -_ROUNDING, 1 + _ROUNDING)
        _demand_within(self.values, f"the predictions of {self.name}", -LARGEST_NUMBER, LARGEST_NUMBER)
        _demand_within(self.money, f"the money of {self.name} (minor units)", -LARGEST_MONEY, LARGEST_MONEY)
        _demand_within(
            self.promised, f"the expected money of {self.name} (minor units)", -LARGEST_MONEY, LARGEST_MONEY
        )

    @property
    def answered(self) -> frozenset[Answer]:
        """What it answers, of all that metrics are made of."""
        answers: tuple[Answer, ...] = ("actions", "money", "probabilities", "values")
        return frozenset(one for one in answers if getattr(self, one) is not None)

    def take(self, rows: NDArray[np.int64]) -> Contender:
        """Keep some rows."""
        return replace(
            self,
            actions=None if self.actions is None else self.actions[rows],
            money=None if self.money is None else self.money[rows],
            probabilities=None if self.probabilities is None else self.probabilities[rows],
            values=None if self.values is None else self.values[rows],
            promised=None if self.promised is None else self.promised[rows],
        )


def _demand_within(found: NDArray[Any] | None, what: str, least: float, most: float) -> None:
    # Two passes without a copy: a comparison with NaN is false.
    if found is None or found.size == 0 or (found.min() >= least and found.max() <= most):
        return
    by_row = found.reshape(len(found), -1)
    missing = int((~np.isfinite(by_row)).any(axis=1).sum())
    beyond = int(((by_row < least) | (by_row > most)).any(axis=1).sum())
    if missing:
        said = f"not all finite numbers: {missing:,} of {len(found):,} rows are NaN or infinite"
    else:
        said = f"not all between {least:.6g} and {most:.6g}: {beyond:,} of {len(found):,} rows are not"
    raise BadInputError(f"{what} are {said}; find out where they come from, nothing can be judged on them")


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
    read : RowColumns or None
        What ratios of expressions read; None where the design has none.
    also : ndarray of int64, shape (n,), or None
        The cluster of each row in the second way in which rows hang together; None where there is one way.
    by_weeks : tuple of ndarray of int64, shape (n,)
        The ways with weeks of decision in the place of days; empty where rows have no moment of decision.

    Raises
    ------
    BadInputError
        If the truth of a row is not a finite number.
    """

    truth: NDArray[Any]
    classes: tuple[str, ...]
    actions: tuple[str, ...]
    clusters: NDArray[np.int64]
    each: str = "row"
    cluster_word: str = "clusters"
    read: RowColumns | None = None
    also: NDArray[np.int64] | None = None
    by_weeks: tuple[NDArray[np.int64], ...] = ()

    def __post_init__(self) -> None:
        """Refuse a truth that is none."""
        _demand_within(self.truth, "the outcomes", -LARGEST_NUMBER, LARGEST_NUMBER)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.truth)

    def take(self, rows: NDArray[np.int64]) -> Outcomes:
        """Keep some rows; clusters are coded anew."""
        read = None if self.read is None else self.read.take(rows)
        return replace(
            self,
            truth=self.truth[rows],
            clusters=_anew(self.clusters[rows]),
            read=read,
            also=None if self.also is None else _anew(self.also[rows]),
            by_weeks=tuple(way[rows] for way in self.by_weeks),
        )

    @property
    def ways(self) -> Ways:
        """The clusters that the design declares, by one way or by two: what `estimate` takes."""
        return self.clusters if self.also is None else (self.clusters, self.also)

    @property
    def weekly(self) -> Ways | None:
        """The same with weeks in the place of days; None where rows have no moment of decision."""
        return (self.by_weeks[0] if len(self.by_weeks) == 1 else self.by_weeks) if self.by_weeks else None

    @property
    def cluster_count(self) -> int:
        """How many clusters there are, by the way that has fewer."""
        ways = [self.clusters] if self.also is None else [self.clusters, self.also]
        return min(len(np.unique(way)) for way in ways)

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


def _anew(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)
