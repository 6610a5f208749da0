"""Aggregates that say which rows there are, and what came of them: the same events, clocks and kernel as features have.

`where` is computed as of T. The objective is computed as of T + `matures`, with its windows moved back by as much, so that of an
event with a time in `[T, T + 30 d)` exactly what was known strictly before T + `matures` counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from wager.data.joins.reading import Reading
from wager.data.known import ALWAYS
from wager.data.source import Source
from wager.design.kinds.question import Objective, Rows
from wager.expressions.tree import (
    Aggregate,
    Call,
    Column,
    Literal,
    Tree,
    Type,
    Window,
    aggregates,
    columns,
    rewrite,
    to_json,
)
from wager.features.entity import Entity
from wager.features.feature import Feature
from wager.features.place import Place, place_of
from wager.features.stored import Stored
from wager.foundation.errors import BadInputError, NotFoundError
from wager.foundation.finding import Finding

WHERE, OBJECTIVE = "where", "objective"
"""The expressions of unit rows that may aggregate events."""


@dataclass(frozen=True)
class RowPlan:
    """What the unit rows of a design follow from.

    Attributes
    ----------
    unit : Stored
        Of the unit rows.
    stored : mapping of str to Stored
        By name, those whose events are aggregated.
    rows, objective : Rows, Objective
        The blocks of the design.
    """

    unit: Stored
    stored: Mapping[str, Stored] = field(hash=False)
    rows: Rows
    objective: Objective

    def said(self, name: str, tree: Tree, *, data: bool) -> Any:
        """Say all that an expression follows from, as JSON values.

        Parameters
        ----------
        name : str
            `where` or `objective`.
        data : bool
            Name the snapshots too.
        """
        read = self.read(name, tree)
        meant = {one.name: Column(one.name if data else one.meaning) for one in read.places}
        said = {"tree": to_json(_with(read.tree, meant))}
        ahead = self.ahead(name, tree)
        if ahead is not None:
            said["complete_until"] = ahead.source.complete_until
        if name == OBJECTIVE and (sealed := self.unsealed(tree)) is not None:
            said["seal"] = to_json(sealed.asked)
        return said

    def joins_said(self, read: tuple[Reading, ...], *, data: bool) -> dict[str, Any]:
        """Say what the rows read of other sources, as JSON values.

        Parameters
        ----------
        data : bool
            Name the snapshots too.
        """
        return self.unit.joins_said(read, data=data)

    def read(self, name: str, tree: Tree) -> Read:
        """Put columns into the place of the aggregates of an expression."""
        unit = self.unit.source
        entity, source = self._asked(name)
        if name == WHERE:
            self._demand_open(source, tree)
        line = self.objective.line if name == OBJECTIVE else self.rows.line
        what = "the objective" if name == OBJECTIVE else f"{name} of rows"
        stand_in = Feature(what, "", source, entity, tree, "null", None, None, "", "the design", line)
        places: dict[Aggregate, Place] = {}
        for one in aggregates(tree):
            moved = replace(one, over=self._window(name, one))
            places[one] = place_of(stand_in, entity, moved, unit, self.stored[source])

        def change(node: Tree) -> Tree:
            if isinstance(node, Aggregate):
                return Column(places[node].name)
            return unit.inline(node) if isinstance(node, Column) else node

        placed = rewrite(tree, change, into_aggregates=False)
        row = {own: unit.base_types()[own] for own in columns(placed) if own in unit.base_types()}
        return Read(placed, tuple(dict.fromkeys(places.values())), row)

    def _asked(self, name: str) -> tuple[Entity, str]:
        """Say whose events an expression reads."""
        default = self.unit.source.base.name
        source = default if name == WHERE else str(self.objective.source or default)
        by = self.rows.by if name == WHERE else self.objective.by or self.rows.by
        if source not in self.stored:
            raise NotFoundError(f"there is no snapshot of {source}; run `wager snapshot {source}`")
        names = tuple(map(str, by))
        return Entity(names, names, "_".join(names)), source

    def _window(self, name: str, one: Aggregate) -> Window:
        """Say where a window lies, seen from the moment as of which it is computed."""
        window = one.over
        assert window is not None, "`check` and `read` refuse an aggregate without a window"
        if name == WHERE:
            return window
        later = self.objective.matures.microseconds
        if window.forward:
            assert window.far is not None
            return Window(later, later - window.far)
        return Window(None if window.far is None else window.far + later, window.near + later)

    def _demand_open(self, source: str, where: Tree) -> None:
        """Refuse to choose rows by what is sealed: which there are would tell it."""
        found = sorted(_hidden(self.stored[source].source, where))
        if found:
            message = (
                f"where of rows reads {', '.join(found)} of {source}, which is sealed: which rows there are would tell it; choose "
                "them by what everybody may read"
            )
            raise BadInputError.of([Finding("the design", self.rows.line, "E014", message)])

    def unsealed(self, tree: Tree) -> Unsealed | None:
        """Ask of a row whether no event is sealed that its objective reads; None where none could be.

        An event with something to hide is in the way from when it happened, whenever that is to be known.
        """
        _, name = self._asked(OBJECTIVE)
        stored = self.stored[name]
        source = stored.source
        windows = dict.fromkeys(one.over for one in aggregates(tree) if _hidden(source, one))
        if source.seal is None or not windows:
            return None
        column = source.seal.column
        known = replace(source.known, columns={**source.known.columns, column: ALWAYS})
        closed = Call("not", (Call("is null", (Column(column),)),))
        none = [Call("=", (Aggregate("count", None, closed, over), Literal(0, "int"))) for over in windows]
        asked = reduce(lambda left, right: Call("and", (left, right)), none)
        held = {**self.stored, name: replace(stored, source=replace(source, known=known))}
        return Unsealed(asked, replace(self, stored=held))

    def ahead(self, name: str, tree: Tree) -> Stored | None:
        """Return the events that an objective looks ahead to; None where it does not."""
        if name != OBJECTIVE or not any(
            one.over is not None and one.over.forward for one in aggregates(tree)
        ):
            return None
        return self.stored[self._asked(name)[1]]


@dataclass(frozen=True)
class Read:
    """An expression with its aggregates as columns.

    Attributes
    ----------
    tree : Tree
        On columns of the unit row, and on places.
    places : tuple of Place
        The aggregates.
    row : dict of str to Type
        The columns of the unit row that it reads.
    """

    tree: Tree
    places: tuple[Place, ...]
    row: Mapping[str, Type]

    def own(self) -> Iterable[Tree]:
        """Name what must be known of the unit row."""
        yield from (Column(name) for name in self.row)
        yield from (tree for place in self.places for tree in place.ours)


@dataclass(frozen=True)
class Unsealed:
    """A question about each row: whether nothing that its objective reads is sealed.

    Attributes
    ----------
    asked : Tree
        With aggregates over the windows of the objective.
    plan : RowPlan
        By which it is read, as an objective.
    """

    asked: Tree
    plan: RowPlan


def _hidden(source: Source, tree: Tree) -> set[str]:
    """Name the sealed columns that an expression on events reads."""
    hides = set() if source.seal is None else {source.seal.column, *source.seal.hides}
    return hides & set(columns(source.inline(tree)))


def _with(tree: Tree, named: Mapping[str, Tree]) -> Tree:
    def change(node: Tree) -> Tree:
        return named.get(node.name, node) if isinstance(node, Column) else node

    return rewrite(tree, change)
