"""Amendments after a look: marked, and worth nothing on the rows whose outcomes were read before."""

from __future__ import annotations

from collections.abc import Iterable

from wager.design.frozen.log import Entry
from wager.design.hypotheses.amendment import amended, kin

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
    return any(entry.body.get("objective") == objective for entry in _verdicts(hypothesis, log))


def _verdicts(hypothesis: str, log: Iterable[Entry]) -> list[Entry]:
    """List the verdicts on the question that an amendment asks again."""
    if not amended(hypothesis):
        return []
    return [
        entry
        for entry in log
        if entry.kind == "verdict" and entry.hypothesis != hypothesis and kin(hypothesis, entry.hypothesis)
    ]
