"""What must be computed, free of engines: row expressions, the aggregates in them, and the key of each column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wager.data.joins.reading import Reading, readings
from wager.expressions.operators import OPERATORS_VERSION
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Aggregate, Call, Column, Tree, Type, columns, rewrite, to_json
from wager.expressions.types import typed
from wager.features.feature import Feature, PythonCall
from wager.features.place import PLACE, Place, place_of
from wager.features.python.called import Called, called, in_turn
from wager.features.stored import Stored
from wager.foundation.errors import BadInputError, NotFoundError, nearest
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest

FORMAT = 1
"""Of the key and the file of a cached column."""


@dataclass(frozen=True)
class Planned:
    """One column of the matrix.

    Attributes
    ----------
    name : str
        As models name it.
    tree : Tree
        On stored columns of the unit row and on places.
    type : Type
        Of its values.
    places : tuple of Place
        The aggregates that it, and the functions it reads, read.
    key : str
        Digest of all that its values follow from.
    calls : tuple of Called
        The functions it reads, each after those that it reads in turn.
    definition : str
        Digest of what the key is one of, apart from rows and snapshots.
    joins : tuple of Reading
        What is read of other sources for the row itself.
    """

    name: str
    tree: Tree
    type: Type
    places: tuple[Place, ...]
    key: str
    calls: tuple[Called, ...] = ()
    definition: str = ""
    joins: tuple[Reading, ...] = ()


class Planner:
    """Turns names into planned columns.

    Parameters
    ----------
    unit : Stored
        The source of the unit rows.
    rows : str
        Fingerprint of the rows: which ones, and their prediction times.
    features : mapping of str to Feature
        All of the project.
    stored : mapping of str to Stored
        The sources whose events features read.
    """

    def __init__(
        self, unit: Stored, rows: str, features: Mapping[str, Feature], stored: Mapping[str, Stored]
    ) -> None:
        self.unit, self.rows, self.features, self.stored = unit, rows, features, stored
        self.places: dict[str, Place] = {}
        self.calls: dict[str, Called] = {}
        self._compiled: dict[str, tuple[Tree, Type]] = {}
        self._planned: dict[tuple[str, Tree], Planned] = {}
        self._way: list[str] = []

    def planned(self, name: str, tree: Tree) -> Planned:
        """Plan a column that is given by an expression on the unit row and on features, once.

        Raises
        ------
        NotFoundError
            If it reads neither a column nor a feature.
        RefusedError
            If it needs what this version does not compute (E113).
        BadInputError
            If it does not fit, or reads a function whose code cannot be read.
        """
        if (name, tree) not in self._planned:
            self._planned[name, tree] = self._plan(name, tree)
        return self._planned[name, tree]

    def _plan(self, name: str, tree: Tree) -> Planned:
        compiled, kind = self._combined(tree, name)
        if kind == "duration":  # models read numbers of days; expressions compare durations with durations
            compiled, kind = Call("in_days", (compiled,)), "float"
        calls = in_turn([compiled], self.calls)
        read = dict.fromkeys(
            name
            for one in (compiled, *(tree for call in calls for tree in call.reads))
            for name in columns(one)
        )
        places = tuple(self.places[column] for column in read if column in self.places)
        types = self.unit.source.base_types()
        of_the_row = [compiled, *(tree for call in calls for tree in call.reads)]
        joins = readings(self.unit.source, [*of_the_row, *(tree for place in places for tree in place.ours)])
        meanings: dict[str, Tree] = {
            name: Column(PLACE + meaning)
            for name, meaning in (
                *((one.name, one.meaning) for one in self.places.values()),
                *((one.name, one.meaning) for one in calls),
            )
        }
        said = {
            "format": FORMAT,
            "operators": OPERATORS_VERSION,
            "zone": self.unit.source.zone,
            "tree": to_json(compiled),
            "type": kind,
            "types": {column: types[column] for column in columns(compiled) if column in types},
        }
        key = digest({**said, **self.unit.joins_said(joins), "rows": self.rows, "unit": self.unit.snapshot})
        definition = digest(
            {
                **said,
                **self.unit.joins_said(joins, data=False),
                "tree": to_json(put_in(compiled, meanings)),
            }
        )
        return Planned(name, compiled, kind, places, key, calls, definition, joins)

    def _combined(self, tree: Tree, what: str) -> tuple[Tree, Type]:
        """Put features and derived columns in their place, and find the type of the whole."""
        row = self.unit.source.types()
        definitions: dict[str, Tree] = {}
        types: dict[str, Type] = {}
        for column in columns(tree):
            if column in self.places:
                types[column] = self.places[column].type
            elif column in self.calls:
                types[column] = self.calls[column].type
            elif column in row:
                definitions[column] = self.unit.source.inline(Column(column))
                types[column] = row[column]
            elif column in self.features:
                definitions[column], types[column] = self._feature(column)
            else:
                known = [*row, *self.features]
                raise NotFoundError(
                    f"{what}: there is no column and no feature {column!r}{nearest(column, known)}"
                )
        try:
            kind = typed(tree, types)[1]
        except ExpressionError as error:
            raise BadInputError(f"{what}: {error}") from error

        def change(node: Tree) -> Tree:
            return definitions.get(node.name, node) if isinstance(node, Column) else node

        return rewrite(tree, change), kind

    def _feature(self, name: str) -> tuple[Tree, Type]:
        if name not in self._compiled:
            feature = self.features[name]
            if name in self._way:
                raise _fault(feature, "E110", f"feature {name} reads itself; break the circle")
            self._way.append(name)
            try:
                self._compiled[name] = self._definition(feature)
            finally:
                self._way.pop()
        return self._compiled[name]

    def _definition(self, feature: Feature) -> tuple[Tree, Type]:
        if isinstance(feature.tree, PythonCall):
            return self._called(feature, feature.tree)

        def change(node: Tree) -> Tree:
            return Column(self._place(feature, node).name) if isinstance(node, Aggregate) else node

        tree, kind = self._combined(rewrite(feature.tree, change), f"feature {feature.name}")
        return tree, kind

    def _called(self, feature: Feature, tree: PythonCall) -> tuple[Tree, Type]:
        tree.read()
        what = f"feature {feature.name}"
        given = [self._combined(Column(name), what) for name in tree.reads]
        source = self.unit.source
        call = called(feature, given, source.stored_types(), source.zone, {**self.places, **self.calls})
        return Column(self.calls.setdefault(call.name, call).name), call.type

    def _place(self, feature: Feature, aggregate: Aggregate) -> Place:
        assert feature.source is not None
        assert feature.entity is not None
        assert aggregate.over is not None
        stored = self.stored.get(feature.source)
        if stored is None:
            raise NotFoundError(
                f"feature {feature.name} reads {feature.source}, of which there is no snapshot; run `wager snapshot {feature.source}`"
            )
        place = place_of(feature, feature.entity, aggregate, self.unit.source, stored)
        return self.places.setdefault(place.name, place)


def put_in(tree: Tree, named: Mapping[str, Tree]) -> Tree:
    """Put trees in the place of columns.

    Examples
    --------
    >>> put_in(Column("a"), {"a": Column("b")})
    Column(name='b')
    """

    def change(node: Tree) -> Tree:
        return named.get(node.name, node) if isinstance(node, Column) else node

    return rewrite(tree, change)


def _fault(feature: Feature, code: str, message: str) -> BadInputError:
    return BadInputError.of([Finding(feature.path, feature.line, code, message)])
