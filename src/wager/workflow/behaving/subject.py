"""A fitted model that is asked about rows which nobody observed: one column moved, or all of them given by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.evaluation.contender import Contender
from wager.evaluation.decisions import decided, predicted
from wager.expressions.tree import Column, Tree, Type, columns
from wager.features.matrix import as_stored
from wager.foundation.errors import BadInputError
from wager.money.number_pays import number_pays
from wager.money.pays import pays
from wager.money.rank import RANK
from wager.training.columns import Columns
from wager.training.fit import FittedModel
from wager.workflow.design_trees import pay_trees
from wager.workflow.entrant import Entrant
from wager.workflow.question import Question


@dataclass(frozen=True)
class Subject:
    """Who is asked.

    Attributes
    ----------
    question : Question
        That it learned from: of its development rows the columns are taken, and no outcome.
    entered : Entrant
        With what it reads.
    fitted : FittedModel
    """

    question: Question
    entered: Entrant
    fitted: FittedModel

    @cached_property
    def trees(self) -> dict[str, Tree]:
        """What it answers from: who goes first where a capacity is short is no part of that."""
        return {name: tree for name, tree in self.entered.trees.items() if name != RANK}

    @cached_property
    def read(self) -> tuple[str, ...]:
        """The columns and features that it answers from."""
        return tuple(dict.fromkeys(name for tree in self.trees.values() for name in columns(tree)))

    @cached_property
    def base(self) -> tuple[Columns, dict[str, Type]]:
        """These, and what the pays read, of all rows, with their types."""
        named: dict[str, Tree] = {name: Column(name) for name in self.read}
        matrix = self.question.matrix({**named, **pay_trees(self.question.design)})
        return dict(matrix.columns), dict(matrix.types)

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """The places of its development rows."""
        parts = self.question.parts
        return np.sort(np.concatenate([parts.rows("train"), parts.rows("tune")]))

    @property
    def answer(self) -> str:
        """What it answers, in words: the number that `up` is more of."""
        task = self.question.task
        name = self.question.design.objective.name
        if self.fitted.answers == "actions":
            return f"place of the action in {', '.join(task.actions)}"
        if self.fitted.answers == "values":
            return name
        return f"probability of {name if task.kind == 'binary' else task.classes[0]}"

    def answers(self, given: Columns) -> NDArray[np.float64]:
        """Return its answer for each of some rows, as one number; see `answer`."""
        return self._number(self._raw(given))

    def decides(self, given: Columns) -> tuple[str, ...]:
        """Return the action that it takes on each of some rows, as often as it wants to; none where nothing is to be done.

        Raises
        ------
        BadInputError
            If a pay is unknown as a column that it reads is null.
        """
        taken = self._contender(self._raw(given), given).actions
        return () if taken is None else tuple(self.question.task.actions[one] for one in taken)

    def _contender(self, raw: NDArray[Any], given: Columns) -> Contender:
        question, design = self.question, self.question.design
        table, types = self._stored(given, tuple(pay_trees(design)))
        zone, engine = question.wiring.config.time_zone, question.wiring.engine
        unknown = np.zeros(
            len(raw)
        )  # nobody knows what is true of such rows; what they want to do does not depend on it
        if self.fitted.answers == "values":
            values = np.asarray(raw, dtype=np.float64)
            priced = number_pays(
                design.money,
                engine,
                table,
                types,
                objective=design.objective.name,
                prediction=values,
                truth=unknown,
                zone=zone,
            )
            return predicted(self.entered.name, values, priced)
        priced_classes = pays(
            design.money,
            question.task.classes,
            engine,
            table,
            types,
            objective=design.objective.name,
            zone=zone,
        )
        thresholds = self.entered.model.thresholds
        truth = unknown.astype(np.int64)
        return decided(
            self.entered.name, self.fitted.answers, raw, priced_classes, truth, thresholds=thresholds
        )

    def _raw(self, given: Columns) -> NDArray[Any]:
        """Let the model answer rows, of which the base columns are given."""
        if all(isinstance(tree, Column) for tree in self.trees.values()):
            named = {
                name: given[str(tree.name)] for name, tree in self.trees.items() if isinstance(tree, Column)
            }
            return self.fitted.predict(named)
        table, types = self._stored(given, self.read)
        made = self.question.wiring.engine.evaluate(
            table, types, self.trees, zone=self.question.wiring.config.time_zone
        )
        return self.fitted.predict({name: made.column(name).combine_chunks() for name in self.trees})

    def _stored(self, given: Columns, names: tuple[str, ...]) -> tuple[pa.Table, dict[str, Type]]:
        types = {name: self.base[1][name] for name in names}
        arrays = {name: as_stored(given[name], types[name]) for name in names}
        rows = len(next(iter(given.values())))
        return pa.table(arrays or {"no column": pa.nulls(rows)}), types

    def _number(self, raw: NDArray[Any]) -> NDArray[np.float64]:
        if self.fitted.answers == "probabilities":
            return np.asarray(raw[:, 1 if self.question.task.kind == "binary" else 0], dtype=np.float64)
        return np.asarray(raw, dtype=np.float64)

    def demand(self, name: str) -> None:
        """Refuse a feature that it does not answer from.

        Raises
        ------
        BadInputError
            With what it reads.
        """
        if name not in self.read:
            raise BadInputError(
                f"{self.entered.name} does not read {name}; it reads {', '.join(self.read) or 'nothing of a row'}"
            )


def of_one_row(values: Mapping[str, Any], like: Columns) -> Columns:
    """Make the base columns of one row given by hand: physical values, null where there is none.

    Raises
    ------
    BadInputError
        If a value does not fit its column.
    """
    found = {}
    for name, column in like.items():
        value = values.get(name)
        try:
            found[name] = (
                pa.array([value]).cast(column.type) if value is not None else pa.nulls(1, column.type)
            )
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise BadInputError(f"{name}: {value!r} is no {column.type}") from error
    return found
