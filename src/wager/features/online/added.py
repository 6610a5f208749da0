"""What each aggregate reads of a snapshot's events for one entity at one moment, as a state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.expressions.tree import Type, Window
from wager.features.aggregate import Argument
from wager.features.online.sides import Side
from wager.features.online.timeline import amounts
from wager.features.place import Place
from wager.features.state import Mean, RowCount, Share, State, Sum, ValueCount, empty_state


class Added:
    """Counts and sums: what has entered the window less what has left it."""

    def __init__(self, place: Place, side: Side) -> None:
        self._place, self._side = place, side
        aggregate = place.aggregate
        assert aggregate.over is not None
        self._window: Window = aggregate.over
        self._argument = None if aggregate.argument is None else side.events.argument(aggregate.argument)
        made: dict[str, Callable[[], Callable[[list[int]], State]]] = {
            "count": self._count, "share": self._share, "sum": self._sum, "mean": self._sum
        }  # fmt: skip
        self._read = made[aggregate.name]()

    def state(self, code: int, places: list[int], at: int) -> State:  # noqa: ARG002
        """Return the state over the events of an entity that count at a moment."""
        return self._read(places)

    def empty(self) -> State:
        """Return the state over no events."""
        argument = self._argument
        floating = argument is not None and pa.types.is_floating(argument.array.type)
        kind: Type | None = None if argument is None else "float" if floating else "int"
        return empty_state(self._place.aggregate.name, kind)

    def _count(self) -> Callable[[list[int]], State]:
        count = self._amount("count", self._counted)
        if self._argument is None:
            return lambda places: RowCount(count(places))
        return lambda places: ValueCount(count=count(places))

    def _share(self) -> Callable[[list[int]], State]:
        argument = self._argument
        assert argument is not None
        count = self._amount("count", self._counted)
        true = self._amount("true", lambda: self._counted() & argument.true)
        return lambda places: Share(true=true(places), count=count(places))

    def _sum(self) -> Callable[[list[int]], State]:
        argument = self._argument
        assert argument is not None
        floating = argument.numbers.fraction_bits > 0
        made = Mean if self._place.aggregate.name == "mean" else Sum
        count = self._amount("count", self._counted)
        found = amounts(_zeroed(argument), argument.numbers)
        limbs = [
            self._amount(f"limb {number}", lambda limb=limb: np.where(self._counted(), limb, 0))  # type: ignore[misc]
            for number, limb in enumerate(found.limbs)
        ]
        shift = found.shift
        if len(limbs) == 1:
            (only,) = limbs
            return lambda places: made(floating, only(places) << shift, count(places))
        return lambda places: made(
            floating, sum(limb(places) << 32 * number for number, limb in enumerate(limbs)), count(places)
        )

    def _counted(self) -> NDArray[Any]:
        return counted(self._place, self._side)

    def _amount(self, name: str, amount: Callable[[], NDArray[Any]]) -> Callable[[list[int]], int]:
        aggregate = self._place.aggregate
        return self._side.amount(
            self._window, self._place.known, (name, aggregate.where, aggregate.argument), amount
        )


def counted(place: Place, side: Side) -> NDArray[np.bool_]:
    """Flag the events that an aggregate takes up: its condition holds, and there is a value where it needs one."""
    aggregate, events = place.aggregate, side.events
    flags = np.ones(events.count, np.bool_)
    if aggregate.where is not None:
        flags &= events.argument(aggregate.where).true
    if aggregate.argument is not None and aggregate.name not in {"first", "last"}:
        flags &= events.argument(aggregate.argument).valid
    return flags


def _zeroed(argument: Argument) -> NDArray[Any]:
    filled = pc.fill_null(argument.array, pa.scalar(0, argument.array.type))
    return np.where(argument.valid, filled.to_numpy(zero_copy_only=False), 0)
