"""Columns in the pieces in which they are kept, until somebody needs one array."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from wager.features.exact import Integers
from wager.features.snapshot_column import Places, SnapshotColumn


class Pieced(Mapping[str, pa.Array]):
    """Columns by name; one that lies in several files is put together when it is first asked for, and then kept so.

    A day that came is a piece of its own, so that a million rows before it are neither copied nor read for it. A column that
    stands in a snapshot is read when it is asked for, and not held.

    Attributes
    ----------
    held : dict of str to pa.ChunkedArray or SnapshotColumn
        The columns as they are held: mapped from files, in memory, or where to read them.

    Examples
    --------
    >>> columns = Pieced({"n": pa.chunked_array([[1, 2], [3]])})
    >>> columns.pieces["n"].num_chunks, columns["n"].tolist(), columns.pieces["n"].num_chunks
    (2, [1, 2, 3], 1)
    """

    def __init__(self, pieces: Mapping[str, pa.Array | pa.ChunkedArray | SnapshotColumn]) -> None:
        self.held = {
            name: pa.chunked_array([one]) if isinstance(one, pa.Array) else one
            for name, one in pieces.items()
        }

    @property
    def pieces(self) -> Mapping[str, pa.ChunkedArray]:
        """The columns in pieces, for those who can read piece by piece."""
        return _Pieces(self.held)

    def __getitem__(self, name: str) -> pa.Array:
        """Return a column as one array."""
        held = self.held[name]
        if isinstance(held, SnapshotColumn):
            pieces = list(held.pieces())
            return pieces[0] if len(pieces) == 1 else pa.concat_arrays([pa.array([], held.type), *pieces])
        if held.num_chunks != 1:
            held = self.held[name] = pa.chunked_array([held.combine_chunks()], held.type)
        return held.chunk(0)

    def __iter__(self) -> Iterator[str]:
        """Name the columns."""
        return iter(self.held)

    def __len__(self) -> int:
        """Count the columns."""
        return len(self.held)

    def __repr__(self) -> str:
        """Name the columns."""
        return f"Pieced({', '.join(self)})"

    def only(self, names: Iterable[str]) -> Pieced:
        """Leave all other columns out."""
        return Pieced({name: self.held[name] for name in names})

    def having(self, name: str, values: pa.Array) -> Pieced:
        """Put values in the place of a column."""
        return Pieced({**self.held, name: values})

    def read_later(self, rows: slice | Integers) -> dict[str, SnapshotColumn]:
        """Keep some rows of the columns that stand in a snapshot; none of them is read for it."""
        found: dict[str, SnapshotColumn] = {}
        kept: dict[int, Places] = {}  # columns share their rows, and share them afterwards
        for name, held in self.held.items():
            if isinstance(held, SnapshotColumn):
                same = id(held.places)
                if same not in kept:
                    kept[same] = held.places.taken(rows)
                found[name] = held.on(kept[same])
        return found


class _Pieces(Mapping[str, pa.ChunkedArray]):
    """The columns in pieces; those that stand in a snapshot are read when they are asked for."""

    def __init__(self, held: Mapping[str, pa.ChunkedArray | SnapshotColumn]) -> None:
        self._held = held

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        held = self._held[name]
        return held.chunked() if isinstance(held, SnapshotColumn) else held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)
