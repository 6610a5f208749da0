"""Who answers the query of an offline view: the seam behind which databases stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


class Warehouse(Protocol):
    """Answers queries; nothing is written."""

    def query(self, store: str, sql: str, root: Path) -> pa.Table:
        """Run one query.

        Parameters
        ----------
        store : str
            `file:PATH`, or `env:NAME` for what the environment holds under a name.
        sql : str
            One SELECT in the database's own SQL.
        root : Path
            Folder of the project, from which paths are read.

        Returns
        -------
        pyarrow.Table
            Bool, whole numbers, floats, texts, dates and timestamps; anything else as text.

        Raises
        ------
        BadInputError
            If the query is none, or fails; the message is the database's.
        NotFoundError
            If there is no such file, or nothing under the name.
        RefusedError
            If no adapter reads such a store.
        """
        ...
