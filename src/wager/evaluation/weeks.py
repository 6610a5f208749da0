"""The weeks in which rows were decided: days follow each other, in one spell of weather, and weeks do so less."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from wager.foundation.moments import at, microseconds, time_zone

Integers = NDArray[np.int64]

_LAST = date.max.toordinal() - 2  # the calendar ends with 9999


def week_codes(t: Integers, zone: str, days: Integers | None = None) -> Integers:
    """Code the ISO week of each moment, by the clocks of a zone; the earliest is 0.

    Parameters
    ----------
    t : ndarray of int64, shape (n,)
        Moments in microseconds.
    zone : str
        IANA time zone.
    days : ndarray of int64, shape (n,), optional
        Clusters that no week may cut: all rows of one go with the week of their mean moment.

    Examples
    --------
    2013-11-03 was a Sunday; in New York it lasted until five in the morning of Monday, in UTC:

    >>> from wager.foundation.moments import parse_moment
    >>> moments = ["2013-11-03 12:00 UTC", "2013-11-04 04:00 UTC", "2013-11-04 06:00 UTC", "2013-11-11 06:00 UTC"]
    >>> week_codes(np.array([parse_moment(one) for one in moments]), "America/New_York").tolist()
    [0, 0, 1, 2]
    """
    if len(t) == 0:
        return np.zeros(0, dtype=np.int64)
    if days is not None:
        first = int(t.min())
        rows = np.maximum(np.bincount(days), 1)
        t = first + (np.bincount(days, weights=t - first) / rows).astype(np.int64)[days]
    begins = _mondays(int(t.min()), int(t.max()), zone)
    return np.searchsorted(begins, t, side="right").astype(np.int64)


def _mondays(first: int, last: int, zone: str) -> Integers:
    """Find when each week begins that begins after one moment and not after another."""
    begin, end = (at(moment, zone).date() for moment in (first, last))
    place, monday = time_zone(zone), begin.toordinal() - begin.weekday() + 7
    found = [
        microseconds(datetime.combine(date.fromordinal(day), datetime.min.time(), place).astimezone(UTC))
        for day in range(monday, min(end.toordinal(), _LAST) + 1, 7)
    ]
    return np.array(found, dtype=np.int64)
