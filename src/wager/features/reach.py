"""Which files of a source can hold events that count for some rows: windows reach only so far back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from wager.data.time_parts import Part
from wager.expressions.tree import Window
from wager.features.exact import Integers
from wager.features.place import Place
from wager.features.stored import Stored


def by_reach(
    stored: Stored, places: Sequence[Place], at: Integers, always: Collection[str] = ()
) -> Mapping[tuple[int, ...], list[Place]]:
    """Tell the aggregates that need all files from those that need only some, which are read in one pass.

    Parameters
    ----------
    stored : Stored
        Whose events are read.
    places : sequence of Place
    at : ndarray of int64, shape (n_rows,)
        Prediction times of the rows.
    always : collection of str
        Parts that are read in any case: what is wrong with a new value is said whether or not a row sees it.
    """
    everything = tuple(range(len(stored.files)))
    # A newer version of a key may lie anywhere, and replaces an older one wherever that lies.
    if not stored.parts or stored.versions or stored.source.event_time is None or not len(at):
        return {everything: list(places)}
    ends = [_ends(parts, always) for parts in stored.parts]
    begin, end = int(at.min()), int(at.max())
    of_window = {window: _files(ends, window, begin, end) for window in map(_window, places)}
    reached = {place: of_window[_window(place)] for place in places}
    far = [place for place in places if reached[place] == everything]
    near = [place for place in places if reached[place] != everything]
    within = tuple(sorted({file for place in near for file in reached[place]}))
    if within == everything:
        return {everything: list(places)}
    return {files: some for files, some in ((within, near), (everything, far)) if some}


def since(stored: Stored, places: Sequence[Place], at: Integers, always: Collection[str] = ()) -> int | None:
    """Return the event time before which no event counts for any row; None where any may.

    Events of the parts that are read in any case are not before it.
    """
    fars = [_window(place).far for place in places]
    known = [far for far in fars if far is not None]
    if len(known) < len(fars) or not known or not len(at):
        return None
    # A newer version of a key replaces an older one, whenever that happened.
    if stored.versions or stored.read or stored.source.event_time is None:
        return None
    read = [part.first for parts in stored.parts for part in parts if part.name in always]
    return min([int(at.min()) - max(known), *(first for first in read if first is not None)])


def _window(place: Place) -> Window:
    assert place.aggregate.over is not None
    return place.aggregate.over


@dataclass(frozen=True)
class _Ends:
    """The first and the last event time in a file, and whether it is read in any case."""

    first: int | None
    last: int | None
    always: bool


def _ends(parts: Sequence[Part], always: Collection[str]) -> _Ends:
    first = min((part.first for part in parts if part.first is not None), default=None)
    last = max((part.last for part in parts if part.last is not None), default=None)
    return _Ends(first, last, any(part.name in always for part in parts))


def _files(ends: Sequence[_Ends], window: Window, first: int, last: int) -> tuple[int, ...]:
    """Name the files that a window reaches from some row of those between two moments."""
    chosen = []
    for number, one in enumerate(ends):
        reached = (
            one.first is not None
            and one.last is not None
            and one.first + window.near < last
            and (window.far is None or first <= one.last + window.far)
        )
        if reached or one.always:
            chosen.append(number)
    # Something must be read, so that there is a column to answer nothing from.
    return tuple(chosen) or tuple(range(len(ends)))[:1]
