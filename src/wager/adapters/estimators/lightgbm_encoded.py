"""The matrix that LightGBM reads where a model file encodes columns: the others as always, then what each encoding gives.

A few columns make a dense matrix, many words a sparse one; what stands nowhere is 0 to the library in both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from wager.adapters.estimators.encodings import chosen
from wager.adapters.estimators.encodings.encoding import Encoding
from wager.adapters.estimators.lightgbm_layout import Layout
from wager.foundation.errors import BadInputError
from wager.training.columns import Columns, Floats, length
from wager.training.estimator import Encode, Sample, Task
from wager.training.stored import Document, demand_different

MOST_DENSE = 256
"""Of more columns the matrix is sparse."""


@dataclass(frozen=True)
class EncodedLayout:
    """Columns as the library reads them itself, and after them those that are encoded, each in the order of names."""

    plain: Layout
    encodings: tuple[Encoding, ...]

    @classmethod
    def learn(cls, train: Sample, encode: Encode, task: Task) -> EncodedLayout:
        """Learn levels and encodings from the training rows."""
        others = {name: said for name, said in encode.items() if said != chosen.NATIVE}
        plain = Layout.learn(train, native=native(encode), leave=tuple(others))
        learned = (chosen.learned(name, said, train, task) for name, said in sorted(others.items()))
        found = cls(plain, tuple(learned))
        if found.width == 0:
            raise BadInputError(
                f"lightgbm has no columns to learn from: no word of {', '.join(sorted(others))} stands in two rows"
            )
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return (*self.plain.names, *(one.name for one in self.encodings))

    @cached_property
    def levels(self) -> tuple[tuple[str, ...] | None, ...]:
        """Of each column of the matrix the levels; None for a number."""
        return (*self.plain.levels, *(None for one in self.encodings for _ in range(one.width)))

    @property
    def width(self) -> int:
        """How many columns the matrix has."""
        return len(self.levels)

    def matrix(self, columns: Columns) -> Any:
        """Return the rows, dense or as a scipy CSR matrix, shape (n, width)."""
        return self._joined(columns, [one.rows(columns) for one in self.encodings])

    def identities(self, train: Sample) -> tuple[str, ...]:  # noqa: ARG002
        """Name nothing: encodings may hang on outcomes too, so that the matrix itself is looked at."""
        return ()

    def matrix_to_fit(self, train: Sample, places: Sequence[int] | None = None) -> Any:
        """Return the rows that it was learned from, with no row's own outcome in its encodings; always all columns, as none has a name."""
        assert places is None
        return self._joined(train.columns, [one.rows_to_fit(train) for one in self.encodings])

    def _joined(self, columns: Columns, blocks: list[Any]) -> Any:
        from scipy import sparse

        rows = length(columns)
        plain = self.plain.matrix(columns) if self.plain.names else np.empty((rows, 0))
        if self.width > MOST_DENSE:
            return sparse.hstack([sparse.csr_matrix(plain), *blocks], format="csr")
        return np.ascontiguousarray(np.hstack([plain, *(block.toarray() for block in blocks)]))

    def for_one(self) -> Callable[[Mapping[str, Any]], Floats]:
        """Make the function from one row's physical values to its row of the matrix."""
        read, own, width = self.plain.for_one(), len(self.plain.names), self.width
        fills, at = [], own
        for one in self.encodings:
            fills.append((one.name, at, one.for_one()))
            at += one.width

        def row(given: Mapping[str, Any]) -> Floats:
            found = np.zeros(width)
            found[:own] = read(given)
            for name, begin, entries in fills:
                places, numbers = entries(given[name])
                if places:
                    found[np.asarray(places) + begin] = numbers
            return found

        return row

    def folded(self, parts: Floats) -> Floats:
        """Add what was said of each column of the matrix, and of the base, up by the columns that they come from."""
        own = len(self.plain.names)
        found = np.zeros((*parts.shape[:-1], len(self.names) + 1))
        found[..., :own], found[..., -1] = parts[..., :own], parts[..., -1]
        at = own
        for place, one in enumerate(self.encodings, own):
            found[..., place] = parts[..., at : at + one.width].sum(axis=-1)
            at += one.width
        return found

    def to_json(self) -> dict[str, Any]:
        """Write what `read` reads."""
        return self.plain.to_json() | {"encoded": [one.to_json() for one in self.encodings]}

    @classmethod
    def read(cls, written: Document) -> EncodedLayout:
        """Read what `to_json` wrote."""
        encodings = tuple(map(chosen.read, written.documents("encoded")))
        found = cls(Layout.read(written, least=0), encodings)
        demand_different(written, "encoded", found.names)
        if found.width == 0:
            written.wrong("encoded", "a list that gives the matrix columns")
        return found


def learn_layout(train: Sample, encode: Encode, task: Task) -> Layout | EncodedLayout:
    """Learn the matrix; where nothing is encoded otherwise than the library does, it is the plain one."""
    chosen.refuse_strange(encode, train.columns)
    for name in native(encode):
        chosen.demand_levels(name, chosen.NATIVE, train.column(name))
    if len(native(encode)) < len(encode):
        return EncodedLayout.learn(train, encode, task)
    return Layout.learn(train, native=native(encode))


def native(encode: Encode) -> tuple[str, ...]:
    """Name the columns that are categories of the library's own because the model file says so."""
    return tuple(name for name, said in encode.items() if said == chosen.NATIVE)
