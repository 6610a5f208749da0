"""One trial as it is kept: a run like any other, found by the digest of what went in, without a fitted model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.design.as_json import as_json
from wager.design.sentences.metrics import Metric, usual_money
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.estimate import Estimate
from wager.evaluation.evidence import Evidence
from wager.evaluation.figures import MONEY, Figures
from wager.evaluation.interval import estimate
from wager.evaluation.metrics import measure, unit
from wager.evaluation.searched import TrialOf
from wager.foundation.fingerprint import digest
from wager.training.columns import Integers
from wager.training.split import Parts
from wager.workflow.asked import asked_of
from wager.workflow.entrant import Entrant
from wager.workflow.question import Question
from wager.workflow.runs import Run
from wager.workflow.searching.space import said

FORMAT = 1
"""Raised when the same trial is to give another figure."""

FOLDS = "folds"
"""What the evidence of a trial names as its part: the rows that the folds are judged on."""


@dataclass(frozen=True)
class Folded:
    """A question with its folds: what every trial of a search shares.

    Attributes
    ----------
    question : Question
        That models learn from.
    entered : Entrant
    folds : tuple of Parts
    """

    question: Question
    entered: Entrant
    folds: tuple[Parts, ...]

    @cached_property
    def judged(self) -> Integers:
        """The rows that the folds are judged on, fold after fold."""
        return np.concatenate([fold.rows("holdout") for fold in self.folds])

    @cached_property
    def outcomes(self) -> Outcomes:
        """What turned out to be true of them."""
        return self.question.outcomes(self.judged)

    @cached_property
    def metric(self) -> Metric:
        """Money, per so many rows as everybody is told it for."""
        return usual_money(self.outcomes.each)

    def money(self, earned: NDArray[np.int64]) -> Estimate:
        """Say what was earned on the rows of all folds, with its interval."""
        contender = Contender(self.entered.name, money=earned)
        measured = measure(self.metric, contender, self.outcomes, np.ones(len(earned), dtype=np.bool_))
        currency = self.question.inputs.currency
        return estimate(measured, self.outcomes.ways, unit(self.metric, currency))

    @cached_property
    def _asked(self) -> dict[str, Any]:
        """Name all that a trial follows from besides its parameters."""
        model = replace(self.entered.model, parameters={})
        return {"format": FORMAT, **asked_of(self.question, replace(self.entered, model=model), self.folds)}

    def identity(self, parameters: Mapping[str, Any], share: float) -> str:
        """Digest all that a trial follows from."""
        return digest({"trial": self._asked, "parameters": as_json(dict(parameters)), "share": share})

    def run(self, parameters: Mapping[str, Any], share: float, money: Estimate, seconds: float) -> Run:
        """Write a trial as a run."""
        question, entered, outcomes = self.question, self.entered, self.outcomes
        decided = question.decided_at(self.judged)
        evidence = Evidence(
            model=entered.name,
            part=FOLDS,
            rows=len(outcomes),
            clusters=outcomes.cluster_count,
            first=None if decided is None else int(decided.min()),
            last=None if decided is None else int(decided.max()),
            each=outcomes.each,
            cluster_word=outcomes.cluster_word,
            currency=question.inputs.currency,
            contenders=(Figures(entered.name, "", said(parameters), {MONEY: money}, {}),),
            differences=(),
            rows_fingerprint=question.rows.fingerprint,
            zone=question.wiring.config.time_zone,
        )
        return Run(
            self.identity(parameters, share),
            entered.name,
            entered.algorithm,
            question.design.id,
            len(entered.trees),
            question.parts.counts(),
            evidence,
            {name: snapshot.id for name, snapshot in question.inputs.snapshots.items()},
            artifact={},
            fitted="",
            described=said(parameters),
            seconds={"fit": round(seconds, 3)},
            trial=TrialOf(as_json(dict(parameters)), share, len(self.folds)),
        )
