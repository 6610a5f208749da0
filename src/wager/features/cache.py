"""Computed columns by fingerprint: one file a feature, mapped into memory when it is read.

A column whose first rows are those of another one holds only the rows behind them, and names the files of the others; see
`data.kept_chain`.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from wager.data.kept_chain import KeptChain
from wager.data.kept_notes import note, noted, notes
from wager.features.clean_up import clean_up
from wager.features.exact import Integers
from wager.features.follows import Follows
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
        return self.chain.extend(key, base, rows, pa.table({"value": values}), _said(seconds))

    def cost(self, key: str) -> Cost | None:
        """Say what a column cost; None where it is not stored."""
        found = self.chain.own(key)
        if found is None:
            return None
        files = [self.path(key), *(self.path(one.key) for one in found.before)]
        return Cost(
            found.said.get("seconds", 0.0), sum(file.stat().st_size for file in files if file.is_file())
        )

    def index_of(self, rows: str) -> Integers | None:
        """Return the places of rows in their snapshot, by their fingerprint; None where they are not kept."""
        found = KeptChain(self.folder.parent / "rows").read(rows)
        return None if found is None else np.asarray(found["index"].to_numpy(), np.int64)

    def told(self, unit: str, name: str) -> tuple[Follows, ...]:
        """Say what the columns of a name followed from that were computed before, the latest first."""
        found = []
        for said in notes(self._telling(unit, name)):
            with contextlib.suppress(TypeError):
                found.append(Follows.from_json(said))
        return tuple(found)

    def knows(self, unit: str, name: str, key: str) -> bool:
        """Say whether it is remembered what a column followed from."""
        return noted(self._telling(unit, name), key)

    def tell(self, name: str, said: Follows) -> None:
        """Remember what a column followed from."""
        note(self._telling(said.unit, name), said.key, said.to_json())

    def _telling(self, unit: str, name: str) -> Path:
        return self.folder / "told" / digest([unit, name])[:32]

    def trim(self) -> None:
        """Remove what was used least recently, as far as the limit demands."""
        if self.limit is not None:
            clean_up(self.folder.parent, self.limit)


def _said(seconds: float) -> dict[str, Any]:
    return {"seconds": round(seconds, 6)}
