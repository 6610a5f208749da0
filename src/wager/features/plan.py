"""What must be computed, free of engines: row expressions, the aggregates in them, and the key of each column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wager.data.clocks import KnownTime, known_time_of
from wager.data.known import Always, Never
from wager.data.snapshot import Snapshot
from wager.data.source import Source
from wager.expressions.operators import OPERATORS_VERSION
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Aggregate, Call, Column, Tree, Type, columns, rewrite, to_json
from wager.expressions.types import typed
from wager.features.aggregate import COMPUTED
from wager.features.entity import Entity
from wager.features.feature import Feature, PythonCall
from wager.features.kernel import KERNEL_VERSION
from wager.features.typed import check_aggregate, feature_type
from wager.foundation.errors import BadInputError, NotFoundError, RefusedError, nearest
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest

PLACE = "#"
"""How columns begin that stand for aggregates; no column of a file is called so."""

FORMAT = 1
"""Of the key and the file of a cached column."""


@dataclass(frozen=True)
class Stored:
    """A source with the snapshot of it that is read.

    Attributes
    ----------
    source : Source
        Its contract.
    snapshot : str
        Id of the snapshot.
    files : tuple of Path
        Its Parquet files, in canonical order.
    versions : bool
        True where a key may have several rows, of which the one known last counts.
    """

    source: Source
    snapshot: str
    files: tuple[Path, ...]
    versions: bool = True

    @classmethod
    def of(cls, source: Source, snapshot: Snapshot) -> Stored:
        """Take what plans need of a snapshot."""
        return cls(source, snapshot.id, snapshot.paths, snapshot.versions)


@dataclass(frozen=True)
class Place:
    """One aggregate over the events of a source for an entity: what the kernel computes.

    Attributes
    ----------
    name : str
        `#` and a digest of all that its values follow from, apart from the rows; how plans name its column.
    source : str
        Whose events.
    ours, theirs : tuple of Tree
        The entity, on the stored columns of the unit row's source and of this one.
    aggregate : Aggregate
        On the stored columns of the source.
    known : KnownTime
        When an event is known as far as this aggregate reads it.
    type : Type
        Of the answer.
    feature : Feature
        One that needs it, for messages.
    """

    name: str
    source: str
    ours: tuple[Tree, ...]
    theirs: tuple[Tree, ...]
    aggregate: Aggregate
    known: KnownTime
    type: Type
    feature: Feature = field(compare=False)


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
                definitions[column] = _stored_only(self.unit.source, Column(column), what)
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
        return (Call("in_days", (tree,)) if kind == "duration" else tree), feature_type(kind)

    def _place(self, feature: Feature, aggregate: Aggregate) -> Place:
        if aggregate.name not in COMPUTED:
            raise _refused(feature, f"`{aggregate.name}`, which this version reads and does not compute")
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


def place_of(feature: Feature, entity: Entity, aggregate: Aggregate, unit: Source, stored: Stored) -> Place:
    """Plan an aggregate over the events of a snapshot.

    Raises
    ------
    BadInputError, NotFoundError
        If it does not fit the unit rows.
    """
    source, what = stored.source, f"feature {feature.name}"
    reads = list(columns(aggregate)) + list(entity.theirs)
    if aggregate.name == "time_since_last" and source.event_time is not None:
        reads.append(source.event_time)
    known = known_time_of(source, tuple(dict.fromkeys(reads or source.key)))
    for column in entity.ours:
        if column not in unit.types():
            raise NotFoundError(
                f"{what}: the rows come from {unit.name}, which has no column {column!r}{nearest(column, unit.types())}"
            )
    inlined = _stored_only(source, aggregate, what)
    assert isinstance(inlined, Aggregate)
    ours = tuple(_stored_only(unit, Column(column), what) for column in entity.ours)
    theirs = tuple(_stored_only(source, Column(column), what) for column in entity.theirs)
    first_clock = None if source.event_time is None else event_time(source)
    second_clock = clock(known, source)
    said = {
        "kernel": KERNEL_VERSION,
        "snapshot": stored.snapshot,
        "zone": source.zone,
        "aggregate": to_json(inlined),
        "ours": [to_json(tree) for tree in ours],
        "theirs": [to_json(tree) for tree in theirs],
        "event_time": to_json(first_clock),
        "known": type(known).__name__ if second_clock is None else to_json(second_clock),
        "key": [to_json(tree) for tree in key_trees(source)],
        "types": _types(source, [inlined, *theirs, first_clock, second_clock, *key_trees(source)]),
    }
    kind = check_aggregate(aggregate, source)
    return Place(PLACE + digest(said), source.name, ours, theirs, inlined, known, kind, feature)


def event_time(source: Source) -> Tree:
    """Return the first clock of a source on its stored columns."""
    assert source.event_time is not None
    return source.inline(Column(source.event_time))


def key_trees(source: Source) -> tuple[Tree, ...]:
    """Return the key of a source on its stored columns."""
    return tuple(source.inline(Column(column)) for column in source.key)


def clock(known: KnownTime, source: Source) -> Tree | None:
    """Return a known time on the stored columns; None where it is `always` or never."""
    return None if isinstance(known, Always | Never) else source.inline(known)


def _types(source: Source, trees: Iterable[Tree | None]) -> dict[str, Type]:
    stored = source.stored_types()
    return {column: stored[column] for tree in trees if tree is not None for column in columns(tree)}


def _stored_only(source: Source, tree: Tree, what: str) -> Tree:
    """Put derived columns in their place; refuse what a snapshot does not hold."""
    inlined = source.inline(tree)
    for column in columns(inlined):
        if column not in source.stored_types():
            raise RefusedError(
                f"{what} reads {column}, a joined column of {source.name}, which this version reads and does not "
                "compute (E113); put it into the source's own file"
            )
    return inlined


def _fault(feature: Feature, code: str, message: str) -> BadInputError:
    return BadInputError.of([Finding(feature.path, feature.line, code, message)])


def _refused(feature: Feature, what: str) -> RefusedError:
    message = f"feature {feature.name} needs {what}; leave it out of the model for now"
    return RefusedError(str(Finding(feature.path, feature.line, "E113", message)))
