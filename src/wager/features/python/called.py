"""A call of a function in a plan: a column that other columns are combined of, like an aggregate, but on the row's own values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from wager.expressions.tree import Column, Tree, Type, columns, rewrite, to_json
from wager.features.code.code import Code
from wager.features.feature import Feature, PythonCall
from wager.features.place import PLACE, Place
from wager.foundation.fingerprint import digest


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
