"""The time of a hypothesis: where an entry that bounds it is taken away, the clock does not start anew."""

from __future__ import annotations

from collections.abc import Iterable

from wager.design.design_record import Design
from wager.design.frozen.log import Entry
from wager.workflow.kept_entries import demand_kept
from wager.workflow.wiring import Wiring

TIMED = ("start", "check-in", "void", "learn")
"""Kinds of entries that bound the work on a hypothesis: taken away, they would give it more."""


def demand_clock(wiring: Wiring, design: Design, hypothesis: str, log: Iterable[Entry]) -> None:
    """Refuse to go on with a hypothesis of whose time an entry was taken away: that starts no clock anew.

    Raises
    ------
    ConflictError
        With the log entry to restore.
    """
    demand_kept(wiring, design, log, TIMED, hypothesis=hypothesis)
