"""One aggregate of a feature, ready for the kernel: what it reads, when that is known, and its digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from wager.data.clocks import KnownTime, clocks_of, declared_clocks, known_time, known_time_of, leaves
from wager.data.instants import clock, event_time, key_trees
from wager.data.joins.reading import Reading, readings
from wager.data.known import Never
from wager.data.source import Source
from wager.expressions.tree import Aggregate, Column, Tree, Type, columns, to_json
from wager.features.entity import Entity
from wager.features.feature import Feature
from wager.features.stored import Stored
from wager.features.typed import check_aggregate
from wager.foundation.errors import BadInputError, NotFoundError, nearest
from wager.foundation.finding import Finding
from wager.foundation.fingerprint import digest

PLACE = "#"
"""How columns begin that stand for aggregates; no column of a file is called so."""

KERNEL_VERSION = 3
"""Raised when `kernel.py` answers anything otherwise; part of the key of every cached feature."""


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
        On the stored columns of the source, and on derived ones that have a clock of their own; so is `theirs`.
    known : KnownTime
        When an event is known as far as this aggregate reads it.
    type : Type
        Of the answer.
    feature : Feature
        One that needs it, for messages.
    meaning : str
        A digest of what `name` is one of, apart from the snapshot.
    joins : tuple of Reading
        What is read of other sources.
    clocks : tuple of KnownTime
        Of the columns that it reads.
    by_column : bool
        True where these and the event time have several clocks: of the versions of a key each column is then taken from the one of
        which it was known last. With one clock, that is the newest version as a whole.
    """

    name: str
    source: str
    ours: tuple[Tree, ...]
    theirs: tuple[Tree, ...]
    aggregate: Aggregate
    known: KnownTime
    type: Type
    feature: Feature = field(compare=False)
    meaning: str = ""
    joins: tuple[Reading, ...] = ()
    clocks: tuple[KnownTime, ...] = ()
    by_column: bool = False

    def __hash__(self) -> int:
        """Hash the name, in which all else is."""
        return hash(self.name)


def place_of(feature: Feature, entity: Entity, aggregate: Aggregate, unit: Source, stored: Stored) -> Place:
    """Plan an aggregate over the events of a snapshot.

    Raises
    ------
    BadInputError, NotFoundError
        If it does not fit the unit rows.
    """
    source, what = stored.source, feature.called
    reads = list(columns(aggregate)) + list(entity.theirs)
    if aggregate.name == "time_since_last" and source.event_time is not None:
        reads.append(source.event_time)
    known = known_time_of(source, tuple(dict.fromkeys(reads or source.key)))
    for column in entity.ours:
        if column not in unit.types():
            raise NotFoundError(
                f"{what}: the rows come from {unit.name}, which has no column {column!r}{nearest(column, unit.types())}"
            )
    for our, their in zip(entity.ours, entity.theirs, strict=True):
        kinds = unit.types()[our], source.types().get(their)
        if kinds[0] != kinds[1] and {*kinds} != {"int", "float"}:
            message = (
                f"{what} compares {our} of {unit.name}, of type {kinds[0]}, with {their} of {source.name}, of type "
                f"{kinds[1]}; expected columns of one type"
            )
            raise BadInputError.of([Finding(feature.path, feature.line, "E109", message)])
    clocks = clocks_of(source, reads or source.key)
    at = () if source.event_time is None else clocks_of(source, (source.event_time,))
    by_column = bool(source.key) and not isinstance(known, Never) and len({*clocks, *at}) > 1
    to_clocks = source.inline_to_clocks(aggregate)
    assert isinstance(to_clocks, Aggregate)
    ours = tuple(unit.inline(Column(column)) for column in entity.ours)
    theirs = tuple(source.inline_to_clocks(Column(column)) for column in entity.theirs)
    inlined = [source.inline(tree) for tree in (aggregate, *theirs)]
    joins = readings(source, inlined)
    first_clock = None if source.event_time is None else event_time(source)
    second_clock = clock(known, source)
    said = {
        "kernel": KERNEL_VERSION,
        "zone": source.zone,
        "aggregate": to_json(inlined[0]),
        "ours": [to_json(tree) for tree in ours],
        "theirs": [to_json(tree) for tree in inlined[1:]],
        "event_time": to_json(first_clock),
        "known": type(known).__name__ if second_clock is None else to_json(second_clock),
        "key": [to_json(tree) for tree in key_trees(source)],
        "types": _types(source, [*inlined, first_clock, second_clock, *key_trees(source)]),
        **({} if source.refresh is None else {"refresh": source.refresh.microseconds}),
        **({"by column": _clocks_said(source, [to_clocks, *theirs])} if by_column else {}),
    }
    kind = check_aggregate(aggregate, source)
    name = PLACE + digest({**said, **stored.joins_said(joins), "snapshot": stored.snapshot})
    meaning = digest({**said, **stored.joins_said(joins, data=False)})
    return Place(
        name, source.name, ours, theirs, to_clocks, known, kind, feature, meaning, joins, clocks, by_column
    )


def _clocks_said(source: Source, trees: Sequence[Tree]) -> dict[str, Any]:
    """Say which column has which clock: it decides from which version each is taken."""
    of_column = {name: clock(known_time(source, name), source) for name in leaves(source, trees)}
    declared = [clock(one, source) for one in declared_clocks(source)]
    return {
        "columns": {name: to_json(tree) for name, tree in of_column.items()},
        "clocks": [to_json(tree) for tree in declared],
    }


def _types(source: Source, trees: Iterable[Tree | None]) -> dict[str, Type]:
    held = source.base_types()
    return {column: held[column] for tree in trees if tree is not None for column in columns(tree)}
