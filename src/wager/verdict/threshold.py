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
    side = -1 if is_margin(proof) else 1
    return side * better(proof) * proof.asked


def better(proof: Proof) -> int:
    """Return 1 where more of what a test measures is better, -1 where less is."""
    first = proof.sentence.split()[0]
    if proof.kind == "guardrail":
        return -1 if proof.sentence.startswith("without increasing") else 1
    if first in {"Increase", "Decrease"}:
        return 1 if first == "Increase" else -1
    return 1 if parse_metric(proof.metric).better == "higher" else -1


def is_margin(proof: Proof) -> bool:
    """Tell a limit that may be lost from an amount that must be won."""
    return proof.kind == "guardrail" or proof.sentence.startswith("Keep")
