"""Guardrails: the harm that must not be done, as non-inferiority tests.

What is not shown to be harmless is not harmless: a guardrail holds only where the bound at α lies within the
margin, never because a harm "was not significant". Ten champions that each lose one margin to the last would lose ten:
where the champion is no longer the one that the design declares, a guardrail holds against that one as well.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.goals import Goal, Guard
from wager.design.sentences.metrics import Metric, resolved
from wager.evaluation.contender import Contender
from wager.evaluation.slices import Slices, expand
from wager.verdict.proof import Proof, Result, otherwise
from wager.verdict.question import Court, Question, ask, factor
from wager.verdict.reasons import said

ORIGINAL = "-original"
"""Ends the id of a test against the design's declared champion: `G1.2-original`."""


def prove_guards(goal: Goal, named: Mapping[str, Metric], court: Court, slices: Slices) -> list[Proof]:
    """Test a goal's guardrails against the goal's own baseline, and against the original; `any` tests each value.

    The original is the design's declared champion. It is tested where the goal is about the champion and that is another
    one by now.
    """
    references = {"": court.other(goal.baseline)}
    if goal.baseline == "champion" and court.original not in {"", court.champion}:
        references[ORIGINAL] = court.other(court.original)
    return [
        _prove(
            guard, f"{goal.id}.{place}{end}", resolved(guard.metric, named), court, against=against, rows=rows
        )
        for place, guard in enumerate(goal.guards, 1)
        for end, against in references.items()
        for rows in expand(guard.slice, slices, len(court.outcomes), goal.slice)
    ]


def _prove(
    guard: Guard,
    identity: str,
    metric: Metric,
    court: Court,
    *,
    against: Contender,
    rows: tuple[str, NDArray[np.bool_]],
) -> Proof:
    slice_name, among = rows
    sign = 1 if guard.direction == "decreasing" else -1
    question = ask(court, metric, against, among, guard.margin, sign=sign, bearable=True)
    result, why = _judge(guard, question)
    weeks = question.by_weeks
    low, high = question.bounds(question.alpha)
    figure = f"{metric}{f' for {slice_name}' if slice_name else ''} over {against.name}"
    spare = question.spare
    return Proof(
        id=identity,
        kind="guardrail",
        sentence=str(guard),
        metric=str(metric),
        slice=slice_name,
        against=against.name,
        estimate=question.plain,
        asked=question.asked,
        low=low,
        high=high,
        result=result,
        why=f"{figure}: {why}",
        factor=factor(spare, spare.value or 0.0, question.alpha) if result == "open" else None,
        by_weeks="" if weeks is None else _judge(guard, weeks)[0],
        looked=question.looked,
        by_interval=otherwise(result, _judge(guard, question.as_shown)[0]),
    )


def _judge(guard: Guard, question: Question) -> tuple[Result, str]:
    missing = question.unmeasured() or question.too_few(question.alpha)
    if missing:
        return "unmeasured", f"{missing}, so it does not count as safe"
    reach, top = question.spare.lower(question.alpha), question.spare.upper(question.alpha)
    assert reach is not None
    assert top is not None
    figure = said(question)
    margin = question.plain.shown(-question.sign * question.asked, signed=True)
    harm = "an increase" if guard.direction == "increasing" else "a decrease"
    if top < 0:
        return "beyond", f"{figure} lies wholly beyond the margin of {margin}"
    if reach > 0:
        return "proven", f"{figure} excludes that it is worse than the margin of {margin}"
    return "open", f"{figure} does not exclude {harm} beyond the margin of {margin}"
