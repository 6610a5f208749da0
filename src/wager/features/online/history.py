"""All that is known of a source's events: those of its snapshot, and those that came since.

A live event is fresh at first. When there are many, all live ones settle: they become a segment that is searched as
the snapshot is; what they replaced in the snapshot becomes another one, taken away from sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wager.data.clocks import KnownTime
from wager.data.engine import Engine
from wager.features.events import read_events
from wager.features.online.added import Reads
from wager.features.online.arrivals import Arrivals, Changed
from wager.features.online.asked import Asked, Entity, Group
from wager.features.online.fresh import Fresh
from wager.features.online.segment import Segment
from wager.features.online.standing import StoredRanks
from wager.features.online.versions import Version
from wager.features.state import State
from wager.features.stored import Stored

FRESH = 128
"""At least so many live events come before they settle."""

_PART = 32
"""And at least one part in so many of all live ones."""

Found = tuple[list[Reads], int, list[int]]
"""The answers of a segment, with what they are asked for: the code of the entity, and places on its timelines."""


class History:
    """The events of one source, asked for one entity and one moment at a time.

    Parameters
    ----------
    engine : Engine
        Reads the snapshot.
    stored : Stored
        The source with its snapshot.
    groups : sequence of Group
        What is asked.
    """

    def __init__(self, engine: Engine, stored: Stored, groups: Sequence[Group]) -> None:
        places = [asked.place for group in groups for asked in group.asked]
        self._groups = groups
        self._snapshot = Segment(
            read_events(engine, stored, places), groups, StoredRanks(engine, stored).rank
        )
        self._segments = [self._snapshot]
        self._fresh = Fresh(groups)
        self._arrivals = Arrivals(engine, stored, self._snapshot, groups)

    def answer(self, number: int, entity: Entity | None, at: int) -> list[Any]:
        """Compute the aggregates of a group, in their order, for an entity at a moment.

        Raises
        ------
        BadInputError
            If a sum leaves the range of its type; the message names the feature.
        """
        found = [] if entity is None else self._found(number, entity, at)
        asked = self._groups[number].asked
        if entity is None or not self._fresh.count:
            if len(found) == 1:  # as it mostly is: with nothing to merge
                answers, code, places = found[0]
                return [
                    one.finish(answer(code, places, at), at)
                    for one, answer in zip(asked, answers, strict=True)
                ]
            return [one.finish(_state(one, found, place, at), at) for place, one in enumerate(asked)]
        values = []
        for place, one in enumerate(asked):
            state = _state(one, found, place, at)
            self._fresh.add_to(state, (number, place), entity, at)
            values.append(one.finish(state, at))
        return values

    def check(self, row: Mapping[str, Any]) -> None:
        """Refuse what `add` would refuse."""
        self._arrivals.values(row)

    def join(self, other: str, row: Mapping[str, Any]) -> None:
        """Take up a live row of a source that is joined: events that it is joined to say something else from then on.

        Raises
        ------
        BadInputError
            If an expression cannot be computed with it; nothing is taken up then.
        """
        self._take(*self._arrivals.join(other, row))

    def add(self, row: Mapping[str, Any]) -> None:
        """Take up a live event.

        Raises
        ------
        BadInputError
            If an expression cannot be computed for it, or its value cannot be summed; nothing is taken up then.
        """
        self._take(*self._arrivals.add(row))

    def _take(self, fresh: Sequence[Version], changed: Changed) -> None:
        for version in fresh:
            self._fresh.take(version)
        clocks: dict[Version, list[KnownTime]] = {}
        for known, versions in changed.items():
            for older in versions:
                clocks.setdefault(older, []).append(known)
                if older.segment is not None:
                    older.segment.replace(older.standing.event, known, older.replaced[known])
        for older, some in clocks.items():
            self._fresh.replace(older, some)
        if self._fresh.count >= max(FRESH, len(self._arrivals.live) // _PART):
            self._settle()

    def _settle(self) -> None:
        taken = self._snapshot.taken(self._groups)
        self._segments = [self._snapshot, *([taken] if taken.events.count else []), self._arrivals.settled()]
        self._fresh = Fresh(self._groups)

    def _found(self, number: int, entity: Entity, at: int) -> list[Found]:
        """Find an entity in the segments that know it."""
        found: list[Found] = []
        for segment in self._segments:
            side = segment.sides[number]
            code = side.codes.get(entity)
            if code is not None:
                found.append((segment.states[number], code, side.places(code, at)))
        return found


def _state(asked: Asked, found: list[Found], place: int, at: int) -> State:
    """Merge what segments say of an aggregate."""
    if len(found) == 1:
        answers, code, places = found[0]
        return answers[place](code, places, at)
    state = asked.state()
    for answers, code, places in found:
        state.merge(answers[place](code, places, at))
    return state
