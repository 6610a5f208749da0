"""Versions of one key put together: at any moment each column is that of the version of which it was known last.

What a source says of a key then changes whenever a column of some version comes to be known. So a key becomes as many rows as there
are stretches of time in which it stays the same, and exactly one of them shows at any moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.clocks import KnownTime, known_time
from wager.data.instants import refresh_of, served
from wager.data.joins.versions import Spans, versions
from wager.data.known import Always
from wager.data.match import codes
from wager.data.order import Integers, canonical_order
from wager.data.source import Source
from wager.expressions.tree import Column, columns
from wager.foundation.moments import ALWAYS, NEVER


@dataclass(frozen=True)
class Versioned:
    """The rows of a source, of which several may be versions of one key; in canonical order.

    Attributes
    ----------
    source : Source
    keys : sequence of pa.Array, each of shape (n_rows,)
        The columns of the key; rows with a null in it are versions of nothing.
    happened : ndarray of int64, shape (n_rows,), or None
        Event times; None where the source has none.
    learned : mapping of KnownTime to ndarray of int64, each of shape (n_rows,)
        When what has a clock came to be known, for each clock that the source declares.
    columns : mapping of str to pa.Array, each of shape (n_rows,)
        Stored columns, and derived ones that have a clock of their own.
    """

    source: Source
    keys: Sequence[pa.Array]
    happened: Integers | None
    learned: Mapping[KnownTime, Integers]
    columns: Mapping[str, pa.Array]


@dataclass(frozen=True)
class Merged:
    """Keys, each once for every stretch of time in which all that is known of it stays the same.

    Attributes
    ----------
    event : ndarray of int64, shape (n,)
        Which key each belongs to, ascending, in the order of the keys.
    first : ndarray of int64, shape (n,)
        Place of the first version of that key.
    spans : Spans
        When each shows.
    learned : mapping of KnownTime to ndarray of int64, each of shape (n,)
        When the versions that are used came to be known; NEVER where there is none yet.
    columns : mapping of str to pa.Array, each of shape (n,)
        Null where no version is known yet, but for the key.
    newest : ndarray of int64, shape (n,)
        Place of the last of the versions that are used; -1 without one.
    earliest : ndarray of int64, shape (n,)
        Place of the version of that key of which anything is known first.
    waiting : ndarray of int64, shape (n,), or None
        The event time of a key of which none is known yet, NEVER for null; `KNOWN` where that of the columns is; None without event times.
    """

    event: Integers
    first: Integers
    spans: Spans
    learned: Mapping[KnownTime, Integers]
    columns: Mapping[str, pa.Array]
    newest: Integers
    earliest: Integers
    waiting: Integers | None

    def happened(self, of_columns: Integers) -> Integers:
        """Return when each happened, given what its columns say."""
        assert self.waiting is not None
        return np.where(self.waiting == KNOWN, of_columns, self.waiting)

    def parted(self, places: Integers, since: Integers, until: Integers) -> Merged:
        """Part stretches: which each is a part of, and when it shows."""
        rows = pa.array(places)
        return Merged(
            self.event[places],
            self.first[places],
            Spans(since, until, self.spans.floor[places]),
            {one: learned[places] for one, learned in self.learned.items()},
            {name: values.take(rows) for name, values in self.columns.items()},
            self.newest[places],
            self.earliest[places],
            None if self.waiting is None else self.waiting[places],
        )


KNOWN = ALWAYS - 1
"""Stands for an event time that the columns say."""


def merged(rows: Versioned) -> Merged:
    """Put the versions of each key together.

    The event time is a column like others. Until that of some version is known, it is that of the version that began to be known
    last: an event may count before its own time is known, by columns that are. What always was known begins nothing; before anything
    else is known, it is that of the version that will be known first.
    """
    event, first, several = _events(rows)
    begun = _begun(rows)
    chains = [*rows.learned.values(), begun]
    single = ~several[event]
    chosen = [np.flatnonzero(single)] * len(chains)
    alone = Spans.whole(np.full(int(single.sum()), ALWAYS))
    more, spans, found = _stretches(rows, event, several, chains)
    key = np.concatenate([event[single], more])
    since, until = np.concatenate([alone.since, spans.since]), np.concatenate([alone.until, spans.until])
    order = np.lexsort((since, key))
    places = [np.concatenate(pair)[order] for pair in zip(chosen, found, strict=True)]
    of_clock = dict(zip(rows.learned, places[:-1], strict=True))
    key = key[order]
    earliest = _earliest(event, begun)[key]
    return Merged(
        key,
        first[key],
        Spans(since[order], until[order], np.full(len(key), ALWAYS)),
        {one: np.where(at >= 0, rows.learned[one][at], NEVER) for one, at in of_clock.items()},
        _columns(rows, of_clock, first[key]),
        reduce(np.maximum, places),
        earliest,
        _waiting(rows, of_clock, np.where(places[-1] < 0, earliest, places[-1])),
    )


def latest(learned: Mapping[KnownTime, Integers], read: Sequence[KnownTime], count: int) -> Integers:
    """Return when all of some clocks had come to pass."""
    never = np.full(count, NEVER)
    return reduce(np.maximum, (learned.get(one, never) for one in read), np.full(count, ALWAYS))


def _events(rows: Versioned) -> tuple[Integers, Integers, NDArray[np.bool_]]:
    """Return the number of each row's key, in the order of keys, the first row of each, and whether it has several."""
    count = len(next(iter(rows.learned.values())))
    key = codes(rows.keys, count)
    key = np.where(key < 0, np.arange(count) + key.max(initial=0) + 1, key)
    _, first, code = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(
        first, kind="stable"
    )  # of keys that are equal, being null, the rows' own order decides
    order = order[canonical_order([column.take(pa.array(first[order])) for column in rows.keys], len(order))]
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    event = rank[code.reshape(-1)]
    return event, first[order], np.bincount(event, minlength=len(order)) > 1


