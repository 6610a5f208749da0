"""Comparisons that can never hold: a category is set against a value that its contract does not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wager.data.source import Source
from wager.expressions.tree import Call, Column, Literal, Tree, walk
from wager.foundation.errors import nearest

Values = Mapping[str, tuple[str, ...]]


def declared_values(source: Source) -> dict[str, tuple[str, ...]]:
    """Name the values that each column of a source may take, where its contract lists them."""
    return {name: tuple(spec.values) for name, spec in source.columns.items() if spec.values}


def foreign_values(tree: Tree, values: Values) -> Iterator[str]:
    """Say which comparisons of an expression can never hold.

    Parameters
    ----------
    tree : Tree
        On the columns of one source.
    values : mapping of str to tuple of str
        See `declared_values`.

    Examples
    --------
    >>> from wager.expressions.parse import parse
    >>> list(foreign_values(parse("kind in ('login', 'Order')"), {"kind": ("login", "order")}))
    ["`kind` never is 'Order'; did you mean 'order'? It is one of login, order"]
    """
    for node in walk(tree):
        if isinstance(node, Call) and node.operator in {"=", "!=", "in"}:
            yield from _foreign(node.arguments, values)


def _foreign(sides: Iterable[Tree], values: Values) -> Iterator[str]:
    sides = tuple(sides)
    for column in (side.name for side in sides if isinstance(side, Column) and side.name in values):
        known = values[column]
        for side in sides:
            if isinstance(side, Literal) and isinstance(side.value, str) and side.value not in known:
                same = [value for value in known if value.casefold() == side.value.casefold()]
                near = f"; did you mean {same[0]!r}?" if same else nearest(side.value, known)
                yield f"`{column}` never is {side.value!r}{near or ';'}{' It' if near else ' it'} is one of {', '.join(known)}"
