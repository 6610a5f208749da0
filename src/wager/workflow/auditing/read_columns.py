"""What a model read for one prediction, the rows behind it, and whether these give the same values again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from wager.audit.record import ColumnAudit
from wager.audit.source_rows import Behind, rows_behind
from wager.data.joins.one import OneByOne
from wager.data.joins.reading import readings
from wager.data.manifest import load_snapshot
from wager.data.source import Source
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Column, Tree, Type
from wager.expressions.write import to_text
from wager.features.feature import Feature, PythonCall
from wager.features.place import Place
from wager.features.plan import Planned, Planner
from wager.features.python.row_calls import RowCalls
from wager.features.stored import Stored
from wager.serving.event_log import read_events
from wager.serving.prediction import Prediction
from wager.serving.predictor import PAID, wanted
from wager.workflow.auditing.opened import Opened
from wager.workflow.design_trees import pay_trees
from wager.workflow.inputs import model_trees, sources_read

ARROW: dict[Type, Any] = {
    "bool": pa.bool_(),
    "float": pa.float64(),
    "money": pa.float64(),
    "text": pa.string(),
}
"""Physical forms of columns; all others are whole numbers."""


@dataclass(frozen=True)
class Served:
    """From what an answer was served.

    Attributes
    ----------
    snapshots : dict of str to str
        By source.
    events : dict of str to str
        Up to which position of each source's live events.
    """

    snapshots: Mapping[str, str] = field(hash=False)
    events: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True)
class Reading:
    """What was read for one prediction.

    Attributes
    ----------
    columns : tuple of ColumnAudit
        Of the model, without shares.
    paid : dict of str to value
        What the pays read, computed again, in physical form.
    types : dict of str to Type
        Of both.
    sources : dict of str to Source
    live : dict of str to int
        How many live events of each source had come.
    """

    columns: tuple[ColumnAudit, ...]
    paid: Mapping[str, Any] = field(hash=False)
    types: Mapping[str, Type] = field(hash=False)
    sources: Mapping[str, Source] = field(hash=False)
    live: Mapping[str, int] = field(hash=False)


def read_columns(opened: Opened, said: Prediction, served: Served, newest: int) -> Reading:
    """Find the rows behind all that was read, and compute it again.

    Parameters
    ----------
    opened : Opened
        Who answered.
    said : Prediction
    served : Served
        From what.
    newest : int
        How many rows to name of each aggregate.
    """
    return _Reading(opened, said, served).read(newest)


class _Reading:
    """A prediction with all that its columns follow from."""

    def __init__(self, opened: Opened, said: Prediction, served: Served) -> None:
        self.opened, self.said = opened, said
        self.unit, self.features = opened.unit, opened.definitions.features
        self.types = self.unit.base_types()
        self.row = {**dict.fromkeys(self.types), **said.request}
        model = opened.model
        self.model = {} if model is None else model_trees(model, opened.design, self.unit, self.features)
        self.pays = pay_trees(opened.design)
        self.sources = self._sources()
        snapshots = {
            name: load_snapshot(opened.project.objects, served.snapshots[name]) for name in self.sources
        }
        self.live = {
            name: _live(opened, self.sources[name], position)
            for name, position in served.events.items()
            if name in self.sources
        }
        self.stored = {
            name: Stored.of(source, snapshots[name], snapshots).having(self.live)
            for name, source in self.sources.items()
        }
        self.row |= self._joined()

    def read(self, newest: int) -> Reading:
        """Find, compute, compare."""
        planner = Planner(self.stored[self.unit.name], "", self.features, self.stored)
        planned = {name: planner.planned(name, tree) for name, tree in wanted(self.model, self.pays).items()}
        behind = self._behind(planned, newest)
        again = {name: self._again(one, behind) for name, one in planned.items()}
        names = {name: name for name in self.model} | {name: f"{PAID}{name}" for name in self.pays}
        return Reading(
            tuple(self._column(planned[name], behind, again[name]) for name in self.model),
            {name: again[f"{PAID}{name}"] for name in self.pays},
            {name: planned[column].type for name, column in names.items()},
            self.sources,
            {name: 0 if table is None else table.num_rows for name, table in self.live.items()},
        )

    def _joined(self) -> dict[str, Any]:
        """Look up what the row joins, as of its moment."""
        unit = self.stored[self.unit.name]
        read = readings(self.unit, [Column(name) for name in self.unit.joined])
        return (
            OneByOne(self.opened.project.engine, unit, read).as_of(self.row, self.said.decide_at)
            if read
            else {}
        )

    def _sources(self) -> dict[str, Source]:
        """Name the unit's source, those whose events are aggregated, and those that are joined."""
        return sources_read(self.opened.definitions, self.unit, [*self.model.values(), *self.pays.values()])

    def _behind(self, planned: Mapping[str, Planned], newest: int) -> dict[Place, Behind]:
        places = dict.fromkeys(place for one in planned.values() for place in one.places)
        found: dict[Place, Behind] = {}
        for name in dict.fromkeys(place.source for place in places):
            self.opened.project.progress(f"rows of {name}")
            asked = {
                place: [self._evaluated(tree) for tree in place.ours]
                for place in places
                if place.source == name
            }
            found |= rows_behind(
                self.opened.project.engine,
                self.stored[name],
                asked,
                self.said.decide_at,
                live=self.live.get(name),
                newest=newest,
            )
        return found

    def _evaluated(self, tree: Tree) -> Any:
        return row_function(tree, self.types, self.unit.zone)(self.row)

    def _again(self, planned: Planned, behind: Mapping[Place, Behind]) -> Any:
        """Compute a column from the request and the rows behind its aggregates, functions called again."""
        types = self.types | {place.name: place.type for place in planned.places}
        values = self.row | {place.name: behind[place].value for place in planned.places}
        calls = RowCalls(planned.calls, types, self.unit.zone)
        calls.add(values)
        return row_function(planned.tree, calls.types, self.unit.zone)(values)

    def _column(self, planned: Planned, behind: Mapping[Place, Behind], again: Any) -> ColumnAudit:
        name, tree = planned.name, self.model[planned.name]
        value = self.said.features.get(name)
        plain = ColumnAudit(
            name=name,
            value=value,
            type=planned.type,
            unit="",
            means="",
            definition="" if tree == Column(name) else to_text(tree),
            source="",
            entity="",
            share=None,
            behind=tuple(behind[place] for place in planned.places),
            again=_same(value, again),
        )
        if name in self.features:
            return _with_feature(plain, self.features[name])
        if name in self.unit.derive:
            return replace(plain, definition=to_text(self.unit.derive[name]))
        spec = self.unit.spec_of(name)
        return plain if spec is None else replace(plain, unit=spec.unit or "", means=spec.means or "")


def _with_feature(plain: ColumnAudit, feature: Feature) -> ColumnAudit:
    return replace(
        plain,
        unit=feature.unit or "",
        means=feature.means or "",
        definition=feature.tree.call if isinstance(feature.tree, PythonCall) else to_text(feature.tree),
        source=feature.source or "",
        entity="" if feature.entity is None else str(feature.entity),
    )


def _live(opened: Opened, source: Source, position: str) -> pa.Table | None:
    """Read the live events of a source that had come by then."""
    rows = [one.row for one in read_events(opened.project.events, source.name, position)]
    if not rows:
        return None
    types = source.stored_types()
    return pa.table(
        {
            name: pa.array([row.get(name) for row in rows], ARROW.get(kind, pa.int64()))
            for name, kind in types.items()
        }
    )


def _same(left: Any, right: Any) -> bool:
    """Compare two physical values to the bit; a whole number is no float."""
    if isinstance(left, float) and isinstance(right, float):
        return left.hex() == right.hex()
    return type(left) is type(right) and bool(left == right)
