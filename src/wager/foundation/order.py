"""The order of things that need each other, without recursion: a file may hold a chain of thousands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def in_order(needs: Mapping[str, Iterable[str]]) -> tuple[list[str], tuple[str, ...]]:
    """Order names so that each comes after those that it needs.

    Parameters
    ----------
    needs : mapping of str to iterable of str
        What each needs; names that are no keys are passed over.

    Returns
    -------
    list of str
        Without those that stand in a circle, or need what does.
    tuple of str
        The first circle, its first name again at the end; empty where there is none.

    Examples
    --------
    >>> in_order({"a": ["b"], "b": ["c"], "c": []})
    (['c', 'b', 'a'], ())
    >>> in_order({"a": ["b"], "b": ["a"], "c": ["z"]})
    (['c'], ('a', 'b', 'a'))
    """
    order: dict[str, None] = {}
    lost: set[str] = set()
    circle: tuple[str, ...] = ()
    for first in needs:
        way: dict[str, Iterator[str]] = {}
        if first not in order and first not in lost:
            way[first] = iter(tuple(needs[first]))
        while way:
            name, open_ = next(reversed(way.items()))
            following = next((one for one in open_ if one in needs and one not in order), None)
            if following is None:
                del way[name]
                order[name] = None
            elif following in way or following in lost:
                names = list(way)
                if following in way and not circle:
                    circle = (*names[names.index(following) :], following)
                lost.update(way)
                way = {}
            else:
                way[following] = iter(tuple(needs[following]))
    return list(order), circle
