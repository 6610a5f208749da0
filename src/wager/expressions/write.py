"""From tree to text: print an expression as a person would write it."""

from __future__ import annotations

from wager.expressions.tree import Aggregate, Call, Column, Literal, Tree, Window
from wager.foundation.amounts import Duration, Money
from wager.foundation.moments import at

_STRENGTH = {
    "or": 1,
    "and": 2,
    "not": 3,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "in", "between", "is null"), 4),
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "negate": 7,
}


def to_text(tree: Tree) -> str:
    """Print a tree in the language that it was read from; reading it again gives an equal tree.

    Examples
    --------
    >>> from wager.expressions.parse import parse
    >>> to_text(parse("a-(b - 2 h)*3"))
    'a - (b - 2 h) * 3'
    >>> to_text(parse("share(late where origin in ('JFK','LGA') over 7 d)"))
    "share(late where origin in ('JFK', 'LGA') over 7 d)"
    """
    if isinstance(tree, Literal):
        return _literal(tree)
    if isinstance(tree, Column):
        return tree.name
    if isinstance(tree, Aggregate):
        return _aggregate(tree)
    return _call(tree)


def window_text(window: Window) -> str:
    """Print a window.

    Examples
    --------
    >>> window_text(Window(86_400_000_000 * 60, 86_400_000_000 * 30))
    '60 d .. 30 d'
    """
    if window.far is None:
        return "ever"
    near = f" .. {Duration(window.near)}" if window.near else ""
    return f"{'next ' if window.forward else ''}{Duration(window.far)}{near}"


def _literal(literal: Literal) -> str:
    value = literal.value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if literal.type == "duration":
        return str(Duration(int(value)))
    if literal.type == "money":
        return Money(int(value), literal.currency).written()
    if literal.type == "time":
        return f"{at(int(value)):%Y-%m-%d %H:%M:%S} UTC"
    return f"{value:f}" if isinstance(value, float) and "e" in repr(value) else repr(value)


def _aggregate(tree: Aggregate) -> str:
    parts = [to_text(tree.argument)] if tree.argument is not None else []
    if tree.parameter is not None:
        parts[-1] += f", {tree.parameter}"
    parts += [f"where {to_text(tree.where)}"] if tree.where is not None else []
    parts += [f"over {window_text(tree.over)}"] if tree.over is not None else []
    return f"{tree.name}({' '.join(parts)})"


def _call(tree: Call) -> str:
    strength = _STRENGTH.get(tree.operator)
    if strength is None:
        return f"{tree.operator}({', '.join(to_text(part) for part in tree.arguments)})"
    if tree.operator == "not" and isinstance(inner := tree.arguments[0], Call):
        negated = {"is null": "is not null", "in": "not in", "between": "not between"}.get(inner.operator)
        if negated:
            return _test(inner, negated)
    if tree.operator in {"in", "between", "is null"}:
        return _test(tree, tree.operator)
    if len(tree.arguments) == 1:
        sign = "not " if tree.operator == "not" else "-"
        return sign + _inside(tree.arguments[0], strength)
    left, right = tree.arguments
    return f"{_inside(left, strength)} {tree.operator} {_inside(right, strength + 1)}"


def _test(tree: Call, word: str) -> str:
    tested, *rest = tree.arguments
    head = _inside(tested, _STRENGTH["in"] + 1)
    if tree.operator == "is null":
        return f"{head} {word}"
    if tree.operator == "between":
        low, high = (_inside(part, _STRENGTH["in"] + 1) for part in rest)
        return f"{head} {word} {low} and {high}"
    return f"{head} {word} ({', '.join(to_text(part) for part in rest)})"


def _inside(tree: Tree, least: int) -> str:
    text = to_text(tree)
    if isinstance(tree, Call) and _STRENGTH.get(tree.operator, 9) < least:
        return f"({text})"
    negative = isinstance(tree, Literal) and text.startswith("-")
    return f"({text})" if negative and least > _STRENGTH["*"] else text
