"""A folder of small tables by key; several that came at once lie in one file, which has the name of each.

A name costs a fraction of a file to make, and one that is looked up by its name is found as if it were alone. Where a file can have
one name only, each table has its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from wager.data.kept_table import (
    KeptFile,
    Seen,
    is_checked,
    keep_table,
    keep_table_under,
    kept_file,
    seen_of,
    used,
)

SHARED_BYTES = 1 << 24
"""So much lies in one file of several tables; a larger one has a file of its own."""

_META = b"wager.column"
_SHARED = b"wager.columns"


@dataclass(frozen=True)
class Kept:
    """A table with what is said of it, as JSON values.

    Attributes
    ----------
    key : str
        Of its file.
    table : pyarrow.Table
    said : dict
    """

    key: str
    table: pa.Table
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """A table as it lies in a file; of its columns those are read that are asked for.

    Attributes
    ----------
    file : KeptFile
    columns : dict of str to str
        What they are called in the file, by their names.
    said : dict
        What was said of it.
    """

    file: KeptFile
    columns: Mapping[str, str]
    said: Mapping[str, Any]

    @property
    def types(self) -> list[pa.DataType]:
        """Of the columns."""
        return [self.file.types[stored] for stored in self.columns.values()]

    @cached_property
    def rows(self) -> int:
        """How many there are."""
        return len(self.column(next(iter(self.columns))))

    def column(self, name: str) -> pa.ChunkedArray:
        """Read a column."""
        return self.file.column(self.columns[name])

    @cached_property
    def table(self) -> pa.Table:
        """All columns."""
        whole = self.file.table().select(list(self.columns.values()))
        return whole.rename_columns(list(self.columns)).replace_schema_metadata(None)


class KeptFiles:
    """The files of a folder.

    Attributes
    ----------
    folder : Path
        Made when something is first kept.
    small : bool
        Keep a table in few bytes; see `keep_table`. How one was kept does not matter to who reads it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     files = KeptFiles(Path(place))
    ...     files.write_all([Kept(key, pa.table({"n": [1, 2]}), {"of": key}) for key in "ab"])
    ...     files.path("a").samefile(files.path("b")), files.read("b").said
    (True, {'of': 'b'})
    """

    def __init__(self, folder: Path, *, small: bool = False) -> None:
        self.folder, self.small = folder, small
        # What was read through this record: of a file with many names once for all of them.
        self._read: dict[Seen, tuple[KeptFile, dict[str, Any]]] = {}

    def path(self, key: str) -> Path:
        """Return where the table of a key is, or would be."""
        return self.folder / f"{key}.arrow"

    def read(self, key: str) -> Found | None:
        """Open a table; None where it is gone, or is not what was written."""
        path = self.path(key)
        try:
            seen = seen_of(path)
        except OSError:
            return None
        if seen not in self._read or not is_checked(seen):
            opened = kept_file(path)
            if opened is None:
                return None
            used(path)
            self._read[seen] = opened, _said(opened)
        file, said = self._read[seen]
        if "of" not in said:
            return Found(file, {name: name for name in file.names}, said["said"])
        of_key = said["of"].get(key)
        if of_key is None:
            return None
        return Found(file, {name: str(place) for place, name in of_key["columns"]}, of_key["said"])

    def size(self, key: str) -> int:
        """Say how many bytes a table takes, its part of a file that it shares; 0 where it is gone."""
        try:
            seen = seen_of(self.path(key))
        except OSError:
            return 0
        _, said = self._read.get(seen, (None, {}))
        return seen[2] // max(1, len(said.get("of", ())))

    def write(self, one: Kept) -> None:
        """Keep a table, whole or not at all.

        Raises
        ------
        UnavailableError
            If it cannot be written.
        """
        metadata = {_META: json.dumps(dict(one.said))}
        keep_table(self.path(one.key), one.table.replace_schema_metadata(metadata), small=self.small)

    def write_all(self, some: Sequence[Kept]) -> None:
        """Keep tables; those of one length share their file."""
        alike: dict[int, list[Kept]] = {}
        for one in some:
            alike.setdefault(one.table.num_rows, []).append(one)
        for equal in alike.values():
            most = max(1, SHARED_BYTES // max(1, *(one.table.nbytes for one in equal)))
            for begin in range(0, len(equal), most):
                self._write_together(equal[begin : begin + most])

    def _write_together(self, some: Sequence[Kept]) -> None:
        if self.small or len({one.key for one in some}) == 1 or not self._shared(some):
            for one in some:
                self.write(one)

    def _shared(self, some: Sequence[Kept]) -> bool:
        """Keep tables of one length in one file; False where it cannot have the names of all."""
        columns: list[pa.ChunkedArray] = []
        of: dict[str, Any] = {}
        for one in some:
            places = [[len(columns) + place, name] for place, name in enumerate(one.table.column_names)]
            of[one.key] = {"columns": places, "said": dict(one.said)}
            columns += one.table.columns
        table = pa.table(columns, names=[str(place) for place in range(len(columns))])
        table = table.replace_schema_metadata({_SHARED: json.dumps(of)})
        return keep_table_under([self.path(key) for key in of], table)


def _said(file: KeptFile) -> dict[str, Any]:
    """Read what a file says of its table, or by key of its tables."""
    if _SHARED in file.metadata:
        return {"of": json.loads(file.metadata[_SHARED])}
    return {"said": json.loads(file.metadata.get(_META, b"{}"))}
