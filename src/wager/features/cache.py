"""Computed columns by fingerprint: one file a feature, mapped into memory when it is read.

A column whose first rows are those of another one holds only the rows behind them, and names the files of the others; see
`data.kept_chain`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.kept_chain import Growth, KeptChain
from wager.features.clean_up import clean_up
from wager.features.exact import Integers
from wager.features.follows import Follows
from wager.features.remembered import Remembered
from wager.foundation.fingerprint import digest


@dataclass(frozen=True)
class Cost:
    """What a column cost.

    Attributes
    ----------
    seconds : float
        To compute it, or those of its rows that were computed last.
    bytes : int
        In the cache.
    """

    seconds: float
    bytes: int


@dataclass(frozen=True)
class Longer:
    """A column that begins with the first rows of another one.

    Attributes
    ----------
    key, base : str
        Its own, and that of the other one.
    rows : int
        So many of the other one's rows.
    values : pyarrow.Array
        Those behind them.
    seconds : float
        What computing these took.
    """

    key: str
    base: str
    rows: int
    values: pa.Array
    seconds: float = 0.0


class FeatureCache:
    """A folder of computed columns; the name of each file is the digest of all that its values follow from.

    Attributes
    ----------
    folder : Path
        Made when something is first stored; safe to delete at any time.
    limit : int or None
        Bytes that all that is cached beside it and in it may take; the columns least recently used go first.
    """

    def __init__(self, folder: Path, limit: int | None = None) -> None:
        self.folder, self.limit = folder, limit
        self.chain = KeptChain(folder)
        self._notes: dict[str, Remembered] = {}
        self._to_tell: dict[str, dict[str, Follows]] = {}

    def path(self, key: str) -> Path:
        """Return where the column of a key is, or would be."""
        return self.chain.path(key)

    def read(self, key: str) -> pa.ChunkedArray | None:
        """Map a column into memory, in as many pieces as files; None where it is not stored, or is not what was written."""
        found = self.chain.read(key)
        return None if found is None else found.column(0)

    def write(self, key: str, values: pa.Array | pa.ChunkedArray, seconds: float = 0.0) -> None:
        """Store a column, whole or not at all; who reads at the same time sees the old state or the new.

        Parameters
        ----------
        seconds : float
            What computing it took.

        Raises
        ------
        UnavailableError
            If it cannot be written.
        """
        self.chain.write(key, pa.table({"value": values}), _said(seconds))

    def extend(self, key: str, base: str, rows: int, values: pa.Array, seconds: float = 0.0) -> bool:
        """Store a column that begins with the first rows of another one, which are not written again.

        Returns
        -------
        bool
            False where the other one is gone, or has not these rows, and nothing was stored.
        """
        return self.extend_all([Longer(key, base, rows, values, seconds)])[0]

    def extend_all(self, columns: Sequence[Longer]) -> list[bool]:
        """Store columns that each begin with the first rows of another one; say of which that was possible."""
        return self.chain.extend_all(
            [
                Growth(one.key, one.base, one.rows, pa.table({"value": one.values}), _said(one.seconds))
                for one in columns
            ]
        )

    def cost(self, key: str) -> Cost | None:
        """Say what a column cost; None where it is not stored."""
        found = self.chain.own(key)
        if found is None:
            return None
        held = [key, *(one.key for one in found.before if self.chain.own(one.key) is not None)]
        return Cost(found.said.get("seconds", 0.0), sum(self.chain.size(one) for one in held))

    def index_of(self, rows: str) -> Integers | None:
        """Return the places of rows in their snapshot, by their fingerprint; None where they are not kept."""
        found = KeptChain(self.folder.parent / "rows").columns(rows)
        return None if found is None else np.asarray(found["index"].to_numpy(), np.int64)

    def shared_rows(self, rows: str, other: str) -> int | None:
        """Say how many first rows are those of others, by their fingerprints; None where it is not known without reading them."""
        return KeptChain(self.folder.parent / "rows").shared(rows, other)

    def told(self, unit: str, name: str) -> tuple[Follows, ...]:
        """Say what the columns of a name followed from that were computed before, the latest first."""
        found = []
        for said in self._noted(unit).told(name):
            with contextlib.suppress(TypeError):
                found.append(Follows.from_json(said))
        return tuple(found)

    def knows(self, unit: str, name: str, key: str) -> bool:
        """Say whether it is remembered what a column followed from."""
        return any(said.get("key") == key for said in self._noted(unit).told(name))

    def tell(self, name: str, said: Follows) -> None:
        """Take up what a column follows from, to be remembered with that of others."""
        self._to_tell.setdefault(said.unit, {})[name] = said

    def remember(self) -> None:
        """Write what was told.

        Raises
        ------
        UnavailableError
            If it cannot be written.
        """
        for unit, told in self._to_tell.items():
            self._noted(unit).tell({name: said.to_json() for name, said in told.items()})
        self._to_tell = {}

    def _noted(self, unit: str) -> Remembered:
        if unit not in self._notes:
            self._notes[unit] = Remembered(self.folder / "told" / digest(unit)[:32])
        return self._notes[unit]

    def trim(self) -> None:
        """Remove what was used least recently, as far as the limit demands."""
        if self.limit is not None:
            clean_up(self.folder.parent, self.limit)


def _said(seconds: float) -> dict[str, Any]:
    return {"seconds": round(seconds, 6)}
