"""Where what was asked lies on the axis of an estimate: for pictures, and for whoever reads a difference beside it."""

from __future__ import annotations

from wager.design.sentences.metrics import parse_metric
from wager.verdict.proof import Proof


def threshold(proof: Proof) -> float:
    """Return the difference that a goal asks for, or that a guardrail or *Keep* bears, with its sign.

    Examples
    --------
    >>> from wager.evaluation.interval import Estimate
    >>> found = Estimate(0.1, None, None, None, 9, 9, 9, "share")
    >>> words = "without decreasing recall of late by more than 2 pp"
    >>> threshold(Proof("G1.1", "guardrail", words, "recall of late", "", "rule", found, 0.02, None, None, "open", ""))
    -0.02
    """
    first = proof.sentence.split()[0]
    if proof.kind == "guardrail":
        return proof.asked if proof.sentence.startswith("without increasing") else -proof.asked
    if first in {"Increase", "Decrease"}:
        return proof.asked if first == "Increase" else -proof.asked
    better = proof.asked if parse_metric(proof.metric).better == "higher" else -proof.asked
    return -better if first == "Keep" else better
