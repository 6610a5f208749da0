"""The evidence of a question's part: who decided its rows, by the design's metrics, money and slices."""

from __future__ import annotations

from collections.abc import Sequence

from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.evidence import Evidence
from wager.evaluation.gather import gather
from wager.evaluation.slices import Slices
from wager.evaluation.worth.records import Profit, Thresholds
from wager.workflow.bind import threshold_of
from wager.workflow.question import Question


def gather_evidence(
    question: Question,
    part: str,
    contenders: Sequence[Contender],
    outcomes: Outcomes,
    slices: Slices,
    *,
    weighed: tuple[Thresholds | None, Profit | None] = (None, None),
) -> Evidence:
    """Gather what is known of a model's worth on one part of the rows.

    Parameters
    ----------
    part : str
        `tune` or `holdout`.
    contenders : sequence of Contender
        The model first; all on the rows of the part.
    outcomes, slices
        Of the same rows.
    weighed : tuple
        Thresholds and profit curve, as `weigh` finds them on development rows.
    """
    thresholds, profit = weighed
    return gather(
        contenders,
        outcomes,
        slices,
        part=part,
        currency=question.inputs.currency,
        metrics=question.design.metrics,
        decided_at=question.decided_at(question.parts.rows(part)),
        threshold=threshold_of(question),
        rows_fingerprint=question.rows.fingerprint,
        zone=question.wiring.config.time_zone,
        thresholds=thresholds,
        profit=profit,
    )
