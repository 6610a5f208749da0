"""What each aggregate reads of a snapshot's events for one entity at one moment, as a state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.features.aggregate import Argument, check_ends
from wager.features.exact import LIMB_BITS, is_nothing
from wager.features.multiset import Multiset
from wager.features.online.asked import Asked
from wager.features.online.sides import Side
from wager.features.quanta import FRACTION_BITS
from wager.features.state import Deviation, Mean, RowCount, Share, State, Sum, ValueCount, Variance
from wager.features.wide import squares

Reads = Callable[[int, list[int], int], State]

_FEW = 500


class Added:
    """Counts, sums and values: of what has entered the window and has not left it.

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
        made = {
            "count": self._count,
            "share": self._share,
            "sum": self._sum,
            "mean": self._sum,
            "stddev": self._spread,
            "variance": self._spread,
            "count_distinct": self._values,
            "quantile": self._values,
        }
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
        floating, shift = argument.floating, _shift_of(argument)
        count = _amount(asked, side, "count", sign * flags)
        total = _whole(asked, side, ("limb", shift), argument.numbers.limbs, sign * flags)
        return lambda _, places, __: made(floating, count(places), total(places))

    @staticmethod
    def _spread(asked: Asked, side: Side, sign: int) -> Reads:
        flags, argument = counted(asked, side), argument_of(asked, side)
        made = Variance if asked.place.aggregate.name == "variance" else Deviation
        floating, shift = argument.floating, _shift_of(argument)
        count = _amount(asked, side, "count", sign * flags)
        total = _whole(asked, side, ("limb", shift), argument.numbers.limbs, sign * flags)
        squared = _whole(asked, side, ("square", 2 * shift), squares(argument.numbers), sign * flags)
        return lambda _, places, __: made(floating, count(places), total(places), squared(places))

    @staticmethod
    def _values(asked: Asked, side: Side, sign: int) -> Reads:
        distinct, rank = argument_of(asked, side).ranked
        rank = np.where(counted(asked, side), rank, -1)
        members, values = side.members(asked.window, asked.known), distinct.to_numpy(zero_copy_only=False)
        empty = asked.state
        if asked.place.aggregate.name == "quantile":
            check_ends(distinct)

        def state(code: int, _: list[int], at: int) -> State:
            times, made = _times(rank[members.at(code, at)]), empty()
            times.pop(-1, None)
            assert isinstance(made, Multiset)
            if times:
                counts = times.values() if sign > 0 else [sign * count for count in times.values()]
                made.times = dict(zip(values[list(times)].tolist(), counts, strict=True))
            return made

        return state


def _times(numbers: NDArray[np.int64]) -> dict[int, int]:
    """Count how often each number occurs; of few, Python has counted sooner than numpy has sorted."""
    if len(numbers) <= _FEW:
        return Counter(numbers.tolist())
    found, times = np.unique(numbers, return_counts=True)
    return dict(zip(found.tolist(), times.tolist(), strict=True))


def _whole(
    asked: Asked, side: Side, what: tuple[str, int], limbs: Iterable[NDArray[Any]], signs: NDArray[Any]
) -> Callable[[list[int]], int]:
    """Make the function that adds up exact numbers, given the places of a moment; `what` names them and says how many bits are below."""
    name, shift = what
    parts = [
        (_amount(asked, side, f"{name} {number}", signs * limb), shift + LIMB_BITS * number)
        for number, limb in enumerate(limbs)
        if number == 0 or not is_nothing(limb)
    ]
    if len(parts) == 1:
        ((only, shift),) = parts
        return lambda places: only(places) << shift
    return lambda places: sum(part(places) << shift for part, shift in parts)


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


def _shift_of(argument: Argument) -> int:
    """Return how many bits lie below those of the exact numbers, in the quanta of states."""
    return FRACTION_BITS - argument.numbers.fraction_bits if argument.floating else 0
