"""Until when a source says everything: what is asked of a time beyond that cannot be answered yet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wager.data.clocks import known_time
from wager.data.engine import Engine
from wager.data.instants import clock, event_time, instants
from wager.data.source import Source
from wager.expressions.tree import Tree, columns
from wager.foundation.moments import NEVER


def complete_until(engine: Engine, source: Source, files: Sequence[Path]) -> int | None:
    """Say until when the data of a source is complete: as declared, else its newest known time.

    A source all of which was always known has no such time, and is as new as its newest event.

    Parameters
    ----------
    engine : Engine
        Reads the clocks.
    source : Source
        The contract.
    files : sequence of Path
        Of its snapshot.

    Returns
    -------
    int or None
        An instant; None where there is neither a clock nor a row.
    """
    if source.complete_until is not None:
        return source.complete_until
    clocks = dict.fromkeys(clock(known_time(source, name), source) for name in source.columns)
    found = _newest(engine, source, files, [tree for tree in clocks if tree is not None])
    if found is None and source.event_time is not None:
        found = _newest(engine, source, files, [event_time(source)])
    return found


def _newest(engine: Engine, source: Source, files: Sequence[Path], trees: Sequence[Tree]) -> int | None:
    """Return the newest moment that any of some expressions gives."""
    if not trees:
        return None
    types = source.stored_types()
    named = {f"v{place}": tree for place, tree in enumerate(trees)}
    read = {name: types[name] for tree in trees for name in columns(tree)}
    table = engine.evaluate(files, read or types, named, zone=source.zone)
    moments = [instants(table.column(name).combine_chunks()) for name in named]
    known = [int(one[one < NEVER].max()) for one in moments if (one < NEVER).any()]
    return max(known, default=None)
