"""Comparisons with the word `null`, which are null whatever the column holds, and never true: somebody meant `is null`."""

from __future__ import annotations

from collections.abc import Iterator

from wager.expressions.tree import Call, Literal, Tree, walk
from wager.expressions.write import to_text

_COMPARED = ("=", "!=", "<", "<=", ">", ">=", "between", "in")
_INSTEAD = {"=": "is null", "!=": "is not null"}


def against_null(tree: Tree) -> Iterator[str]:
    """Say of each comparison with null that it is one, and what to write.

    Examples
    --------
    >>> from wager.expressions.parse import parse
    >>> [*against_null(parse("kind = null or size > 3"))]
    ['`kind = null` is never true, not even where kind is null; write `kind is null`']
    >>> [*against_null(parse("kind in ('a', null)"))]
    ["`kind in ('a', null)`: nothing equals null; leave it out, and add `or kind is null` where that is meant"]
    >>> [*against_null(parse("coalesce(kind, null) is null"))]
    []
    """
    for node in walk(tree):
        if isinstance(node, Call) and node.operator in _COMPARED:
            rest = [one for one in node.arguments if not _is_null(one)]
            if len(rest) < len(node.arguments):
                yield _said(node, rest)


def _said(node: Call, rest: list[Tree]) -> str:
    written = to_text(node)
    if node.operator == "in" and not _is_null(node.arguments[0]):
        other = to_text(node.arguments[0])
        return f"`{written}`: nothing equals null; leave it out, and add `or {other} is null` where that is meant"
    if not rest:
        return f"`{written}` is never true: null equals nothing, itself included"
    other, instead = to_text(rest[0]), _INSTEAD.get(node.operator)
    if instead is None:
        return f"`{written}` is never true: nothing is less or more than null; compare with a value"
    return f"`{written}` is never true, not even where {other} {instead}; write `{other} {instead}`"


def _is_null(tree: Tree) -> bool:
    return isinstance(tree, Literal) and tree.value is None
