"""Events whose versions are put together column by column, with what is joined to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wager.data.clocks import KnownTime, declared_clocks, leaves, read_by_clock
from wager.data.engine import Engine
from wager.data.instants import clock, constant, event_time, instants, key_trees
from wager.data.joins.other import Held, own_trees, values_of
from wager.data.joins.reading import Reading
from wager.data.joins.spread import Joined, Spread, spread
from wager.data.merged import Merged, Versioned, merged
from wager.data.order import Integers
from wager.data.source import Source
from wager.expressions.tree import Column, Tree
from wager.foundation.moments import NEVER


@dataclass(frozen=True)
class ByColumn:
    """Events, each once for every stretch of time in which it stays the same.

    Attributes
    ----------
    spread : Spread
        Of each: its first version in the snapshot, and when it shows.
    newest : ndarray of int64, shape (n,)
        Place of the last version that is used; -1 without one.
    learned : mapping of KnownTime to ndarray of int64, each of shape (n,)
        When what has a clock came to be known.
    values : dict of Tree to pa.Array
        What was evaluated of each.
    """

    spread: Spread
    newest: Integers
    learned: Mapping[KnownTime, Integers]
    values: dict[Tree, pa.Array]


def by_column(engine: Engine, held: Held, read: Sequence[Reading], trees: Sequence[Tree]) -> ByColumn:
    """Evaluate expressions over events whose versions are put together.

    Parameters
    ----------
    engine : Engine
        Reads the sources.
    held : Held
        The events.
    read : sequence of Reading
        What is read of other sources.
    trees : sequence of Tree
        Derived columns put in, or left where they have a clock of their own.
    """
    source, own = held.source, own_trees(held.source, read)
    wanted = list(dict.fromkeys([*trees, *key_trees(source)]))
    found = merged(versioned(engine, held, [*wanted, *own]))
    joined: Mapping[str, pa.Array] = {}
    if read:
        made = spread(engine, held, read, _evaluated(engine, source, found, own), found.spans)
        found, joined = found.parted(made.event, made.since, made.until), made.joined
    values = _evaluated(engine, source, found, wanted, joined)
    events = Spread(found.first, found.spans.since, found.spans.until, joined)
    return ByColumn(events, found.newest, found.learned, values)


def _evaluated(
    engine: Engine,
    source: Source,
    shown: Merged,
    trees: Sequence[Tree],
    joined: Mapping[str, pa.Array] | None = None,
) -> dict[Tree, pa.Array]:
    by_clock = read_by_clock(source)
    as_read = [by_clock.get(tree, tree) for tree in trees]
    rows = Joined(source, {**shown.columns, **(joined or {})}, len(shown.event))
    values = rows.evaluated(engine, as_read)
    found = {tree: values[read] for tree, read in zip(trees, as_read, strict=True)}
    at = None if source.event_time is None else event_time(source)
    if at in found:
        happened = shown.happened(instants(found[at]))
        found[at] = pa.array(happened, mask=happened == NEVER).cast(found[at].type)
    return found


def versioned(engine: Engine, held: Held, trees: Sequence[Tree]) -> Versioned:
    """Read the rows of a source with all that decides which of their columns show."""
    source = held.source
    names = leaves(source, trees)
    clocks = {one: clock(one, source) for one in declared_clocks(source)}
    at = [] if source.event_time is None else [event_time(source)]
    wanted = [
        *map(Column, names), *key_trees(source), *at, *(tree for tree in clocks.values() if tree is not None)
    ]  # fmt: skip
    values = values_of(engine, held, wanted)
    count = len(values[wanted[0]])
    return Versioned(
        source,
        [values[tree] for tree in key_trees(source)],
        instants(values[at[0]]) if at else None,
        {
            one: np.full(count, constant(one)) if tree is None else instants(values[tree])
            for one, tree in clocks.items()
        },
        {name: values[Column(name)] for name in names},
    )
