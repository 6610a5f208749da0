"""The rate of each class in each group, drawn towards the overall rate: a model one can read."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from wager.adapters.estimators.able import demand_able
from wager.adapters.estimators.arrays import from_bytes, to_bytes
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical
from wager.training.columns import Columns, Floats, Integers, codes, column, length, text
from wager.training.estimator import FITTED, Answers, Files, Sample, Task
from wager.training.stored import Document, damaged, demand_finite, stored_file

RATES = "rates.npy"
_MOST_GROUPS = 1 << 62


@dataclass(frozen=True)
class Table:
    """Learns one rate for each group.

    Attributes
    ----------
    by : tuple of str
        The columns whose values together are the group; a missing value is a value of its own.
    prior : float
        How many rows of the overall rate are added to each group.
    """

    by: tuple[str, ...]
    prior: float = 0.0

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedTable:
        """Count; `tune` is not needed."""
        del tune
        demand_able("table", task)
        known = tuple(_known(train.column(name)) for name in self.by)
        groups, place = np.unique(_groups(train.columns, self.by, known), return_inverse=True)
        weights, happened = train.weights(), _happened(task, train)
        rows = np.bincount(place, weights=weights, minlength=len(groups))
        overall = (happened * weights[:, None]).sum(axis=0) / weights.sum()
        sums = [np.bincount(place, weights=weights * part, minlength=len(groups)) for part in happened.T]
        total = (rows + self.prior)[:, None]
        smoothed = np.column_stack(sums) + self.prior * overall
        rates = np.where(total > 0, smoothed / np.where(total > 0, total, 1), overall)
        answers: Answers = "values" if task.kind == "number" else "probabilities"
        return FittedTable(answers, self.by, known, groups, np.vstack([rates, overall]))


def _happened(task: Task, train: Sample) -> Floats:
    if task.kind == "number":
        return np.asarray(train.truth, dtype=np.float64)[:, None]
    return np.asarray(train.truth[:, None] == np.arange(len(task.classes)), dtype=np.float64)


def _known(found: Any) -> tuple[str, ...]:
    return tuple(sorted(found.cast(pa.string()).drop_null().unique().to_pylist()))


def _groups(columns: Columns, by: Sequence[str], known: Sequence[Sequence[str]]) -> Integers:
    # One whole number for each group: the levels' places as digits. A missing value is digit 0; a value
    # never seen makes the whole group unseen, -1.
    if _group_count(known) >= _MOST_GROUPS:
        raise BadInputError(f"a table by {', '.join(by)} has more than 2**62 groups; leave columns out")
    rows = length(columns)
    mixed, unseen = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.bool_)
    for name, names in zip(by, known, strict=True):
        found = column(columns, name)
        digit = codes(found, names)
        missing = np.asarray(found.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)
        unseen = unseen | ((digit < 0) & ~missing)
        mixed = mixed * (len(names) + 1) + (digit + 1)
    return np.where(unseen, np.int64(-1), mixed)


def _group_count(known: Sequence[Sequence[str]]) -> int:
    return math.prod(len(names) + 1 for names in known)


@dataclass(frozen=True)
class FittedTable:
    """The rates.

    Attributes
    ----------
    known : tuple of tuple of str
        The values of each column that were seen, as text, sorted.
    groups : ndarray of int64, shape (n_groups,)
        The groups that were seen, ascending.
    rates : ndarray of float, shape (n_groups + 1, n_classes or 1)
        Of each group; the last row is the overall rate, for groups never seen.
    """

    answers: Answers
    by: tuple[str, ...]
    known: tuple[tuple[str, ...], ...]
    groups: Integers
    rates: Floats

    @property
    def width(self) -> int:
        """How many classes it answers; 1 for a value."""
        return int(self.rates.shape[1])

    def predict(self, columns: Columns) -> Floats:
        """Look each row's group up."""
        wanted = _groups(columns, self.by, self.known)
        place = np.minimum(np.searchsorted(self.groups, wanted), len(self.groups) - 1)
        found = self.rates[np.where(self.groups[place] == wanted, place, len(self.groups))]
        return found[:, 0] if self.answers == "values" else found

    def for_one(self) -> Callable[[Mapping[str, Any]], Floats]:
        """Look one row's group up; see `QuickFitted`."""
        digits = [
            (name, {None: 0} | {level: place + 1 for place, level in enumerate(names)}, len(names) + 1)
            for name, names in zip(self.by, self.known, strict=True)
        ]
        rates = dict(zip(self.groups.tolist(), self.rates, strict=False))
        overall = self.rates[-1]

        def answer(row: Mapping[str, Any]) -> Floats:
            mixed = 0
            for name, known, size in digits:
                digit = known.get(text(row[name]))
                if digit is None:
                    return np.array(overall)
                mixed = mixed * size + digit
            return np.array(rates.get(mixed, overall))

        return answer

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that make a group."""
        return self.by

    @property
    def reference(self) -> str:
        """A group never seen gets the overall rate."""
        return "a row of a group never seen"

    def contributions(self, columns: Columns) -> Floats:
        """Part the way from the overall rate equally among the columns; see `Explained`.

        That is their Shapley value: while one of them is not known the group is not, so none counts more.
        """
        found = self.predict(columns).reshape(length(columns), self.width)
        parts = np.repeat(((found - self.rates[-1]) / len(self.by))[:, :, None], len(self.by) + 1, axis=2)
        parts[:, :, -1] = self.rates[-1]
        return parts

    def linked(self, margins: Floats) -> Floats:
        """Margins are answers."""
        return margins

    def to_files(self) -> dict[str, bytes]:
        """Write JSON and one array."""
        written = {"format": 1, "algorithm": "table", "answers": self.answers, "by": self.by}
        written |= {"known": self.known, "groups": [str(group) for group in self.groups.tolist()]}
        return {FITTED: canonical(written), RATES: to_bytes(self.rates)}

    @classmethod
    def from_files(cls, written: Document, files: Files) -> FittedTable:
        """Read what `to_files` wrote."""
        written.only("format", "algorithm", "answers", "by", "known", "groups")
        answers, by = written.word("answers", ("probabilities", "values")), written.texts("by")
        listed = written.values["known"]
        if not isinstance(listed, list) or len(listed) != len(by) or not by:
            written.wrong("known", "one list for each column of `by`")
        known = tuple(written.listed("known", names, ascending=True) for names in listed)
        groups = _stored_groups(written, min(_group_count(known), _MOST_GROUPS))
        rates = from_bytes(RATES, stored_file(files, RATES))
        wide = rates.shape[1] if rates.ndim == 2 else 0
        if len(rates) != len(groups) + 1 or (wide != 1 if answers == "values" else wide == 0):
            raise damaged(
                RATES, f"it has the shape {rates.shape} for {len(groups)} groups and the overall rate"
            )
        if answers == "probabilities":
            demand_finite(RATES, rates, least=0.0, most=1 + 1e-9)
        return cls(answers, by, known, groups, rates)

    def describe(self) -> str:
        """Say what the table is by."""
        return f"table of {len(self.groups):,} groups by {', '.join(self.by)}"


def _stored_groups(written: Document, below: int) -> Integers:
    listed = written.texts("groups")
    if not listed or not all(group.isascii() and group.isdigit() and len(group) < 20 for group in listed):
        written.wrong("groups", "a list of whole numbers")
    groups = [int(group) for group in listed]
    ascending = all(one < two for one, two in pairwise(groups))
    # A group of which a value was never seen is -1: it cannot be among those that were.
    if not ascending or groups[-1] >= below:
        written.wrong("groups", f"in ascending order below {below}")
    return np.asarray(groups, dtype=np.int64)
