"""Whole values as one of n columns, by the stable hash that expressions call `bucket`: nothing is learned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from wager.adapters.estimators.encodings.encoding import Entries, sparse_rows
from wager.expressions.table.casts import bucket
from wager.training.columns import Columns, Floats, column, text
from wager.training.estimator import Sample
from wager.training.stored import Document

MOST_COLUMNS = 1 << 20


@dataclass(frozen=True)
class Hashing:
    """A 1 in the column `bucket(value, width)`; nothing where the value is missing.

    Examples
    --------
    >>> Hashing("domain", 10).for_one()("abc"), Hashing("domain", 10).for_one()(None)
    (([7], [1.0]), ([], []))
    """

    name: str
    width: int

    def rows(self, columns: Columns) -> Any:
        """Return a 1 for each value; see `Encoding`."""
        coded = column(columns, self.name).cast("string").dictionary_encode()
        buckets = np.array([bucket(value, self.width) for value in coded.dictionary.to_pylist()], np.int64)
        there = np.asarray(coded.indices.is_valid())
        places = buckets[coded.indices.drop_null().to_numpy()]
        return sparse_rows(np.ones(len(places)), places, np.r_[0, there.cumsum()], self.width)

    def rows_to_fit(self, train: Sample) -> Any:
        """Nothing was learned from outcomes."""
        return self.rows(train.columns)

    def for_one(self) -> Callable[[Any], Entries]:
        """Make the function from a value to its column; see `Encoding`."""
        width = self.width
        return lambda value: ([], []) if value is None else ([bucket(text(value), width)], [1.0])

    def nothing(self, weights: Floats) -> Floats:
        """Return the share of a missing value."""
        return np.zeros(weights.shape[1])

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"hashing": self.name, "width": self.width}

    @classmethod
    def read(cls, written: Document) -> Hashing:
        """Read what `to_json` wrote."""
        written.only("hashing", "width")
        width = written.number("width", least=1, most=MOST_COLUMNS)
        if width != int(width):
            written.wrong("width", "a whole number")
        return cls(written.text("hashing"), int(width))
