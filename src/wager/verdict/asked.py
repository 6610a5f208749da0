"""Every single test of a goal and its guardrails, as a verdict will make them: for what is told beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.goals import Amount, Goal
from wager.design.sentences.metrics import Metric, resolved
from wager.evaluation.slices import Slices, expand
from wager.verdict.guardrails import ORIGINAL


@dataclass(frozen=True)
class Asked:
    """One test.

    Attributes
    ----------
    id : str
        Of the goal; guardrails add their place, as in `G1.2`.
    kind : {'goal', 'guardrail'}
    sentence : str
        As it was written.
    metric : Metric
        Resolved.
    slice : str
        `origin JFK`; empty for all rows.
    among : ndarray of bool, shape (n,)
        The slice's rows.
    baseline : str
        Whom it is compared with, as the sentence calls it.
    amount : Amount or 'any'
    sign : int
        -1 where less is better.
    bearable : bool
        True where the amount may be lost, False where it must be won.
    at_least : bool
        True where the lower bound must reach the amount.
    """

    id: str
    kind: Literal["goal", "guardrail"]
    sentence: str
    metric: Metric
    slice: str
    among: NDArray[np.bool_]
    baseline: str
    amount: Amount | Literal["any"]
    sign: int
    bearable: bool
    at_least: bool = False


def tests_of(
    goal: Goal, named: Mapping[str, Metric], slices: Slices, rows: int, original: str
) -> list[Asked]:
    """List the tests of a goal and then of its guardrails, one for each slice that `any` stands for.

    Parameters
    ----------
    named : mapping of str to Metric
        The design's own metrics.
    slices : mapping
        The design's slices on the n rows.
    rows : int
        n.
    original : str
        The declared champion where another one holds the title, else empty: guardrails over the champion hold against it as well.

    Raises
    ------
    BadInputError
        If a sentence names a slice that is not there.
    """
    metric = resolved(goal.metric, named)
    higher = metric.better == "higher" if goal.verb in {"Improve", "Keep"} else goal.verb == "Increase"
    found = [
        Asked(
            goal.id,
            "goal",
            str(replace(goal, guards=())),
            metric,
            name,
            among,
            goal.baseline,
            goal.amount,
            1 if higher else -1,
            goal.verb == "Keep",
            goal.prove == "at_least",
        )
        for name, among in expand(goal.slice, slices, rows)
    ]
    references = {"": goal.baseline}
    if goal.baseline == "champion" and original:
        references[ORIGINAL] = original
    for place, guard in enumerate(goal.guards, 1):
        measured, sign = resolved(guard.metric, named), 1 if guard.direction == "decreasing" else -1
        found += [
            Asked(
                f"{goal.id}.{place}{end}",
                "guardrail",
                str(guard),
                measured,
                name,
                among,
                baseline,
                guard.margin,
                sign,
                bearable=True,
            )
            for end, baseline in references.items()
            for name, among in expand(guard.slice, slices, rows, goal.slice)
        ]
    return found
