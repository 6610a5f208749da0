"""Amendments after a look: marked, and worth nothing on the rows whose outcomes were read before."""

from __future__ import annotations

from collections.abc import Iterable

from wager.design.frozen.log import Entry
from wager.design.hypotheses.amendment import amended, kin
from wager.foundation.moments import parse_moment

__all__ = ["amended", "on_seen_rows", "post_hoc"]


def post_hoc(hypothesis: str, log: Iterable[Entry]) -> str:
    """Name what an amendment amends, if that, or another amendment of it, was judged before.

    Parameters
    ----------
    hypothesis : str
        Its id.
    log : iterable of Entry
        Of its design.

    Returns
    -------
    str
        Empty for what is no amendment, and for one that came before any verdict on its question.

    Examples
    --------
    >>> judged = Entry("0f", "verdict", "bookings", "H1", 0, (), {"objective": "a1"})
    >>> post_hoc("H1.2", [judged]), post_hoc("H1.2", []), post_hoc("H2", [judged])
    ('H1', '', '')
    """
    return amended(hypothesis) if _verdicts(hypothesis, log) else ""


def on_seen_rows(hypothesis: str, objective: str, log: Iterable[Entry]) -> bool:
    """Tell whether the outcomes that would judge an amendment were read for a verdict on what it amends.

    They were where the objective on the rows is the same, and where the two holdouts share a moment: another
    objective, or one row less, makes no fresh holdout.

    Parameters
    ----------
    hypothesis : str
        Its id.
    objective : str
        The objective on the rows of the holdout, as verdicts name it.
    log : iterable of Entry
        Of its design.

    Examples
    --------
    >>> judged = Entry("0f", "verdict", "bookings", "H1", 0, (), {"objective": "a1"})
    >>> on_seen_rows("H1.2", "a1", [judged]), on_seen_rows("H1.2", "b2", [judged])
    (True, False)
    """
    log = tuple(log)
    frozen = {entry.hash: entry for entry in log if entry.kind == "freeze"}
    own = [_holdout(entry) for entry in frozen.values() if entry.hypothesis == hypothesis]
    for verdict in _verdicts(hypothesis, log):
        freeze = frozen.get(str(verdict.body.get("freeze")))
        judged = None if freeze is None else _holdout(freeze)
        if verdict.body.get("objective") == objective or (own and _overlap(own[0], judged)):
            return True
    return False


def _holdout(freeze: Entry) -> tuple[int, int] | None:
    """Return between which instants the rows of a frozen hypothesis are judged; None where they have no such bounds."""
    window = freeze.body.get("holdout") or {}
    if window:
        return parse_moment(window["begin"]), parse_moment(window["end"])
    begin = ((freeze.body.get("plan") or {}).get("split") or {}).get("begin") or {}
    return (begin["holdout"], begin["end"]) if "holdout" in begin and "end" in begin else None


def _overlap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def _verdicts(hypothesis: str, log: Iterable[Entry]) -> list[Entry]:
    """List the verdicts on the question that an amendment asks again."""
    if not amended(hypothesis):
        return []
    return [
        entry
        for entry in log
        if entry.kind == "verdict" and entry.hypothesis != hypothesis and kin(hypothesis, entry.hypothesis)
    ]
