"""The parts of a design matrix that encodings give: levels one-hot, words, hashes, and means of the objective."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from wager.adapters.estimators.design_parts import LEAST_DEVIATION, Add, Numeric, Part, deviation_of
from wager.adapters.estimators.encodings import chosen
from wager.adapters.estimators.encodings.encoding import Encoding, Entries, add_up, add_up_one
from wager.adapters.estimators.encodings.onehot import OneHot
from wager.adapters.estimators.encodings.target import Target
from wager.training.columns import Columns, Floats, text
from wager.training.estimator import Sample
from wager.training.stored import Document


@dataclass(frozen=True)
class Encoded:
    """A column as its encoding gives it."""

    encoding: Encoding

    @property
    def name(self) -> str:
        """The column."""
        return self.encoding.name

    @property
    def width(self) -> int:
        """How many columns of the matrix it takes."""
        return self.encoding.width

    def block(self, columns: Columns) -> Any:
        """Return its columns; see `Part`."""
        return self.encoding.rows(columns)

    def block_to_fit(self, train: Sample) -> Any:
        """Return its columns of train; see `Part`."""
        return self.encoding.rows_to_fit(train)

    def nothing(self, weights: Floats) -> Floats:
        """Return the share of a level never seen, or of a text without words."""
        return self.encoding.nothing(weights)

    def entries(self) -> Callable[[Any], Entries]:
        """Make the function for one value; see `Part`."""
        return self.encoding.for_one()

    def for_one(self, weights: Floats) -> Add:
        """Make the function for one value; see `Part`."""
        entries = self.entries()
        return lambda value, total: add_up_one(entries(value), weights, total)

    def add(self, columns: Columns, weights: Floats, total: Floats) -> None:
        """Add its share; see `Part`."""
        add_up(self.block(columns), weights, total)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return self.encoding.to_json()


@dataclass(frozen=True)
class Category(Encoded):
    """Levels one-hot: the weights are looked up, not multiplied."""

    encoding: OneHot

    def for_one(self, weights: Floats) -> Add:
        """Make the function for one value; see `Part`."""
        *shares, other = weights.tolist()
        known: dict[str | None, list[float]] = dict(zip(self.encoding.levels, shares, strict=True))

        def add(value: Any, total: list[float]) -> None:
            for output, share in enumerate(known.get(text(value), other)):
                total[output] += share

        return add

    def add(self, columns: Columns, weights: Floats, total: Floats) -> None:
        """Add its share; see `Part`."""
        total += weights[self.encoding.places(columns)]


@dataclass(frozen=True)
class Means(Encoded):
    """Means of the objective, standardised as numbers are: a penalty weighs them alike.

    Attributes
    ----------
    centre, deviation : tuple of float
        Of each mean, over the rows that are fitted on.
    """

    encoding: Target
    centre: tuple[float, ...]
    deviation: tuple[float, ...]

    @classmethod
    def learn(cls, encoding: Target, train: Sample) -> Means:
        """Learn mean and standard deviation."""
        found = encoding.rows_to_fit(train).toarray()
        return cls(encoding, tuple(found.mean(axis=0).tolist()), tuple(map(deviation_of, found.T)))

    def _scaled(self, found: Any) -> Any:
        # Each of a row's means is an entry, 0 or not.
        found.data = (found.data - np.array(self.centre)[found.indices]) / np.array(self.deviation)[
            found.indices
        ]
        return found

    def block(self, columns: Columns) -> Any:
        """Return its columns; see `Part`."""
        return self._scaled(super().block(columns))

    def block_to_fit(self, train: Sample) -> Any:
        """Return its columns of train; see `Part`."""
        return self._scaled(super().block_to_fit(train))

    def nothing(self, weights: Floats) -> Floats:
        """Return the share of a level never seen."""
        return np.asarray((self.encoding.means[-1] - self.centre) / self.deviation @ weights)

    def entries(self) -> Callable[[Any], Entries]:
        """Make the function for one value; see `Part`."""
        means, scale = self.encoding.for_one(), list(zip(self.centre, self.deviation, strict=True))

        def entries(value: Any) -> Entries:
            places, found = means(value)
            pairs = zip(found, scale, strict=True)
            return places, [(mean - centre) / deviation for mean, (centre, deviation) in pairs]

        return entries

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return super().to_json() | {"centre": list(self.centre), "deviation": list(self.deviation)}

    @classmethod
    def read(cls, written: Document) -> Means:
        """Read what `to_json` wrote."""
        of_encoding = {
            key: value for key, value in written.values.items() if key not in {"centre", "deviation"}
        }
        encoding = Target.read(Document(written.file, of_encoding))
        centre, deviation = (
            written.numbers("centre"),
            written.numbers("deviation", least=LEAST_DEVIATION),
        )
        if not len(centre) == len(deviation) == encoding.width:
            written.wrong("centre", "one number for each list of `means`, as is `deviation`")
        return cls(encoding, centre, deviation)


def read_part(written: Document) -> Part:
    """Read what `to_json` of a part wrote.

    Raises
    ------
    BadInputError
        If it is anything else.
    """
    if "number" in written.values:
        return Numeric.read(written)
    if "target" in written.values:
        return Means.read(written)
    return encoded(chosen.read(written))


def encoded(encoding: Encoding) -> Part:
    """Make the part of an encoding that needs no scale."""
    return Category(encoding) if isinstance(encoding, OneHot) else Encoded(encoding)
