"""How long a design takes on average: every way through its graph, weighed by how often its verdicts fall."""

from __future__ import annotations

from collections.abc import Mapping

from wager.design.hypotheses.graph import Hypotheses, in_order
from wager.workflow.planning.prospects import Ahead, Prospect

WORDS = ("ship", "harm", "refuted", "inconclusive")
"""In the order of `Odds.of_nothing`."""


def expected_days(hypotheses: Hypotheses, ahead: Ahead, *, needed: bool) -> float | None:
    """Say how many days what is still to come takes on average, each hypothesis its whole timebox.

    Parameters
    ----------
    hypotheses : mapping of str to Hypothesis
        Without a circle.
    needed : bool
        True where each gain is what its goal needs, False where there is none.

    Returns
    -------
    float or None
        None where nothing is to come, or of something that is to come the odds are not told. The longest of several beginnings.
    """
    coming = {name: one for name, one in ahead.prospects.items() if one.ahead}
    days: dict[str, float | None] = {}
    followed: set[str] = set()
    for name in reversed(in_order(hypotheses)):
        if name in coming:
            after = _after(coming[name], coming)
            followed |= set(after.values())
            days[name] = _days(coming[name], ahead.waits, after, days, needed=needed)
    begins = [days[name] for name in coming if name not in followed]
    told = [found for found in begins if found is not None]
    return max(told) if told and len(told) == len(begins) else None


def _after(one: Prospect, coming: Mapping[str, Prospect]) -> dict[str, str]:
    """Name the hypothesis that comes after each verdict, where one does."""
    found = {
        word: next((target for target in one.next.get(word, ()) if target in coming), "") for word in WORDS
    }
    return {word: target for word, target in found.items() if target and target != one.hypothesis}


def _days(
    one: Prospect, waits: float, after: Mapping[str, str], days: Mapping[str, float | None], *, needed: bool
) -> float | None:
    if one.odds is None:
        return None
    total = one.days + waits * one.read[needed]
    falls = one.odds.of_needed if needed else one.odds.of_nothing
    for word, share in zip(WORDS, falls, strict=True):
        more = days[after[word]] if word in after else 0.0
        if more is None:
            return None
        total += share * more
    return total
