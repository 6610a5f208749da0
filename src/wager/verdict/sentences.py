"""A verdict in plain sentences: money first."""

from __future__ import annotations

import math

from wager.evaluation.evidence import PER
from wager.verdict.proof import Proof
from wager.verdict.verdict import GRADES, Verdict

MARKS = {"proven": "passed", "beyond": "HARM", "below": "refuted", "open": "open", "unmeasured": "open"}
"""What came of a test, in one word."""

_HOPELESS = 100  # times as many rows: no plan for them is worth printing


def sentences(verdict: Verdict) -> list[str]:
    """Say a verdict for people.

    Returns
    -------
    list of str
        The word and its grade; money against the champion and the baselines; one line for each test, those of
        money first; and, where it is INCONCLUSIVE, what would settle it.
    """
    grade = f"grade {verdict.grade}, {GRADES[verdict.grade]}"
    said = [f"{verdict.hypothesis}: {verdict.word} ({grade})", *_money(verdict)]
    proofs = sorted([*verdict.goals, *verdict.guards], key=lambda proof: not proof.is_money)
    said += [f"{MARKS[proof.result]:<7} {proof.id:<5} {proof.why}" for proof in proofs]
    said.append(
        f"{verdict.rows:,} {verdict.each}s in {verdict.clusters:,} {verdict.cluster_word}; "
        f"tested one-sided at α = {verdict.alpha:.4g}, 95 % intervals shown"
    )
    return said + (help_needed(verdict) if verdict.word == "INCONCLUSIVE" else [])


def _money(verdict: Verdict) -> list[str]:
    if verdict.money.value is None:
        return []
    unit = f"per {PER:,} {verdict.each}s"
    said = [f"{verdict.model} earns {verdict.money.with_interval()} {unit}"]
    order = sorted(verdict.against.items(), key=lambda pair: pair[0] != verdict.champion)
    for name, found in order:
        who = f"{name} (champion)" if name == verdict.champion else name
        said.append(f"that is {found.with_interval(signed=True)} {unit} over {who}")
    return said


def help_needed(verdict: Verdict) -> list[str]:
    """Say which intervals are too wide, and about how many more rows or clusters would do."""
    every = [*verdict.goals, *verdict.guards]
    return [_help(verdict, proof) for proof in every if proof.result in {"open", "unmeasured"}]


def _help(verdict: Verdict, proof: Proof) -> str:
    what = f"{proof.id} {proof.metric}{f' for {proof.slice}' if proof.slice else ''}"
    if proof.result == "unmeasured":
        return f"{what}: not enough rows, or no figure; judge more rows, or leave the test out of the next hypothesis"
    if proof.factor is not None and proof.factor > _HOPELESS:
        return f"{what}: over {_HOPELESS} times as many rows would be needed, were the estimate to stay"
    if proof.factor is None:
        return f"{what}: no number of rows would do, as the estimate lies on what is to be excluded"
    clusters = math.ceil(verdict.clusters * (proof.factor - 1))
    rows = math.ceil(verdict.rows * (proof.factor - 1))
    much = f"about {rows:,} more {verdict.each}s"
    if verdict.clusters < verdict.rows:
        much = f"about {clusters:,} more {verdict.cluster_word} ({rows:,} {verdict.each}s)"
    return f"{what}: the interval is too wide; {much} would settle it, were the estimate to stay"
