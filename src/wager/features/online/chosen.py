"""The one event of a snapshot that answers, also after live events have replaced some of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa

from wager.expressions.tree import Window
from wager.features.aggregate import Argument
from wager.features.exact import Integers
from wager.features.online.sides import Side
from wager.features.online.steps import NO_EVENT, Steps
from wager.features.online.added import counted
from wager.features.place import Place
from wager.features.state import Order, State, empty_state

Gone = Mapping[int, int]
"""Events of a snapshot that live ones have replaced, and from when on."""


class Chosen:
    """The first, last, least or greatest event of a snapshot, as a state that knows this event alone.

    Parameters
    ----------
    place : Place
        The aggregate.
    side : Side
        The events by its entity.
    gone : mapping of int to int
        The events that were replaced since; it may grow.
    order : callable
        Where an event stands among others.
    """

    def __init__(self, place: Place, side: Side, gone: Gone, order: Callable[[int], Order]) -> None:
        aggregate = place.aggregate
        assert aggregate.over is not None
        self._place, self._side, self._gone, self._order = place, side, gone, order
        self._window: Window = aggregate.over
        self._argument = None if aggregate.argument is None else side.events.argument(aggregate.argument)
        self._flags, self._preference = counted(place, side), self._preferred()
        every = np.arange(side.events.count)
        self._steps = self._made(every, side.code, side.leave(self._window, place.known), len(side.codes))
        self._again: dict[int, tuple[Integers, Steps]] = {}

    def state(self, code: int, places: list[int], at: int) -> State:  # noqa: ARG002
        """Return the state that knows the event that answers for an entity at a moment."""
        event = self._steps.event(code, at)
        if event in self._gone and self._gone[event] < at:
            members, steps = self._without_gone(code)
            place = steps.event(0, at)
            event = int(members[place]) if place != NO_EVENT else NO_EVENT
        state = self.empty()
        if event != NO_EVENT:
            value = None if self._argument is None else self._argument.array[event].as_py()
            state.add(value, self._order(event))
        return state

    def empty(self) -> State:
        """Return the state over no events."""
        argument = self._argument
        floating = argument is not None and pa.types.is_floating(argument.array.type)
        kind = None if argument is None else "float" if floating else "int"
        return empty_state(self._place.aggregate.name, kind)  # type: ignore[arg-type]

    def forget(self, code: int) -> None:
        """Take note that another event of an entity was replaced."""
        self._again.pop(code, None)

    def _without_gone(self, code: int) -> tuple[Integers, Steps]:
        if code not in self._again:
            members = np.flatnonzero(self._side.code == code)
            leave = self._side.leave(self._window, self._place.known)[members]
            until = np.array(
                [self._gone.get(event, leave[place]) for place, event in enumerate(members.tolist())]
            )
            one = np.zeros(len(members), np.int64)
            self._again[code] = members, self._made(members, one, np.minimum(leave, until), 1)
        return self._again[code]

    def _made(self, members: Integers, code: Integers, leave: Integers, entities: int) -> Steps:
        enter = self._side.enter(self._window, self._place.known)[members]
        order = np.argsort(np.argsort(self._preference[members]))
        return Steps(code, enter, leave, order, self._flags[members], entities)

    def _preferred(self) -> Integers:
        """Rank the events so that the greatest of those that count answers."""
        order, name = self._side.events.order(self._place.known), self._place.aggregate.name
        if name in {"last", "time_since_last"}:
            return order
        if name == "first":
            return len(order) - 1 - order
        assert isinstance(self._argument, Argument)
        _, rank = self._argument.ranked
        sorting = np.lexsort((order, rank if name == "max" else -rank))
        found = np.empty(len(order), np.int64)
        found[sorting] = np.arange(len(order))
        return found
