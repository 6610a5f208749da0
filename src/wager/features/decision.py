"""The moment of decision, and what is read of a row at it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from wager.data.source import Source
from wager.expressions.tree import Tree


@dataclass(frozen=True)
class Use:
    """An expression on the unit row that is evaluated at the decision.

    Attributes
    ----------
    what : str
        How messages name it: `rows.where`, `slice lateness`, `pays of none`; for a column of a model, its name.
    tree : Tree
        On columns of the unit row and on features.
    code : str
        `E011` for what a model reads, `E014` for the rest.
    path, line : str, int
        Where it is written.
    """

    what: str
    tree: Tree
    code: str
    path: str
    line: int


@dataclass(frozen=True)
class Decision:
    """When the decision about a row is made, and what comes with its question.

    Attributes
    ----------
    source : Source
        Of the unit rows.
    decide_at : Tree
        T, on its columns.
    request : collection of str
        Columns that the caller sends: visible at T whatever their clock says.
    """

    source: Source
    decide_at: Tree
    request: Collection[str] = ()
