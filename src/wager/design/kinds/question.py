"""The question: which rows, what turns out to be true of them, which part of them judges."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Any, Literal

from wager.design.kinds.kind import kind
from wager.design.kinds.row_fields import CUT_OFF, Every, cluster, every, request
from wager.design.reading.fields import (
    RESERVED,
    Field,
    FieldReader,
    Named,
    column,
    columns,
    duration,
    may,
    must,
    named,
    reads,
    text,
    tree,
)
from wager.design.reading.shapes import record_of
from wager.expressions.tree import Column, Tree
from wager.foundation.amounts import Duration
from wager.foundation.errors import nearest
from wager.foundation.keys import FILE_NAME
from wager.foundation.yaml_file import Node


@dataclass(frozen=True)
class Rows:
    """The unit rows: the cases to decide.

    Attributes
    ----------
    each : str
        The word for one.
    source, file : str or None
        One of them: the source by name, or the data file beside the design.
    decide_at : Tree or None
        T, the moment of the decision; of generated rows the column of their cut-offs.
    where : Tree or None
        Which rows; reads only what is known at T.
    cluster : Tree, tuple of Tree, or None
        Rows with one value of it are not independent. Two expressions: rows that share the value of either, sorted
        by their text.
    request : tuple of str or 'all'
        Columns that the caller sends.
    key, afterwards : tuple of str
        With a data file: the key, and the columns that exist only after the decision.
    by : tuple of str
        Generated rows: the entity.
    every : Every or None
        Generated rows: the cut-offs.
    line : int
    lines : dict of str to int
        Line of each value by its key.
    """

    each: str = "row"
    source: str | None = None
    file: str | None = None
    decide_at: Tree | None = None
    where: Tree | None = None
    cluster: Tree | tuple[Tree, ...] | None = None
    request: tuple[str, ...] | Literal["all"] = ()
    key: tuple[str, ...] = ()
    afterwards: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    every: Every | None = None
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def reads(self) -> str:
        """Name of the source or file that the rows come from."""
        return self.source or self.file or ""

    @property
    def ways(self) -> tuple[Tree, ...]:
        """The ways in which rows hang together: none, one or two."""
        if self.cluster is None:
            return ()
        return self.cluster if isinstance(self.cluster, tuple) else (self.cluster,)


@dataclass(frozen=True)
class Objective:
    """What turns out to be true of a row.

    Attributes
    ----------
    name : str
    tree : Tree
        `is`, as it was written.
    matures : Duration
        How long after T it is known.
    classes : tuple of str or None
        Of a multi-class objective, in order.
    source : str or None
        Where its aggregates read; None is the source of the rows.
    by : tuple of str
        The entity of its aggregates; empty is that of the rows.
    """

    name: str
    tree: Tree
    matures: Duration
    classes: tuple[str, ...] | None = None
    source: str | None = None
    by: tuple[str, ...] = ()
    line: int = 0
    lines: dict[str, int] = field(default_factory=dict, compare=False, repr=False)


@reads({"type": "array", "items": column.shape, "minItems": 2, "uniqueItems": True})
def _class_names(reader: FieldReader, node: Node, what: str) -> tuple[Named, ...] | None:
    found = [named()(reader, item, what) for item in reader.items(node)]
    names = [name for name in found if name is not None]
    for name in {name for name in names if names.count(name) > 1}:
        reader.fault(node, "E107", f"{what} names {name!r} twice")
    for name in (name for name in names if name in RESERVED):
        reader.fault(
            name.line, "E104", f"{what}: no class may be called {name!r}; YAML 1.1 takes it for a truth value"
        )
    if len(set(names)) < 2 and len(found) == len(names):
        reader.fault(node, "E103", f"{what} should be a list of at least two classes")
    return tuple(names) if len(set(names)) >= 2 else None


ROWS: Map[str, Field] = {
    "each": may(column, "the word for one row, such as `flight`; required unless `from` is a data file"),
    "from": must(text, "the source of the rows, or a data file beside the design"),
    "decide_at": may(tree, "T, the moment of the decision; absent where there is `every`"),
    "where": may(tree, "which rows; reads only what is known at T"),
    "cluster": may(
        cluster,
        "rows with one value of it are not independent of each other; a list of two: those that share the value of either",
    ),
    "request": may(
        request,
        "columns that the caller sends, or `all` that is known by then; default none: looked up by key",
    ),
    "key": may(columns, "with a data file: the columns that name a row"),
    "afterwards": may(columns, "with a data file: the columns that exist only after the decision"),
    "by": may(columns, "generated rows: the entity; with `every`"),
    "every": may(every, "generated rows: one for each entity and cut-off; T is the cut-off"),
}
OBJECTIVE: Map[str, Field] = {
    "is": must(tree, "what turns out to be true: a condition, one of several classes, or a number"),
    "name": may(column, "the word for it; required unless `is` is a column"),
    "matures": must(duration, "how long after T it is known"),
    "classes": may(_class_names, "of several classes: their names, in order"),
    "from": may(named(FILE_NAME), "where its aggregates read; default the source of the rows"),
    "by": may(columns, "the entity of its aggregates; default that of the rows"),
}


def key_lines(node: Node) -> dict[str, int]:
    """Note the line of each key of a map."""
    return {entry.key: entry.line for entry in getattr(node, "entries", ())}


@kind(record_of(ROWS), "the unit rows: the cases to decide, and the moment at which each is")
def read_rows(reader: FieldReader, node: Node) -> Rows | None:
    """Read the block `rows`."""
    values = reader.record(node, "block rows", ROWS)
    if values is None:
        return None
    lines = key_lines(node)
    came_from: str = values.pop("from")
    is_file = FILE_NAME.fullmatch(came_from) is None
    if is_file and "." not in came_from:
        reader.fault(
            lines["from"],
            "E104",
            f"{came_from!r} is neither the name of a source nor a data file such as `bookings.csv`",
        )
        return None
    if not is_file and not any(key == "each" or "'each'" in nearest(key, ROWS) for key in lines):
        reader.fault(node, "E102", "block rows needs `each`, the word for one row, such as `each: flight`")
    _fits(reader, values, lines, is_file=is_file)
    values["file" if is_file else "source"] = came_from
    if values.get("every") is not None:
        values["decide_at"] = Column(CUT_OFF)
    return Rows(**values, line=node.line, lines=lines)


def _fits(reader: FieldReader, values: dict[str, Any], lines: dict[str, int], *, is_file: bool) -> None:
    """Check which keys of `rows` go together."""
    for key in ("key", "afterwards"):
        if key in values and not is_file:
            reader.fault(
                lines[key],
                "E101",
                f"block rows: {key!r} goes with a data file; a source says it in its own file",
            )
    if "every" in values and "decide_at" in values:
        reader.fault(
            lines["decide_at"],
            "E101",
            "block rows: `decide_at` is the cut-off where there is `every`; leave it out",
        )
    if "every" in values and "by" not in lines:
        reader.fault(lines["every"], "E102", "block rows needs `by`, the entity, where there is `every`")
    if CUT_OFF in values.get("by", ()):
        reader.fault(
            lines["by"],
            "E104",
            f"block rows: `{CUT_OFF}` is what the moments of generated rows are called; derive the column under another name",
        )
    if "every" in values and "request" in values:
        reader.fault(
            lines["request"],
            "E101",
            "block rows: a request for a generated row holds its entity, `by`, and nothing else; leave `request` out",
        )
    if "by" in values and is_file:
        reader.fault(
            lines["by"],
            "E101",
            "block rows: rows are generated from a source, and this is a data file; `wager extract` makes it a source",
        )
    if "by" in values and "every" not in lines:
        reader.fault(
            lines["by"],
            "E102",
            "block rows needs `every`, such as `30 d from 2025-02-24`, where there is `by`",
        )


@kind(record_of(OBJECTIVE), "what turns out to be true of a row, and how long that takes to be known")
def read_objective(reader: FieldReader, node: Node) -> Objective | None:
    """Read the block `objective`."""
    values = reader.record(node, "block objective", OBJECTIVE)
    if values is None:
        return None
    expression: Tree = values.pop("is")
    lines = key_lines(node)
    name = values.pop("name", expression.name if isinstance(expression, Column) else None)
    if name is None:
        if "name" not in lines:
            reader.fault(node, "E102", "block objective needs `name`, as `is` is not a column")
        return None
    source = values.pop("from", None)
    return Objective(name, expression, source=source, **values, line=node.line, lines=lines)
