"""The matrix that LightGBM reads: which columns, in which order, and which levels of a category have which code."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import digest
from wager.training.by_row import by_row
from wager.training.columns import (
    Columns,
    Floats,
    codes,
    column,
    holds_levels,
    length,
    levels,
    number,
    text,
    write_numbers,
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
    def learn(cls, train: Sample, native: tuple[str, ...] = (), leave: tuple[str, ...] = ()) -> Layout:
        """Learn the levels from the training rows; columns in the order of their names.

        Parameters
        ----------
        train : Sample
            The rows.
        native : tuple of str
            Columns that are categories though they hold whole numbers or booleans.
        leave : tuple of str
            Columns that are encoded otherwise, and do not stand here.
        """
        names = tuple(sorted(set(train.columns) - set(leave)))
        if not names and not leave:
            raise BadInputError("lightgbm has no columns to learn from; name some under `features`")

        def known(name: str) -> tuple[str, ...] | None:
            if name in native:
                return levels(train.column(name).cast(pa.string()), most=MOST_LEVELS)
            texts = holds_levels(train.columns, name)
            return levels(train.column(name), most=MOST_LEVELS) if texts else None

        return cls(names, tuple(map(known, names)))

    @classmethod
    def read(cls, written: Document, least: int = 1) -> Layout:
        """Read the names and the levels of a stored model; there are at least so many."""
        names, known = written.texts("names"), written.values["levels"]
        demand_different(written, "names", names)
        if not isinstance(known, list) or len(known) != len(names) or len(names) < least:
            written.wrong("levels", "one list, or null, for each of `names`")
        read = (None if one is None else written.listed("levels", one, ascending=True) for one in known)
        return cls(names, tuple(read))

    @property
    def width(self) -> int:
        """How many columns the matrix has."""
        return len(self.names)

    def identities(self, train: Sample) -> tuple[str, ...]:
        """Name each column of the matrix by what it follows from: a column of the sample, and its levels; empty where one has no name."""
        if not set(self.names) <= train.identities.keys():
            return ()
        named = zip(self.names, self.levels, strict=True)
        return tuple(digest([train.identities[name], known and list(known)]) for name, known in named)

    def matrix_to_fit(self, train: Sample, places: Sequence[int] | None = None) -> Floats:
        """Return the rows that it was learned from, column after column, all or some; nothing was learned from their outcomes."""
        places = range(self.width) if places is None else places
        filled = np.empty((length(train.columns), len(places)), order="F")
        for to, place in zip(filled.T, places, strict=True):
            self._write(to, place, train.columns)
        return filled

    def matrix(self, columns: Columns) -> Floats:
        """Return the rows as floats, row after row; levels as codes, what is missing or new as NaN."""
        shape = (length(columns), self.width)
        return by_row(shape, np.float64, lambda to, place: self._write(to, place, columns))

    def _write(self, to: Floats, place: int, columns: Columns) -> None:
        name, known = self.names[place], self.levels[place]
        if known is None:
            write_numbers(to, columns, name)
        else:
            code = codes(column(columns, name), known)
            to[:] = np.where(code < 0, np.nan, code)

    def folded(self, parts: Floats) -> Floats:
        """Return what was said of each column of the matrix: each is one of its own."""
        return parts

    def to_json(self) -> dict[str, Any]:
        """Write names and levels."""
        known = [None if found is None else list(found) for found in self.levels]
        return {"names": list(self.names), "levels": known}

    def for_one(self) -> Callable[[Mapping[str, Any]], list[float]]:
        """Make the function from one row's physical values to its row of the matrix."""
        reads = [
            (name, number if known is None else _code(known))
            for name, known in zip(self.names, self.levels, strict=True)
        ]
        return lambda row: [read(row[name]) for name, read in reads]


def _code(known: tuple[str, ...]) -> Callable[[Any], float]:
    places = {level: float(place) for place, level in enumerate(known)}
    return lambda value: places.get(text(value), math.nan)  # type: ignore[arg-type] # null is no level
