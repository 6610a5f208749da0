"""Titles: a name that callers use, and whose turn it is.

Turns are only ever added, numbered from 1 without gaps, and the last one holds the title: so a title has exactly
one holder, and two who reach for the same turn cannot both have it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wager.foundation.moments import iso


@dataclass(frozen=True)
class Turn:
    """One version's turn at a title.

    Attributes
    ----------
    serves : str
        The name that callers use.
    number : int
        From 1; the highest holds the title.
    version : str
        Its id.
    since : int
        Instant in microseconds.
    how : str
        `vacant` (the declared baseline took an empty seat), `promoted` or `rolled back`.
    before : int
        Number of the turn to which a rollback leads; 0 where there is none.
    """

    serves: str
    number: int
    version: str
    since: int
    how: str
    before: int

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "since": iso(self.since)}


def holder(turns: tuple[Turn, ...]) -> Turn | None:
    """Return who holds the title: the last turn of one name's turns; None where it is vacant."""
    return turns[-1] if turns else None


def held_at(turns: tuple[Turn, ...], instant: int) -> Turn | None:
    """Return who held a title at an instant; `turns` are those of one name, in order."""
    return next((turn for turn in reversed(turns) if turn.since <= instant), None)