def _begun(rows: Versioned) -> Integers:
    """Say when each row began to be known, apart from what always was."""
    own = [values for one, values in rows.learned.items() if not isinstance(one, Always)]
    return reduce(np.minimum, own or [*rows.learned.values()])


def _earliest(event: Integers, begun: Integers) -> Integers:
    """Return for each key the row that begins to be known first."""
    order = np.lexsort((begun, event))
    firsts = np.searchsorted(event[order], np.arange(event.max(initial=-1) + 1))
    found: Integers = order[firsts]
    return found


def _stretches(
    rows: Versioned, event: Integers, several: NDArray[np.bool_], chains: Sequence[Integers]
) -> tuple[Integers, Spans, list[Integers]]:
    """Part the time of each key of several rows wherever a newer version of some clock begins to show.

    Returns
    -------
    ndarray of int64, shape (n,)
        The key of each stretch.
    Spans
        The stretches.
    list of ndarray of int64, each of shape (n,)
        For each clock the row whose columns show; -1 where none does yet.
    """
    keys, place = np.flatnonzero(several), np.flatnonzero(several[event])
    code = np.searchsorted(keys, event[place])
    floor = np.full(len(keys), ALWAYS)
    if rows.happened is not None:  # no version counts before the first of their event times
        floor = np.full(len(keys), NEVER)
        np.minimum.at(floor, code, rows.happened[place])
    span, spans = np.arange(len(keys)), Spans.whole(floor)
    found: list[Integers] = []
    for learned in chains:
        own = learned[place]
        chain = versions(code, own, learned=own, known=served(own, refresh_of(rows.source)))
        parts = chain.stretches(span, np.full(len(span), NEVER), spans)
        span = span[parts.span]
        spans = Spans(parts.since, parts.until, floor[span])
        shown = np.where(parts.row >= 0, place[parts.row], -1) if len(place) else parts.row
        found = [*(one[parts.span] for one in found), shown]
    return keys[span], spans, found


def _places(source: Source, of_clock: Mapping[KnownTime, Integers], name: str) -> Integers:
    """Say from which row a column is taken; -1 where none is known yet."""
    nothing = np.full(len(next(iter(of_clock.values()))), -1)  # of what is never known
    return of_clock.get(known_time(source, name), nothing)


def _waiting(rows: Versioned, of_clock: Mapping[KnownTime, Integers], begun: Integers) -> Integers | None:
    source = rows.source
    if source.event_time is None or rows.happened is None:
        return None
    own = columns(source.inline_to_clocks(Column(source.event_time)))
    waits = reduce(np.logical_or, (_places(source, of_clock, name) < 0 for name in own))
    return np.where(waits, rows.happened[begun], KNOWN)


def _columns(rows: Versioned, of_clock: Mapping[KnownTime, Integers], first: Integers) -> dict[str, pa.Array]:
    """Take each column from the version that shows of it."""
    source = rows.source
    places = {name: _places(source, of_clock, name) for name in rows.columns}
    for name in source.key:
        if name in places:  # all versions have the same
            places[name] = np.where(places[name] < 0, first, places[name])
    return {name: rows.columns[name].take(pa.array(at, mask=at < 0)) for name, at in places.items()}
