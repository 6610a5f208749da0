"""The rows of a design on snapshots of all that they follow from: which there are, when decided, in which groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Self

from wager.data.cases import case_source
from wager.data.joins.reading import readings
from wager.data.row_rules import outcome_said, rows_fingerprint, rows_rule
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.design.blocks import Design
from wager.expressions.tree import Tree, columns, to_json
from wager.features.of_rows import RowEvents
from wager.features.stored import Stored
from wager.foundation.errors import BadInputError, nearest
from wager.foundation.finding import Finding
from wager.workflow.read_project import Definitions
from wager.workflow.unit import behind_rows, earlier_snapshot, made_snapshot, snapshots_of
from wager.workflow.wiring import Wiring

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from wager.data.decided import Decided
    from wager.data.rows import UnitRows


@dataclass(frozen=True)
class RowInputs:
    """A design with the sources that are read, and a snapshot of each.

    Attributes
    ----------
    definitions : Definitions
    design : Design
    unit : Source
        Where the unit rows come from.
    sources : dict of str to Source
        All that are read, the unit's among them.
    snapshots : dict of str to Snapshot
        Of each of them.
    """

    definitions: Definitions
    design: Design
    unit: Source
    sources: Mapping[str, Source]
    snapshots: Mapping[str, Snapshot]

    def stored(self, name: str) -> Stored:
        """Return a source with its snapshot, as feature plans read them."""
        snapshot = self.snapshots[name]
        return Stored.of(self.sources[name], snapshot, self.snapshots)

    @cached_property
    def all_stored(self) -> dict[str, Stored]:
        """All sources with their snapshots."""
        return {name: self.stored(name) for name in self.sources}

    @cached_property
    def events(self) -> RowEvents:
        """The events that say which rows there are, and what came of them."""
        behind = behind_rows(self.definitions, self.design, self.unit)
        stored = {name: self.stored(name) for name in behind}
        return RowEvents(self.stored(self.unit.name), stored, self.design.rows, self.design.objective)

    @cached_property
    def rows_fingerprint(self) -> str:
        """Digest of all that the unit rows follow from."""
        rows, objective = self.design.rows, self.design.objective
        return rows_fingerprint(self.snapshots[self.unit.name], self.unit, rows, objective, self.events)

    @cached_property
    def rows_rule(self) -> str:
        """Digest by what the unit rows are chosen, whatever the snapshots hold."""
        return rows_rule(self.unit, self.design.rows, self.design.objective, self.events)

    @property
    def outcome_said(self) -> Any:
        """What the objective is, as JSON values, whatever the snapshots hold."""
        return outcome_said(self.unit, self.design.objective, self.events)

    def unit_rows(self, wiring: Wiring, *, judged: bool = True) -> UnitRows:
        """Make the rows of the design; see `data.rows.unit_rows`."""
        from wager.data.rows import unit_rows

        return unit_rows(
            wiring.engine,
            self.snapshots[self.unit.name],
            self.unit,
            self.design.rows,
            self.design.objective,
            zone=wiring.config.time_zone,
            cache=wiring.cache / "rows",
            judged=judged,
            events=self.events,
            find=partial(earlier_snapshot, wiring),
        )

    def decided(self, wiring: Wiring) -> Decided:
        """Say when the rows of the design are decided, without reading what came of them."""
        from wager.data.complete import complete_until
        from wager.data.decided import decided_rows

        snapshot, zone = self.snapshots[self.unit.name], wiring.config.time_zone
        rows = self.design.rows
        found = decided_rows(wiring.engine, snapshot, self.unit, rows, zone=zone, events=self.events)
        if self.unit.generated is None:
            return found
        base = self.unit.generated.base
        return replace(found, until=complete_until(wiring.engine, base, self.snapshots[base.name].paths))

    def groups(self, wiring: Wiring, index: NDArray[np.int64] | None = None) -> pa.Array | None:
        """Say which rows of the snapshot stay in one part of the split; None where the design names no group.

        Parameters
        ----------
        index : ndarray of int64, optional
            Their places; all without.

        Raises
        ------
        BadInputError
            If it reads what the row does not have.
        """
        split = self.design.split
        group = split and split.group
        if split is None or not group:
            return None
        for name in (name for name in columns(group) if name not in self.unit.types()):
            line, near = split.lines.get("group", split.line), nearest(name, self.unit.types())
            message = f"group of split reads {name!r}, which is no column of {self.unit.name}{near}"
            raise BadInputError.of([Finding(self.design.path, line, "E106", message)])
        values = self.of_rows(wiring, {"group": self.unit.inline(group)}).column("group").combine_chunks()
        if index is None:
            return values
        import pyarrow as pa

        return values.take(pa.array(index))

    @property
    def group_said(self) -> dict[str, Any]:
        """What the rows are grouped by, as part of a digest; nothing where the design names no group."""
        group = self.design.split and self.design.split.group
        if not group:
            return {}
        joined = self.stored(self.unit.name).joins_said(readings(self.unit, [group]))
        return {"group": to_json(self.unit.inline(group)), **({"group reads": joined} if joined else {})}

    def of_rows(self, wiring: Wiring, outputs: Mapping[str, Tree]) -> pa.Table:
        """Evaluate expressions over all rows of the snapshot, those of rows without a moment among them.

        What they read of other sources is looked up.
        """
        from wager.data.row_values import row_values

        snapshot, zone = self.snapshots[self.unit.name], wiring.config.time_zone
        return row_values(wiring.engine, snapshot.paths, self.unit, outputs, zone=zone, events=self.events)

    def renewed(self, wiring: Wiring) -> Self:
        """Return the same on snapshots of the data as they are now."""
        declared = self.declared
        snapshots = snapshots_of(wiring, declared.sources, renew=True)
        return replace(declared, snapshots=snapshots).by_case(partial(made_snapshot, wiring))

    def by_case(self, snapshot: Callable[[Source, Snapshot], Snapshot]) -> Self:
        """Return the same with one row for each case, where the rows of the unit's source are versions of their keys.

        Parameters
        ----------
        snapshot : callable
            Returns the snapshot of the cases, of their source and the snapshot of the versions.
        """
        versions = self.snapshots[self.unit.name]
        if self.unit.assumed or not versions.versions:
            return self
        try:
            unit = case_source(self.unit, self.design.rows, self.design.objective)
        except BadInputError as error:  # blocks know their line, not their file
            raise BadInputError.of([replace(one, path=self.design.path) for one in error.findings]) from error
        return replace(
            self,
            unit=unit,
            sources={unit.name: unit, **self.sources},
            snapshots={**self.snapshots, unit.name: snapshot(unit, versions)},
        )

    @property
    def declared(self) -> Self:
        """The same with the unit's source as its file declares it, whether or not its rows are versions."""
        if self.unit.cases is None:
            return self
        sources = {name: one for name, one in self.sources.items() if name != self.unit.name}
        snapshots = {name: one for name, one in self.snapshots.items() if name != self.unit.name}
        return replace(self, unit=self.unit.base, sources=sources, snapshots=snapshots)
