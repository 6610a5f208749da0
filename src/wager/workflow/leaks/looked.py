"""What is looked at: the development rows of a design, and the columns that its models read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from wager.data.rows import UnitRows, unit_rows
from wager.evaluation.suspicion.sign import Seen
from wager.expressions.tree import Column, aggregates, columns
from wager.features.decision import Use
from wager.features.feature import PythonCall
from wager.training.columns import Booleans, Columns, Integers
from wager.training.split import HOLDOUT, TRAIN, TUNE
from wager.workflow.inputs import Inputs, used_features
from wager.workflow.leaks.to_look_at import Asked
from wager.workflow.question import Question, ask_question
from wager.workflow.wiring import Wiring

MOST_ROWS = 20_000
"""So many development rows are looked at, evenly spread: more would not make a sign surer than it has to be."""


@dataclass(frozen=True)
class Looked:
    """The rows and columns of one design.

    Attributes
    ----------
    question : Question
    uses : mapping of str to Use
        What models read, by name, each where it is first selected.
    rows : ndarray of int64
        Places of the development rows that are looked at.
    """

    question: Question
    uses: Mapping[str, Use]
    rows: Integers

    @property
    def inputs(self) -> Inputs:
        """The sources with their snapshots."""
        return self.question.inputs

    @cached_property
    def seen(self) -> Seen:
        """What models read of the development rows, with their outcomes."""
        matrix = self.question.matrix({name: use.tree for name, use in self.uses.items()})
        places = pa.array(self.rows)
        rows, task = self.question.rows, self.question.task
        return Seen(
            {name: column.take(places) for name, column in matrix.columns.items()},
            self.question.truth[self.rows],
            task.kind,
            self.question.design.objective.name,
            _clusters(rows, self.rows),
            tuple(task.classes) if task.kind == "classes" else (),
        )

    @property
    def decided_at(self) -> Integers | None:
        """T of the development rows; None where the design has no time."""
        return self.question.decided_at(self.rows)

    @cached_property
    def stored(self) -> Columns:
        """All stored columns of the source of the rows, as its snapshot has them."""
        source, question = self.inputs.unit, self.question
        named = {name: Column(name) for name in source.columns}
        snapshot, zone = self.inputs.snapshots[source.name], question.wiring.config.time_zone
        table = question.wiring.engine.evaluate(snapshot.paths, source.stored_types(), named, zone=zone)
        return {name: table.column(name).combine_chunks() for name in named}

    @cached_property
    def of_outcome(self) -> frozenset[str]:
        """The stored columns that the objective reads."""
        unit = self.inputs.unit
        return frozenset(columns(unit.inline(self.question.design.objective.tree)))

    def unjudged(self) -> UnitRows:
        """Return the rows that are decided and whose outcome is not there."""
        inputs, wiring, design = self.inputs, self.question.wiring, self.question.design
        return unit_rows(
            wiring.engine,
            inputs.snapshots[inputs.unit.name],
            inputs.unit,
            design.rows,
            design.objective,
            zone=wiring.config.time_zone,
            cache=wiring.cache / "rows",
            judged=False,
        )

    @property
    def learned(self) -> Booleans:
        """Which of all rows are trained on."""
        return np.asarray(self.question.parts.codes == TRAIN)

    @property
    def held(self) -> Booleans:
        """Which of all rows are held out."""
        return np.asarray(self.question.parts.codes == HOLDOUT)

    def reads(self) -> dict[str, frozenset[str]]:
        """Name the stored columns of each source that models read, also through features."""
        unit = self.inputs.unit
        found: dict[str, set[str]] = {name: set() for name in self.inputs.sources}
        names = {name for use in self.uses.values() for name in columns(use.tree)}
        found[unit.name] |= {
            read for name in names if name in unit.types() for read in columns(unit.inline(Column(name)))
        }
        for feature in used_features(names, self.inputs.definitions.features):
            if isinstance(feature.tree, PythonCall) or feature.source is None:
                continue
            source = self.inputs.sources[feature.source]
            for aggregate in aggregates(feature.tree):
                found[source.name] |= set(columns(source.inline(aggregate)))
        return {name: frozenset(some) for name, some in found.items()}


def _clusters(rows: UnitRows, places: Integers) -> Integers | tuple[Integers, Integers]:
    """Return the clusters of some rows, coded anew from 0."""
    ways = [rows.cluster] if rows.also is None else [rows.cluster, rows.also]
    coded = [np.unique(way[places], return_inverse=True)[1].astype(np.int64) for way in ways]
    return coded[0] if len(coded) == 1 else (coded[0], coded[1])


def look_at(wiring: Wiring, asked: Asked) -> Looked | None:
    """Make the rows of a design; None where none are for development.

    Raises
    ------
    WagerError
        If the rows cannot be made.
    """
    question = ask_question(wiring, asked.inputs)
    rows = np.flatnonzero(np.isin(question.parts.codes, (TRAIN, TUNE)))
    if len(rows) > MOST_ROWS:
        rows = rows[np.linspace(0, len(rows) - 1, MOST_ROWS).astype(np.int64)]
    return Looked(question, asked.uses, rows) if len(rows) else None
