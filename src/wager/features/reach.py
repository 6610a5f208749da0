"""Which files of a source can hold events that count for some rows: windows reach only so far back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

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
    reached = {place: _files(stored, place, at, always) for place in places}
    far = [place for place in places if reached[place] == everything]
    near = [place for place in places if reached[place] != everything]
    within = tuple(sorted({file for place in near for file in reached[place]}))
    if within == everything:
        return {everything: list(places)}
    return {files: some for files, some in ((within, near), (everything, far)) if some}


def _files(stored: Stored, place: Place, at: Integers, always: Collection[str]) -> tuple[int, ...]:
    window = place.aggregate.over
    assert window is not None
    everything = tuple(range(len(stored.files)))
    # A newer version of a key may lie anywhere, and replaces an older one wherever that lies.
    if not stored.parts or stored.versions or stored.source.event_time is None or not len(at):
        return everything
    first, last = int(at.min()), int(at.max())
    chosen = []
    for number, parts in enumerate(stored.parts):
        begins = min((part.first for part in parts if part.first is not None), default=None)
        ends = max((part.last for part in parts if part.last is not None), default=None)
        reached = (
            begins is not None
            and ends is not None
            and begins + window.near < last
            and (window.far is None or first <= ends + window.far)
        )
        if reached or any(part.name in always for part in parts):
            chosen.append(number)
    # Something must be read, so that there is a column to answer nothing from.
    return tuple(chosen) or everything[:1]
