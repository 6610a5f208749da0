"""Where the hypotheses of a design stand, as its log says."""

from __future__ import annotations

from collections.abc import Iterable

from wager.design.frozen.log import Entry


def verdicts_of(log: Iterable[Entry]) -> dict[str, str]:
    """Return the latest verdict of each hypothesis in a log."""
    return {one.hypothesis: one.body["verdict"]["word"] for one in log if one.kind == "verdict"}


def state_of(hypothesis: str, log: Iterable[Entry]) -> str:
    """Say whether a hypothesis is a draft, frozen or judged.

    Examples
    --------
    >>> state_of("H1", [Entry("0f", "freeze", "bookings", "H1", 0, (), {})])
    'frozen'
    """
    kinds = {one.kind for one in log if one.hypothesis == hypothesis}
    return "judged" if "verdict" in kinds else "frozen" if "freeze" in kinds else "draft"
