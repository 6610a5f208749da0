"""The events of one source by one entity: who is asked for, and the timelines that its aggregates share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.data.clocks import KnownTime
from wager.data.match import codes
from wager.expressions.tree import Tree, Window
from wager.features import kernel
from wager.features.events import Events
from wager.features.exact import Integers
from wager.features.online.asked import Entity
from wager.features.online.gathered import chosen_of
from wager.features.online.members import Members
from wager.features.online.timeline import Numbers, Timeline, readable


class Side:
    """The events of a snapshot by one entity.

    Parameters
    ----------
    events : Events
        Of the source.
    theirs : tuple of Tree
        The entity, on the columns of the source.
    as_floats : tuple of bool
        For each of its columns whether whole numbers are compared with floats.
    """

    def __init__(self, events: Events, theirs: tuple[Tree, ...], as_floats: tuple[bool, ...]) -> None:
        self.events, self._theirs, self._as_floats = events, theirs, as_floats
        columns = [
            events.values[tree].cast(pa.float64(), safe=False) if as_float else events.values[tree]
            for tree, as_float in zip(theirs, as_floats, strict=True)
        ]
        found = codes(columns, events.count)
        kept, first = np.unique(found, return_index=True)
        first = first[kept >= 0]
        values = [column.take(pa.array(first)).to_pylist() for column in columns]
        entities = list(zip(*values, strict=True)) if values else [()] * len(first)
        self.codes: dict[Entity, int] = {entity: code for code, entity in enumerate(entities)}
        dense = np.full(int(found.max(initial=-1)) + 2, -1, np.int64)
        dense[kept[kept >= 0]] = np.arange(len(first))
        self.code: NDArray[Any] = dense[found].astype(np.int32)
        self._lines: list[tuple[Timeline, int]] = []
        self._timelines: dict[bytes, Timeline] = {}
        self._running: dict[tuple[Timeline, object], Numbers] = {}
        self.entering, self.leaving = cache(self._entering), cache(self._leaving)
        self.exceptions, self.value = cache(self._exceptions), cache(self._value)
        self.members = cache(self._members)

    def places(self, code: int, at: int) -> list[int]:
        """Search all timelines for a moment, each once."""
        return [line.place(code, at - shift) for line, shift in self._lines]

    def only(self, code: int, gone: Mapping[int, int], known: KnownTime) -> tuple[Integers, Side]:
        """Return the events of one entity, and a side of them alone, without those that are gone from a moment on."""
        members = np.flatnonzero(self.code == code)
        replaced = self.events.replaced(known)[members]
        for event, since in gone.items():
            if self.code[event] == code:
                place = np.searchsorted(members, event)
                replaced[place] = min(int(replaced[place]), since)
        return members, Side(
            chosen_of(self.events, members, {known: replaced}, {known: self.events.known(known)[members]}),
            self._theirs,
            self._as_floats,
        )

    def enter(self, window: Window, known: KnownTime) -> Integers:
        """Return the instant after which each event counts."""
        return kernel.enters(window, self.events.event_time(known), self.events.known(known))

    def leave(self, window: Window, known: KnownTime) -> Integers:
        """Return the last instant at which each event counts, not before it enters."""
        events = self.events
        gone = kernel.leaves(window, events.event_time(known), events.replaced(known))
        return np.maximum(gone, self.enter(window, known))

    def amount(
        self, window: Window, known: KnownTime, name: object, amount: NDArray[Any]
    ) -> Callable[[list[int]], int]:
        """Make the function that adds up an amount of the events in a window, given the places of a moment.

        Parameters
        ----------
        name : object
            Tells amounts apart, so that running sums are kept once.
        amount : ndarray, shape (n_events,)
            Of each event.
        """
        numbers = self.entering(window.near, known), self.leaving(window.far, known)
        entered = numbers[0], self._sums(numbers[0], name, amount)
        parts = [
            (number, self._sums(number, name, amount), sign)
            for number, sign in ((numbers[1], -1), (self.exceptions(window, known), 1))
            if number is not None
        ]
        return _total(entered, parts)

    def _members(self, window: Window, known: KnownTime) -> Members:
        """Return the events by entity, to be asked one by one."""
        return Members(self.code, self.enter(window, known), self.leave(window, known), len(self.codes))

    def _value(self, tree: Tree) -> Callable[[int], Any]:
        """Return the function that reads what was evaluated of an event."""
        values = self.events.values[tree]
        if pa.types.is_string(values.type):
            return lambda event: values[event].as_py()
        zero = pa.scalar(False if pa.types.is_boolean(values.type) else 0, values.type)
        numbers = readable(pc.fill_null(values, zero).to_numpy(zero_copy_only=False))
        if not values.null_count:
            return numbers.__getitem__
        valid = readable(pc.is_valid(values).to_numpy(zero_copy_only=False))
        return lambda event: numbers[event] if valid[event] else None

    def _sums(self, number: int, name: object, amount: NDArray[Any]) -> Numbers:
        line, _ = self._lines[number]
        if (line, name) not in self._running:
            self._running[line, name] = line.running(amount)
        return self._running[line, name]

    def _entering(self, near: int, known: KnownTime) -> int:
        """Return the number of the line along which events enter a window."""
        return self._line(self.enter(Window(None, near), known), 0)

    def _leaving(self, far: int | None, known: KnownTime) -> int | None:
        """Return the number of the line along which events leave a window, by their event time alone."""
        return None if far is None else self._line(self.events.event_time(known), far)

    def _exceptions(self, window: Window, known: KnownTime) -> int | None:
        """Return the number of the line of events that leave otherwise than by their event time; None without."""
        never = np.full(self.events.count, kernel.NEVER)
        by_time = kernel.leaves(window, self.events.event_time(known), never)
        leave = self.leave(window, known)
        odd = np.flatnonzero((by_time != leave) & (self.code >= 0))
        if not len(odd):
            return None
        both, signs = np.concatenate([odd, odd]), np.repeat(np.array([1, -1]), len(odd))
        instants = np.concatenate([by_time[odd], leave[odd]])
        self._lines.append((Timeline(both, self.code[both], instants, len(self.codes), signs), 0))
        return len(self._lines) - 1

    def _line(self, instants: Integers, shift: int) -> int:
        events = np.flatnonzero(self.code >= 0)
        instants = instants[events]
        name = sha256(instants.tobytes()).digest()
        if name not in self._timelines:
            self._timelines[name] = Timeline(events, self.code[events], instants, len(self.codes))
        line = self._timelines[name], shift
        if line not in self._lines:
            self._lines.append(line)
        return self._lines.index(line)


def _total(entered: tuple[int, Numbers], parts: list[tuple[int, Numbers, int]]) -> Callable[[list[int]], int]:
    """Make the function that adds and takes away running sums; written out, as it runs for every aggregate."""
    first, coming = entered
    if not parts:
        return lambda places: coming[places[first]]
    second, going, sign = parts[0]
    if len(parts) == 2:
        third, odd, _ = parts[1]
        return lambda places: coming[places[first]] - going[places[second]] + odd[places[third]]
    if sign < 0:
        return lambda places: coming[places[first]] - going[places[second]]
    return lambda places: coming[places[first]] + going[places[second]]
