"""Which version of a row is in force at one time, as far as it was known at another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from wager.data.order import Integers
from wager.foundation.moments import ALWAYS, NEVER

NONE = -1
"""The place of no row."""


@dataclass(frozen=True)
class Versions:
    """Rows of a table by key, in the order in which they came into force.

    A version is in force from its event time until the next one's; of several with one event time the one that was known last counts.
    What a version says is visible after it was known: until then the one before it is in force, or one that it corrects.

    Attributes
    ----------
    row : ndarray of int64, shape (n,)
        Place of each in the table.
    code : ndarray of int64, shape (n,)
        Of its key, ascending.
    rank : ndarray of int64, shape (n,)
        Of its event time among `happened`.
    known : ndarray of int64, shape (n,)
        The instant after which it is visible.
    before : ndarray of int64, shape (n,)
        The one that is in force where it is not visible yet; -1 where there is none.
    happened : ndarray of int64
        The different event times, ascending.

    Examples
    --------
    >>> code, happened, known = np.zeros(3, np.int64), np.array([10, 20, 10]), np.array([11, 21, 40])
    >>> prices = versions(code, happened, learned=known, known=known)
    >>> [int(prices.at(code[:1], np.array([15]), np.array([moment]))[0]) for moment in (11, 12, 40, 41)]
    [-1, 0, 0, 2]
    """

    row: Integers
    code: Integers
    rank: Integers
    known: Integers
    before: Integers
    happened: Integers

    def latest(self, code: Integers, happened: Integers) -> Integers:
        """Return for each key and moment the last version that had come into force by then; -1 without one."""
        if not len(self.row):
            return np.full(len(code), NONE, np.int64)
        width = len(self.happened) + 1
        asked = code * width + np.searchsorted(self.happened, happened, side="right")
        found = np.searchsorted(self.code * width + self.rank, asked, side="left") - 1
        held = (code >= 0) & (found >= 0)
        return np.where(held & (self.code[found] == code), found, NONE).astype(np.int64)

    def at(self, code: Integers, happened: Integers, moment: Integers) -> Integers:
        """Return the row in force at `happened`, of what was known strictly before `moment`; -1 without one."""
        found = self.latest(code, happened)
        if not len(self.row):
            return found
        while (late := (found >= 0) & (self.known[found] >= moment)).any():
            found = np.where(late, self.before[found], found)
        return np.where(found >= 0, self.row[found], NONE)

    def stretches(self, code: Integers, happened: Integers, spans: Spans) -> Stretches:
        """Split spans of time where another version begins to show.

        Parameters
        ----------
        code, happened : ndarray of int64, shape (n_spans,)
            Key and moment of each.
        spans : Spans
        """
        parts = list(self._walk(self.latest(code, happened), spans))
        span, begin, end, row = (np.concatenate(part) for part in zip(*parts, strict=True))
        order = np.lexsort((begin, span))
        return Stretches(span[order], begin[order], end[order], row[order])

    def _walk(self, found: Integers, spans: Spans) -> Iterator[tuple[Integers, Integers, Integers, Integers]]:
        """Go back from the version that is visible last to the one before it, for all spans at once."""
        span, end = np.arange(len(found)), spans.until
        earliest = np.maximum(spans.since, spans.floor)
        while True:
            none = found < 0
            known = np.where(none, ALWAYS, self.known[found] if len(self.known) else ALWAYS)
            begin = np.maximum(known, spans.since[span])
            shows = (begin < end) & (end > spans.floor[span])
            row = np.where(none, NONE, self.row[found] if len(self.row) else NONE)
            yield span[shows], begin[shows], end[shows], row[shows]
            end = np.minimum(end, known)
            more = ~none & (end > earliest[span])
            if not more.any():
                return
            span, end, found = span[more], end[more], self.before[found[more]]


@dataclass(frozen=True)
class Spans:
    """Spans of time, each of the moments in `(since, until]`.

    Attributes
    ----------
    since, until : ndarray of int64, shape (n_spans,)
    floor : ndarray of int64, shape (n_spans,)
        Nobody asks for a moment at or before it: stretches that end by then are left out.
    """

    since: Integers
    until: Integers
    floor: Integers

    @classmethod
    def whole(cls, floor: Integers) -> Spans:
        """Begin with all of time."""
        return cls(np.full(len(floor), ALWAYS), np.full(len(floor), NEVER), floor)


@dataclass(frozen=True)
class Stretches:
    """Spans of time in which one version is in force.

    Attributes
    ----------
    span : ndarray of int64, shape (n,)
        Which span each is a part of, ascending.
    since, until : ndarray of int64, shape (n,)
        It shows at moments in `(since, until]`.
    row : ndarray of int64, shape (n,)
        Place of the version in its table; -1 without one.
    """

    span: Integers
    since: Integers
    until: Integers
    row: Integers


def versions(code: Integers, happened: Integers, *, learned: Integers, known: Integers) -> Versions:
    """Sort the rows of a table.

    Parameters
    ----------
    code : ndarray of int64, shape (n_rows,)
        Of the key; rows with -1 match nothing.
    happened : ndarray of int64, shape (n_rows,)
        Since when each is in force.
    learned : ndarray of int64, shape (n_rows,)
        When it came to be known; decides between versions with one event time, ties fall to the place.
    known : ndarray of int64, shape (n_rows,)
        When that can be seen: `learned`, or the next refresh after it.
    """
    kept = np.flatnonzero((code >= 0) & (happened != NEVER) & (known != NEVER))
    row = kept[np.lexsort((learned[kept], happened[kept], code[kept]))]
    distinct = np.unique(happened[row])
    rank = np.searchsorted(distinct, happened[row])
    return Versions(row, code[row], rank, known[row], _before(code[row], known[row]), distinct)


def _before(code: Integers, known: Integers) -> Integers:
    """Find for each row the nearest one before it, of its key, that was visible earlier."""
    before = np.arange(len(code)) - 1
    first = np.ones(len(code), np.bool_)
    first[1:] = code[1:] != code[:-1]
    before[first] = NONE
    # All between a row and its candidate are visible no earlier than it; so those between the candidate and its own are not either.
    while (late := (before >= 0) & (known[before] >= known)).any():
        before[late] = before[before[late]]
    return before
