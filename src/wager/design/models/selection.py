"""Which features a model file takes: names and patterns, added and taken away in order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from wager.foundation.errors import nearest

Step = tuple[Literal["features", "also", "except"], tuple[str, ...]]
"""`features` begins anew, `also` adds, `except` takes away."""

EVERYTHING = "*"
"""Stands for every column and feature that may be used: what a bare algorithm takes."""

PATTERN = re.compile(r"[a-z*][a-z0-9_*-]*(?:\.[a-z0-9_*]+)?")


def matches(pattern: str, names: Iterable[str]) -> tuple[str, ...]:
    """Find the names that a pattern stands for; `*` stands for any characters.

    Examples
    --------
    >>> matches("history.*_6h", ["history.delay_6h", "history.delay_1d", "carrier"])
    ('history.delay_6h',)
    """
    if "*" not in pattern:
        return (pattern,) if pattern in set(names) else ()
    wanted = re.compile(".*".join(re.escape(part) for part in pattern.split("*")))
    return tuple(name for name in names if wanted.fullmatch(name))


def selected(
    steps: Iterable[Step], names: Iterable[str], only_by_name: Iterable[str] = ()
) -> tuple[str, ...]:
    """Apply the steps to the names there are; each name once, in the order in which it was taken.

    Parameters
    ----------
    only_by_name : iterable of str
        What no pattern stands for, and is taken where it is named.

    Examples
    --------
    >>> steps = [("features", ("b", "a.*")), ("except", ("a.y",))]
    >>> selected(steps, ["a.x", "a.y", "b"])
    ('b', 'a.x')
    >>> selected([("features", ("*", "body"))], ["b"], ["body", "subject"])
    ('b', 'body')
    """
    names, exact = tuple(names), frozenset(only_by_name)
    taken: dict[str, None] = {}
    for verb, patterns in steps:
        found = [
            name
            for pattern in patterns
            for name in ((pattern,) if pattern in exact else matches(pattern, names))
        ]
        if verb == "features":
            taken = dict.fromkeys(found)
        elif verb == "also":
            taken |= dict.fromkeys(found)
        else:
            taken = {name: None for name in taken if name not in set(found)}
    return tuple(taken)


def suggestion(pattern: str, names: Iterable[str]) -> str:
    """Say which name or pattern may have been meant."""
    names = tuple(names)
    files = {name.partition(".")[0] + ".*" for name in names if "." in name}
    return nearest(pattern, files | set(names) if "*" in pattern else names)
