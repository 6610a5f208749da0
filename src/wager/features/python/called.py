"""A call of a function in a plan: a column that other columns are combined of, like an aggregate, but on the row's own values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from wager.expressions.evaluate import row_function
from wager.expressions.tree import Column, Tree, Type, columns, rewrite, to_json
from wager.features.code.code import Code
from wager.features.feature import Feature, PythonCall
from wager.features.place import PLACE, Place
from wager.features.python.arrays import PHYSICAL
from wager.features.python.function import Function
from wager.foundation.fingerprint import digest

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Called:
    """What a function is given, and all that its values follow from.

    Attributes
    ----------
    name : str
        `#` and a digest of all that its values follow from, apart from the rows; how plans name its column.
    reads : tuple of Tree
        On the stored columns of the unit row, on aggregates and on other calls.
    names : tuple of str
        What these are called.
    types : tuple of Type
    type : Type
        Of the answer.
    code : Code
    feature : Feature
        For messages.
    meaning : str
        A digest of what `name` is one of, apart from snapshots.
    """

    name: str
    reads: tuple[Tree, ...]
    names: tuple[str, ...]
    types: tuple[Type, ...]
    type: Type
    code: Code
    feature: Feature = field(compare=False)
    meaning: str = ""

    def function(self) -> Function:
        """Import it.

        Raises
        ------
        BadInputError
            If that fails (E114).
        """
        return Function(
            self.code, self.feature.name, tuple(zip(self.names, self.types, strict=True)), self.type
        )


def called(
    feature: Feature,
    given: Sequence[tuple[Tree, Type]],
    stored: Mapping[str, Type],
    zone: str,
    known: Mapping[str, Place | Called],
) -> Called:
    """Plan a call.

    Parameters
    ----------
    feature : Feature
        A Python feature whose code was read.
    given : sequence of (Tree, Type)
        What it reads, planned.
    stored : mapping of str to Type
        Columns of the unit row.
    zone : str
        Time zone of the project.
    known : mapping of str to Place or Called
        What of the plan the trees stand on.
    """
    tree = feature.tree
    assert isinstance(tree, PythonCall)
    code = tree.read()
    reads, types = tuple(one for one, _ in given), tuple(kind for _, kind in given)
    said = {
        "python": code.digest,
        "type": feature.type,
        "types": types,
        "zone": zone,
        "stored": {name: stored[name] for one in reads for name in columns(one) if name in stored},
    }

    def plain(node: Tree) -> Tree:
        one = known.get(node.name) if isinstance(node, Column) else None
        return node if one is None else Column(PLACE + one.meaning)

    name = PLACE + digest({**said, "reads": [to_json(one) for one in reads]})
    meaning = digest({**said, "reads": [to_json(rewrite(one, plain)) for one in reads]})
    return Called(name, reads, tree.reads, types, feature.type, code, feature, meaning)


def in_turn(trees: Iterable[Tree], calls: Mapping[str, Called]) -> tuple[Called, ...]:
    """Name the calls behind some expressions, each after those that it reads."""
    found: dict[Called, None] = {}

    def visit(tree: Tree) -> None:
        for name in columns(tree):
            one = calls.get(name)
            if one is not None and one not in found:
                for read in one.reads:
                    visit(read)
                found[one] = None

    for tree in trees:
        visit(tree)
    return tuple(found)


class RowCalls:
    """Calls for one row at a time, with the bits that they have for many.

    Parameters
    ----------
    calls : iterable of Called
        Each after those that it reads.
    types : mapping of str to Type
        Of stored columns and of aggregates.
    zone : str
        Time zone of the project.

    Raises
    ------
    BadInputError
        If a file cannot be imported (E114).
    """

    def __init__(self, calls: Iterable[Called], types: Mapping[str, Type], zone: str) -> None:
        known = dict(types)
        self._steps: list[tuple[str, Function, list[tuple[Callable[[Row], Any], Any]]]] = []
        for one in calls:
            readers = [
                (row_function(tree, known, zone), PHYSICAL.get(kind, pa.int64()))
                for tree, kind in zip(one.reads, one.types, strict=True)
            ]
            self._steps.append((one.name, one.function(), readers))
            known[one.name] = one.type
        self.types: Mapping[str, Type] = known

    def add(self, row: dict[str, Any]) -> None:
        """Put the answers into a row, by the names of the calls."""
        for name, function, readers in self._steps:
            given = [pa.array([read(row)], form) for read, form in readers]
            row[name] = function.values(given)[0].as_py()
