"""The same tests with rows in weeks: said where it makes a difference, and never decisive.

Days follow each other in one spell of weather, so that intervals by day may still be too narrow; by week they are less so, and there are
fewer of them. What judges is what the design declares and a freeze pins. The other is said where its interval is wider by more than a
tenth, or where the test would have ended otherwise: with a tenth, α = 2.5 % has become 3.7 %; a smaller one is within the noise of
a standard error of 61 days, which is 9 %.
"""

from __future__ import annotations

from collections.abc import Iterator

from wager.evaluation.estimate import Estimate
from wager.verdict.proof import Proof
from wager.verdict.verdict import Verdict

WIDER = 1.1
"""How many times as wide an interval by weeks is said to be, from here on."""


def times_as_wide(found: Estimate) -> float | None:
    """Say how many times as wide the interval by weeks is; None where one of the two is missing or has no width.

    Examples
    --------
    >>> weeks = Estimate(1.0, 0.9, -1.0, 3.0, 9, 900, 900)
    >>> times_as_wide(Estimate(1.0, 0.5, 0.0, 2.0, 61, 900, 900, by_weeks=weeks))
    2.0
    """
    weeks = found.by_weeks
    if weeks is None or found.low is None or found.high is None or weeks.low is None or weeks.high is None:
        return None
    return (weeks.high - weeks.low) / (found.high - found.low) if found.high > found.low else None


def second_opinions(verdict: Verdict) -> list[tuple[str, str]]:
    """Say what would be another by weeks, and which of both judged.

    Returns
    -------
    list of (str, str)
        Labels and sentences: money against each contender, then the tests, then who judged, and which intervals of two
        ways rest on one; empty where there is nothing to say.
    """
    said = [*_of_money(verdict), *_of_tests(verdict)]
    by = verdict.cluster_word if verdict.clusters < verdict.rows else f"single {verdict.each}s"
    judged = [("judged", f"by {by}, as it was frozen; weeks decide nothing")] if said else []
    return [*(("by weeks", one) for one in said), *judged, *_notes(verdict)]


def _of_money(verdict: Verdict) -> Iterator[str]:
    for name, found in verdict.against.items():
        if (times_as_wide(found) or 0.0) > WIDER:
            yield f"money over {name}: {_interval(found)}"


def _of_tests(verdict: Verdict) -> Iterator[str]:
    for proof in (*verdict.goals, *verdict.guards):
        if proof.estimate.by_weeks is None or proof.by_weeks == "" or proof.result == "unmeasured":
            continue
        other = proof.by_weeks != proof.result
        if other or (times_as_wide(proof.estimate) or 0.0) > WIDER:
            result = f"it would be {_RESULTS[proof.by_weeks]}" if other else "the same result"
            yield f"{_name(proof)}: {_interval(proof.estimate)}; {result}"


def _notes(verdict: Verdict) -> list[tuple[str, str]]:
    """Say each note once, with the tests that it is about."""
    noted: dict[str, list[str]] = {}
    for proof in (*verdict.goals, *verdict.guards):
        if proof.estimate.note:
            noted.setdefault(proof.estimate.note, []).append(_name(proof))
    return [("two ways", f"{note}: {', '.join(tests)}") for note, tests in noted.items()]


_RESULTS = {
    "proven": "proven",
    "beyond": "beyond what is bearable",
    "below": "below what was asked",
    "open": "open",
    "unmeasured": "not measured",
}


def _name(proof: Proof) -> str:
    return f"{proof.id} for {proof.slice}" if proof.slice else proof.id


def _interval(found: Estimate) -> str:
    weeks, wide = found.by_weeks, times_as_wide(found)
    assert weeks is not None
    much = "" if wide is None else f", {wide:.2f} times as wide"
    return f"{weeks.with_interval(signed=True)} in {weeks.clusters} weeks{much}"
