"""A run that was not there yet: fitted, shown on development rows, set beside what is simple, and kept."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.beside import Beside
from wager.evaluation.evidence import Evidence
from wager.expressions.tree import Tree
from wager.features.matrix import Matrix
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import short
from wager.money.rank import RANK
from wager.workflow.beside import stand_beside
from wager.workflow.contend import answer, entrant
from wager.workflow.design_trees import pay_trees, slice_trees
from wager.workflow.entrant import Entrant
from wager.workflow.fielded import baseline
from wager.workflow.gather_evidence import gather_evidence
from wager.workflow.inputs import Inputs
from wager.workflow.learning import Learned, learn
from wager.workflow.question import Question, ask_question, left_out
from wager.workflow.runs import Run, keep_model, keep_run
from wager.workflow.searching.settle import settle
from wager.workflow.weigh import weigh
from wager.workflow.wiring import Wiring

DEVELOPMENT = "tune"
"""The part on which a run is evaluated."""

_UNIT = 1 if sys.platform == "darwin" else 1024  # of what the system says about memory


@dataclass
class Laps:
    """What each step took.

    Attributes
    ----------
    seconds : dict of str to float
        Wall time.
    memory : dict of str to int
        Bytes that the process held at most, up to the end of the step.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    _began: float = field(default_factory=time.monotonic)

    def end(self, step: str) -> None:
        """End a step; the next one begins."""
        now = time.monotonic()
        self.seconds[step], self._began = round(now - self._began, 3), now
        self.memory[step] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


def fresh_run(
    wiring: Wiring,
    inputs: Inputs,
    entered: Entrant,
    identity: str,
    *,
    sample: int | None,
    changes: Mapping[str, Any],
) -> Run:
    """Fit a model, show it on development rows, and keep the run.

    Parameters
    ----------
    identity : str
        Digest of all that goes in.

    Raises
    ------
    BadInputError
        If it cannot be fitted, or no development rows are left to show it on.
    """
    laps = Laps()
    question = ask_question(wiring, inputs)
    if sample is not None:
        question = replace(question, parts=question.parts.sampled(sample))
    laps.end("rows")
    matrix = _computed(question, entered)
    laps.end("features")
    settled, searched = settle(question, entered)
    if searched is not None:
        laps.end("search")
    learned = replace(learn(question, settled), searched=searched)
    laps.end("fit")
    rows = _shown_on(question)
    evidence, beside = _shown(question, learned, matrix, rows, laps)
    refitted = learned.final is not learned.developed
    run = Run(
        identity,
        entered.name,
        entered.algorithm,
        question.design.id,
        len(entered.trees) - (RANK in entered.trees and entered.algorithm != "rule"),
        {**question.parts.counts(), **question.parts.dropped, **question.rows.left_out},
        evidence,
        {name: snapshot.id for name, snapshot in inputs.snapshots.items()},
        keep_model(wiring, learned.final),
        learned.final.digest,
        learned.developed.describe(),
        laps.seconds,
        columns=matrix.told,
        unit_rows=question.rows.made,
        searched=searched,
        before=keep_model(wiring, learned.developed) if refitted else {},
        beside=beside,
        memory=laps.memory,
        changes=dict(changes),
        code=_code(inputs, entered),
        reads=inputs.keys(entered.trees),
        sample=sample,
    )
    keep_run(wiring, run)
    return run


def _computed(question: Question, entered: Entrant) -> Matrix:
    """Return what a model reads. What slices, pays and baselines read is computed in the same pass over the rows, and is in the cache when they ask."""
    design = question.design
    also: dict[str, Tree] = {**slice_trees(design), **pay_trees(design)}
    for one in design.baselines.named.values() if design.baselines else ():
        also |= entrant(question, one.model).trees if one.model else {}
    return question.matrix(also | dict(entered.trees)).only(entered.trees)


def _code(inputs: Inputs, entered: Entrant) -> dict[str, str]:
    """Name the versions of the code that learned; of the project's own its digest."""
    call, own = str(entered.model.parameters.get("call")), entered.model.code
    return dict(inputs.code) | ({call: short(own)} if own else {})


def _shown_on(question: Question) -> NDArray[np.int64]:
    rows = question.parts.rows(DEVELOPMENT)
    if len(rows) == 0:
        design = question.design
        dropped = left_out({**question.parts.dropped, **question.rows.left_out})
        raise BadInputError(
            f"{design.path}:{design.line('split')}: {DEVELOPMENT} has no rows, so nothing can be shown; {dropped}; move the "
            "beginnings in `split`"
        )
    return rows


def _shown(
    question: Question, learned: Learned, matrix: Matrix, rows: NDArray[np.int64], laps: Laps
) -> tuple[Evidence, tuple[Beside, ...]]:
    """Gather the evidence of what learned from train alone, and set it beside what is simple."""
    entered = learned.entered
    model = answer(question, entered, learned.developed, matrix, rows)
    others = [baseline(question, other, rows) for other in _compared(question)]
    outcomes = question.outcomes(rows)
    weighed = weigh(question, model, outcomes, entered.model, rows)
    slices = question.slices(rows)
    evidence = gather_evidence(question, DEVELOPMENT, [model, *others], outcomes, slices, weighed=weighed)
    laps.end("evidence")
    beside = stand_beside(question, entered, model, outcomes, rows)
    if beside:
        laps.end("baselines")
    return evidence, beside


def _compared(question: Question) -> list[str]:
    baselines = question.design.baselines
    if baselines is None:
        return []
    return list(dict.fromkeys([baselines.champion, *baselines.named]))
