"""The matrix that LightGBM reads: which columns, in which order, and which levels of a category have which code."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wager.foundation.errors import BadInputError
from wager.training.columns import (
    Columns,
    Floats,
    codes,
    column,
    is_category,
    length,
    levels,
    number,
    numbers,
)
from wager.training.estimator import Sample
from wager.training.stored import Document, demand_different

MOST_LEVELS = 1000


@dataclass(frozen=True)
class Layout:
    """The columns of the matrix, by name, with the levels of categories (None for a number)."""

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...] | None, ...]

    @classmethod
    def learn(cls, train: Sample) -> Layout:
        """Learn the levels from the training rows; columns in the order of their names."""
        names = tuple(sorted(train.columns))
        if not names:
            raise BadInputError("lightgbm has no columns to learn from; name some under `features`")
        found = [train.column(name) for name in names]
        known = (levels(values, most=MOST_LEVELS) if is_category(values) else None for values in found)
        return cls(names, tuple(known))

    @classmethod
    def read(cls, written: Document) -> Layout:
        """Read the names and the levels of a stored model."""
        names, known = written.texts("names"), written.values["levels"]
        demand_different(written, "names", names)
        if not isinstance(known, list) or len(known) != len(names) or not names:
            written.wrong("levels", "one list, or null, for each of `names`")
        read = (None if one is None else written.listed("levels", one, ascending=True) for one in known)
        return cls(names, tuple(read))

    def matrix(self, columns: Columns) -> Floats:
        """Return the rows as floats, row after row; levels as codes, what is missing or new as NaN."""
        filled = np.empty((length(columns), len(self.names)), dtype=np.float64)
        for place, (name, known) in enumerate(zip(self.names, self.levels, strict=True)):
            found = column(columns, name)
            if known is None:
                filled[:, place] = numbers(found)
            else:
                code = codes(found, known)
                filled[:, place] = np.where(code < 0, np.nan, code)
        return filled

    def for_one(self) -> Callable[[Mapping[str, Any]], list[float]]:
        """Make the function from one row's physical values to its row of the matrix."""
        reads = [
            (name, number if known is None else _code(known))
            for name, known in zip(self.names, self.levels, strict=True)
        ]
        return lambda row: [read(row[name]) for name, read in reads]


def _code(known: tuple[str, ...]) -> Callable[[Any], float]:
    places = {level: float(place) for place, level in enumerate(known)}
    return lambda value: places.get(value, math.nan)
