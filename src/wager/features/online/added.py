"""What each aggregate reads of a snapshot's events for one entity at one moment, as a state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.features.aggregate import Argument
from wager.features.online.asked import Asked
from wager.features.online.sides import Side
from wager.features.online.timeline import amounts
from wager.features.state import Mean, RowCount, Share, State, Sum, ValueCount

Reads = Callable[[int, list[int], int], State]


class Added:
    """Counts and sums: what has entered the window less what has left it.

    Parameters
    ----------
    asked : Asked
        The aggregate.
    side : Side
        The events by its entity.
    sign : int
        -1 where they are to be taken away.

    Attributes
    ----------
    state : callable
        Returns the state over the events of an entity that count at a moment: of its code, of its places on the
        timelines of the side, and of the moment.
    """

    def __init__(self, asked: Asked, side: Side, sign: int = 1) -> None:
        made = {"count": self._count, "share": self._share, "sum": self._sum, "mean": self._sum}
        self.state: Reads = made[asked.place.aggregate.name](asked, side, sign)

    @staticmethod
    def _count(asked: Asked, side: Side, sign: int) -> Reads:
        count = _amount(asked, side, "count", sign * counted(asked, side))
        if asked.kind is None:
            return lambda _, places, __: RowCount(count=count(places))
        return lambda _, places, __: ValueCount(count=count(places))

    @staticmethod
    def _share(asked: Asked, side: Side, sign: int) -> Reads:
        flags, argument = counted(asked, side), argument_of(asked, side)
        count = _amount(asked, side, "count", sign * flags)
        true = _amount(asked, side, "true", sign * (flags & argument.true))
        return lambda _, places, __: Share(count=count(places), total=true(places))

    @staticmethod
    def _sum(asked: Asked, side: Side, sign: int) -> Reads:
        flags, argument = counted(asked, side), argument_of(asked, side)
        made = Mean if asked.place.aggregate.name == "mean" else Sum
        exact = argument.numbers
        found, floating = amounts(_zeroed(argument), exact), exact.fraction_bits > 0
        count = _amount(asked, side, "count", sign * flags)
        limbs = [
            _amount(asked, side, f"limb {number}", sign * np.where(flags, limb, 0))
            for number, limb in enumerate(found.limbs)
        ]
        if len(limbs) == 1:
            (only,), shift = limbs, found.shift
            return lambda _, places, __: made(floating, count(places), only(places) << shift)
        low, middle, high = limbs
        return lambda _, places, __: made(
            floating, count(places), low(places) + (middle(places) << 32) + (high(places) << 64)
        )


def _amount(asked: Asked, side: Side, name: str, amount: NDArray[Any]) -> Callable[[list[int]], int]:
    aggregate = asked.place.aggregate
    return side.amount(asked.window, asked.known, (name, aggregate.where, aggregate.argument), amount)


def counted(asked: Asked, side: Side) -> NDArray[np.bool_]:
    """Flag the events that an aggregate takes up: its condition holds, and there is a value where it needs one."""
    aggregate, events = asked.place.aggregate, side.events
    flags = np.ones(events.count, np.bool_)
    if aggregate.where is not None:
        flags &= events.argument(aggregate.where).true
    if aggregate.argument is not None and aggregate.name not in {"first", "last"}:
        flags &= events.argument(aggregate.argument).valid
    return flags


def argument_of(asked: Asked, side: Side) -> Argument:
    """Return what is aggregated of each event."""
    assert asked.place.aggregate.argument is not None
    return side.events.argument(asked.place.aggregate.argument)


def _zeroed(argument: Argument) -> NDArray[Any]:
    filled = pc.fill_null(argument.array, pa.scalar(0, argument.array.type))
    return np.where(argument.valid, filled.to_numpy(zero_copy_only=False), 0)
