"""Goals: whether the difference is what was asked for.

`positive`: the lower bound lies above zero and the estimate reaches the amount. `at_least`: the lower bound
reaches the amount. *Keep* asks that no more than the amount is lost. Wholly below the amount refutes; money
wholly below zero (for *Keep*: below what may be lost) is harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.goals import Goal
from wager.design.sentences.metrics import Metric, resolved
from wager.evaluation.slices import Slices, expand
from wager.verdict.proof import Proof, Result, otherwise
from wager.verdict.question import Court, Question, ask, factor
from wager.verdict.reasons import said


def prove_goal(goal: Goal, named: Mapping[str, Metric], court: Court, slices: Slices) -> list[Proof]:
    """Test a goal: once, or once for each value of `any` dimension.

    Parameters
    ----------
    goal : Goal
        Without its guardrails.
    named : mapping of str to Metric
        The design's own metrics.
    """
    metric = resolved(goal.metric, named)
    every = expand(goal.slice, slices, len(court.outcomes))
    return [_prove(goal, metric, court, name, among) for name, among in every]


def _prove(goal: Goal, metric: Metric, court: Court, slice_name: str, among: NDArray[np.bool_]) -> Proof:
    keep, against = goal.verb == "Keep", court.other(goal.baseline)
    sign = sign_of(goal, metric)
    question = ask(
        court,
        metric,
        against,
        among,
        goal.amount,
        sign=sign,
        bearable=keep,
        at_least=goal.prove == "at_least",
    )

    def judge(question: Question) -> tuple[Result, str]:
        return _judge_keep(question) if keep else _judge(goal, metric, question)

    result, why = judge(question)
    weeks = question.by_weeks
    low, high = question.bounds(question.alpha)
    figure = f"{metric}{f' for {slice_name}' if slice_name else ''} over {against.name}"
    return Proof(
        id=goal.id,
        kind="goal",
        sentence=str(replace(goal, guards=())),
        metric=str(metric),
        slice=slice_name,
        against=against.name,
        estimate=question.plain,
        asked=question.asked,
        low=low,
        high=high,
        result=result,
        why=f"{figure}: {why}",
        factor=_factor(goal, question) if result == "open" else None,
        by_weeks="" if weeks is None else judge(weeks)[0],
        looked=question.looked,
        by_interval=otherwise(result, judge(question.as_shown)[0]),
    )


def sign_of(goal: Goal, metric: Metric) -> int:
    """Return 1 where more of a goal's metric is better, -1 where less is."""
    if goal.verb in {"Increase", "Decrease"}:
        return 1 if goal.verb == "Increase" else -1
    return 1 if metric.better == "higher" else -1


def _judge(goal: Goal, metric: Metric, question: Question) -> tuple[Result, str]:
    missing = question.unmeasured() or question.unvarying() or question.few_differ
    if missing:
        return "unmeasured", missing
    alpha, better, spare = question.alpha, question.better, question.spare
    low, high, reach, top = better.lower(alpha), better.upper(alpha), spare.lower(alpha), spare.upper(alpha)
    assert low is not None and high is not None and reach is not None and top is not None  # noqa: PT018
    assert spare.value is not None
    figure = said(question)
    asked = _asked(goal, question)
    if metric.kind == "money" and high < 0:
        return "beyond", f"{figure} lies wholly on the losing side of zero"
    enough = reach >= 0 if goal.prove == "at_least" else spare.value >= 0
    if low > 0 and enough:
        return "proven", f"{figure} proves {asked}"
    if top < 0:
        return "below", f"{figure} lies wholly below {asked}"
    if low <= 0:
        return "open", f"{figure} does not exclude that nothing is won; {asked} was asked"
    return "open", f"{figure} is a gain, but {asked} is neither proven nor excluded"


def _judge_keep(question: Question) -> tuple[Result, str]:
    missing = question.unmeasured() or question.too_few(question.alpha)
    if missing:
        return "unmeasured", missing
    reach, top = question.spare.lower(question.alpha), question.spare.upper(question.alpha)
    assert reach is not None
    assert top is not None
    figure, margin = said(question), question.plain.shown(question.asked)
    if reach > 0:
        return "proven", f"{figure} proves that no more than {margin} is lost"
    if top < 0:
        worse: Result = "below" if question.plain.unit in {"share", "number"} else "beyond"
        return worse, f"{figure} lies wholly beyond the {margin} that may be lost"
    return "open", f"{figure} does not exclude a loss of more than {margin}"


def _asked(goal: Goal, question: Question) -> str:
    if goal.amount == "any":
        return "a gain of any amount"
    least = "at least " if goal.prove == "at_least" else ""
    return f"{least}the {question.plain.shown(question.sign * question.asked, signed=True)} asked"


def _factor(goal: Goal, question: Question) -> float | None:
    # What would settle it, were the estimates to stay: the bound of zero, or of the amount.
    better, spare = question.better, question.spare
    if better.value is None or spare.value is None:
        return None
    if goal.verb == "Keep" or goal.prove == "at_least" or spare.value < 0:
        return factor(spare, spare.value, question.alpha)
    return factor(better, better.value, question.alpha)
