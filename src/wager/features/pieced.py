"""Columns in the pieces in which they are kept, until somebody needs one array."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa


class Pieced(Mapping[str, pa.Array]):
    """Columns by name; one that lies in several files is put together when it is first asked for, and then kept so.

    A day that came is a piece of its own, so that a million rows before it are neither copied nor read for it.

    Attributes
    ----------
    pieces : dict of str to pa.ChunkedArray
        The columns as they are held: mapped from files, or in memory. Who can read piece by piece does.

    Examples
    --------
    >>> columns = Pieced({"n": pa.chunked_array([[1, 2], [3]])})
    >>> columns.pieces["n"].num_chunks, columns["n"].tolist(), columns.pieces["n"].num_chunks
    (2, [1, 2, 3], 1)
    """

    def __init__(self, pieces: Mapping[str, pa.Array | pa.ChunkedArray]) -> None:
        self.pieces = {
            name: pa.chunked_array([one]) if isinstance(one, pa.Array) else one
            for name, one in pieces.items()
        }

    def __getitem__(self, name: str) -> pa.Array:
        """Return a column as one array."""
        held = self.pieces[name]
        if held.num_chunks != 1:
            held = self.pieces[name] = pa.chunked_array([held.combine_chunks()], held.type)
        return held.chunk(0)

    def __iter__(self) -> Iterator[str]:
        """Name the columns."""
        return iter(self.pieces)

    def __len__(self) -> int:
        """Count the columns."""
        return len(self.pieces)

    def __repr__(self) -> str:
        """Name the columns."""
        return f"Pieced({', '.join(self)})"
