"""Some events of a source, brought together from elsewhere: the chosen of a snapshot, or live ones."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from wager.data.clocks import KnownTime
from wager.expressions.tree import Tree
from wager.features.events import Events
from wager.features.exact import Integers
from wager.features.stored import Stored


class Gathered(Events):
    """Events with clocks that follow from more than their own columns.

    Parameters
    ----------
    stored : Stored
        Their source.
    values : mapping of Tree to pa.Array
        What was evaluated of each.
    replaced : mapping of KnownTime to ndarray of int64
        When a newer version of each is known.
    known : mapping of KnownTime to ndarray of int64, optional
        From when on each counts, where that is not when it is known.
    learned : mapping of KnownTime to ndarray of int64, optional
        When each came to be known, where its own columns do not say.
    """

    def __init__(
        self,
        stored: Stored,
        values: Mapping[Tree, pa.Array],
        replaced: Mapping[KnownTime, Integers],
        known: Mapping[KnownTime, Integers] | None = None,
        learned: Mapping[KnownTime, Integers] | None = None,
    ) -> None:
        super().__init__(stored, values, learned=learned)
        self.replaced = replaced.__getitem__
        if known is not None:
            self.known = known.__getitem__


def chosen_of(
    events: Events,
    chosen: Integers,
    replaced: Mapping[KnownTime, Integers],
    known: Mapping[KnownTime, Integers] | None = None,
) -> Gathered:
    """Take some of the events of a source; `replaced` and `known` are as `Gathered` says."""
    values = {tree: array.take(pa.array(chosen)) for tree, array in events.values.items()}
    learned = {one: events.learned(one)[chosen] for one in replaced}
    return Gathered(events.stored, values, replaced, known, learned)
