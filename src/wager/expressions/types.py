"""Checks the types of a tree and writes out what it leaves unsaid: every cast becomes a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wager.expressions.operators import OPERATORS
from wager.expressions.table.row import Operator
from wager.expressions.table.signatures import AMOUNTS, SPOKEN, TypeFault
from wager.expressions.tokens import ExpressionError
from wager.expressions.tree import Aggregate, Call, Column, Literal, Tree, Type, walk
from wager.expressions.write import to_text
from wager.foundation.errors import nearest

Columns = Mapping[str, Type]


def typed(tree: Tree, columns: Columns, *, events: Columns | None = None) -> tuple[Tree, Type]:
    """Find the type of a tree, and write its casts out.

    Parameters
    ----------
    tree : Tree
        As it was parsed; a tree that this function returned comes back unchanged.
    columns : mapping of str to Type
        What may be read.
    events : mapping of str to Type, optional
        What may be read inside aggregates; `columns` without.

    Returns
    -------
    tuple of (Tree, Type)
        With `float(…)` where a whole number meets a float, and typed nulls.

    Raises
    ------
    ExpressionError
        If a column does not exist (then `unknown` names it), or types or currencies do not fit.

    Examples
    --------
    >>> from wager.expressions.parse import parse
    >>> tree, found = typed(parse("delay / 60 > 1"), {"delay": "int"})
    >>> print(found, to_text(tree))
    bool float(delay) / float(60) > float(1)
    """
    currencies = {node.currency for node in walk(tree) if isinstance(node, Literal) and node.currency}
    if len(currencies) > 1:
        raise ExpressionError(f"two currencies do not mix: {' and '.join(sorted(currencies))}")
    return _typed(tree, columns, columns if events is None else events)


def expect(tree: Tree, columns: Columns, wanted: Type) -> Tree:
    """Check that a tree is of a type, and write its casts out.

    Raises
    ------
    ExpressionError
        If it is of another, or has none.

    Examples
    --------
    >>> expect(Column("late"), {"late": "int"}, "bool")
    Traceback (most recent call last):
    wager.expressions.tokens.ExpressionError: `late` should be a condition (true or false), and is a whole number
    """
    found, type_ = typed(tree, columns)
    if type_ not in {wanted, "null"} and (type_, wanted) != ("int", "float"):
        raise ExpressionError(f"`{to_text(tree)}` should be {SPOKEN[wanted]}, and is {SPOKEN[type_]}")
    return _cast(found, type_, wanted)


def type_of(tree: Tree, columns: Columns) -> Type:
    """Look up the type of a tree that `typed` has returned."""
    if isinstance(tree, Literal):
        return tree.type
    if isinstance(tree, Column):
        return columns[tree.name]
    if isinstance(tree, Aggregate):
        return aggregate_type(tree, columns)
    return OPERATORS[tree.operator].types(tuple(type_of(part, columns) for part in tree.arguments))[1]


def aggregate_type(aggregate: Aggregate, columns: Columns) -> Type:
    """Find the type of an aggregate over events that have these columns.

    Raises
    ------
    ExpressionError
        If its argument or its condition does not fit.

    Examples
    --------
    >>> aggregate_type(Aggregate("mean", Column("delay")), {"delay": "int"})
    'float'
    """
    return _aggregate(aggregate, columns)[1]


def _typed(tree: Tree, columns: Columns, events: Columns) -> tuple[Tree, Type]:
    if isinstance(tree, Literal):
        return tree, tree.type
    if isinstance(tree, Column):
        if tree.name not in columns:
            message = f"there is no column {tree.name!r}{nearest(tree.name, columns)}"
            raise ExpressionError(message, unknown=tree.name)
        return tree, columns[tree.name]
    if isinstance(tree, Aggregate):
        return _aggregate(tree, events)
    parts = [_typed(part, columns, events) for part in tree.arguments]
    try:
        return _call(tree, [part for part, _ in parts], [type_ for _, type_ in parts])
    except TypeFault as error:
        raise ExpressionError(f"`{to_text(tree)}`: {error}") from error


def _call(tree: Call, parts: list[Tree], types: list[Type]) -> tuple[Tree, Type]:
    operator = OPERATORS.get(tree.operator)
    if operator is None:
        raise TypeFault(f"there is no operator {tree.operator!r}{nearest(tree.operator, OPERATORS)}")
    fewest, most = operator.arity
    if len(parts) < fewest or (most is not None and len(parts) > most):
        raise TypeFault(f"takes {fewest} arguments or other, not {len(parts)}")
    _check_constants(operator, parts)
    if operator.name != "day" and "date" in types and "time" in types:
        parts, types = _dates(parts, types)
    wanted, result = operator.types(tuple(types))
    cast = tuple(_cast(part, *pair) for part, *pair in zip(parts, types, wanted, strict=True))
    return replace(tree, arguments=cast), result


def _check_constants(operator: Operator, parts: list[Tree]) -> None:
    for position, check in operator.constants.items():
        if position >= len(parts):
            continue
        part = parts[position]
        named = f"argument {position + 1}, `{to_text(part)}`,"
        if not isinstance(part, Literal) or part.value is None:
            raise TypeFault(f"{named} should be written out, not computed")
        operator.types(_probe(operator, part, position))
        if said := check(part.value):
            raise TypeFault(f"{named} {said}")


def _probe(operator: Operator, part: Literal, position: int) -> tuple[Type, ...]:
    """Return types that are right except for one literal, so that a wrong one is found before its value is."""
    types: list[Type] = ["null"] * max(operator.arity[0], position + 1)
    types[position] = part.type
    return tuple(types)


def _dates(parts: list[Tree], types: list[Type]) -> tuple[list[Tree], list[Type]]:
    """Turn a moment written as `2013-09-01` into a date where it meets one."""
    pairs = [
        (Call("day", (part,)), "date") if type_ == "time" and isinstance(part, Literal) else (part, type_)
        for part, type_ in zip(parts, types, strict=True)
    ]
    return [part for part, _ in pairs], [type_ for _, type_ in pairs]


def _cast(part: Tree, given: Type, wanted: Type) -> Tree:
    if given == wanted:
        return part
    if given == "null":
        return Literal(None, wanted)
    return Call("float", (part,))


def _aggregate(tree: Aggregate, events: Columns) -> tuple[Tree, Type]:
    where = None if tree.where is None else expect(tree.where, events, "bool")
    argument: Tree | None = None
    type_: Type | None = None
    if tree.argument is not None:
        argument, type_ = typed(tree.argument, events)
    try:
        result = _aggregate_result(tree.name, type_)
    except TypeFault as error:
        raise ExpressionError(f"`{to_text(tree)}`: {error}") from error
    return replace(tree, argument=argument, where=where), result


_SUMMED = frozenset({"sum", "mean", "stddev", "variance", "quantile"})
_NUMBER_OF = {"money": "variance(x / 1 USD)", "duration": "variance(in_days(x))"}


def _aggregate_result(name: str, argument: Type | None) -> Type:
    if name in {"count", "count_distinct"}:
        return "int"
    if name == "time_since_last":
        return "duration"
    if argument is None:
        raise TypeFault("needs an expression to aggregate")
    if name == "share":
        _demand(argument, ("bool",))
        return "float"
    if name == "variance" and argument in _NUMBER_OF:
        raise TypeFault(f"a square of {SPOKEN[argument]} has no unit; write `{_NUMBER_OF[argument]}`")
    if name in _SUMMED:
        _demand(argument, AMOUNTS)
        return "float" if name != "sum" and argument == "int" else argument
    if name in {"min", "max"} and argument == "bool":
        raise TypeFault("conditions have no order; `share(condition)` or `count(where condition)`")
    return argument


def _demand(given: Type, allowed: tuple[Any, ...]) -> None:
    if given in {*allowed, "null"}:
        return
    hint = "; `share(condition)` gives the part for which it holds" if given == "bool" else ""
    raise TypeFault(f"expected {' or '.join(SPOKEN[type_] for type_ in allowed)}, not {SPOKEN[given]}{hint}")
