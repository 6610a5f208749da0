"""What would settle a test that says neither yes nor no: more days, clusters or rows, or another question."""

from __future__ import annotations

import math

from wager.foundation.rounded import number_of
from wager.verdict.proof import Proof
from wager.verdict.verdict import Verdict
from wager.verdict.words.basis import Told
from wager.verdict.words.sentences import ALIKE, missing


def help_needed(verdict: Verdict, told: tuple[Told, ...]) -> list[str]:
    """Say which intervals are too wide, and about how many more days, clusters or rows would do."""
    by_test = {(one.id, one.slice): one for one in told}
    every = [*verdict.goals, *verdict.guards]
    return [
        _help(verdict, proof, by_test[proof.id, proof.slice])
        for proof in every
        if proof.result in {"open", "unmeasured"}
    ]


_HOPELESS = 100  # times as many rows: no plan for them is worth printing


_WITH_MORE_ROWS = ("there are no ", "only one class is there", "too few", "needs rows of")
"""Of the reasons why there is no figure, or no interval of it, those that more rows would mend."""


def _help(verdict: Verdict, proof: Proof, told: Told) -> str:
    what = f"{proof.id} {proof.metric.partition(', ')[0]}{f' for {proof.slice}' if proof.slice else ''}"
    if proof.result == "unmeasured":
        return f"{what}: {_of_unmeasured(proof)}, or leave the test out of the next hypothesis"
    if proof.factor is not None and proof.factor > _HOPELESS:
        return f"{what}: over {_HOPELESS} times as many rows would be needed, were the estimate to stay"
    if told.rows is None or told.clusters is None:
        return f"{what}: no number of rows would do, as the estimate lies on what is to be excluded"
    return f"{what}: the interval is too wide; about {_much(verdict, told)} would settle it, were the estimate to stay"


def _of_unmeasured(proof: Proof) -> str:
    """Say what would measure a test: more rows, or another question where no number of rows would."""
    said, reason = missing(proof), proof.estimate.reason
    if said == ALIKE:
        return f"{said}; no number of rows tells them apart: ask another model"
    if reason and not any(words in reason for words in _WITH_MORE_ROWS):
        return f"it can never be measured: {reason}; no number of rows changes that: ask by another metric"
    return f"{said}{f' ({reason})' if reason else ''}; judge more rows"


def _much(verdict: Verdict, told: Told) -> str:
    assert told.rows is not None and told.clusters is not None  # noqa: PT018
    rows = number_of(told.rows, f"{verdict.each}s", "more")
    clusters = number_of(told.clusters, verdict.cluster_word, "more")
    clustered = verdict.clusters < verdict.rows
    if told.days is None:
        return f"{clusters} ({rows})" if clustered else rows
    spoken = number_of(math.ceil(told.days), "days", "more")
    if clustered and verdict.cluster_word != "days":
        rows = f"{rows} in {clusters}"
    return f"{spoken} ({rows}, at the pace of this holdout)"
