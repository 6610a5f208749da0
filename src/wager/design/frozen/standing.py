"""Where a hypothesis stands, as the log of its design says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wager.design.frozen.log import Entry
from wager.design.hypotheses.hypothesis import Hypothesis


@dataclass(frozen=True)
class Standing:
    """Where a hypothesis stands.

    Attributes
    ----------
    hypothesis : str
    state : {'draft', 'frozen', 'judged', 'timed out', 'void'}
        `timed out` from the end of the timebox, until a check-in continues it; and for good once one stops it.
    verdict : str
        The word; empty unless it is judged.
    started, frozen, ends, ended : int or None
        Instants in microseconds: of the first run (of the freeze, where nothing ran), of the freeze, of the end of the timebox with all that
        check-ins added, and of the verdict, the stop or the voiding.
    stopped : bool
        True where a check-in stopped it: it follows its edge `timeout`.
    checks_in : int
        How often it was continued.
    learned : str
        What was learned; empty until it is said.
    timebox : int
        The length that counts, in microseconds: what the document said at the start, or less where it says less now.
    """

    hypothesis: str
    state: str
    verdict: str = ""
    started: int | None = None
    frozen: int | None = None
    ends: int | None = None
    ended: int | None = None
    stopped: bool = False
    checks_in: int = 0
    learned: str = ""
    timebox: int = 0

    @property
    def word(self) -> str:
        """The verdict, or `timeout` or `void` where it ended without one; empty as long as it is open."""
        if not self.concluded:
            return ""
        return self.verdict or ("timeout" if self.stopped else "void")

    @property
    def edge(self) -> str:
        """The word by which the graph goes on: what is given up goes the way of what ran out of time."""
        return "timeout" if self.word == "void" else self.word.lower()

    @property
    def concluded(self) -> bool:
        """True where nothing more is to be done but to follow the edge."""
        return self.ended is not None

    @property
    def owes_lesson(self) -> bool:
        """True where it ended without success, and what was learned is still to be said."""
        failed = self.stopped or self.verdict in {"REFUTED", "HARM"}
        return failed and not self.learned


def standing(one: Hypothesis, log: Iterable[Entry], now: int, *, waits: bool = False) -> Standing:
    """Fold the log's entries on a hypothesis.

    Parameters
    ----------
    one : Hypothesis
    log : iterable of Entry
        Of its design, oldest first.
    now : int
        Instant in microseconds.
    waits : bool
        True where the holdout comes after the freeze: then the work ends with the freeze, and what is left is
        waiting, which no timebox bounds.

    Examples
    --------
    >>> from wager.foundation.amount_texts import parse_duration
    >>> one = Hypothesis("H1", "", "a", ("G1",), parse_duration("5 d"))
    >>> standing(one, [], 0).state
    'draft'
    >>> began = Entry("0a", "start", "bookings", "H1", 0, (), {})
    >>> standing(one, [began], 6 * 86_400_000_000).state
    'timed out'
    """
    entries = [entry for entry in log if entry.hypothesis == one.id]
    starts = [entry for entry in entries if entry.kind == "start"]
    frozen = _first(entries, "freeze")
    started = min((at for at in (_first(entries, "start"), frozen) if at is not None), default=None)
    # Whatever the document says since: more time is had by a check-in only.
    timebox = min(
        [one.timebox.microseconds, *(int(e.body["timebox"]) for e in starts if "timebox" in e.body)]
    )
    checks = [entry for entry in entries if entry.kind == "check-in"]
    continued = [entry.at for entry in checks if entry.body["says"] == "continue"]
    stopped = next((entry.at for entry in checks if entry.body["says"] == "stop"), None)
    ends = None if started is None else max([started, *continued]) + timebox
    late = ends is not None and now >= ends and not (waits and frozen is not None and frozen <= ends)
    verdicts = [entry for entry in entries if entry.kind == "verdict"]
    lessons = [str(entry.body["learned"]) for entry in entries if entry.kind == "learn"]
    voided = _first(entries, "void")
    state, ended = _open(late=late or stopped is not None, frozen=frozen is not None), stopped
    if verdicts:  # one that a branch gave is not hidden by what another says
        state, ended = "judged", verdicts[-1].at
    elif voided is not None:
        state, ended = "void", voided
    return Standing(
        one.id,
        state,
        str(verdicts[-1].body["verdict"]["word"]) if verdicts else "",
        started,
        frozen,
        ends,
        ended,
        stopped is not None and state == "timed out",
        len(continued),
        lessons[-1] if lessons else "",
        timebox,
    )


def _open(*, late: bool, frozen: bool) -> str:
    return "timed out" if late else "frozen" if frozen else "draft"


def _first(entries: Iterable[Entry], kind: str) -> int | None:
    return min((entry.at for entry in entries if entry.kind == kind), default=None)
