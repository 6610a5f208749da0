"""When rows are decided, without reading what came of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.data.chosen_rows import cluster_trees, codes_of
from wager.data.engine import Engine
from wager.data.order import Integers
from wager.data.row_rules import RowEvents
from wager.data.row_values import demand_readable, inlined, row_values
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.design.kinds.question import Rows


@dataclass(frozen=True)
class Decided:
    """When rows are decided, and which of them are not independent: all that may be known of a holdout beforehand.

    Attributes
    ----------
    t : ndarray of int64, shape (n_rows,)
        Moments of decision in microseconds, ascending.
    cluster : ndarray of int64, shape (n_rows,)
    also : ndarray of int64, shape (n_rows,), or None
        Codes, as in `UnitRows`.
    until : int or None
        Until when every row that is decided is there; None is the last moment of decision. Between two cut-offs nothing is
        decided, and the data may reach further.
    """

    t: Integers
    cluster: Integers
    also: Integers | None = None
    until: int | None = field(default=None, kw_only=True)

    @property
    def reach(self) -> int | None:
        """Until when every row that is decided is there; None where there is none.

        Examples
        --------
        >>> Decided(np.array([1, 5]), np.array([0, 1])).reach, Decided(np.array([1, 5]), np.array([0, 1]), until=9).reach
        (5, 9)
        """
        if self.until is not None or not len(self.t):
            return self.until
        return int(self.t[-1])

    def clusters(self, among: NDArray[np.bool_]) -> int:
        """Count the clusters of some rows, by the way that has fewer."""
        ways = [self.cluster] if self.also is None else [self.cluster, self.also]
        return min(len(np.unique(way[among])) for way in ways)

    def between(self, after: int, until: int) -> tuple[int, int]:
        """Count the rows decided after an instant and not later than another, and their clusters.

        Examples
        --------
        >>> Decided(np.array([1, 2, 3]), np.array([0, 0, 1])).between(1, 3)
        (2, 2)
        """
        among = (self.t > after) & (self.t <= until)
        return int(among.sum()), self.clusters(among)


def decided_rows(
    engine: Engine,
    snapshot: Snapshot,
    source: Source,
    rows: Rows,
    *,
    zone: str | None = None,
    events: RowEvents | None = None,
) -> Decided:
    """Say when the rows of a snapshot are decided, without reading what came of them.

    Raises
    ------
    BadInputError
        If an expression reads what the source does not have, or needs what this version does not do (E113).
    """
    demand_readable(source, rows, None, events)
    trees = {"t": rows.decide_at, "where": rows.where, **cluster_trees(rows)}
    outputs = {name: inlined(source, tree) for name, tree in trees.items() if tree is not None}
    table = row_values(engine, snapshot.paths, source, outputs, zone=zone, events=events)
    keep = pc.is_valid(table["t"])
    if rows.where is not None:
        keep = pc.and_(keep, pc.fill_null(table["where"], fill_value=False))
    table = table.filter(keep)
    table = table.take(pc.sort_indices(table["t"]))
    ways = [codes_of(table[name]) for name in cluster_trees(rows)] or [np.arange(table.num_rows)]
    return Decided(table["t"].to_numpy().astype(np.int64), *ways)
