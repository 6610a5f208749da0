"""What each action earns where the objective is a number: a pay may read it, and the prediction of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.engine import Engine
from wager.design.kinds.worth import MoneyBlock
from wager.expressions.tree import Tree, Type
from wager.foundation.errors import BadInputError
from wager.money.pays import evaluated, pay_of

PREDICTION = "prediction"
"""The name by which a pay reads the model's answer."""


@dataclass(frozen=True)
class NumberPays:
    """Pays of every row and action.

    Attributes
    ----------
    actions : tuple of str
    expected : ndarray of int64, shape (n, n_actions)
        With the prediction in the place of the objective: exact where that enters linearly, as it must
        with several actions.
    earned : ndarray of int64, shape (n, n_actions)
        Given the truth; minor units.
    """

    actions: tuple[str, ...]
    expected: NDArray[np.int64]
    earned: NDArray[np.int64]

    def best(self) -> NDArray[np.int8]:
        """Return the action with the highest expected pay; exact ties go to the first."""
        return np.asarray(self.expected.argmax(axis=1), dtype=np.int8)


def number_pays(
    block: MoneyBlock,
    engine: Engine,
    table: pa.Table,
    types: Mapping[str, Type],
    *,
    objective: str,
    prediction: NDArray[np.float64],
    truth: NDArray[np.float64],
    zone: str = "UTC",
) -> NumberPays:
    """Evaluate a money block for rows whose objective is a number.

    Parameters
    ----------
    block : MoneyBlock
        Each pay is one expression.
    table : pyarrow.Table
        The n rows, with the columns that the pays read besides the two below.
    objective : str
        The name by which a pay reads the truth.
    prediction, truth : ndarray of float, shape (n,)
        The answer, and what turned out to be true.

    Raises
    ------
    BadInputError
        If a pay is written by class, or is null in some row.
    """
    trees = {(action, 0): tree for action, tree in number_trees(block).items()}
    all_types: dict[str, Type] = {**types, PREDICTION: "float", objective: "float"}

    def priced(true: NDArray[np.float64]) -> NDArray[np.int64]:
        rows = _with(_with(table, PREDICTION, prediction), objective, true)
        amounts = evaluated(trees, engine, rows, all_types, zone)
        columns = [np.broadcast_to(amounts[action, 0], len(prediction)) for action in block.actions]
        return np.column_stack(columns)

    earned = priced(truth)
    several = len(block.actions) > 1
    return NumberPays(tuple(block.actions), priced(prediction) if several else earned, earned)


def number_trees(block: MoneyBlock) -> dict[str, Tree]:
    """Return what each action pays, as an expression on the row, the objective and the prediction.

    Raises
    ------
    BadInputError
        If a pay is written by class.
    """
    trees: dict[str, Tree] = {}
    for action in block.actions:
        tree = pay_of(block, action).expression
        if tree is None:
            raise BadInputError(
                f"the pay of {action!r} is written by class, and the objective is a number; write one expression"
            )
        trees[action] = tree
    return trees


def _with(table: pa.Table, name: str, values: NDArray[Any]) -> pa.Table:
    kept = [other for other in table.column_names if other != name]
    if not kept:
        return pa.table({name: pa.array(values)})
    return table.select(kept).append_column(name, pa.array(values))
