"""What each action pays for one row: the same expressions as for many, made ready once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.design.kinds.worth import MoneyBlock
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Tree, Type, columns
from wager.money.number_pays import PREDICTION, number_trees
from wager.money.pays import Pays, check_money, class_tree, constant_pay, whole_minor

Row = Mapping[str, Any]
"""Physical values of the columns that the pays read, by name."""

_Amounts = dict[tuple[int, int], int]
_Parts = dict[tuple[int, int], Callable[[Row], int]]


def row_pays(
    block: MoneyBlock,
    classes: Sequence[str],
    types: Mapping[str, Type],
    *,
    objective: str,
    zone: str = "UTC",
) -> Callable[[Row], Pays]:
    """Make the function that evaluates a money block for one row, where the objective is a class.

    Parameters
    ----------
    block, classes, types, objective, zone
        As in `pays`.

    Returns
    -------
    callable
        Of a row; returns its `Pays`, the bits that `pays` gives it among others. It raises BadInputError where a
        pay is null, or too large.

    Raises
    ------
    BadInputError
        If an action or a class has no pay, or a pay is no money.

    Examples
    --------
    >>> from wager.design.kinds.worth import Pay
    >>> from wager.expressions.parse import parse
    >>> read = {"late": parse("-seats * 1 EUR", currency="EUR"), "otherwise": parse("0 EUR", currency="EUR")}
    >>> block = MoneyBlock(("none", "act"), {}, {"act": Pay(read)})
    >>> row_pays(block, ("otherwise", "late"), {"seats": "int"}, objective="late")({"seats": 3}).amounts.tolist()
    [[[0, 0], [0, -300]]]
    """
    trees = {
        (at, place): class_tree(block, action, place, classes, objective)
        for at, action in enumerate(block.actions)
        for place in range(len(classes))
    }
    fixed, vary = _parted(trees, block.actions, types, zone)
    shape = (1, len(block.actions), len(classes))
    actions, names = tuple(block.actions), tuple(classes)
    same = np.zeros(shape, dtype=np.int64)
    for (at, place), amount in fixed.items():
        same[0, at, place] = amount
    if not vary:
        constant = Pays(actions, names, same)
        return lambda _: constant

    def of(row: Row) -> Pays:
        amounts = same.copy()
        for (at, place), part in vary.items():
            amounts[0, at, place] = part(row)
        return Pays(actions, names, amounts)

    return of


def number_row_pays(
    block: MoneyBlock, types: Mapping[str, Type], *, objective: str, zone: str = "UTC"
) -> Callable[[Row, float], NDArray[np.int64]]:
    """Make the function that evaluates a money block for one row, where the objective is a number.

    Parameters
    ----------
    block, types, objective, zone
        As in `number_pays`.

    Returns
    -------
    callable
        Of a row and its prediction; returns what each action is expected to earn, (n_actions,) minor units: the
        bits of `NumberPays.expected`. Empty with one action, of which nothing is chosen: what it earns depends on
        the truth alone.
    """
    if len(block.actions) == 1:
        return lambda _, __: np.empty(0, dtype=np.int64)
    trees = {(at, 0): tree for at, tree in enumerate(number_trees(block).values())}
    fixed, vary = _parted(trees, block.actions, {**types, PREDICTION: "float", objective: "float"}, zone)

    def of(row: Row, prediction: float) -> NDArray[np.int64]:
        read = {**row, PREDICTION: prediction, objective: prediction}
        amounts = fixed | {place: part(read) for place, part in vary.items()}
        return np.array([amounts[at, 0] for at in range(len(block.actions))], dtype=np.int64)

    return of


def _parted(
    trees: Mapping[tuple[int, int], Tree], actions: Sequence[str], types: Mapping[str, Type], zone: str
) -> tuple[_Amounts, _Parts]:
    """Evaluate constants, and make functions of what depends on the row."""
    for (at, _), tree in trees.items():
        check_money(actions[at], tree, types)
    fixed = {
        key: int(constant_pay(tree, actions[key[0]], zone)[0])
        for key, tree in trees.items()
        if not columns(tree)
    }
    made = {tree: row_function(tree, types, zone) for key, tree in trees.items() if key not in fixed}
    vary = {key: _rounded(made[tree], actions[key[0]]) for key, tree in trees.items() if key not in fixed}
    return fixed, vary


def _rounded(evaluate: Callable[[Row], Any], action: str) -> Callable[[Row], int]:
    def of(row: Row) -> int:
        value = evaluate(row)
        minor = np.array([np.nan if value is None else value], dtype=np.float64)
        return int(whole_minor(minor, action)[0])

    return of
