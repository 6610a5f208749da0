"""Computed columns by fingerprint: one file a feature, mapped into memory when it is read."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from wager.data.kept_table import keep_table, kept_table


class FeatureCache:
    """A folder of computed columns; the name of each file is the digest of all that its values follow from.

    Attributes
    ----------
    folder : Path
        Made when something is first stored; safe to delete at any time.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, key: str) -> Path:
        """Return where the column of a key is, or would be."""
        return self.folder / f"{key}.arrow"

    def read(self, key: str) -> pa.Array | None:
        """Map a column into memory; None where it is not stored, or is not what was written."""
        found = kept_table(self.path(key))
        if found is None:
            return None
        column = found.column(0)
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

    def write(self, key: str, values: pa.Array) -> None:
        """Store a column, whole or not at all; who reads at the same time sees the old state or the new.

        Raises
        ------
        UnavailableError
            If it cannot be written.
        """
        keep_table(self.path(key), pa.table({"value": values}))
