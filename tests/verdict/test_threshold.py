"""Where what was asked lies: on the side of the estimate's axis on which it has to be reached, or not be passed."""

import pytest

from wager.evaluation.estimate import Estimate
from wager.verdict.proof import Proof
from wager.verdict.threshold import threshold

FOUND = Estimate(0.0, None, None, None, 9, 9, 9, "USD")


@pytest.mark.parametrize(
    ("kind", "sentence", "metric", "expected"),
    [
        ("goal", "Increase net by 8 USD", "money per 1000 rows", 8),
        ("goal", "Decrease alerts by 8", "rate of act per 1000 rows", -8),
        ("goal", "Improve net by 8 USD", "money per 1000 rows", 8),
        ("goal", "Improve brier by 8", "brier", -8),
        ("goal", "Improve alerts by 8", "rate of act per 1000 rows, lower is better", -8),
        ("goal", "Keep net within 8 USD of rule", "money per 1000 rows", -8),
        ("goal", "Keep brier within 8 of rule", "brier", 8),
        ("guardrail", "without decreasing recall of late by more than 8 pp", "recall of late", -8),
        ("guardrail", "without increasing alerts by more than 8", "rate of act per 1000 rows", 8),
    ],
)
def test_the_side_is_that_of_the_sentence(kind, sentence, metric, expected):
    proof = Proof("G1", kind, sentence, metric, "", "rule", FOUND, 8.0, None, None, "open", "")
    assert threshold(proof) == expected
