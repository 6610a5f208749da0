"""The one event that answers, as it changes over time: for what cannot be taken away from a sum.

Which event is the last, the least or the greatest of an entity changes only when an event enters or leaves. The kernel
finds it for all of these moments at once; a search then finds it for any moment.
"""

from __future__ import annotations

from bisect import bisect_left

import numpy as np

from wager.features import kernel
from wager.features.exact import Integers
from wager.features.online.timeline import Numbers, readable

NO_EVENT = -1


class Steps:
    """The preferred event of each entity, from moment to moment.

    Parameters
    ----------
    entity : ndarray of int64, shape (n_events,)
        Codes; -1 is none.
    enter, leave : ndarray of int64, shape (n_events,)
        Each counts for T with `enter < T <= leave`.
    preference : ndarray of int64, shape (n_events,)
        A permutation: the greatest of those that count answers.
    counts : ndarray of bool, shape (n_events,)
        False for events that never do.
    entities : int
        How many there are.

    Examples
    --------
    >>> steps = Steps(
    ...     np.zeros(2, np.int64), np.array([10, 20]), np.array([40, 30]), np.arange(2), np.array([True, True]), entities=1)
    >>> [steps.event(0, moment) for moment in (10, 11, 21, 30, 31, 41)]
    [-1, 0, 1, 1, 0, -1]
    """

    def __init__(
        self,
        entity: Integers,
        enter: Integers,
        leave: Integers,
        preference: Integers,
        counts: kernel.Flags,
        *,
        entities: int,
    ) -> None:
        counted = np.flatnonzero(counts & (entity >= 0) & (enter < leave))
        owner, begins, ends = entity[counted], enter[counted], leave[counted]
        goes = ends != kernel.NEVER
        owners = np.concatenate([owner, owner[goes]])
        instants = np.concatenate([begins, ends[goes]])
        order = np.lexsort((instants, owners))
        owners, instants = owners[order], instants[order]
        fresh = np.ones(len(order), bool)
        fresh[1:] = (owners[1:] != owners[:-1]) | (instants[1:] != instants[:-1])
        owners, instants = owners[fresh], instants[fresh]
        moments = kernel.ranked(instants + 1)  # the first moment at which the change shows
        grouping = kernel.grouped(moments, owners, owner)
        spans = kernel.spans(
            grouping,
            grouping.positions(moments.after(begins)),
            grouping.positions(moments.after(ends)),
        )
        best = kernel.greatest(spans, preference[counted])
        by_preference = np.argsort(preference)
        events = np.where(best >= 0, by_preference[best], NO_EVENT)
        self._instants: Numbers = readable(instants)
        self._starts: Numbers = readable(np.searchsorted(owners, np.arange(entities + 1)).astype(np.int64))
        self._events: Numbers = readable(events.astype(np.int32))

    def event(self, entity: int, moment: int) -> int:
        """Return the event that answers for an entity at a moment, -1 where none counts."""
        first = self._starts[entity]
        place = bisect_left(self._instants, moment, first, self._starts[entity + 1])
        return int(self._events[place - 1]) if place > first else NO_EVENT
