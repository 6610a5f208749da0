"""The unit rows of a design: which cases there are, when each is decided, what turned out to be true of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.chosen_rows import CLUSTERS, Chosen, chosen_rows, cluster_trees, one_array, ways_of
from wager.data.engine import Engine
from wager.data.kept_chain import KeptColumns
from wager.data.kept_rows import Find, KeptRows, Made, nothing
from wager.data.order import canonical_order, content_digest
from wager.data.row_rules import RowEvents, rows_fingerprint, rows_rule
from wager.data.row_values import demand_readable, inlined, not_own, row_outputs, row_values
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.design.kinds.question import Objective, Rows
from wager.foundation.fingerprint import digest

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class UnitRows:
    """The rows of a design, ordered by the moment of decision and then by their place in the snapshot.

    Attributes
    ----------
    fingerprint : str
        Digest of all that they follow from.
    t : ndarray of int64, shape (n_rows,)
        When each is decided, in microseconds; zeros where the design has no `decide_at`.
    index : ndarray of int64, shape (n_rows,)
        Place of each in the snapshot.
    objective : pyarrow.Array, shape (n_rows,)
        What turned out to be true: bool, text, whole numbers or floats; never null where the rows judge.
    cluster : ndarray of int64, shape (n_rows,)
        Codes: rows with one code are not independent. Each its own where the design names no cluster.
    keys : tuple of pyarrow.Array
        The columns of the key; all columns where the source has none.
    left_out : dict of str to int
        How many rows of the source are none of these, by reason.
    also : ndarray of int64, shape (n_rows,), or None
        Codes of the second way in which rows hang together; None where the design names one at most.
    rule : str
        Digest of what the fingerprint is one of, apart from the snapshot: by which rule they were chosen.
    made : Made
        How many of them were made when they were first needed, and why no more were there.
    """

    fingerprint: str
    t: Integers
    index: Integers
    objective: pa.Array
    cluster: Integers
    keys: tuple[pa.Array, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    also: Integers | None = None
    rule: str = ""
    made: Made = field(default_factory=Made, compare=False)

    def with_later(self, **columns: Callable[[], Any]) -> UnitRows:
        """Put columns together when they are first asked for: a day that came asks for few of those of years."""
        for name in columns:
            del self.__dict__[name]
        self.__dict__["_later"] = columns
        return self

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Return a column that was left for later."""
            if name not in self.__dict__.get("_later", ()):
                raise AttributeError(f"unit rows have no {name}")
            self.__dict__[name] = self.__dict__["_later"][name]()
            return self.__dict__[name]

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.index)

    @property
    def position(self) -> Integers:
        """The same as `index`."""
        return self.index

    def keys_digest(self, rows: Integers) -> str:
        """Hash the keys of some rows, whatever order they are in: the same cases have the same digest."""
        table = pa.table({str(place): key.take(pa.array(rows)) for place, key in enumerate(self.keys)})
        return content_digest(table.take(pa.array(canonical_order(table.columns, table.num_rows))))


def unit_rows(
    engine: Engine,
    snapshot: Snapshot,
    source: Source,
    rows: Rows,
    objective: Objective,
    *,
    zone: str | None = None,
    cache: Path | None = None,
    judged: bool = True,
    events: RowEvents | None = None,
    find: Find = nothing,
) -> UnitRows:
    """Make the unit rows of a design.

    A row is left out, and counted, where `where` is not true, where it has no moment of decision, where its outcome
    is sealed, where the objective was not known strictly before that moment + `matures` (not with assumed clocks, where it counts
    as known by then), where it looks ahead and its source does not reach that far yet, and where the objective is null.

    Parameters
    ----------
    engine : Engine
        Evaluates the expressions over the snapshot.
    snapshot, source : Snapshot, Source
        Where the rows come from.
    rows, objective : Rows, Objective
        The blocks of the design.
    zone : str, optional
        Time zone of the project; the source's unless given.
    cache : Path, optional
        Folder that keeps rows by fingerprint: made before, the engine is not called.
    find : callable, optional
        Finds an earlier snapshot by its id, so that of its rows those that did not change are used again.
    judged : bool
        False makes the rows that are decided and have no outcome, or none that may be used: theirs are null.
    events : RowEvents, optional
        Computes what `where` and the objective aggregate; those that aggregate nothing need none.

    Raises
    ------
    BadInputError
        If an expression reads what the source does not have, or needs what this version does not do (E113).
    """
    demand_readable(snapshot, source, rows, objective, events)
    fingerprint = rows_fingerprint(snapshot, source, rows, objective, events)
    rule = rows_rule(source, rows, objective, events)
    if not judged:
        fingerprint, rule = (digest([one, "without outcome"]) for one in (fingerprint, rule))
    kept = KeptRows(cache, rule, find)
    found = kept.read(fingerprint)
    if found is None:
        making = _Making(engine, snapshot, source, rows, objective, zone, judged, events)
        found = kept.make(fingerprint, snapshot, making, whole=making.whole)
    return _record(fingerprint, *found, rule)


@dataclass(frozen=True)
class _Making:
    """How the rows of a design are made of a snapshot; see `Making`."""

    engine: Engine
    snapshot: Snapshot
    source: Source
    rows: Rows
    objective: Objective
    zone: str | None
    judged: bool
    events: RowEvents | None

    @property
    def alone(self) -> bool:
        """Whether each row hangs together with no other."""
        return not self.rows.ways

    @property
    def whole(self) -> str | None:
        """Why no row stays what it was when data came; None where all do whose parts did not change."""
        return not_own(self.source, row_outputs(self.source, self.rows, self.objective))

    def choose(self, files: Sequence[Path], flags: Flags | None) -> Chosen:
        """Make the rows of some files."""
        outputs = row_outputs(self.source, self.rows, self.objective)
        table = row_values(self.engine, files, self.source, outputs, zone=self.zone, events=self.events)
        table = table if flags is None else table.filter(pa.array(flags))
        return chosen_rows(table, self.rows, self.objective, judged=self.judged)

    def ways(self, index: Integers) -> Mapping[str, Integers]:
        """Say in which ways the rows hang together."""
        trees = {name: inlined(self.source, tree) for name, tree in cluster_trees(self.rows).items()}
        paths = self.snapshot.paths
        table = row_values(self.engine, paths, self.source, trees, zone=self.zone) if trees else pa.table({})
        return ways_of(table, self.rows, index)


def _record(fingerprint: str, chosen: Chosen, made: Made, rule: str) -> UnitRows:
    table = chosen.table
    keys = [name for name in table.column_names if name.startswith("key ")]
    ways = [_numbers(table, name) if name in table.column_names else None for name in CLUSTERS[1:]]
    found = UnitRows(
        fingerprint, _numbers(table, "t"), _numbers(table, "index"), pa.nulls(0), _NONE, (),
        chosen.left_out, ways[0], rule, made,
    )  # fmt: skip
    return found.with_later(
        objective=lambda: one_array(table["objective"]),
        cluster=lambda: _numbers(table, CLUSTERS[0]),
        keys=lambda: tuple(one_array(table[name]) for name in keys),
    )


def _numbers(table: pa.Table | KeptColumns, name: str) -> Integers:
    found: Integers = table[name].to_numpy()
    return found


_NONE = np.empty(0, np.int64)
