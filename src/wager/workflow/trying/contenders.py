"""Five ways to decide, on the rows of `tune`: doing nothing, acting on all, one split, a line, trees."""

from __future__ import annotations

from dataclasses import replace

from wager.design.defaults import BEST_SPLIT
from wager.design.models.model_file import bare_model
from wager.evaluation.contender import Contender
from wager.evaluation.evidence import Evidence
from wager.workflow.contend import act_always, answer, entrant
from wager.workflow.gather_evidence import gather_evidence
from wager.workflow.learning import train
from wager.workflow.question import Question

PART = "tune"
TREES = "lightgbm"


def compete(question: Question) -> Evidence:
    """Let each decide the rows of `tune`, fitted on those of `train`; the evidence is about the learner that earned more."""
    line = "linear" if question.task.kind == "number" else "logistic"
    rows = question.parts.rows(PART)
    learners = sorted((_fitted(question, name) for name in (TREES, line)), key=_earned, reverse=True)
    found = [*learners, _fitted(question, BEST_SPLIT)]
    first, last = question.task.actions[0], question.task.actions[-1]
    if question.task.kind == "number":
        found.append(act_always(question, "do_nothing", first, rows))
    else:
        found += [
            act_always(question, "act_on_all", last, rows),
            act_always(question, "do_nothing", first, rows),
        ]
    return gather_evidence(question, PART, found, question.outcomes(rows), question.slices(rows))


def _earned(contender: Contender) -> int:
    assert contender.money is not None
    return int(contender.money.sum())


def _fitted(question: Question, algorithm: str) -> Contender:
    entered = entrant(question, algorithm, bare_model(question.design.id, algorithm))
    matrix = question.matrix(entered.trees)
    found = answer(question, entered, train(question, entered), matrix, question.parts.rows(PART))
    return replace(found, name=algorithm)
