"""Capacity where rows are decided one by one: the cut that was learned on `tune`, and a counter that stops at the limit.

What was done before is counted from the prediction log, so that a server that starts again goes on where it stopped.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from wager.foundation.frames import Damage
from wager.foundation.moments import parse_moment
from wager.foundation.segments import read_segment, segments
from wager.money.capacity import Limit
from wager.money.rank import RANK
from wager.serving.record_text import read_record

Choices = tuple[tuple[str, float], ...]
"""What is wanted of one row, the best first, and what each gains over the first action."""

_SECOND = 1_000_000


def ranked(choices: Choices, read: Mapping[str, Any]) -> Choices:
    """Let a rule's own rank, where it has one, say how much each choice is wanted; a row without a rank goes last.

    Examples
    --------
    >>> ranked((("call", 0.0), ("none", 0.0)), {"call": True, RANK: 12})
    (('call', 12.0), ('none', 12.0))
    """
    if RANK not in read:
        return choices
    rank = -math.inf if read[RANK] is None or math.isnan(read[RANK]) else float(read[RANK])
    return tuple((action, rank) for action, _ in choices)


class Done:
    """How often each action of a title was done, by window. Safe to use from several threads.

    Parameters
    ----------
    serves : str
        The title: whoever holds it, the room is the same.
    limits : mapping of str to Limit
        By action.
    zone : str
        Of the project.
    log : Path or None
        Folder of the prediction log, which is read for what was done before; None counts from nothing.

    Examples
    --------
    >>> from wager.foundation.amounts import DAY
    >>> done = Done("calls", {"call": Limit(1, DAY)}, "UTC", None)
    >>> wants = (("call", 500.0), ("none", 0.0))
    >>> [done.allow(wants, at * DAY // 2, {}) for at in (0, 1, 2)]
    ['call', 'none', 'call']
    >>> done.allow(wants, 9 * DAY, {"call": 600.0})
    'none'
    """

    def __init__(self, serves: str, limits: Mapping[str, Limit], zone: str, log: Path | None) -> None:
        self.limits = dict(limits)
        self._serves, self._zone, self._log = serves, zone, log
        self._times: Counter[tuple[str, int]] = Counter()
        self._since: int | None = None
        self._lock = threading.Lock()

    def allow(self, choices: Choices, moment: int, cuts: Mapping[str, float]) -> str:
        """Return the first choice that there is room for, and count it.

        Parameters
        ----------
        choices : tuple of (str, float)
            The last of them can always be done.
        moment : int
            Of the decision, in microseconds.
        cuts : mapping of str to float
            Least gain for which an action is taken.
        """
        with self._lock:
            self._read(moment)
            for action, gain in choices:
                if action not in self.limits:
                    return action
                window = self._window(action, moment)
                room = self.limits[action].count - self._times[action, window]
                if room > 0 and gain >= cuts.get(action, gain):
                    self._times[action, window] += 1
                    return action
        raise AssertionError("the first action has no limit, and is always among the choices")

    def prepare(self, moment: int) -> None:
        """Read what was done in the windows that a moment lies in, before somebody waits for it."""
        with self._lock:
            self._read(moment)

    def _window(self, action: str, moment: int) -> int:
        return int(self.limits[action].windows(np.array([moment]), self._zone)[0])

    def _read(self, moment: int) -> None:
        """Count what the log says of the windows of a moment, and of all later ones; once."""
        if self._log is None or (self._since is not None and moment >= self._since):
            return
        # A window begins at most its own length, and an hour that comes twice, before any moment in it; and a second
        # time somebody comes with something older, all of it is read.
        longest = max(one.period for one in self.limits.values()) + 7200 * _SECOND
        since = moment - longest if self._since is None else -(2**62)
        for action, at in _done(self._log, self._serves, since):
            if action in self.limits and since <= at < (2**62 if self._since is None else self._since):
                self._times[action, self._window(action, at)] += 1
        self._since = since


def _done(folder: Path, serves: str, since: int) -> Iterator[tuple[str, int]]:
    """Read what was done for a title, with the moment of each decision; what is damaged is not counted."""
    for path in segments(folder):
        # Nothing is decided before its moment: what was last written before the window began says nothing of it.
        if path.stat().st_mtime * _SECOND < since:
            continue
        for one in read_segment(path):
            said = {} if isinstance(one, Damage) else read_record(one.payload).get("prediction", {})
            if said.get("serves") == serves:
                yield said["action"], _moment(said)


def _moment(said: Mapping[str, Any]) -> int:
    return parse_moment(said["decide_at"])
