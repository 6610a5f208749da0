"""Rows with what is joined to them: events for every stretch of time, unit rows as of one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wager.data.engine import Engine
from wager.data.joins.other import Held, happened_of, ours_of, own_trees, read_other, values_of
from wager.data.joins.reading import Reading, readings
from wager.data.joins.versions import Spans
from wager.data.order import Integers
from wager.data.source import Source
from wager.expressions.tree import Column, Tree, columns, substitute
from wager.foundation.moments import ALWAYS, NEVER


@dataclass(frozen=True)
class Spread:
    """Events, each once for every stretch of time in which what is joined to it stays the same.

    At any moment exactly one stretch of an event shows, so that nothing is counted twice.

    Attributes
    ----------
    event : ndarray of int64, shape (n,)
        Place of each in the snapshot, ascending.
    since, until : ndarray of int64, shape (n,)
        It shows at moments in `(since, until]`.
    joined : dict of str to pa.Array
        The columns of the other sources.
    """

    event: Integers
    since: Integers
    until: Integers
    joined: Mapping[str, pa.Array]


def spread(
    engine: Engine,
    held: Held,
    read: Sequence[Reading],
    own: Mapping[Tree, pa.Array],
    shown: Spans,
) -> Spread:
    """Look up the other sides of events.

    Parameters
    ----------
    engine : Engine
        Reads the other sides.
    held : Held
        The events.
    read : sequence of Reading
        What is read of other sources.
    own : mapping of Tree to pa.Array
        What `own_trees` names, of each event.
    shown : Spans
        When each event shows.
    """
    source, count = held.source, len(shown.since)
    happened = happened_of(source, own, count)
    # An event counts only after its own time.
    floor = np.full(count, ALWAYS) if source.event_time is None else happened
    event, spans = np.arange(count), Spans(shown.since, shown.until, floor)
    chosen: list[tuple[Mapping[str, pa.Array], Integers]] = []
    for one in read:
        other = read_other(engine, held, one)
        versions, code = other.found(_ours(source, one, own), count)
        found = versions.stretches(code[event], happened[event], spans)
        event = event[found.span]
        spans = Spans(found.since, found.until, floor[event])
        chosen = [(taken, rows[found.span]) for taken, rows in chosen] + [(other.taken, found.row)]
    joined = {name: values for taken, rows in chosen for name, values in _taken(taken, rows).items()}
    return Spread(event, spans.since, spans.until, joined)


def as_of(
    engine: Engine, held: Held, read: Sequence[Reading], own: Mapping[Tree, pa.Array], moment: Integers
) -> dict[str, pa.Array]:
    """Look up the other sides of rows, each as of its moment.

    Parameters
    ----------
    own : mapping of Tree to pa.Array
        What `own_trees` names, of each row.
    moment : ndarray of int64, shape (n_rows,)
        Only what was known strictly before it is seen.
    """
    happened = happened_of(held.source, own, len(moment))
    found: dict[str, pa.Array] = {}
    for one in read:
        other = read_other(engine, held, one)
        versions, code = other.found(_ours(held.source, one, own), len(moment))
        found |= _taken(other.taken, versions.at(code, happened, moment))
    return found


def _ours(source: Source, read: Reading, own: Mapping[Tree, pa.Array]) -> list[pa.Array]:
    return [own[tree] for tree in ours_of(source, read)]


def _taken(taken: Mapping[str, pa.Array], rows: Integers) -> dict[str, pa.Array]:
    places = pa.array(rows, mask=rows < 0)
    return {name: values.take(places) for name, values in taken.items()}


@dataclass(frozen=True)
class Joined:
    """Rows of which expressions read columns of their own and of other sources.

    Attributes
    ----------
    source : Source
    columns : dict of str to pa.Array
        In physical form: those of their own that are read, and the joined ones.
    count : int
        How many rows there are.
    """

    source: Source
    columns: Mapping[str, pa.Array]
    count: int

    def evaluated(self, engine: Engine, trees: Sequence[Tree]) -> dict[Tree, pa.Array]:
        """Evaluate expressions, each distinct one once."""
        missing = {name: what for name, what in self.source.derive.items() if name not in self.columns}
        distinct = {tree: substitute(tree, missing) for tree in dict.fromkeys(trees)}
        found: dict[Tree, pa.Array] = {
            tree: self.columns[whole.name]
            for tree, whole in distinct.items()
            if isinstance(whole, Column) and whole.name in self.columns
        }
        named = {f"v{place}": tree for place, tree in enumerate(distinct) if tree not in found}
        if named:
            types = self.source.types()
            held = {name: types[name] for name in self.columns}
            asked = {name: distinct[tree] for name, tree in named.items()}
            made = engine.evaluate(pa.table(dict(self.columns)), held, asked, zone=self.source.zone)
            found |= {tree: made.column(name).combine_chunks() for name, tree in named.items()}
        return {tree: found[tree] for tree in distinct}


def spread_over(
    engine: Engine, held: Held, read: Sequence[Reading], trees: Sequence[Tree]
) -> tuple[Spread, dict[Tree, pa.Array]]:
    """Evaluate expressions over events, each once for every stretch of time."""
    own, plain = _read(engine, held, read, trees)
    always = Spans.whole(np.full(len(next(iter(own.values()))), ALWAYS))
    found = spread(engine, held, read, own, always)
    places = pa.array(found.event)
    held_columns = {name: own[Column(name)].take(places) for name in plain}
    rows = Joined(held.source, {**held_columns, **found.joined}, len(found.event))
    return found, rows.evaluated(engine, trees)


def values_as_of(
    engine: Engine,
    held: Held,
    trees: Sequence[Tree],
    moment: Integers,
    index: Integers | None = None,
) -> dict[Tree, pa.Array]:
    """Evaluate expressions over rows of a snapshot, what they join as of a moment each.

    Parameters
    ----------
    moment : ndarray of int64, shape (n_rows,)
    index : ndarray of int64, shape (n_rows,), optional
        Which rows of the snapshot; all without.
    """
    read = readings(held.source, trees)
    own, plain = _read(engine, held, read, trees)
    if index is not None:
        own = {tree: values.take(pa.array(index)) for tree, values in own.items()}
    found = as_of(engine, held, read, own, moment)
    columns_ = {**{name: own[Column(name)] for name in plain}, **found}
    return Joined(held.source, columns_, len(moment)).evaluated(engine, trees)


def _read(
    engine: Engine, held: Held, read: Sequence[Reading], trees: Sequence[Tree]
) -> tuple[dict[Tree, pa.Array], list[str]]:
    """Read of our own side what the expressions and the look-up need; name the columns among it."""
    source = held.source
    stored = source.stored_types()
    names = (name for tree in trees for name in columns(source.inline(tree)))
    plain = list(dict.fromkeys(name for name in names if name in stored))
    plain = plain or [next(iter(source.columns))]  # so that there is something to count
    wanted: list[Tree] = [*(Column(name) for name in plain), *own_trees(source, read)]
    return values_of(engine, held, wanted), plain


def no_moment(count: int) -> Integers:
    """Return moments as of which everything is known."""
    return np.full(count, NEVER)
