"""From tree to text: print an expression as a person would write it."""

from __future__ import annotations

from decimal import Decimal

from wager.expressions.operators import INFIX
from wager.expressions.tree import Aggregate, Call, Column, Literal, Tree, Window
from wager.foundation.amounts import Duration, places
from wager.foundation.moments import print_moment

_TIGHTEST = 100
_NEGATED = {"is null": "is not null", "in": "not in", "between": "not between"}


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
    return _print(tree)[0]


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


def _print(tree: Tree) -> tuple[str, int]:
    """Print a tree, and say how tightly its outermost operator binds."""
    if isinstance(tree, Literal):
        text = _literal(tree)
        return text, INFIX["negate"] if text.startswith("-") else _TIGHTEST
    if isinstance(tree, Column):
        return tree.name, _TIGHTEST
    if isinstance(tree, Aggregate):
        return _aggregate(tree), _TIGHTEST
    if tree.operator not in INFIX:
        return f"{tree.operator}({', '.join(map(to_text, tree.arguments))})", _TIGHTEST
    return _infix(tree)


def _infix(tree: Call) -> tuple[str, int]:
    binding = INFIX[tree.operator]
    if tree.operator in _NEGATED:
        return _test(tree, tree.operator), binding
    first, *rest = tree.arguments
    if tree.operator == "not" and isinstance(first, Call) and first.operator in _NEGATED:
        return _test(first, _NEGATED[first.operator]), INFIX["in"]
    if tree.operator in {"not", "negate"}:
        return ("not " if tree.operator == "not" else "-") + _inside(first, binding), binding
    left = binding + 1 if binding == INFIX["="] else binding  # comparisons do not chain
    return f" {tree.operator} ".join(
        [_inside(first, left), *(_inside(part, binding + 1) for part in rest)]
    ), binding


def _test(tree: Call, words: str) -> str:
    tighter = INFIX["in"] + 1
    first, *rest = tree.arguments
    head = f"{_inside(first, tighter)} {words}"
    if tree.operator == "between":
        low, high = (_inside(part, tighter) for part in rest)
        return f"{head} {low} and {high}"
    return head if tree.operator == "is null" else f"{head} ({', '.join(map(to_text, rest))})"


def _inside(tree: Tree, least: int) -> str:
    text, binding = _print(tree)
    return text if binding >= least else f"({text})"


def _literal(literal: Literal) -> str:
    value = literal.value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if literal.type == "duration":
        return str(Duration(int(value)))
    if literal.type == "time":
        return f"{print_moment(int(value))} UTC"
    if literal.type == "date":
        return f"day({print_moment(int(value) * 86_400_000_000)} UTC, 'UTC')"
    if literal.type == "money" and literal.currency:
        return f"{_decimal(Decimal(str(value)).scaleb(-places(literal.currency)))} {literal.currency}"
    return _decimal(Decimal(repr(value)), point=literal.type == "float")


def _decimal(number: Decimal, *, point: bool = False) -> str:
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}.0" if point and "." not in text else text


def _aggregate(tree: Aggregate) -> str:
    given = [to_text(tree.argument)] if tree.argument is not None else []
    given += [str(tree.parameter)] if tree.parameter is not None else []
    parts = [", ".join(given)] if given else []
    parts += [f"where {to_text(tree.where)}"] if tree.where is not None else []
    parts += [f"over {window_text(tree.over)}"] if tree.over is not None else []
    return f"{tree.name}({' '.join(parts)})"
