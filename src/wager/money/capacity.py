"""Capacity: how often an action can be done, and which rows it is done for where it is wanted more often.

It is part of the world and binds whoever decides alike. A row asks for the action that is wanted most; an action with
a limit keeps, in each window of its period, those who were decided first, and of those decided at one moment those
with the largest gain. Who is refused asks for the next best, until nobody is refused: deferred acceptance [1]_. Rows
that are decided later never take anything from one that was decided before, so no decision looks into the future.

References
----------
.. [1] D. Gale and L. S. Shapley, "College Admissions and the Stability of Marriage", The American Mathematical Monthly
   69(1), 1962, section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.design.kinds.row_fields import Every
from wager.design.kinds.worth import MoneyBlock
from wager.foundation.amounts import DAY, Rate
from wager.money.wanted import Wanted

Integers = NDArray[np.int64]

ORIGIN = 4 * DAY
"""Where the windows of all periods begin: Monday 1970-01-05, midnight on the clocks of the project's time zone."""


@dataclass(frozen=True)
class Limit:
    """How often an action can be done.

    Attributes
    ----------
    count : int
        In each window.
    period : int
        Length of a window, in microseconds.
    every : Every or None
        The cut-offs of generated rows: windows then begin at these, and have a length of at least one step.
    """

    count: int
    period: int
    every: Every | None = None

    def windows(self, moments: Integers, zone: str = "UTC") -> Integers:
        """Say in which window each moment lies, by its number; see `windows`.

        Examples
        --------
        >>> from wager.foundation.amounts import Duration
        >>> cut_offs = Every(Duration(30 * DAY), 2 * DAY)
        >>> Limit(100, 30 * DAY, cut_offs).windows(np.array([2, 31, 32, 62]) * DAY).tolist()
        [0, 0, 1, 2]
        """
        if self.every is None:
            return windows(moments, self.period, zone)
        return np.asarray((moments - self.every.start) // self.period, dtype=np.int64)


Limits = Mapping[int, Limit]
"""By the place of the action among all; the first, which is what happens without us, has none."""


def limits_of(block: MoneyBlock, every: Every | None = None) -> dict[int, Limit]:
    """Return the limits that a money block names.

    Rows that are all decided at cut-offs cannot be limited within a shorter time than lies between these: the period is the
    larger of both, at the same rate.

    Parameters
    ----------
    block : MoneyBlock
    every : Every, optional
        The cut-offs of generated rows.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from wager.foundation.amounts import Duration, Rate
    >>> weekly = {"call": Rate(Decimal(20), Duration(7 * DAY))}
    >>> limits_of(MoneyBlock(("none", "call"), {}, {}, weekly))
    {1: Limit(count=20, period=604800000000, every=None)}
    >>> limits_of(MoneyBlock(("none", "call"), {}, {}, weekly), Every(Duration(30 * DAY), 0))[1].count
    85
    """
    places = {str(action): place for place, action in enumerate(block.actions)}
    return {places[action]: _limit(rate, every) for action, rate in block.capacity.items()}


def _limit(rate: Rate, every: Every | None) -> Limit:
    assert isinstance(rate.amount, Decimal)
    count, period = int(rate.amount), rate.per.microseconds
    if every is None:
        return Limit(count, period)
    longer = max(period, every.step.microseconds)
    return Limit(count * longer // period, longer, every)


def windows(moments: Integers, period: int, zone: str = "UTC") -> Integers:
    """Say in which window each moment lies, by its number.

    Windows follow each other without a gap, counted from `ORIGIN` by the clocks of a time zone: windows of a day are
    its calendar days, windows of seven days begin on Mondays. Where clocks are put back, an hour that comes twice
    counts as one.

    Parameters
    ----------
    moments : ndarray of int64, shape (n,)
        Microseconds since 1970-01-01 UTC.
    period : int
        Microseconds.

    Examples
    --------
    >>> from wager.foundation.moments import parse_moment
    >>> days = [parse_moment(day, "Europe/Berlin") for day in ("2024-03-31", "2024-03-31 23:59", "2024-04-01")]
    >>> windows(np.array(days), 7 * DAY, "Europe/Berlin").tolist()
    [2829, 2829, 2830]
    """
    instants = pa.array(moments).cast(pa.timestamp("us", zone))
    clocks = pc.local_timestamp(instants).cast(pa.int64()).to_numpy()
    return np.asarray((clocks - ORIGIN) // period, dtype=np.int64)


@dataclass(frozen=True)
class Room:
    """What there is room for among n rows.

    Attributes
    ----------
    limits : mapping of int to Limit
    moments : ndarray of int64, shape (n,)
        When each row is decided; microseconds.
    zone : str
        Of the project.
    cuts : mapping of int to float
        Least gain for which an action is taken, where rows are decided one by one.
    """

    limits: Limits
    moments: Integers
    zone: str = "UTC"
    cuts: Mapping[int, float] = field(default_factory=dict)

    def settle(self, wanted: Wanted) -> NDArray[np.int8]:
        """Say what is done about each row.

        Parameters
        ----------
        wanted : Wanted
            Of the n rows, in canonical order, which breaks ties.

        Returns
        -------
        ndarray of int8, shape (n,)
            Places of actions.

        Examples
        --------
        Two calls a day: at noon four customers are told apart by their gain, who comes later finds nothing left.

        >>> wanted = Wanted.by_money(np.array([[0, 5.0], [0, 9], [0, -1], [0, 7], [0, 8]]))
        >>> Room({1: Limit(2, DAY)}, np.array([12, 12, 12, 12, 18]) * DAY // 24).settle(wanted)
        array([0, 1, 0, 1, 0], dtype=int8)
        """
        return settled(
            wanted,
            self.moments,
            {action: one.windows(self.moments, self.zone) for action, one in self.limits.items()},
            {action: one.count for action, one in self.limits.items()},
            self.cuts,
        )


def settled(
    wanted: Wanted,
    moments: Integers,
    window: Mapping[int, Integers],
    room: Mapping[int, int],
    cuts: Mapping[int, float],
) -> NDArray[np.int8]:
    """Let rows ask for actions, best first, until nobody is refused; see `Room.settle`.

    Parameters
    ----------
    window : mapping of int to ndarray of int64, shape (n,)
        Of each action with a limit: the window that each row lies in.
    room : mapping of int to int
        Of each of them: how often it can be done in a window.
    """
    queues = {  # the last key sorts first, and what ties stays in canonical order
        action: np.lexsort((-wanted.gains[:, action], moments, window[action])) for action in room
    }
    rows, turn = np.arange(len(moments)), np.zeros(len(moments), dtype=np.int64)
    while True:
        actions = wanted.ranked[rows, turn]
        refused = [
            _refused(queue[actions[queue] == action], action, wanted, window[action], room[action], cuts)
            for action, queue in queues.items()
        ]
        if not any(map(len, refused)):
            return actions
        turn[np.concatenate(refused)] += 1


def _refused(  # noqa: PLR0917 - as it reads: who asks, for what
    asking: Integers, action: int, wanted: Wanted, window: Integers, room: int, cuts: Mapping[int, float]
) -> Integers:
    """Of those who ask for an action, in the order in which it is given, find those who do not get it."""
    enough = wanted.gains[asking, action] >= cuts.get(action, -np.inf)
    short, among = asking[~enough], asking[enough]
    begins = np.searchsorted(window[among], window[among], side="left")
    return np.concatenate([short, among[np.arange(len(among)) - begins >= room]])


def learn_cuts(wanted: Wanted, moments: Integers, limits: Limits) -> dict[int, float]:
    """Learn the least gain for which an action is to be taken where rows are decided one by one.

    It is the smallest gain that is kept where all rows are ranked against each other, with the room that all of their
    time together has: above it they would just have used it up. Where there was room for all, there is no cut.

    Parameters
    ----------
    wanted : Wanted
        Of the n rows that may be looked at, those of `tune`.
    moments : ndarray of int64, shape (n,)
        When each is decided.

    Returns
    -------
    dict of int to float
        By action; those without a cut are left out.

    Examples
    --------
    Three a day were wanted and one a day can be done: the best third of three days is worth waiting for.

    >>> gains = np.arange(9.0) + 1
    >>> wanted = Wanted.by_money(np.column_stack([np.zeros(9), gains]))
    >>> learn_cuts(wanted, np.linspace(0, 3 * DAY, 9).astype(np.int64), {1: Limit(1, DAY)})
    {1: 7.0}
    """
    if len(moments) == 0:
        return {}
    span = int(moments.max()) - int(moments.min())
    room = {action: max(_within(one, span), one.count) for action, one in limits.items()}
    together = np.zeros(len(moments), dtype=np.int64)
    actions = settled(wanted, together, dict.fromkeys(room, together), room, {})
    place = (wanted.ranked == actions[:, None]).argmax(axis=1)
    found = {}
    for action in room:
        before = np.arange(wanted.ranked.shape[1]) < place[:, None]
        refused = ((wanted.ranked == action) & before).any(axis=1)
        kept = wanted.gains[actions == action, action]
        # A cut that keeps nobody away is none: gains that are all the same tell nobody apart.
        if len(kept) and (wanted.gains[refused, action] < kept.min()).any():
            found[action] = float(kept.min())
    return found


def _within(limit: Limit, span: int) -> int:
    """Return how much room a time has; a cut-off stands for the time until the next one."""
    whole = span if limit.every is None else span + limit.every.step.microseconds
    return -(-limit.count * whole // limit.period)


def one_by_one(moments: Integers, limits: Limits, zone: str = "UTC") -> set[int]:
    """Name the actions of which some window holds several moments of decision: a cut keeps room for the later ones."""
    times = np.unique(moments)
    return {action for action, one in limits.items() if len(np.unique(one.windows(times, zone))) < len(times)}
