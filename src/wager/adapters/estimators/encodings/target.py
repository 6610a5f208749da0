"""Levels as the mean of the objective among their training rows, shrunk towards the mean of all [1]_.

A level with n rows and the sum s has (s + prior * mean) / (n + prior): `prior` rows with the mean of all stand beside
its own. A missing value is a level; one never seen has the mean. Several classes have one mean each.

A row must not see its own outcome: a model that is fitted on means of the rows it learns from trusts rare levels far
too much. So for fitting, each row has the means of the other folds, with their mean of all; the folds follow from the
row's place in the canonical order, spread by the golden ratio, so that no rhythm of the rows falls in step with them.

References
----------
.. [1] D. Micci-Barreca, "A preprocessing scheme for high-cardinality categorical attributes in classification and
   prediction problems", SIGKDD Explorations 3(1), 2001, section 3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.adapters.estimators.encodings.encoding import Entries, sparse_rows
from wager.training.columns import Columns, Floats, Integers, codes, column, levels, text
from wager.training.estimator import Sample, Task
from wager.training.stored import Document

FOLDS = 5
MOST_LEVELS = 100_000
"""Of more than so many levels the most frequent have a mean of their own; the others count as never seen."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Target:
    """The mean of each level, of a missing value and of what was never seen.

    Attributes
    ----------
    name : str
        The column.
    prior : float
        How many rows with the mean of all stand beside those of a level.
    levels : tuple of str
        Ascending.
    means : ndarray of float, shape (len(levels) + 2, width)
        Of each level, of a missing value, and of one never seen; one for each class, or one in all.
    """

    name: str
    prior: float
    levels: tuple[str, ...]
    means: Floats

    @classmethod
    def learn(cls, name: str, train: Sample, task: Task, prior: float) -> Target:
        """Learn the means from the training rows."""
        known = levels(train.column(name).cast(pa.string()), most=MOST_LEVELS)
        places = _places(train.column(name), known)
        return cls(
            name, prior, known, _means(places, outcomes(train, task), train.weights(), len(known) + 2, prior)
        )

    @property
    def width(self) -> int:
        """One mean, or one for each class."""
        return int(self.means.shape[1])

    def rows(self, columns: Columns) -> Any:
        """Return the means of each row's level; see `Encoding`."""
        return _dense_rows(self.means[_places(column(columns, self.name), self.levels)])

    def rows_to_fit(self, train: Sample) -> Any:
        """Return for each row the means among the rows of other folds; see `Encoding`."""
        places, weights = _places(train.column(self.name), self.levels), train.weights()
        truths = _as_numbers(train.truth, self.width)
        folds, found = folds_of(len(train)), np.zeros((len(train), self.width))
        for fold in range(FOLDS):
            own, others = folds == fold, folds != fold
            # Summed anew: a difference to the sum of all would keep a trace of the outcomes that it leaves out.
            means = _means(places[others], truths[others], weights[others], len(self.means), self.prior)
            found[own] = means[places[own]]
        return _dense_rows(found)

    def for_one(self) -> Callable[[Any], Entries]:
        """Make the function from a value to the means of its level; see `Encoding`."""
        *known, missing, unseen = self.means.tolist()
        means = dict(zip(self.levels, known, strict=True))
        every = list(range(self.width))
        return lambda value: (every, missing if value is None else means.get(str(text(value)), unseen))

    def nothing(self, weights: Floats) -> Floats:
        """Return the share of a level that was never seen."""
        return np.asarray(self.means[-1] @ weights)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "target": self.name,
            "prior": self.prior,
            "levels": list(self.levels),
            "means": self.means.T.tolist(),
        }

    @classmethod
    def read(cls, written: Document) -> Target:
        """Read what `to_json` wrote."""
        written.only("target", "prior", "levels", "means")
        known, listed = written.texts("levels", ascending=True), written.values["means"]
        if not isinstance(listed, list) or not listed:
            written.wrong("means", "lists of numbers")
        means = [Document(written.file, {"means": one}).numbers("means") for one in listed]
        if any(len(one) != len(known) + 2 for one in means):
            written.wrong("means", "one number for each of `levels`, and two more")
        return cls(written.text("target"), written.number("prior", least=0), known, np.array(means).T.copy())


def folds_of(rows: int) -> Integers:
    """Give each place in the canonical order its fold; neighbours and rows at equal distances are spread evenly.

    Examples
    --------
    >>> folds_of(8)
    array([0, 3, 1, 4, 2, 0, 3, 1])
    """
    spread = (
        np.arange(rows, dtype=np.uint64) * _GOLDEN
    )  # modulo 2**64: the fraction of place times golden ratio
    return ((spread >> np.uint64(32)) * np.uint64(FOLDS) >> np.uint64(32)).astype(np.int64)


def outcomes(train: Sample, task: Task) -> Floats:
    """Return what is averaged, shape (n, width): the number, whether the objective holds, or one column for each class."""
    return _as_numbers(train.truth, len(task.classes) if task.kind == "classes" else 1)


def _as_numbers(truth: NDArray[Any], width: int) -> Floats:
    if width == 1:
        return np.asarray(truth, dtype=np.float64)[:, None]
    return np.asarray(truth[:, None] == np.arange(width), dtype=np.float64)


def _places(found: Any, known: tuple[str, ...]) -> Integers:
    places = codes(found, known)
    unknown = np.where(np.asarray(found.is_null()), len(known), len(known) + 1)
    return np.where(places < 0, unknown, places)


def _means(places: Integers, truths: Floats, weights: Floats, size: int, prior: float) -> Floats:
    rows = np.bincount(places, weights=weights, minlength=size)
    found = np.zeros((size, truths.shape[1]))
    for output in range(truths.shape[1]):
        weighted = truths[:, output] * weights
        mean = weighted.sum() / weights.sum() if weights.sum() > 0 else 0.0
        sums = np.bincount(places, weights=weighted, minlength=size)
        shrunk = (sums + prior * mean) / np.where(rows > 0, rows + prior, 1)
        found[:, output] = np.where(rows > 0, shrunk, mean)
    return found


def _dense_rows(found: Floats) -> Any:
    rows, width = found.shape
    places = np.tile(np.arange(width), rows)
    return sparse_rows(found.ravel(), places, np.arange(rows + 1) * width, width)
