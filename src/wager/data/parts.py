"""The smaller parts of a source's contract."""

from __future__ import annotations

from dataclasses import dataclass

from wager.expressions.tree import Tree
from wager.foundation.amounts import Duration, Share


@dataclass(frozen=True)
class Join:
    """Columns taken from the version, in force at the event time, of at most one row of another source.

    Attributes
    ----------
    source : str
        The other source.
    by : tuple of (str, str)
        Our column and theirs, for each part of their key.
    take : tuple of str
        Their columns; ours are called `source.column`.
    line : int
        Where it stands.
    """

    source: str
    by: tuple[tuple[str, str], ...]
    take: tuple[str, ...]
    line: int = 1


@dataclass(frozen=True)
class Check:
    """A condition that rows must meet.

    Attributes
    ----------
    condition : Tree
        A row breaks it where it is false; a null passes, as in SQL.
    most : Share
        The share of rows that may break it.
    line : int
        Where it stands.
    """

    condition: Tree
    most: Share
    line: int = 1


@dataclass(frozen=True)
class Seal:
    """Outcomes that only a key opens.

    Attributes
    ----------
    column : str
        A declared column of type `text?`: what is encrypted.
    hides : tuple of str
        Declared columns that may be null: what is in it, in this order.
    """

    column: str
    hides: tuple[str, ...]


@dataclass(frozen=True)
class Personal:
    """Which columns are about people, how long they are kept and what logs hold of them.

    Attributes
    ----------
    columns : tuple of str
        Declared columns.
    keep : Duration or None
        How long.
    log : str
        `hash`, `plain` or `drop`.
    """

    columns: tuple[str, ...]
    keep: Duration | None = None
    log: str = "hash"
