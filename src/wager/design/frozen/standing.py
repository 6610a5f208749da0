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
        Instants in microseconds: of the first run, of the freeze, of the end of the timebox with all that
        check-ins added, and of the verdict, the stop or the voiding.
    stopped : bool
        True where a check-in stopped it: it follows its edge `timeout`.
    checks_in : int
        How often it was continued.
    learned : str
        What was learned; empty until it is said.
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
    >>> from wager.foundation.amounts import parse_duration
    >>> one = Hypothesis("H1", "", "a", ("G1",), parse_duration("5 d"))
    >>> standing(one, [], 0).state
    'draft'
    >>> began = Entry("0a", "start", "bookings", "H1", 0, (), {})
    >>> standing(one, [began], 6 * 86_400_000_000).state
    'timed out'
    """
    entries = [entry for entry in log if entry.hypothesis == one.id]
    started = _first(entries, "start")
    frozen = _first(entries, "freeze")
    verdicts = [entry for entry in entries if entry.kind == "verdict"]
    voided = _first(entries, "void")
    lessons = [str(entry.body["learned"]) for entry in entries if entry.kind == "learn"]
    continued = [entry for entry in entries if entry.kind == "check-in" and entry.body["says"] == "continue"]
    stopped = next((e for e in entries if e.kind == "check-in" and e.body["says"] == "stop"), None)
    ends = None if started is None else started + one.timebox.microseconds
    if continued and ends is not None:
        ends = max(ends, continued[-1].at + one.timebox.microseconds)
    late = ends is not None and now >= ends and not (waits and frozen is not None and frozen <= ends)
    state = (
        "void"
        if voided is not None
        else "judged"
        if verdicts
        else "timed out"
        if stopped is not None or late
        else "frozen"
        if frozen is not None
        else "draft"
    )
    ended = (
        voided
        if voided is not None
        else verdicts[-1].at
        if verdicts
        else stopped.at
        if stopped is not None
        else None
    )
    return Standing(
        one.id,
        state,
        str(verdicts[-1].body["verdict"]["word"]) if verdicts and voided is None else "",
        started,
        frozen,
        ends,
        ended,
        stopped is not None,
        len(continued),
        lessons[-1] if lessons else "",
    )


def _first(entries: Iterable[Entry], kind: str) -> int | None:
    return next((entry.at for entry in entries if entry.kind == kind), None)
