"""Declared slices: for each value, whether the model is better or worse there than the champion, by Holm over all of them.

They decide nothing: the word of a verdict comes from goals and guardrails. What must not happen in a slice is written as a
guardrail; this says what did happen in all that were declared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from wager.design.sentences.goals import Goal
from wager.design.sentences.metrics import Metric, resolved, usual_money
from wager.evaluation.estimate import Estimate
from wager.evaluation.metrics import measure
from wager.evaluation.p_value import p_value
from wager.evaluation.slices import Slices
from wager.verdict.comparison import sign_of
from wager.verdict.question import Court, Question, ask

SliceWord = Literal["better", "worse", "not told apart", "not enough rows", "not measured"]

FAMILY = 0.05
"""How probable one wrong `better` or `worse` among all declared slices is, at most; two-sided."""


@dataclass(frozen=True)
class SliceProof:
    """What came of one declared slice.

    Attributes
    ----------
    dimension, value : str
        Which one.
    metric, against : str
        What was measured, and the contender that is subtracted.
    estimate : Estimate
        The difference, with its own 95 % interval.
    p, adjusted : float or None
        Two-sided, by itself and by Holm over all declared slices; None where there is no interval or too few rows.
    word : str
        `better`, `worse`, `not told apart`, `not enough rows`, `not measured` (a contender answers nothing that the metric counts).
    why : str
        What is missing; empty where nothing is.
    """

    dimension: str
    value: str
    metric: str
    against: str
    estimate: Estimate
    p: float | None
    adjusted: float | None
    word: SliceWord
    why: str = ""

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "estimate": self.estimate.to_json()}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> SliceProof:
        """Read what `to_json` wrote."""
        return cls(**{**found, "estimate": Estimate.from_json(found["estimate"])})


def compared(goal: Goal, named: Mapping[str, Metric], court: Court) -> tuple[Metric, int]:
    """Say by what slices are compared: money, or where there is none the goal's own metric; and 1 where more is better."""
    if court.model.money is not None and court.other("champion").money is not None:
        return usual_money(court.outcomes.each), 1
    metric = resolved(goal.metric, named)
    return metric, sign_of(goal, metric)


def prove_slices(
    goal: Goal, named: Mapping[str, Metric], court: Court, slices: Slices
) -> tuple[SliceProof, ...]:
    """Compare the model with the champion in each declared slice.

    Parameters
    ----------
    goal : Goal
        The hypothesis's first.
    named : mapping of str to Metric
        The design's own metrics.
    slices : mapping
        All that the design declares.
    """
    # Their α is their own, whatever the goals spend at each of several looks.
    court = replace(court, looks=None)
    metric, sign = compared(goal, named, court)
    against = court.other("champion")
    every = np.ones(len(court.outcomes), dtype=np.bool_)
    missing = [measure(metric, one, court.outcomes, every).reason for one in (court.model, against)]
    found = []
    for dimension, values in slices.items():
        for value, among in values.items():
            question = ask(court, metric, against, among, "any", sign=sign, bearable=False)
            word, why = _enough(question, next(filter(None, missing), ""))
            p = p_value(question.plain) if word == "not told apart" else None
            found.append(
                SliceProof(dimension, value, str(metric), against.name, question.plain, p, None, word, why)
            )
    return _adjusted(found, sign)


def _enough(question: Question, missing: str) -> tuple[SliceWord, str]:
    if missing:
        return "not measured", missing
    few = question.unmeasured()
    if not few and question.differ:  # where none differs there is nothing to tell apart, in however many rows
        few = question.few_differ
    if few:
        return "not enough rows", few
    return "not told apart", question.unvarying()


def _adjusted(found: Sequence[SliceProof], sign: int) -> tuple[SliceProof, ...]:
    tested = [place for place, proof in enumerate(found) if proof.p is not None]
    adjusted = dict(zip(tested, holm([found[place].p or 0.0 for place in tested]), strict=True))
    return tuple(
        replace(proof, adjusted=adjusted[place], word=_word(proof, adjusted[place], sign))
        if place in adjusted
        else proof
        for place, proof in enumerate(found)
    )


def _word(proof: SliceProof, adjusted: float, sign: int) -> SliceWord:
    if adjusted > FAMILY or not proof.estimate.value:
        return "not told apart"
    return "better" if sign * proof.estimate.value > 0 else "worse"


def holm(values: Sequence[float]) -> list[float]:
    """Adjust p-values so that all claims at or below α are right together, with probability 1 - α at least (Holm 1979).

    Examples
    --------
    >>> [round(one, 2) for one in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(values, kind="stable")
    stepped = np.asarray(values, dtype=np.float64)[order] * np.arange(len(values), 0, -1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return [float(one) for one in adjusted]
