"""The rate of each class in each group, drawn towards the overall rate: a model one can read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from wager.adapters.estimators.arrays import from_bytes, to_bytes
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical
from wager.training.columns import Columns, Floats, Integers, codes, column, length
from wager.training.estimator import FITTED, Answers, Files, Sample, Task

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
    size = 1
    for names in known:
        size *= len(names) + 1
    if size >= _MOST_GROUPS:
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

    def predict(self, columns: Columns) -> Floats:
        """Look each row's group up."""
        wanted = _groups(columns, self.by, self.known)
        place = np.minimum(np.searchsorted(self.groups, wanted), len(self.groups) - 1)
        found = self.rates[np.where(self.groups[place] == wanted, place, len(self.groups))]
        return found[:, 0] if self.answers == "values" else found

    def to_files(self) -> dict[str, bytes]:
        """Write JSON and one array."""
        written = {"format": 1, "algorithm": "table", "answers": self.answers, "by": self.by}
        written |= {"known": self.known, "groups": [str(group) for group in self.groups.tolist()]}
        return {FITTED: canonical(written), RATES: to_bytes(self.rates)}

    @classmethod
    def from_files(cls, written: Mapping[str, Any], files: Files) -> FittedTable:
        """Read what `to_files` wrote."""
        known = tuple(tuple(names) for names in written["known"])
        groups = np.asarray([int(group) for group in written["groups"]], dtype=np.int64)
        return cls(written["answers"], tuple(written["by"]), known, groups, from_bytes(files[RATES]))

    def describe(self) -> str:
        """Say what the table is by."""
        return f"table of {len(self.groups):,} groups by {', '.join(self.by)}"


def read_json(files: Files) -> dict[str, Any]:
    """Read the JSON of a fitted model.

    Raises
    ------
    BadInputError
        If it is absent, or of a newer format.
    """
    if FITTED not in files:
        raise BadInputError(f"a fitted model without {FITTED}; the store may be damaged: run `wager verify`")
    written = json.loads(files[FITTED])
    if written.get("format") != 1:
        raise BadInputError(f"format {written.get('format')} of {FITTED} is newer than this wager reads (1)")
    return dict(written)
