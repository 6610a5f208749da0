"""Events that no longer change, ready to be searched: those of a snapshot, or live ones that have settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wager.data.clocks import KnownTime
from wager.features.events import Events
from wager.features.kernel import NEVER
from wager.features.online.added import Added, Reads
from wager.features.online.asked import Asked, Group
from wager.features.online.chosen import Chosen
from wager.features.online.gathered import chosen_of
from wager.features.online.sides import Side
from wager.features.online.standing import Standing
from wager.features.online.timeline import readable
from wager.features.value import Order


class Segment:
    """Events that no longer change, but for newer ones that replace them.

    Parameters
    ----------
    events : Events
        In the order of the source.
    groups : sequence of Group
        The aggregates that read them.
    rank : callable
        Says where an event stands among those of other segments.
    sign : int
        -1 where these are copies of events that no longer count, to be taken away from sums.

    Attributes
    ----------
    gone : dict of KnownTime to dict of int to int
        Events that newer ones have replaced since, and from when on.
    states : list of list of callable
        For each group, what reads the state of each of its aggregates.
    """

    def __init__(
        self, events: Events, groups: Sequence[Group], rank: Callable[[int], Any], sign: int = 1
    ) -> None:
        self.events, self.rank, self._sign = events, rank, sign
        self.gone: dict[KnownTime, dict[int, int]] = {}
        self._settled: dict[KnownTime, dict[int, int]] = {}
        self.sides = [Side(events, group.theirs, group.as_floats) for group in groups]
        self._chosen: list[tuple[Side, Chosen]] = []
        self.states: list[list[Reads]] = [
            [self._state(asked, side) for asked in group.asked]
            for group, side in zip(groups, self.sides, strict=True)
        ]
        events.argument.cache_clear()

    def replace(self, event: int, known: KnownTime, since: int) -> None:
        """Take note that an event is replaced, for aggregates that choose one."""
        self.gone.setdefault(known, {})[event] = since
        for side, chosen in self._chosen:
            chosen.forget(int(side.code[event]))

    def until(self, event: int, known: KnownTime) -> int:
        """Return when an event goes, as far as sums have settled."""
        found = self._settled.get(known, {}).get(event)
        return int(self.events.replaced(known)[event]) if found is None else found

    def taken(self, groups: Sequence[Group]) -> Segment:
        """Settle the events that are gone: return copies of them, to be taken away from sums."""
        events = self.events
        self._settled = {known: dict(gone) for known, gone in self.gone.items()}
        chosen = np.array(sorted({event for gone in self.gone.values() for event in gone}), np.int64)
        replaced, since = {}, {}
        for known in {asked.known for group in groups for asked in group.asked}:
            replaced[known] = events.replaced(known)[chosen]
            moments = [self.gone.get(known, {}).get(event, NEVER) for event in chosen.tolist()]
            since[known] = np.maximum(events.known(known)[chosen], np.array(moments, np.int64))
        return Segment(chosen_of(events, chosen, replaced, since), groups, self.rank, sign=-1)

    def _state(self, asked: Asked, side: Side) -> Reads:
        """Make the function that returns an aggregate's state: of the code of an entity, its places, and a moment."""
        if asked.is_sum:
            return Added(asked, side, self._sign).state
        if self._sign < 0:  # none of these counts any more, and no event is taken away from one that answers
            return lambda *_: asked.state()
        at, learned = (
            readable(self.events.event_time(asked.known)),
            readable(self.events.learned(asked.known)),
        )

        def order(event: int) -> Order:
            return at[event], learned[event], Standing(self.rank, event)

        chosen = Chosen(asked, side, self.gone.setdefault(asked.known, {}), order)
        self._chosen.append((side, chosen))
        return chosen.state
