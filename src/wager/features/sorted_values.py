"""Distinct and sorted values of windows: from the spans of events alone, for all rows at once, in integers.

How many different values a row has is a count over spans once those of equal values are united. The k-th least value is found
bit by bit from the top, in the way of a wavelet matrix (Claude, Navarro and Ordóñez 2015, The wavelet matrix, Information Systems
47): events in the order in which they begin to count, less those in the order in which they end, give the number of values below any bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.features.exact import Integers
from wager.features.kernel import Flags, Spans


def united(of: Spans, rank: Integers) -> Spans:
    """Unite the spans of events with one rank where they meet; each keeps one of its events.

    Examples
    --------
    >>> two = Spans(np.arange(3), np.array([0, 1, 4]), np.array([2, 3, 5]), 5)
    >>> found = united(two, np.zeros(3, np.int64))
    >>> found.first, found.end
    (array([0, 4]), array([3, 5]))
    """
    if not len(of.events):
        return of
    values = rank[of.events]
    order = np.lexsort((of.first, values))
    offset = values[order] * (of.rows + 1)  # spans of one value lie apart from those of all others
    first, end = offset + of.first[order], np.maximum.accumulate(offset + of.end[order])
    begins = np.ones(len(order), bool)
    begins[1:] = first[1:] > end[:-1]
    last = np.append(np.flatnonzero(begins)[1:] - 1, len(order) - 1)
    kept = order[begins]
    return Spans(of.events[kept], of.first[kept], end[last] - offset[last], of.rows)


def least(of: Spans, rank: Integers, rows: Integers, place: Integers) -> Integers:
    """Find the rank that comes at a place among the sorted ranks of each row's events.

    Parameters
    ----------
    of : Spans
        The events and their rows.
    rank : ndarray of int64, shape (n_events,)
        From 0; one for each event of the source.
    rows : ndarray of int64, shape (n,)
        Which rows, in the order of `Grouping.rows`.
    place : ndarray of int64, shape (n,)
        From 0, below the number of the row's events.

    Examples
    --------
    >>> both = Spans(np.arange(2), np.array([0, 0]), np.array([1, 2]), 2)
    >>> least(both, np.array([3, 7]), np.array([0, 0, 1]), np.array([0, 1, 0]))
    array([3, 7, 7])
    """
    values = rank[of.events]
    begun, ended = _Arrived(values, of.first, rows), _Arrived(values, of.end, rows)
    found, left = np.zeros(len(rows), np.int64), place.copy()
    for bit in range(int(values.max(initial=0)).bit_length() - 1, -1, -1):
        below = begun.below(bit) - ended.below(bit)
        upper = left >= below
        left -= np.where(upper, below, 0)
        found |= upper.astype(np.int64) << bit
        begun.descend(upper)
        ended.descend(upper)
    return found


class _Arrived:
    """The events that came to an instant before each row, as a piece of an array that is sorted by more and more bits."""

    def __init__(self, values: Integers, instants: Integers, rows: Integers) -> None:
        order = np.argsort(instants, kind="stable")
        self._values: NDArray[Any] = values[order]
        self._low: Integers = np.zeros(len(rows), np.int64)
        self._high = np.searchsorted(instants[order], rows, side="right").astype(np.int64)

    def below(self, bit: int) -> Integers:
        """Count those of each row whose bit is not set."""
        self._zero: Flags = (self._values >> bit) & 1 == 0
        zeros = np.concatenate([np.zeros(1, np.int64), np.cumsum(self._zero)])
        self._zeros = int(zeros[-1])
        self._zero_low: Integers = zeros[self._low]
        self._zero_high: Integers = zeros[self._high]
        return self._zero_high - self._zero_low

    def descend(self, upper: Flags) -> None:
        """Keep of each row those whose bit is set, or is not."""
        self._low = np.where(upper, self._zeros + self._low - self._zero_low, self._zero_low)
        self._high = np.where(upper, self._zeros + self._high - self._zero_high, self._zero_high)
        self._values = np.concatenate([self._values[self._zero], self._values[~self._zero]])
