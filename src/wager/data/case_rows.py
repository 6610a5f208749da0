"""Put the versions of cases together: one row for each key, as it was known when it was decided, with what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.data.by_column import versioned
from wager.data.cast import STORED, stored
from wager.data.clocks import clocks_of, known_time
from wager.data.complete import complete_until
from wager.data.contract import in_order, keys_and_checks
from wager.data.engine import Engine
from wager.data.instants import instants, refresh_of, served
from wager.data.joins.other import Held
from wager.data.joins.spread import Joined
from wager.data.merged import Merged, Versioned, latest, merged
from wager.data.order import Integers
from wager.data.snapshot import Snapshot
from wager.data.source import COMPLETE_LATER, KNOWN_LATER, Cases, Source, afterwards
from wager.data.store_parts import Laid
from wager.expressions.tree import Column
from wager.foundation.moments import NEVER


@dataclass(frozen=True)
class _Versions:
    """The rows of a snapshot, as what puts versions together reads them."""

    source: Source
    files: Sequence[Path]
    others: Mapping[str, Held] = field(default_factory=dict)
    live: pa.Table | None = None


def case_rows(engine: Engine, source: Source, base: Snapshot) -> Laid:
    """Make the cases of a snapshot of versions.

    A case is decided by the first of its states, in the order in which they came to be known, whose moment of decision is not
    after the next one is: nobody who waited for that moment knew more. Its columns are what was known strictly before that moment,
    but for those that come with the question and those by which it is decided when, which are of that state. The outcome is read as
    of that moment + `matures`.
    """
    made = source.cases
    assert made is not None
    own = made.base.stored_types() | dict(made.clocked)
    kinds = {name: kind for name, kind in source.stored_types().items() if name in own}
    read = versioned(engine, _Versions(made.base, base.paths), [Column(name) for name in own])
    # A decision may come before the event does, so that no state is too early to be asked for.
    found = merged(replace(read, happened=None))
    filled = {name: _filled(found, read, name) for name in made.filled}
    there = {**found.columns, **{name: values for name, (values, _) in filled.items()}}
    moment = _moments(engine, made, there, len(found.event))
    decided = _first(found.event, moment <= found.spans.until)
    t = moment[decided]
    shown = _first(found.event, t[found.event] <= found.spans.until)
    table: dict[str, pa.Array] = {}
    for name, kind in kinds.items():
        if name in filled:
            values, learned = (one.take(pa.array(decided)) for one in filled[name])
        else:
            values, learned = _known(found, made.base, name, shown, t)
        table[name] = stored(values, kind)
        if name in made.known:
            table[made.known[name]] = learned.cast(STORED["time"])
    if made.outcome:
        limit = np.minimum(t, NEVER - made.matures) + made.matures  # NEVER stays what it is
        later = _first(found.event, limit[found.event] <= found.spans.until)
        for name, kind in made.outcome.items():
            table[afterwards(name)] = stored(_known(found, made.base, name, later, limit)[0], kind)
        clocks = clocks_of(made.base, made.outcome)
        learned = latest(found.learned, clocks, len(found.event))[later]
        in_time = served(learned, refresh_of(made.base)) < limit
        table[KNOWN_LATER] = pa.array(learned, mask=~in_time).cast(STORED["time"])
        until = complete_until(engine, made.base, base.paths)
        table[COMPLETE_LATER] = pa.array(np.zeros(len(t), np.bool_) if until is None else limit <= until)
    rows = pa.table(table)
    ordered, events = in_order(rows, source, keys_and_checks(engine, rows, replace(source, checks=())))
    return Laid(ordered, events, versions=False)


def _moments(engine: Engine, made: Cases, there: Mapping[str, pa.Array], count: int) -> Integers:
    """Say when each state would have a case decided; NEVER where it does not say, or nothing is decided at a moment."""
    if made.decide_at is None:
        return np.full(count, NEVER)
    tree = made.base.inline_to_clocks(made.decide_at)
    return instants(Joined(made.base, there, count).evaluated(engine, [tree])[tree])


def _first(event: Integers, holds: NDArray[np.bool_]) -> Integers:
    """Return for each key the first of its states of which something holds; of the last one it does."""
    places = np.flatnonzero(holds)
    _, firsts = np.unique(event[places], return_index=True)
    return places[firsts]


def _known(
    found: Merged, source: Source, name: str, shown: Integers, t: Integers
) -> tuple[pa.Array, pa.Array]:
    """Take a column as it was known strictly before a moment each, of the states that show then, with when that came to be known.

    Both are null where it was not; a key is always there.
    """
    clock = known_time(source, name)
    learned = found.learned.get(clock, np.full(len(found.event), NEVER))[shown]
    # A key of one version has one state, whatever is known of it when.
    late = served(learned, refresh_of(source)) >= t
    hidden = None if name in source.key else late
    return found.columns[name].take(pa.array(shown, mask=hidden)), pa.array(learned, mask=late)


def _filled(found: Merged, read: Versioned, name: str) -> tuple[pa.Array, pa.Array]:
    """Take a column that is not known yet as it is seen first, and one that never is from the version of which anything is known first.

    Returns
    -------
    pa.Array
        Of each state.
    pa.Array
        When that came to be known, in microseconds; null where it never is.
    """
    learned = found.learned.get(known_time(read.source, name), np.full(len(found.event), NEVER))
    seen, once = _next(found.event, learned < NEVER)
    values = pc.if_else(
        pa.array(once),
        found.columns[name].take(pa.array(seen)),
        read.columns[name].take(pa.array(found.earliest)),
    )
    return values, pa.array(learned[seen], mask=~once)


def _next(event: Integers, holds: NDArray[np.bool_]) -> tuple[Integers, NDArray[np.bool_]]:
    """Find for each state the first of its key, from it on, of which something holds; itself, and False, where there is none."""
    count = len(event)
    after = np.minimum.accumulate(np.where(holds, np.arange(count), count)[::-1])[::-1]
    found = (after < count) & (event[np.minimum(after, count - 1)] == event)
    return np.where(found, after, np.arange(count)), found
