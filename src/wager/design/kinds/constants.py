"""The assumed constants of the block `money`: each in terms of literals."""

from __future__ import annotations

from wager.design.reading.fields import FieldReader, Named
from wager.expressions.definitions import definitions_in_order, overgrown
from wager.expressions.tree import Column, Tree, columns, rewrite


def put_in_each_other(reader: FieldReader, assumed: dict[Named, Tree]) -> dict[str, Tree]:
    """Put constants into each other; a circle is a fault and what is in it is left out."""
    names = {str(name): name for name in assumed}
    trees = {str(name): tree for name, tree in assumed.items()}
    order, around = definitions_in_order(trees)
    if around:
        said = " → ".join(around)
        reader.fault(names[around[0]].line, "E110", f"assume of block money: {said} stand in a circle")
    grown = overgrown(trees)
    for name in grown:
        message = (
            f"assume of block money: {name} is too large with all that it reads put in; write it shorter"
        )
        reader.fault(names[name].line, "E108", message)
    done: dict[str, Tree] = {}

    def put_in(node: Tree) -> Tree:
        return done.get(node.name, node) if isinstance(node, Column) else node

    for name in (name for name in order if name not in grown):
        done[name] = rewrite(trees[name], put_in)
    for name in done:
        unknown = [read for read in columns(trees[name]) if read not in names]
        if unknown:
            reader.fault(
                names[name].line,
                "E106",
                f"assume of block money: {name} reads {unknown[0]!r}, which is no constant",
            )
    return done
