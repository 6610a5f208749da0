"""Windows over events by two clocks, in numpy alone: the same code can run inside a worker of any engine.

An event counts for a row with prediction time T while `enter < T <= leave`: it enters at the later of its
known time and its event time plus the window's near end, and leaves at its event time plus the far end, or
when a newer version of its key is known. In rows sorted by entity and T it therefore counts for one
contiguous span `[first, end)`. Counts and sums are difference arrays over spans with a running sum;
the first, last, least and greatest event come from a sparse table run backwards: each span is marked at the largest power of
two that fits twice, and the marks are then pushed down. All in O(n log n), all in integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.expressions.tree import Window
from wager.features.exact import Exact, Integers, is_nothing, nothing
from wager.foundation.moments import ALWAYS as _ALWAYS
from wager.foundation.moments import NEVER as _NEVER

NEVER = _NEVER
"""The instant that does not come: of values that are never known and of events that never leave."""

ALWAYS = _ALWAYS
"""The instant before all others: of what has been known from the beginning."""

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Moments:
    """The prediction times of the rows, ranked.

    Attributes
    ----------
    distinct : ndarray of int64, shape (n_moments,)
        The different prediction times, ascending.
    rank : ndarray of int64, shape (n_rows,)
        Of each row's prediction time among them.

    Examples
    --------
    >>> moments = ranked(np.array([30, 10, 30]))
    >>> moments.rank, moments.after(np.array([5, 10, 30]))
    (array([1, 0, 1]), array([0, 1, 2]))
    """

    distinct: Integers
    rank: Integers

    def after(self, instants: Integers) -> Integers:
        """Return for each instant the rank of the first prediction time after it."""
        return np.searchsorted(self.distinct, instants, side="right").astype(np.int64)


def ranked(at: Integers) -> Moments:
    """Rank prediction times."""
    if (at[1:] >= at[:-1]).all():  # as unit rows are
        fresh = np.append(True, at[1:] != at[:-1])[: len(at)]
        return Moments(at[fresh], np.cumsum(fresh) - 1)
    distinct, rank = np.unique(at, return_inverse=True)
    return Moments(distinct, rank.astype(np.int64))


@dataclass(frozen=True)
class Grouping:
    """Rows and events of one entity brought together.

    Attributes
    ----------
    rows : ndarray of int64, shape (n_rows,)
        The rows, sorted by entity and prediction time.
    keys : ndarray of int64, shape (n_rows,)
        Entity and rank of the prediction time of each, in one number, ascending.
    events : ndarray of int64, shape (n_events,)
        The events of an entity that rows have, sorted by it and else in the order of the source.
    offsets : ndarray of int64, shape (n_events,)
        The key at which each one's entity begins.
    """

    rows: Integers
    keys: Integers
    events: Integers
    offsets: Integers

    def positions(self, ranks: Integers) -> Integers:
        """Return where, among its entity's rows, each event finds the rank given for it."""
        return np.searchsorted(self.keys, self.offsets + ranks[self.events]).astype(np.int64)

    def back(self, answers: NDArray[Any]) -> NDArray[Any]:
        """Put answers, computed in the order of `rows`, into the rows' own order."""
        result = np.empty_like(answers)
        result[self.rows] = answers
        return result


def grouped(moments: Moments, row_entity: Integers, event_entity: Integers) -> Grouping:
    """Bring rows and events together by the code of their entity; -1 is none, and matches nothing."""
    width = len(moments.distinct) + 1
    keys = row_entity * width + moments.rank
    rows = np.argsort(keys, kind="stable")
    events = np.flatnonzero(_asked(row_entity, event_entity))
    events = events[np.argsort(event_entity[events], kind="stable")]
    return Grouping(rows, keys[rows], events, event_entity[events] * width)


def _asked(row_entity: Integers, event_entity: Integers) -> Flags:
    """Flag the events of an entity that rows have; where the rows are few, those of others are not looked for."""
    known = event_entity >= 0
    if len(row_entity) > len(event_entity) // 4:
        return known
    asked = np.zeros(max(row_entity.max(initial=-1), event_entity.max(initial=-1)) + 2, np.bool_)
    asked[row_entity] = True
    asked[-1] = False  # -1 is none
    return asked[event_entity]


