"""The events behind the unit rows of a design: what is planned of them, and what is computed when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wager.data.engine import Engine
from wager.expressions.tree import Tree
from wager.features.row_plan import RowPlan

if TYPE_CHECKING:
    import pyarrow as pa


class RowEvents(RowPlan):
    """The events behind the unit rows of a design."""

    def evaluate(self, engine: Engine, outputs: Mapping[str, Tree], zone: str) -> pa.Table:
        """Evaluate expressions over the unit rows, their aggregates from the events of each.

        Parameters
        ----------
        engine : Engine
        outputs : mapping of str to Tree
            What is computed, by the name of its column; of aggregates only `where` and `objective`. One is `t`, the moment of decision.
        zone : str
            Time zone of the project.

        Returns
        -------
        pyarrow.Table
            Of all rows of the snapshot; with a column `complete` where the objective looks ahead.
        """
        from wager.features.row_values import row_values

        return row_values(self, engine, outputs, zone)
