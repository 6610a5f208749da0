"""The unit rows of a design: which cases there are, when each is decided, what turned out to be true of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

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

    Their columns are read when they are asked for: a day that came asks for few of those of years.

    Attributes
    ----------
    fingerprint : str
        Digest of all that they follow from.
    table : pyarrow.Table or KeptColumns
        Moments `t`, places `index`, `objective`, ways to hang together (`CLUSTERS`) and `key …`.
    left_out : dict of str to int
        How many rows of the source are none of these, by reason.
    rule : str
        Digest of what the fingerprint is one of, apart from the snapshot: by which rule they were chosen.
    made : Made
        How many of them were made when they were first needed, and why no more were there.
    """

    fingerprint: str
    table: pa.Table | KeptColumns
    left_out: Mapping[str, int] = field(default_factory=dict)
    rule: str = ""
    made: Made = field(default_factory=Made, compare=False)

    @classmethod
    def asked(cls, fingerprint: str, t: Integers) -> UnitRows:
        """Make rows of moments alone: the rows of a table in its order, without keys and without outcomes."""
        places = np.arange(len(t))
        columns = {"t": t, "index": places, "objective": pa.nulls(len(t)), CLUSTERS[0]: places}
        return cls(fingerprint, pa.table(columns))

    def judged_as(self, objective: pa.Array) -> UnitRows:
        """Put other outcomes in the place of theirs."""
        whole = self.table.table() if isinstance(self.table, KeptColumns) else self.table
        place = whole.column_names.index("objective")
        return replace(self, table=whole.set_column(place, "objective", objective))

    @cached_property
    def t(self) -> Integers:
        """When each is decided, in microseconds; zeros where the design has no `decide_at`."""
        return _numbers(self.table, "t")

    @cached_property
    def index(self) -> Integers:
        """Place of each in the snapshot."""
        return _numbers(self.table, "index")

    @cached_property
    def objective(self) -> pa.Array:
        """What turned out to be true: bool, text, whole numbers or floats; never null where the rows judge."""
        return one_array(self.table["objective"])

    @cached_property
    def cluster(self) -> Integers:
        """Codes: rows with one code are not independent. Each its own where the design names no cluster."""
        return _numbers(self.table, CLUSTERS[0])

    @cached_property
    def also(self) -> Integers | None:
        """Codes of the second way in which rows hang together; None where the design names one at most."""
        return _numbers(self.table, CLUSTERS[1]) if CLUSTERS[1] in self.table.column_names else None

    @cached_property
    def keys(self) -> tuple[pa.Array, ...]:
        """The columns of the key; all columns where the source has none."""
        names = (name for name in self.table.column_names if name.startswith("key "))
        return tuple(one_array(self.table[name]) for name in names)

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
    demand_readable(source, rows, objective, events)
    fingerprint = rows_fingerprint(snapshot, source, rows, objective, events)
    rule = rows_rule(source, rows, objective, events)
    if not judged:
        fingerprint, rule = (digest([one, "without outcome"]) for one in (fingerprint, rule))
    kept = KeptRows(cache, rule, find)
    found = kept.read(fingerprint)
    if found is None:
        making = _Making(engine, snapshot, source, rows, objective, zone, judged, events)
        found = kept.make(fingerprint, snapshot, making, whole=making.whole)
    chosen, made = found
    return UnitRows(fingerprint, chosen.table, chosen.left_out, rule, made)


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


def _numbers(table: pa.Table | KeptColumns, name: str) -> Integers:
    found: Integers = table[name].to_numpy()
    return found
