"""Analyse a run: where its money comes from, where it is lost, and what to try next; on development rows only."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from wager.evaluation.analysis.honest import reliability
from wager.evaluation.analysis.importance import Importance
from wager.evaluation.analysis.money_parts import changed_parts, money_parts, slice_parts
from wager.evaluation.analysis.residuals import residuals
from wager.evaluation.analysis.rules import with_advice
from wager.evaluation.analysis.whole import Analysis
from wager.evaluation.figures import MONEY
from wager.features.cache import Cost
from wager.foundation.errors import RefusedError
from wager.workflow.analysing.costs import column_costs, complexity_of
from wager.workflow.analysing.kept import keep_analysis, kept_analysis
from wager.workflow.analysing.opened import Opened, open_run
from wager.workflow.analysing.quick import (
    mistakes_of,
    ranking_of,
    recalibrated_of,
    searches_of,
    spells_of,
)
from wager.workflow.analysing.refits import Refits
from wager.workflow.leaks.find_signs import find_signs
from wager.workflow.read_project import model_paths
from wager.workflow.runs import Run
from wager.workflow.weigh_features import keep_worth, kept_worth, worth_of_features
from wager.workflow.wiring import Wiring

T = TypeVar("T")


@dataclass
class _Taken:
    """What each step took."""

    seconds: dict[str, float] = field(default_factory=dict)

    def by(self, step: str, make: Callable[[], T]) -> T:
        """Do a step."""
        began = time.monotonic()
        found = make()
        self.seconds[step] = round(self.seconds.get(step, 0.0) + time.monotonic() - began, 3)
        return found


def analyse_run(wiring: Wiring, run: Run, *, drop: bool = False, text: str | None = None) -> Analysis:
    """Analyse a run, or find the analysis that was made of it.

    Parameters
    ----------
    wiring : Wiring
    run : Run
    drop : bool
        Also fit the model without each of its features: as many fits as it has features.
    text : str, optional
        Its model, where that stood in no file.

    Raises
    ------
    RefusedError
        If the run followed from other files than those that are there now, or is a trial of a search.
    """
    kept = kept_analysis(wiring, run.id)
    if kept is not None and not (drop and _undropped(kept)):
        return kept
    taken = _Taken({} if kept is None else dict(kept.seconds))
    opened = taken.by("rows", lambda: open_run(wiring, run, text=text))
    refits = Refits(opened)
    found = _whole(opened, refits, taken) if kept is None else kept
    if drop and opened.contender.money is not None:
        without = taken.by("drop", lambda: dict(refits.dropped()))
        if not without:
            raise RefusedError(
                f"{run.model} reads no features that could be left out one by one; leave --drop out"
            )
        found = replace(
            found,
            importance=_dearest(replace(one, dropped=without.get(one.feature)) for one in found.importance),
        )
    found = with_advice(replace(found, seconds=taken.seconds))
    keep_analysis(wiring, found)
    return found


def _undropped(kept: Analysis) -> bool:
    return all(one.dropped is None for one in kept.importance)


def _whole(opened: Opened, refits: Refits, taken: _Taken) -> Analysis:
    """Analyse all but what is asked for by itself."""
    costs = column_costs(opened)
    found = taken.by("answers", lambda: _of_answers(opened, costs))
    found = replace(found, searches=taken.by("slices", lambda: searches_of(opened)))
    if opened.contender.money is None:
        return found
    worth = taken.by("importance", lambda: _importance(opened, costs))
    return replace(
        found,
        importance=worth,
        curve=taken.by("learning curve", refits.curve),
        ageing=taken.by("ageing", refits.ageing),
    )


def _of_answers(opened: Opened, costs: Mapping[str, Cost]) -> Analysis:
    run, one, outcomes = opened.run, opened.contender, opened.outcomes
    question, champion, currency = opened.question, opened.champion, opened.currency
    return Analysis(
        run=run.id,
        model=run.model,
        design=run.design,
        part=run.evidence.part,
        each=outcomes.each,
        cluster_word=outcomes.cluster_word,
        currency=currency,
        zone=question.wiring.config.time_zone,
        rows=len(outcomes),
        clusters=outcomes.cluster_count,
        champion="" if champion is None else champion.name,
        calibrated=opened.entered.model.calibrate or "",
        money=run.evidence.of(run.evidence.model).measures.get(MONEY),
        complexity=complexity_of(opened, costs),
        ranking=ranking_of(opened),
        reliability=reliability(one, outcomes),
        recalibrated=recalibrated_of(opened),
        residuals=residuals(one, outcomes),
        spells=spells_of(opened),
        mistakes=mistakes_of(opened),
        signs=tuple(signs_of(opened)),
        **(_money(opened) if one.money is not None else {}),
    )


def _money(opened: Opened) -> dict[str, Any]:
    one, champion, outcomes, currency = (
        opened.contender,
        opened.champion,
        opened.outcomes,
        opened.currency,
    )
    comparable = champion is not None and champion.money is not None and champion.actions is not None
    return {
        "parts": money_parts(one, outcomes, currency),
        "changes": changed_parts(one, champion, outcomes, currency) if comparable and champion else (),
        "slices": slice_parts(one, champion if comparable else None, outcomes, opened.slices, currency),
    }


def signs_of(opened: Opened) -> list[dict[str, Any]]:
    """Find the signs of leaks that concern this model, or the rows: what other models read is theirs."""
    inputs, wiring = opened.question.inputs, opened.question.wiring
    paths = model_paths(inputs.definitions, [opened.run.model]) | {inputs.design.path}
    found = find_signs(wiring, inputs.definitions, inputs.design)
    return [dict(vars(one)) for one in found if one.path in paths]


def _importance(opened: Opened, costs: Mapping[str, Cost]) -> tuple[Importance, ...]:
    wiring, run = opened.question.wiring, opened.run
    worth = kept_worth(wiring, run.id)
    if worth is None:
        try:
            worth = worth_of_features(opened.question, opened.entered, opened.fitted, opened.rows)
        except RefusedError:
            return ()  # a rule reads conditions, and no feature by itself
        keep_worth(wiring, run.id, worth)
    named = [(one, costs.get(one.feature)) for one in worth]
    return tuple(
        Importance(
            one.feature,
            one.money,
            None,
            None if cost is None else cost.seconds,
            None if cost is None else cost.bytes,
        )
        for one, cost in named
    )


def _dearest(found: Any) -> tuple[Importance, ...]:
    return tuple(sorted(found, key=lambda one: -(one.worth.value or 0.0)))
