"""What a ratio of two expressions reads of the rows that are judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.engine import Engine
from wager.design.sentences.metrics import ACTION, PREDICTION
from wager.expressions.tree import Tree, Type
from wager.training.columns import numbers


@dataclass(frozen=True)
class RowColumns:
    """Columns of n rows, and what evaluates expressions on them.

    Attributes
    ----------
    engine : Engine
    table : pyarrow.Table
        n rows; the objective is among them, under its name.
    types : mapping of str to Type
        Of the table's columns.
    zone : str
        Time zone of the project.
    """

    engine: Engine
    table: pa.Table
    types: Mapping[str, Type]
    zone: str = "UTC"

    def take(self, rows: NDArray[np.int64]) -> RowColumns:
        """Keep some rows."""
        return replace(self, table=self.table.take(pa.array(rows)))

    def numbers(
        self,
        trees: Sequence[Tree],
        prediction: NDArray[np.float64] | None = None,
        action: Sequence[str] | None = None,
    ) -> list[NDArray[np.float64]]:
        """Evaluate expressions that may read what was answered, too; what has no value is NaN.

        Parameters
        ----------
        trees : sequence of Tree
            Each gives a number, an amount of money or a duration.
        prediction : ndarray of float, shape (n,), optional
            Read by the name `prediction`.
        action : sequence of str, length n, optional
            Read by the name `action`.
        """
        table, types = self.table, dict(self.types)
        answers: dict[str, tuple[pa.Array, Type]] = {}
        if prediction is not None:
            answers[PREDICTION] = pa.array(prediction), "float"
        if action is not None:
            answers[ACTION] = pa.array(action, pa.string()), "text"
        for name, (values, type_) in answers.items():
            kept = [other for other in table.column_names if other != name]
            table, types[name] = table.select(kept).append_column(name, values), type_
        outputs = {str(place): tree for place, tree in enumerate(trees)}
        found = self.engine.evaluate(table, types, outputs, zone=self.zone)
        return [numbers(found.column(name).combine_chunks()) for name in outputs]
