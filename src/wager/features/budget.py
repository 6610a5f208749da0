"""How much memory computing columns takes, and how it is kept within a budget: fewer columns, then fewer rows at a time.

The figures are estimates from the number of rows, events and different positions, in arrays of 64 bits; they leave room on top for what
numpy makes on the way.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from wager.features.exact import Integers
from wager.features.place import Place
from wager.features.plan import Planned
from wager.features.reach import by_reach
from wager.features.stored import Stored
from wager.foundation.errors import UnavailableError
from wager.foundation.sizes import size_text

BYTES = 8
FEWEST = 1 << 12
"""Rows are not cut into pieces smaller than this."""

_OF_A_COLUMN = 3  # arrays: the answer, its mask, and one on the way
_OF_EVENTS = 8  # arrays: clocks, ranks, entities, and what is made on the way
_OF_A_WINDOW = 4  # arrays: where events enter and leave, and the spans between


@dataclass(frozen=True)
class Need:
    """What the events of one source take.

    Attributes
    ----------
    source : str
    events : int
        How many are read at once.
    bytes : int
    """

    source: str
    events: int
    bytes: int


def batches(columns: Sequence[Planned], rows: int, memory: int | None) -> list[Sequence[Planned]]:
    """Part columns so that a quarter of a budget holds those that are computed at once."""
    if memory is None or not rows:
        return [columns]
    size = max(1, memory // 4 // (rows * BYTES * _OF_A_COLUMN))
    return [columns[begin : begin + size] for begin in range(0, len(columns), size)]


def pieces(
    t: Integers, columns: Sequence[Planned], stored: Sequence[Stored], memory: int | None
) -> list[slice]:
    """Part rows, in the order of time, so that half of a budget holds the events that each piece reads.

    Raises
    ------
    UnavailableError
        If the fewest rows still need more: a window that reaches back to all events reads all of them.
    """
    places = [place for column in columns for place in column.places]
    if memory is None or not places or not len(t):
        return [slice(0, len(t))]
    found: list[slice] = []
    waiting = [slice(0, len(t))]
    while waiting:
        piece = waiting.pop()
        need = _most(t[piece], places, stored)
        if need.bytes <= memory // 2:
            found.append(piece)
            continue
        half = (piece.start + piece.stop) // 2
        if half - piece.start < FEWEST or (t[1:] < t[:-1]).any():
            raise _too_much(need, places, memory)
        waiting += [slice(half, piece.stop), slice(piece.start, half)]
    return found


def _most(t: Integers, places: Sequence[Place], stored: Sequence[Stored]) -> Need:
    """Estimate what the source takes that takes most."""
    return max((_need(t, places, one) for one in stored), key=lambda need: need.bytes)


def _need(t: Integers, places: Sequence[Place], stored: Stored) -> Need:
    of_source = [place for place in places if place.source == stored.source.name]
    most = Need(stored.source.name, 0, 0)
    for files, some in by_reach(stored, of_source, t).items() if of_source else ():
        events = _rows(stored, files)
        read = {
            tree
            for place in some
            for tree in (place.aggregate.argument, place.aggregate.where, *place.theirs)
        }
        entities = {place.theirs for place in some}
        windows = max(
            len({(place.aggregate.over, place.known) for place in some if place.theirs == entity})
            for entity in entities
        )
        arrays = len(read) + _OF_EVENTS + _OF_A_WINDOW * windows
        most = max(
            most, Need(stored.source.name, events, events * arrays * BYTES), key=lambda need: need.bytes
        )
    return most


def _rows(stored: Stored, files: Collection[int]) -> int:
    return sum(part.rows for number in files for part in stored.parts[number]) if stored.parts else 0


def _too_much(need: Need, places: Sequence[Place], memory: int) -> UnavailableError:
    reads = next(place.feature.name for place in places if place.source == need.source)
    return UnavailableError(
        f"feature {reads}, and what is computed with it, would read {need.events:,} events of {need.source} at once, which "
        f"takes about {size_text(need.bytes)}; half of the memory, {size_text(memory // 2)}, is for that. Raise `memory` under "
        "[limits] in wager.toml, or give the feature a shorter window"
    )
