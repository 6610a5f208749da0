"""One aggregate, asked for one row at a time: what its snapshot holds, and what came since."""

from __future__ import annotations

from typing import Any

from wager.expressions.tree import Window
from wager.features import kernel
from wager.features.online.chosen import Chosen
from wager.features.online.sides import Entity, Side
from wager.features.online.added import Added
from wager.features.online.versions import Entry, Version
from wager.features.place import Place
from wager.features.state import empty_state, is_value, physical, quantum


class Asked:
    """An aggregate over the events of a snapshot and those that came since.

    Parameters
    ----------
    place : Place
        The aggregate.
    side : Side
        The events of the snapshot by its entity.
    stored : Added or Chosen
        What it reads of them.
    """

    def __init__(self, place: Place, side: Side, stored: Added | Chosen) -> None:
        self.place, self.side, self.stored = place, side, stored
        window = place.aggregate.over
        assert window is not None
        self._window: Window = window
        self._live: dict[Entity, list[Entry]] = {}
        self._entries: dict[Version, Entry] = {}

    def value(self, entity: Entity | None, code: int | None, places: list[int], at: int) -> Any:
        """Answer for an entity at a moment; `code` and `places` are those of the side, where it knows the entity."""
        state = self.stored.empty() if code is None else self.stored.state(code, places, at)
        live = self._live.get(entity) if entity is not None and self._live else None
        for entry in live or ():
            if entry.enter < at <= entry.leave:
                (state.retract if entry.retracts else state.add)(entry.value, entry.order)
        return physical(state.finish(at), self.place.type)

    def check(self, version: Version) -> None:
        """Refuse an event whose value cannot be summed.

        Raises
        ------
        BadInputError
            If it is too large.
        """
        argument = self.place.aggregate.argument
        if self.place.aggregate.name in {"sum", "mean"} and argument is not None:
            value = version.values[argument]
            if is_value(value):
                quantum(value, floating=isinstance(value, float))

    def take(self, version: Version) -> None:
        """Let a live event enter when its clocks say."""
        entity = self._entity(version)
        if entity is None or not self._counts(version):
            return
        entry = Entry(self._enter(version), self._leave(version), self._value(version), version.order(self.place.known))
        self._entries[version] = entry
        self._live.setdefault(entity, []).append(entry)

    def replace(self, version: Version) -> None:
        """Let an event go when a newer version of it is known."""
        if version in self._entries:
            entry = self._entries[version]
            if entry.retracts:
                entry.enter = self._gone(version)
            else:
                entry.leave = self._leave(version)
        elif version.standing.event is not None:
            self._retract(version, version.standing.event)

    def _retract(self, version: Version, event: int) -> None:
        """Take an event of the snapshot away: from sums by an entry of its own, from a choice by another choice."""
        entity = self._entity(version)
        if entity is None or not self._counts(version):
            return
        if isinstance(self.stored, Chosen):
            self.stored.forget(self.side.codes[entity])
            return
        known = self.place.known
        until = int(self.side.events.replaced(known)[event])
        entry = Entry(
            self._gone(version),
            self._leaves(version, until),
            self._value(version),
            version.order(known),
            retracts=True,
        )
        self._entries[version] = entry
        self._live.setdefault(entity, []).append(entry)

    def _entity(self, version: Version) -> Entity | None:
        return self.side.entity(tuple(version.values[tree] for tree in self.side.theirs))

    def _counts(self, version: Version) -> bool:
        where = self.place.aggregate.where
        return where is None or version.values[where] is True

    def _value(self, version: Version) -> Any:
        argument = self.place.aggregate.argument
        return None if argument is None else version.values[argument]

    def _enter(self, version: Version) -> int:
        at, known = version.clocks[self.place.known]
        return max(known, _later(at, self._window.near))

    def _gone(self, version: Version) -> int:
        return max(self._enter(version), version.replaced[self.place.known])

    def _leave(self, version: Version) -> int:
        return self._leaves(version, version.replaced.get(self.place.known, kernel.NEVER))

    def _leaves(self, version: Version, until: int) -> int:
        at, _ = version.clocks[self.place.known]
        far = self._window.far
        return until if far is None else min(_later(at, far), until)


def _later(instant: int, by: int) -> int:
    return instant if instant == kernel.NEVER else instant + by
