"""Computed columns by fingerprint: one Arrow file a feature, mapped into memory when it is read."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import pyarrow as pa

from wager.foundation.errors import UnavailableError


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
        """Map a column into memory; None where it is not stored, or cannot be read."""
        try:
            with pa.memory_map(str(self.path(key))) as file:
                return pa.ipc.open_file(file).get_batch(0).column(0)
        except (OSError, pa.ArrowInvalid):
            return None

    def write(self, key: str, values: pa.Array) -> None:
        """Store a column, whole or not at all; who reads at the same time sees the old state or the new.

        Raises
        ------
        UnavailableError
            If it cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(key, pa.record_batch({"value": values}))
        except OSError as error:
            raise UnavailableError(
                f"cannot write into {self.folder}: {error.strerror or error}; check space and rights"
            ) from error

    def _write(self, key: str, batch: pa.RecordBatch) -> None:
        with NamedTemporaryFile(dir=self.folder, prefix=".", suffix=".part", delete=False) as file:
            try:
                with pa.ipc.new_file(file, batch.schema) as writer:
                    writer.write_batch(batch)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(self.path(key))
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
