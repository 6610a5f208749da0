"""`wager audit NAME --at DAY`: who held a title then, and everybody who ever did."""

from __future__ import annotations

import re

from wager.audit.version_record import TitleAudit, TurnAudit
from wager.foundation.amounts import AmountError
from wager.foundation.errors import UsageError
from wager.foundation.moments import at as as_datetime
from wager.foundation.moments import parse_moment
from wager.workflow.auditing.opened import turn_audits
from wager.workflow.wiring import Wiring

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LONGEST_DAY = 26 * 3_600_000_000
"""Microseconds: no day of a calendar is longer, whatever the clocks do."""


def audit_title(wiring: Wiring, serves: str, at: str | None = None) -> TitleAudit:
    """Say who held a title.

    Parameters
    ----------
    wiring : Wiring
    serves : str
        The name that callers use.
    at : str, optional
        A day such as `2026-11-20`, of which all holders are named, or a moment such as `2026-11-20 08:30`; now without.

    Raises
    ------
    UsageError
        If `at` is neither.
    """
    history = turn_audits(wiring, serves)
    begin, end = _asked(wiring, at)
    held = tuple(turn for turn in history if _touches(turn, begin, end))
    return TitleAudit(serves, (at or "").strip(), begin, end, held, history)


def _asked(wiring: Wiring, at: str | None) -> tuple[int, int]:
    """Return the moments asked about; both the same where one moment was."""
    if at is None:
        now = wiring.clock.now()
        return now, now
    zone = wiring.config.time_zone
    try:
        begin = parse_moment(at, zone)
        if not _DAY.fullmatch(at.strip()):
            return begin, begin
        later = as_datetime(begin + _LONGEST_DAY, zone)
        return begin, parse_moment(f"{later:%Y-%m-%d}", zone)
    except (AmountError, OverflowError) as error:
        raise UsageError(f"--at: {error}") from error


def _touches(turn: TurnAudit, begin: int, end: int) -> bool:
    since, until = turn.turn.since, turn.until
    begun = since < end if begin < end else since <= begin
    return begun and (until is None or until > begin)
