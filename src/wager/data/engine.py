"""What reads and computes: the seam behind which every engine stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wager.expressions.tree import Tree, Type

if TYPE_CHECKING:
    import pyarrow as pa


class Engine(Protocol):
    """Reads files and evaluates expressions over many rows, with the same bits at any number of threads."""

    def read_text(
        self,
        path: Path,
        *,
        member: str | None = None,
        columns: Sequence[str] | None = None,
        nulls: Sequence[str] = ("",),
    ) -> pa.Table:
        """Read a CSV file (also zipped) with all columns as text, or a Parquet file with its own types.

        Parameters
        ----------
        path : Path
            The file.
        member : str, optional
            The file inside a .zip that holds several.
        columns : sequence of str, optional
            The only columns read; all without.
        nulls : sequence of str
            Texts that mean null in a text file.
        """
        ...

    def evaluate(
        self,
        table: pa.Table | Sequence[Path],
        types: Mapping[str, Type],
        outputs: Mapping[str, Tree],
        *,
        where: Tree | None = None,
        order: Sequence[str] = (),
        zone: str = "UTC",
    ) -> pa.Table:
        """Evaluate expressions for each row of a table.

        Parameters
        ----------
        table : pyarrow.Table or sequence of Path
            In memory, or Parquet files.
        types : mapping of str to Type
            Of the columns that the expressions read. Money is stored as whole minor units.
        outputs : mapping of str to Tree
            What is computed, by the name of its column; without aggregates.
        where : Tree, optional
            Keeps rows for which it is true.
        order : sequence of str
            Outputs by which the rows are ordered, nulls first; the order of the table without.
        zone : str
            Time zone of the project.

        Returns
        -------
        pyarrow.Table
            In physical form: int64, float64, bool, string; see `expressions.tree.Type`.

        Raises
        ------
        BadInputError
            If an integer overflows; the message names the expression.
        ExpressionError
            If an expression reads a column that `types` has not, or its types do not fit.
        UnavailableError
            If a file cannot be read.
        """
        ...