@dataclass(frozen=True)
class Spans:
    """Which rows each event counts for.

    Attributes
    ----------
    events : ndarray of int64, shape (n,)
        The events that count for some row.
    first, end : ndarray of int64, shape (n,)
        Each counts for the rows `[first, end)` in the order of `Grouping.rows`.
    rows : int
        How many rows there are.
    """

    events: Integers
    first: Integers
    end: Integers
    rows: int

    def only(self, flags: Flags) -> Spans:
        """Keep the events that are flagged; `flags` has one for each event of the source."""
        keep = flags[self.events]
        return self if keep.all() else Spans(self.events[keep], self.first[keep], self.end[keep], self.rows)


def spans(grouping: Grouping, first: Integers, end: Integers) -> Spans:
    """Make spans of the positions where events enter and leave; an event that leaves first is skipped."""
    counts = first < end
    return Spans(grouping.events[counts], first[counts], end[counts], len(grouping.rows))


def enters(window: Window, event_time: Integers, known: Integers) -> Integers:
    """Return the instant after which each event counts."""
    return np.maximum(known, _later(event_time, window.near))


def leaves(window: Window, event_time: Integers, replaced: Integers) -> Integers:
    """Return the last instant at which each event counts."""
    return replaced if window.far is None else np.minimum(_later(event_time, window.far), replaced)


def _later(instants: Integers, by: int) -> Integers:
    # Event times that are missing are NEVER, and stay so.
    return np.where(instants == NEVER, NEVER, instants + by) if by else instants


def replacements(key: Integers, event_time: Integers, known: Integers) -> Integers:
    """Return the instant at which a newer version of its key becomes known, else NEVER.

    Parameters
    ----------
    key : ndarray of int64, shape (n_events,)
        Code of each row's key; rows with one code are versions of one thing.
    event_time, known : ndarray of int64, shape (n_events,)
        Versions replace each other in the order of their known time, ties in that of their event time.

    Examples
    --------
    >>> replacements(np.array([0, 1, 0]), np.array([1, 1, 1]), np.array([5, 5, 9]))[0]
    np.int64(9)
    """
    replaced = np.full(len(key), NEVER)
    repeated = np.flatnonzero(np.bincount(key)[key] > 1) if len(key) else np.empty(0, np.int64)
    order = repeated[np.lexsort((event_time[repeated], known[repeated], key[repeated]))]
    older, newer = order[:-1], order[1:]
    same = key[older] == key[newer]
    replaced[older[same]] = known[newer[same]]
    return replaced


def order_of_events(event_time: Integers, known: Integers) -> Integers:
    """Rank events by event time; ties fall to the known time, then to the place in the source."""
    rank = np.empty(len(event_time), np.int64)
    rank[np.lexsort((known, event_time))] = np.arange(len(event_time))
    return rank


def count(of: Spans) -> Integers:
    """Count the events of each row, in the order of `Grouping.rows`."""
    begun = np.bincount(of.first, minlength=of.rows + 1)
    ended = np.bincount(of.end, minlength=of.rows + 1)
    return np.cumsum(begun - ended)[:-1].astype(np.int64)


def total(of: Spans, numbers: Exact) -> Exact:
    """Add up, exactly, a number of each event; `numbers` has one for each event of the source."""
    return Exact(tuple(running(of, limb) for limb in numbers.take(of.events).limbs), numbers.fraction_bits)


def running(of: Spans, values: Integers) -> Integers:
    """Add up a number of each of the spans' events, for each row."""
    if is_nothing(values):
        return nothing(of.rows)
    steps = np.zeros(of.rows + 1, np.int64)
    np.add.at(steps, of.first, values)
    np.subtract.at(steps, of.end, values)
    return np.cumsum(steps)[:-1]


def greatest(of: Spans, rank: Integers) -> Integers:
    """Find the greatest rank among the events of each row; -1 where there is none.

    Parameters
    ----------
    of : Spans
        The events and their rows.
    rank : ndarray of int64, shape (n_events,)
        From 0; one for each event of the source.
    """
    values = rank[of.events]
    width = of.end - of.first
    level = np.frexp(width.astype(np.float64))[1] - 1  # of the largest power of two within the span
    by_level = np.argsort(level, kind="stable")
    begin = np.searchsorted(level[by_level], np.arange(64))
    best = np.full(of.rows, -1, np.int64)
    top = int(level.max(initial=0))
    for power in range(top, -1, -1):
        if power < top:  # what holds for 2**(power + 1) rows from here holds for both halves
            half = 1 << power
            best[half:] = np.maximum(best[half:], best[:-half])
        chosen = by_level[begin[power] : begin[power + 1]]
        np.maximum.at(best, of.first[chosen], values[chosen])
        np.maximum.at(best, of.end[chosen] - (1 << power), values[chosen])
    return best
