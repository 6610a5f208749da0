"""What the ratios of a design read, of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.design.blocks import Design
from wager.evaluation.row_columns import RowColumns
from wager.expressions.tree import Tree, Type
from wager.features.matrix import Matrix, as_stored
from wager.workflow.design_trees import judging_metrics, ratio_trees
from wager.workflow.wiring import Wiring


def columns_read(
    wiring: Wiring,
    design: Design,
    matrix: Callable[[Mapping[str, Tree]], Matrix],
    objective: pa.Array,
    rows: NDArray[np.int64],
) -> RowColumns | None:
    """Take what the ratios of a design read, of some rows; None where it has none.

    Parameters
    ----------
    matrix : callable
        Computes columns for all rows.
    objective : pyarrow.Array
        Of all rows: booleans, texts or numbers.
    rows : ndarray of int64
        The places of those that count.
    """
    if not any(metric.ratio for metric in (*design.metrics.values(), *judging_metrics(design))):
        return None
    found, name = matrix(ratio_trees(design)), design.objective.name
    taken = pa.array(rows)
    arrays = {column: as_stored(values, found.types[column]) for column, values in found.columns.items()}
    kind: Type = "text" if pa.types.is_string(objective.type) else "float"
    if pa.types.is_boolean(objective.type):
        kind = "bool"
    truth = objective.cast(pa.float64()) if kind == "float" else objective
    table = pa.table({column: values.take(taken) for column, values in {**arrays, name: truth}.items()})
    return RowColumns(wiring.engine, table, {**found.types, name: kind}, wiring.config.time_zone)
