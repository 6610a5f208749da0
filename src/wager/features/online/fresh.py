"""Live events that have not settled yet, by entity: few enough to be gone through one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from wager.data.clocks import KnownTime
from wager.expressions.tree import Tree
from wager.features.online.asked import Asked, Entity, Group
from wager.features.online.versions import Version
from wager.features.state import State
from wager.features.value import Order


@dataclass(eq=False, slots=True)
class Entry:
    """An event as one aggregate takes it up; it counts for T with `enter < T <= leave`.

    Attributes
    ----------
    enter, leave : int
        Instants.
    value : object
        What is aggregated, in its physical form.
    order : tuple
        Where it stands among others.
    retracts : bool
        True where it takes away an event that has settled and was replaced since.
    """

    enter: int
    leave: int
    value: Any
    order: Order
    retracts: bool = False


class Fresh:
    """The fresh events of one source, as its aggregates take them up."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._groups = groups
        self._entries: list[list[dict[Entity, list[Entry]]]] = [[{} for _ in group.asked] for group in groups]
        self._alike = [_alike(group) for group in groups]
        self._of: dict[tuple[Version, int, int], Entry] = {}
        self.count = 0

    def add_to(self, state: State, place: tuple[int, int], entity: Entity, at: int) -> None:
        """Let the events of an entity that count at a moment enter a state of an aggregate, or leave it."""
        group, asked = place
        for entry in self._entries[group][asked].get(entity, ()):
            if entry.enter < at <= entry.leave:
                (state.retract if entry.retracts else state.add)(entry.value, entry.order)

    def take(self, version: Version) -> None:
        """Take up a new event."""
        self.count += 1
        for place, asked, entity in self._takers(version):
            clocks = version.clocks[asked.known]
            leave = asked.leave(clocks.happened, version.replaced.get(asked.known, version.until))
            enter = asked.enter(clocks.happened, clocks.known)
            self._enter(place, entity, version, Entry(enter, leave, *_said(version, asked)))

    def replace(self, version: Version, clocks: Collection[KnownTime]) -> None:
        """Take note that a newer version of an event is known, as far as aggregates read some clocks.

        From sums it is taken away if it has settled.
        """
        for place, asked, entity in self._takers(version, clocks):
            known = asked.known
            since, entry = version.replaced[known], self._of.get((version, *place))
            at = version.clocks[known].happened
            enter = max(asked.enter(at, version.clocks[known].known), since)
            if entry is not None and entry.retracts:
                entry.enter = enter
            elif entry is not None:
                entry.leave = asked.leave(at, since)
            elif version.segment is not None and asked.is_sum:
                leave = asked.leave(at, version.segment.until(version.standing.event, known))
                self._enter(
                    place, entity, version, Entry(enter, leave, *_said(version, asked), retracts=True)
                )

    def _enter(self, place: tuple[int, int], entity: Entity, version: Version, entry: Entry) -> None:
        group, asked = place
        self._of[version, group, asked] = entry
        self._entries[group][asked].setdefault(entity, []).append(entry)

    def _takers(
        self, version: Version, clocks: Collection[KnownTime] | None = None
    ) -> Iterator[tuple[tuple[int, int], Asked, Entity]]:
        """Name the aggregates that an event counts for, all or by some clocks, with the entity that it belongs to."""
        for number, group in enumerate(self._groups):
            entity = group.entity(tuple(version.values[tree] for tree in group.theirs))
            if entity is None:
                continue
            for (where, known), alike in self._alike[number].items():
                if clocks is not None and known not in clocks:
                    continue
                if where is None or version.values[where] is True:
                    for place, asked in alike:
                        yield (number, place), asked, entity


def _alike(group: Group) -> dict[tuple[Tree | None, KnownTime], list[tuple[int, Asked]]]:
    """Bring aggregates together that take up the same events at the same moments: a condition is asked once for all."""
    found: dict[tuple[Tree | None, KnownTime], list[tuple[int, Asked]]] = {}
    for place, asked in enumerate(group.asked):
        found.setdefault((asked.place.aggregate.where, asked.known), []).append((place, asked))
    return found


def _said(version: Version, asked: Asked) -> tuple[Any, Order]:
    argument = asked.place.aggregate.argument
    return None if argument is None else version.values[argument], version.order(asked.known)
