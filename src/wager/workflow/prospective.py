"""A holdout that does not exist yet: from a freeze until the day on which its verdict is due, and the looks on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wager.design.blocks import Design
from wager.design.frozen.log import Entry
from wager.foundation.errors import BadInputError
from wager.foundation.moments import iso, parse_moment


@dataclass(frozen=True)
class Window:
    """Which rows of the future judge a hypothesis.

    Attributes
    ----------
    begin : int
        The freeze; rows decided strictly after it count.
    end : int
        The last moment of decision from which an outcome matures by the due day.
    due : int
        When the verdict is due. All instants in microseconds.
    learns_until : int
        Only outcomes known by then are learned from: the freeze, or an earlier one that still waits for its day.
    looks : tuple of int
        The earlier days on which it may be judged already, ascending.
    """

    begin: int
    end: int
    due: int
    learns_until: int
    looks: tuple[int, ...] = ()

    @property
    def of(self) -> int:
        """Count the looks, that on the due day among them."""
        return len(self.looks) + 1

    def passed(self, now: int) -> int:
        """Return the number of the last look whose day has come, from 1; 0 before the first.

        Examples
        --------
        >>> window = Window(0, 40, 50, 0, looks=(30,))
        >>> window.passed(29), window.passed(30), window.passed(50)
        (0, 1, 2)
        """
        return sum(day <= now for day in (*self.looks, self.due))

    def coming(self, now: int) -> int:
        """Return the day of the next look, or the due day where all have passed."""
        return min((day for day in self.looks if day > now), default=self.due)

    def share(self, look: int) -> float:
        """Return the share of the time of decisions that a look judges; 1 at the last."""
        return look / self.of

    def until(self, look: int) -> Window:
        """Return the part that a look judges.

        Examples
        --------
        >>> Window(0, 40, 50, 0, looks=(30,)).until(1)
        Window(begin=0, end=20, due=30, learns_until=0, looks=())
        """
        day = (*self.looks, self.due)[look - 1]
        return replace(self, end=day - (self.due - self.end), due=day, looks=self.looks[: look - 1])

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values, as they stand in the log."""
        instants = {name: iso(value) for name, value in vars(self).items() if name != "looks"}
        return {**instants, "looks": [iso(day) for day in self.looks]}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Window:
        """Read what `to_json` wrote; older entries know of no looks."""
        instants = {name: parse_moment(text) for name, text in written.items() if name != "looks"}
        return cls(**instants, looks=tuple(parse_moment(day) for day in written.get("looks", ())))


def window_after(design: Design, frozen_at: int, learns_until: int | None = None) -> Window | None:
    """Place the holdout behind a freeze; None for a design whose holdout is there already.

    Raises
    ------
    BadInputError
        If no outcome would mature in it.
    """
    split, matures = design.split, design.objective.matures
    if split is None or split.prospective is None:
        return None
    length = split.prospective
    if length.microseconds <= matures.microseconds:
        raise BadInputError(
            f"{design.path}:{split.line}: E103 a holdout of {length} after the freeze judges nothing: outcomes mature only "
            f"after {matures}; make it longer"
        )
    due, many = frozen_at + length.microseconds, split.looks or 1
    decided = length.microseconds - matures.microseconds
    looks = tuple(frozen_at + decided * look // many + matures.microseconds for look in range(1, many))
    return Window(
        frozen_at, due - matures.microseconds, due, min(frozen_at, learns_until or frozen_at), looks
    )


def window_of(entry: Entry) -> Window | None:
    """Return the holdout that a freeze placed; None where it was there already."""
    written = entry.body.get("holdout")
    return None if written is None else Window.from_json(written)


def looks_taken(log: Iterable[Entry], hypothesis: str) -> tuple[int, ...]:
    """Return the numbers of the looks before the last day that were taken and ended nothing, ascending."""
    numbers = {
        entry.body.get("look") for entry in log if entry.kind == "look" and entry.hypothesis == hypothesis
    }
    return tuple(sorted(one for one in numbers if isinstance(one, int)))


def learns_until(log: Iterable[Entry]) -> int | None:
    """Say until when outcomes may be learned from: up to the first freeze that still waits for its verdict.

    What came after it judges that hypothesis; whoever looked at it now would see the result beforehand.
    """
    entries = tuple(log)
    ended = {entry.hypothesis for entry in entries if entry.kind in {"verdict", "void"}}
    freezes = (entry for entry in entries if entry.kind == "freeze" and entry.hypothesis not in ended)
    return min((window.begin for one in freezes if (window := window_of(one)) is not None), default=None)
