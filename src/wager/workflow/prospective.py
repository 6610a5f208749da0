"""A holdout that does not exist yet: from a freeze until the day on which its verdict is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    """

    begin: int
    end: int
    due: int
    learns_until: int

    def to_json(self) -> dict[str, str]:
        """Write as JSON values, as they stand in the log."""
        return {name: iso(instant) for name, instant in vars(self).items()}

    @classmethod
    def from_json(cls, written: Mapping[str, str]) -> Window:
        """Read what `to_json` wrote."""
        return cls(**{name: parse_moment(text) for name, text in written.items()})


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
    due = frozen_at + length.microseconds
    return Window(frozen_at, due - matures.microseconds, due, min(frozen_at, learns_until or frozen_at))


def window_of(entry: Entry) -> Window | None:
    """Return the holdout that a freeze placed; None where it was there already."""
    written = entry.body.get("holdout")
    return None if written is None else Window.from_json(written)


def learns_until(log: Iterable[Entry]) -> int | None:
    """Say until when outcomes may be learned from: up to the first freeze that still waits for its verdict.

    What came after it judges that hypothesis; whoever looked at it now would see the result beforehand.
    """
    entries = tuple(log)
    ended = {entry.hypothesis for entry in entries if entry.kind in {"verdict", "void"}}
    freezes = (entry for entry in entries if entry.kind == "freeze" and entry.hypothesis not in ended)
    return min((window.begin for one in freezes if (window := window_of(one)) is not None), default=None)
