"""The one event of a snapshot that answers, also after live events have replaced some of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from wager.features.exact import Integers
from wager.features.kept import KEPT
from wager.features.online.added import argument_of, counted
from wager.features.online.asked import Asked
from wager.features.online.sides import Side
from wager.features.online.steps import NO_EVENT, Steps
from wager.features.state import State
from wager.features.value import Order

Gone = Mapping[int, int]
"""Events of a snapshot that live ones have replaced, and from when on."""


class Chosen:
    """The first, last, least or greatest event of a snapshot, as a state that knows this event alone.

    Parameters
    ----------
    asked : Asked
        The aggregate.
    side : Side
        The events by its entity.
    gone : mapping of int to int
        The events that were replaced since; it may grow.
    order : callable
        Where an event stands among others.
    """

    def __init__(self, asked: Asked, side: Side, gone: Gone, order: Callable[[int], Order]) -> None:
        self._asked, self._side, self._gone, self._order = asked, side, gone, order
        argument = asked.place.aggregate.argument
        self._value: Callable[[int], Any] = _nothing if argument is None else side.value(argument)
        self._kind = KEPT[asked.place.aggregate.name]
        self._steps = Steps(
            side.code,
            side.enter(asked.window, asked.known),
            side.leave(asked.window, asked.known),
            _preference(asked, side),
            counted(asked, side),
            entities=len(side.codes),
        )
        self._again: dict[int, Chosen] = {}

    def state(self, code: int, places: list[int], at: int) -> State:
        """Return the state that knows the event that answers for an entity at a moment."""
        event = self._steps.event(code, at)
        if event in self._gone and self._gone[event] < at:
            return self._without_gone(code).state(0, places, at)
        if event == NO_EVENT:
            return self._kind()
        return self._kind([(self._order(event), self._value(event))])

    def forget(self, code: int) -> None:
        """Take note that another event of an entity was replaced."""
        self._again.pop(code, None)

    def _without_gone(self, code: int) -> Chosen:
        """Choose anew among the events of one entity; kept until another of them goes."""
        if code not in self._again:
            members, side = self._side.only(code, self._gone, self._asked.known)
            order = self._order
            self._again[code] = Chosen(self._asked, side, {}, lambda event: order(int(members[event])))
        return self._again[code]


def _nothing(event: int) -> None:
    """Read what is aggregated where nothing is."""


def _preference(asked: Asked, side: Side) -> Integers:
    """Rank the events so that the greatest of those that count answers."""
    order, name = side.events.order(asked.known), asked.place.aggregate.name
    if name in {"last", "time_since_last"}:
        return order
    if name == "first":
        return len(order) - 1 - order
    _, rank = argument_of(asked, side).ranked
    sorting = np.lexsort((order, rank if name == "max" else -rank))
    found = np.empty(len(order), np.int64)
    found[sorting] = np.arange(len(order))
    return found
