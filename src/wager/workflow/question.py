"""A design's question on its data: rows with their truth, in parts, sliced, and what each action would earn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.rows import UnitRows
from wager.design.blocks import Design
from wager.evaluation.contender import Outcomes
from wager.evaluation.slices import Slices, from_column, from_conditions
from wager.expressions.tree import Tree, Type
from wager.features.matrix import Matrix, as_stored, build
from wager.foundation.errors import BadInputError, RefusedError
from wager.money.pays import Pays, pays
from wager.training.estimator import Kind, Task
from wager.training.split import Parts, by_hash, by_time, fifths, together, told_apart
from wager.workflow.cached import feature_cache
from wager.workflow.design_trees import pay_trees, slice_trees
from wager.workflow.inputs import Inputs
from wager.workflow.prospective import Window
from wager.workflow.ratios import columns_read
from wager.workflow.unit import earlier_snapshot
from wager.workflow.ways import by_weeks, cluster_word
from wager.workflow.wiring import Wiring

HOLDOUT = "holdout"
"""The part that judges."""


@dataclass(frozen=True)
class Question:
    """What is asked, on the rows that it is asked of.

    Attributes
    ----------
    wiring : Wiring
    inputs : Inputs
    rows : UnitRows
        All rows of the design, in canonical order.
    parts : Parts
        The part of each row.
    task : Task
        What is to be learned.
    past : Question or None
        Where the holdout came after the freeze: the same question on the snapshots that the freeze pinned, which is
        what models learn from.
    """

    wiring: Wiring
    inputs: Inputs
    rows: UnitRows
    parts: Parts
    task: Task
    past: Question | None = None

    @property
    def design(self) -> Design:
        """The design that asks."""
        return self.inputs.design

    @property
    def learning(self) -> Question:
        """The question that models learn from: this one, unless its holdout came after the freeze."""
        return self.past or self

    def matrix(self, trees: Mapping[str, Tree]) -> Matrix:
        """Compute columns for all rows; what was computed before is read from the cache."""
        stored, same = self.inputs.all_stored, self.rows.fingerprint == self.inputs.rows_fingerprint
        return build(
            self.wiring.engine,
            feature_cache(self.wiring),
            self.rows,
            stored[self.inputs.unit.name],
            trees,
            features=self.inputs.definitions.features,
            stored=stored,
            progress=self.wiring.progress,
            find=partial(earlier_snapshot, self.wiring),
            memory=self.wiring.memory,
            planner=self.inputs.planner if same else None,
        )

    @cached_property
    def truth(self) -> NDArray[Any]:
        """Codes of classes, or numbers, of all rows."""
        return self.task.truth(self.rows.objective)

    @cached_property
    def table(self) -> tuple[pa.Table, dict[str, Type]]:
        """The columns that pays read, for all rows, as an engine takes them."""
        matrix = self.matrix(pay_trees(self.design))
        arrays = {name: as_stored(values, matrix.types[name]) for name, values in matrix.columns.items()}
        return pa.table(arrays), matrix.types

    @cached_property
    def pays(self) -> Pays | None:
        """What each action pays in each class; None where the objective is a number."""
        if self.task.kind == "number":
            return None
        table, types = self.table
        return pays(
            self.design.money,
            self.task.classes,
            self.wiring.engine,
            table,
            types,
            objective=self.design.objective.name,
            zone=self.wiring.config.time_zone,
        )

    @cached_property
    def earned(self) -> NDArray[np.int64] | None:
        """What each action would have earned on each row, given the truth; minor units."""
        return None if self.pays is None else self.pays.earned(self.truth)

    def decided_at(self, rows: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """Say when some rows were decided; None where the design has no time."""
        return self.rows.t[rows] if self.design.rows.decide_at is not None else None

    def outcomes(self, rows: NDArray[np.int64]) -> Outcomes:
        """Say what turned out to be true of some rows."""
        return Outcomes(
            self.truth[rows],
            self.task.classes,
            self.task.actions,
            self.rows.cluster[rows],
            each=self.design.rows.each,
            cluster_word=cluster_word(self.design.rows),
            read=columns_read(self.wiring, self.design, self.matrix, self.rows.objective, rows),
            also=None if self.rows.also is None else self.rows.also[rows],
            by_weeks=by_weeks(self.design.rows, self.rows, rows, self.wiring.config.time_zone),
        )

    def slices(self, rows: NDArray[np.int64]) -> Slices:
        """Cut some rows along each dimension of the design."""
        matrix = self.matrix(slice_trees(self.design))
        found: dict[str, dict[str, NDArray[np.bool_]]] = {}
        for dimension, one in self.design.slices.items():
            if one.column is not None:
                values = [value.name for value in one.values] or None
                found[dimension] = from_column(matrix.columns[dimension].take(pa.array(rows)), values)
            else:
                conditions = {
                    value.name: matrix.columns[f"{dimension} {value.name}"].take(pa.array(rows))
                    for value in one.values
                }
                found[dimension] = from_conditions(conditions)
        return found


def ask_question(wiring: Wiring, inputs: Inputs, *, after: Window | None = None) -> Question:
    """Make the rows of a design and part them.

    Parameters
    ----------
    after : Window, optional
        The holdout that came after the freeze: the rows are parted by it alone, and none is learned from.

    Raises
    ------
    BadInputError
        If there are no rows, or the objective cannot be learned.
    """
    design = inputs.design
    wiring.progress("rows")
    try:
        rows = inputs.unit_rows(wiring)
    except BadInputError as error:
        if not error.findings:
            raise
        # Blocks know their line, not their file.
        raise BadInputError.of([replace(one, path=design.path) for one in error.findings]) from error
    if len(rows) == 0:
        raise BadInputError(
            f"{design.path}:{design.line('rows')}: the design has no rows; {left_out(rows.left_out)}; widen `where`, or "
            "lengthen `matures` where outcomes come later"
        )
    if after is None:
        parts = part_rows(design, rows, inputs.until, inputs.groups(wiring, rows.index))
    else:
        parts = rows_of_window(rows, after)
    return Question(wiring, inputs, rows, parts, task_of(design, rows))


def holdout_of(question: Question) -> NDArray[np.int64]:
    """Return the places of the holdout's rows; nothing of their outcomes is looked at.

    Raises
    ------
    RefusedError
        If there are none.
    """
    rows = question.parts.rows(HOLDOUT)
    if len(rows) == 0:
        design = question.design
        ahead = design.split is not None and design.split.prospective is not None
        advice = (
            "bring the source up to date: only what was decided after the freeze judges"
            if ahead
            else "move the beginnings in `split`"
        )
        raise RefusedError(
            f"{design.path}:{design.line('split')}: the holdout has no rows, so nothing can be judged; "
            f"{left_out({**question.parts.dropped, **question.rows.left_out})}; {advice}"
        )
    return rows


def left_out(counts: Mapping[str, int]) -> str:
    """Say how many rows are left out, and why.

    Examples
    --------
    >>> left_out({"embargo before tune": 2623})
    'left out: 2,623 embargo before tune'
    """
    return "left out: " + (", ".join(f"{rows:,} {why}" for why, rows in counts.items()) or "none")


def part_rows(
    design: Design, rows: UnitRows, until: int | None = None, groups: pa.Array | None = None
) -> Parts:
    """Part the rows as the design says: by its moments, by fifths of time, or by shares of hashed keys.

    Parameters
    ----------
    until : int or None
        Where the holdout comes after the freeze: rows whose outcome matures later than this instant are dropped.
    groups : pyarrow.Array, optional
        Of each row, where the design says which rows stay together.
    """
    split, matures = design.split, design.objective.matures.microseconds
    assert split is not None
    if split.begin:
        parts = by_time(rows.t, split.begin, matures)
        return parts if until is None else parts.known_by(until, matures)
    if split.by_time:
        return by_time(rows.t, fifths(rows.t), matures)
    if split.shares:
        return part_by_keys(design, rows.keys, groups)
    raise BadInputError(f"{design.path}:{split.line}: E102 block split needs `begin` or `shares`")


def part_by_keys(design: Design, keys: tuple[pa.Array, ...], groups: pa.Array | None = None) -> Parts:
    """Part rows by a hash of their keys, or of what they are grouped by, in the shares of the design."""
    assert design.split is not None
    told = keys if design.rows.key or not design.is_one_file else told_apart(keys)
    if groups is not None:
        told = together(groups, told)
    return by_hash(told, {part: float(share) for part, share in (design.split.shares or {}).items()})


def rows_of_window(rows: UnitRows, window: Window) -> Parts:
    """Take the rows that were decided after the freeze, and whose outcome matured by the due day."""
    return by_time(rows.t, {HOLDOUT: window.begin + 1, "end": window.end + 1}, 0)


def task_of(design: Design, rows: UnitRows) -> Task:
    """Say what is to be learned, by the type of the objective."""
    objective, actions = design.objective, design.money.actions
    if pa.types.is_boolean(rows.objective.type):
        return Task.binary(objective.name, actions)
    kind: Kind = "classes" if pa.types.is_string(rows.objective.type) else "number"
    if kind == "number":
        return Task("number", (), actions)
    if objective.classes is None:
        raise BadInputError(
            f"{design.path}:{objective.line}: E102 the objective {objective.name} is a text; name its `classes` in order, "
            "or compare it: `is: column = 'value'`"
        )
    return Task("classes", objective.classes, actions)
