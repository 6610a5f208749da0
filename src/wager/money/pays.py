"""What each action earns on each row, whatever turns out to be true: whole minor units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.engine import Engine
from wager.design.kinds.worth import MoneyBlock, Pay
from wager.expressions.constant import exact
from wager.expressions.evaluate import row_function
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Literal, Tree, Type, columns, substitute
from wager.expressions.types import typed
from wager.expressions.write import to_text
from wager.foundation.errors import BadInputError, nearest

OTHERWISE = "otherwise"
"""The class of a binary objective that does not hold, and of all classes not named."""

_LARGEST = float(2**53)  # beyond, a float no longer holds every whole minor unit


@dataclass(frozen=True)
class Pays:
    """Pays of every row, action and class.

    Attributes
    ----------
    actions : tuple of str
        The first is what happens without us.
    classes : tuple of str
        In the order of their codes; a binary objective has `otherwise` (0) and its own name (1).
    amounts : ndarray of int64, shape (n or 1, n_actions, n_classes)
        Minor units; one row where they are the same for all.
    """

    actions: tuple[str, ...]
    classes: tuple[str, ...]
    amounts: NDArray[np.int64]

    def earned(self, truth: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return what each action earns given the truth.

        Parameters
        ----------
        truth : ndarray of int, shape (n,)
            Codes of classes.

        Returns
        -------
        ndarray of int64, shape (n, n_actions)

        Examples
        --------
        >>> pays = Pays(("none", "act"), ("otherwise", "late"), np.array([[[0, 0], [-15, 80]]]))
        >>> pays.earned(np.array([1, 0])).tolist()
        [[0, 80], [0, -15]]
        """
        if len(self.amounts) == 1:
            return np.ascontiguousarray(self.amounts[0].T[truth])
        return np.take_along_axis(self.amounts, truth[:, None, None], axis=2)[:, :, 0]

    def take(self, rows: NDArray[Any]) -> Pays:
        """Keep the pays of some rows."""
        if len(self.amounts) == 1:
            return self
        return Pays(self.actions, self.classes, self.amounts[rows])


def pays(
    block: MoneyBlock,
    classes: Sequence[str],
    engine: Engine,
    table: pa.Table,
    types: Mapping[str, Type],
    *,
    objective: str,
    zone: str = "UTC",
) -> Pays:
    """Evaluate a money block for rows whose objective is a class.

    Parameters
    ----------
    block : MoneyBlock
        Its assumed constants are already in the expressions.
    classes : sequence of str
        As in `Pays`.
    engine : Engine
        Evaluates what depends on the row; it is not called where nothing does.
    table : pyarrow.Table
        The rows, with the columns that the pays read.
    types : mapping of str to Type
        Of these columns.
    objective : str
        Name of the objective, which a pay written as one expression may read.
    zone : str
        Time zone of the project.

    Raises
    ------
    BadInputError
        If an action or a class has no pay, or a pay is null in some row.
    """
    trees = {
        (action, place): class_tree(block, action, place, classes, objective)
        for action in block.actions
        for place in range(len(classes))
    }
    amounts = evaluated(trees, engine, table, types, zone)
    rows = max(len(found) for found in amounts.values())
    filled = np.empty((rows, len(block.actions), len(classes)), dtype=np.int64)
    for at, action in enumerate(block.actions):
        for place in range(len(classes)):
            filled[:, at, place] = amounts[action, place]
    return Pays(tuple(block.actions), tuple(classes), filled)


def class_tree(block: MoneyBlock, action: str, place: int, classes: Sequence[str], objective: str) -> Tree:
    """Return what an action pays in one class, as an expression on the row.

    Raises
    ------
    BadInputError
        If the action has no pay for the class.
    """
    pay, name = pay_of(block, action), classes[place]
    if pay.by_class is not None:
        found = pay.by_class.get(name, pay.by_class.get(OTHERWISE))
        if found is None:
            raise BadInputError(f"the action {action!r} has no pay for {name!r}; add it, or `{OTHERWISE}`")
        return found
    assert pay.expression is not None
    binary = classes[0] == OTHERWISE and len(classes) == 2
    truth = Literal(place == 1, "bool") if binary else Literal(name, "text")
    return substitute(pay.expression, {objective: truth})


