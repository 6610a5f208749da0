"""Levels as one column each; all that are rare, missing or new share the last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from wager.adapters.estimators.encodings.encoding import Entries, sparse_rows
from wager.training.columns import Columns, Floats, Integers, codes, column, length, levels, text
from wager.training.estimator import Sample
from wager.training.stored import Document

MOST_LEVELS = 200
LEAST_ROWS = 10


@dataclass(frozen=True)
class OneHot:
    """Levels that are frequent enough, ascending.

    Examples
    --------
    >>> OneHot("origin", ("EWR", "JFK")).for_one()("JFK"), OneHot("origin", ("EWR", "JFK")).for_one()(None)
    (([1], [1.0]), ([2], [1.0]))
    """

    name: str
    levels: tuple[str, ...]

    @classmethod
    def learn(cls, name: str, found: Any) -> OneHot:
        """Learn the levels that are frequent enough."""
        return cls(name, levels(found.cast(pa.string()), most=MOST_LEVELS, least_rows=LEAST_ROWS))

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return len(self.levels) + 1

    def places(self, columns: Columns) -> Integers:
        """Return each row's column, shape (n,)."""
        found = codes(column(columns, self.name), self.levels)
        return np.where(found < 0, len(self.levels), found)

    def rows(self, columns: Columns) -> Any:
        """Return a 1 for each value; see `Encoding`."""
        rows = length(columns)
        return sparse_rows(np.ones(rows), self.places(columns), np.arange(rows + 1), self.width)

    def rows_to_fit(self, train: Sample) -> Any:
        """Nothing was learned from outcomes."""
        return self.rows(train.columns)

    def for_one(self) -> Callable[[Any], Entries]:
        """Make the function from a value to its column; see `Encoding`."""
        known: dict[str | None, Entries] = {
            level: ([place], [1.0]) for place, level in enumerate(self.levels)
        }
        other: Entries = ([len(self.levels)], [1.0])
        return lambda value: known.get(text(value), other)

    def nothing(self, weights: Floats) -> Floats:
        """Return the share of a level never seen."""
        return np.asarray(weights[-1])

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {"category": self.name, "levels": list(self.levels)}

    @classmethod
    def read(cls, written: Document) -> OneHot:
        """Read what `to_json` wrote."""
        written.only("category", "levels")
        return cls(written.text("category"), written.texts("levels", ascending=True))
