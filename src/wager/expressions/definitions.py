"""Definitions that read each other: in which order, whether in a circle, and how large they are once put in."""

from __future__ import annotations

from collections.abc import Mapping

from wager.expressions.tree import Column, Tree, children, columns
from wager.foundation.order import in_order

MAXIMUM_SIZE = 5_000
MAXIMUM_HEIGHT = 200
"""Columns, constants and operators of one expression with all that it reads put in, and how many in each other."""


def definitions_in_order(trees: Mapping[str, Tree]) -> tuple[list[str], tuple[str, ...]]:
    """Order definitions so that each comes after those that it reads; also name a circle, if there is one.

    Examples
    --------
    >>> from wager.expressions.parse import parse
    >>> definitions_in_order({"a": parse("b + 1"), "b": parse("c * 2")})
    (['b', 'a'], ())
    """
    return in_order({name: columns(tree, into_aggregates=False) for name, tree in trees.items()})


def overgrown(trees: Mapping[str, Tree]) -> tuple[str, ...]:
    """Name the definitions that are too large once all they read is put in; nothing is put in to find out.

    `b + b` of a `b` that is `c + c`, and so on, doubles with each name: what is named here must be left out.

    Examples
    --------
    >>> from wager.expressions.parse import parse
    >>> overgrown({f"a{n}": parse(f"a{n + 1} + a{n + 1}") for n in range(30)})
    ('a18', 'a6')
    """
    found: list[str] = []
    sizes: dict[str, tuple[int, int]] = {}
    for name in definitions_in_order(trees)[0]:
        size, height = _measure(trees[name], sizes)
        if size > MAXIMUM_SIZE or height > MAXIMUM_HEIGHT:
            found.append(name)
            size, height = 1, 1
        sizes[name] = (size, height)
    return tuple(found)


def _measure(tree: Tree, sizes: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    size, height, depth, level = 0, 0, 0, [tree]
    while level:
        for node in level:
            more, below = sizes.get(node.name, (1, 1)) if isinstance(node, Column) else (1, 1)
            size += more
            height = max(height, depth + below)
        level = [child for node in level for child in children(node)]
        depth += 1
    return size, height