def pay_of(block: MoneyBlock, action: str) -> Pay:
    """Return an action's pay; the first action, which is what happens without us, pays nothing unless said.

    Raises
    ------
    BadInputError
        If the block has none for another action.
    """
    if action not in block.pays and action == block.actions[0]:
        return Pay(None, Literal(0, "money"))
    if action not in block.pays:
        raise BadInputError(f"the action {action!r} has no pay{nearest(action, block.pays)}")
    return block.pays[action]


def evaluated(
    trees: Mapping[tuple[str, int], Tree],
    engine: Engine,
    table: pa.Table,
    types: Mapping[str, Type],
    zone: str,
) -> dict[tuple[str, int], NDArray[np.int64]]:
    """Evaluate trees to whole minor units: constants once (shape (1,)), the others for each row (n,)."""
    for (action, _), tree in trees.items():
        check_money(action, tree, types)
    fixed = {key: tree for key, tree in trees.items() if not columns(tree)}
    vary = {key: tree for key, tree in trees.items() if key not in fixed}
    found = {key: constant_pay(tree, key[0], zone) for key, tree in fixed.items()}
    if vary:
        # Equal trees (an `otherwise` for several classes) are evaluated once.
        distinct = {tree: f"pay_{place}" for place, tree in enumerate(dict.fromkeys(vary.values()))}
        outputs = {name: tree for tree, name in distinct.items()}
        answer = engine.evaluate(table, types, outputs, zone=zone)
        for key, tree in vary.items():
            column = answer.column(distinct[tree]).combine_chunks().cast(pa.float64())
            found[key] = whole_minor(column.to_numpy(zero_copy_only=False), key[0])
    return found


def check_money(action: str, tree: Tree, types: Mapping[str, Type]) -> None:
    """Refuse a pay that is no money."""
    try:
        _, kind = typed(tree, types)
    except ExpressionError as error:
        raise BadInputError(f"the pay of {action!r}, `{to_text(tree)}`: {error}") from error
    if kind != "money":
        raise BadInputError(
            f"the pay of {action!r}, `{to_text(tree)}`, is of type {kind}; expected money, such as `18 USD`"
        )


def constant_pay(tree: Tree, action: str, zone: str) -> NDArray[np.int64]:
    """Evaluate a pay that is the same for all rows: in exact decimals where it is made of numbers and money."""
    minor = exact(tree)
    if minor is None or abs(minor) >= _LARGEST:
        return whole_minor(np.array([_number(row_function(tree, {}, zone)({}))]), action)
    return np.array([int(minor.to_integral_value(ROUND_HALF_EVEN))], dtype=np.int64)


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def whole_minor(minor: NDArray[np.float64], action: str) -> NDArray[np.int64]:
    """Round an action's pays to whole minor units, half to even; refuse nulls (NaN) and what is too large."""
    missing = int(np.isnan(minor).sum())
    if missing:
        raise BadInputError(
            f"the pay of {action!r} is null in {missing} of {len(minor)} rows; say with `coalesce(…)` what it "
            "is there"
        )
    if len(minor) and np.abs(minor).max() >= _LARGEST:
        raise BadInputError(f"the pay of {action!r} exceeds 2**53 minor units; write it in larger units")
    # rint rounds half to even.
    return np.asarray(np.rint(minor), dtype=np.int64)


def money_of(actions: NDArray[np.int8], earned: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what the actions taken earned.

    Parameters
    ----------
    actions : ndarray of int8, shape (n,)
        Codes of actions.
    earned : ndarray of int64, shape (n, n_actions)
        What each action earns given the truth.

    Returns
    -------
    ndarray of int64, shape (n,)
        Minor units per row.

    Examples
    --------
    >>> money_of(np.array([1, 0], dtype=np.int8), np.array([[0, 80], [0, -15]]))
    array([80,  0])
    """
    return np.take_along_axis(earned, actions[:, None].astype(np.int64), axis=1)[:, 0]
