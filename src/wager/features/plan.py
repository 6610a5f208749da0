"""What must be computed, free of engines: row expressions, the aggregates in them, and the key of each column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wager.expressions.operators import OPERATORS_VERSION
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Aggregate, Call, Column, Tree, Type, columns, rewrite, to_json
from wager.expressions.types import typed
from wager.features.feature import Feature, PythonCall
from wager.features.place import Place, place_of
from wager.features.stored import Stored, stored_only
from wager.foundation.errors import BadInputError, NotFoundError, RefusedError, nearest
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
        The aggregates it reads.
    key : str
        Digest of all that its values follow from.
    """

    name: str
    tree: Tree
    type: Type
    places: tuple[Place, ...]
    key: str


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
        self._compiled: dict[str, tuple[Tree, Type]] = {}
        self._way: list[str] = []

    def planned(self, name: str, tree: Tree) -> Planned:
        """Plan a column that is given by an expression on the unit row and on features.

        Raises
        ------
        NotFoundError
            If it reads neither a column nor a feature.
        RefusedError
            If it needs what this version does not compute (E113).
        """
        compiled, kind = self._combined(tree, name)
        if kind == "duration":  # models read numbers of days; expressions compare durations with durations
            compiled, kind = Call("in_days", (compiled,)), "float"
        places = tuple(self.places[column] for column in columns(compiled) if column in self.places)
        types = self.unit.source.stored_types()
        said = {
            "format": FORMAT,
            "operators": OPERATORS_VERSION,
            "rows": self.rows,
            "unit": self.unit.snapshot,
            "zone": self.unit.source.zone,
            "tree": to_json(compiled),
            "type": kind,
            "types": {column: types[column] for column in columns(compiled) if column in types},
        }
        return Planned(name, compiled, kind, places, digest(said))

    def _combined(self, tree: Tree, what: str) -> tuple[Tree, Type]:
        """Put features and derived columns in their place, and find the type of the whole."""
        row = self.unit.source.types()
        definitions: dict[str, Tree] = {}
        types: dict[str, Type] = {}
        for column in columns(tree):
            if column in self.places:
                types[column] = self.places[column].type
            elif column in row:
                definitions[column] = stored_only(self.unit.source, Column(column), what)
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
            self._compiled[name] = self._definition(feature)
            self._way.pop()
        return self._compiled[name]

    def _definition(self, feature: Feature) -> tuple[Tree, Type]:
        if isinstance(feature.tree, PythonCall):
            raise _refused(feature, "a Python function, which this version reads and does not call")

        def change(node: Tree) -> Tree:
            return Column(self._place(feature, node).name) if isinstance(node, Aggregate) else node

        tree, kind = self._combined(rewrite(feature.tree, change), f"feature {feature.name}")
        return tree, kind

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


def _fault(feature: Feature, code: str, message: str) -> BadInputError:
    return BadInputError.of([Finding(feature.path, feature.line, code, message)])


def _refused(feature: Feature, what: str) -> RefusedError:
    message = f"feature {feature.name} needs {what}; leave it out of the model for now"
    return RefusedError(str(Finding(feature.path, feature.line, "E113", message)))
