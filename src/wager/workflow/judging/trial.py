"""A trial: the model, the champion and the baselines decide the held-out rows, and every goal is tested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from wager.data.seal import KEY_NAME, Opener, demand_key
from wager.evaluation.contender import Contender
from wager.evaluation.evidence import Evidence
from wager.evaluation.slices import Slices
from wager.foundation.errors import RefusedError
from wager.foundation.moments import in_utc
from wager.registry.titles import Turn, held_at, holder
from wager.training.fit import FittedModel
from wager.verdict.question import Court
from wager.verdict.verdict import Grade, Verdict, give_verdict
from wager.workflow.contend import answer
from wager.workflow.entrant import Entrant
from wager.workflow.fielded import Fielded, baseline
from wager.workflow.gather_evidence import gather_evidence
from wager.workflow.inputs import Inputs
from wager.workflow.judging.case import Case
from wager.workflow.judging.interim import Look
from wager.workflow.learning import train
from wager.workflow.prospective import Window
from wager.workflow.question import HOLDOUT, Question, ask_question, holdout_of
from wager.workflow.run_model import run_digest
from wager.workflow.runs import find_run, read_final
from wager.workflow.versions.champion import Champion, champion_of
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Trial:
    """What was found on the held-out rows.

    Attributes
    ----------
    question : Question
        With the holdout.
    fielded : Fielded
        The model.
    champion : Champion
    judgement : Verdict
    court : Court
        The model, the champion and the baselines, with the outcomes.
    slices : Slices
        The design's, on the same rows.
    """

    question: Question
    fielded: Fielded
    champion: Champion
    judgement: Verdict
    court: Court
    slices: Slices

    @cached_property
    def evidence(self) -> Evidence:
        """Every figure of everybody, gathered when it is asked for: a look that ends nothing keeps none of it."""
        court = self.court
        others = [one for one in court.contenders.values() if one is not court.model]
        return gather_evidence(self.question, HOLDOUT, [court.model, *others], court.outcomes, self.slices)


def held_out(wiring: Wiring, case: Case, window: Window | None, *, renew: bool = True) -> Question:
    """Ask a case's question, with the rows that judge it.

    Parameters
    ----------
    window : Window or None
        The holdout that came after the freeze: its rows are those of new snapshots, and what is learned from stays
        as it was pinned. None: the design says which rows there are.
    renew : bool
        False to judge on the case's own snapshots, as a replay on history does.
    """
    asked = ask_question(wiring, case.inputs)
    if window is None:
        return asked
    inputs = case.inputs
    if renew:
        wiring.progress("new snapshots")
        inputs = inputs.renewed(wiring)
    _demand_whole(wiring, inputs, case, window)
    question = ask_question(wiring, inputs, after=window)
    # Classes and the form of the truth are what was learned.
    return replace(question, past=asked, task=asked.task)


def _demand_whole(wiring: Wiring, inputs: Inputs, case: Case, window: Window) -> None:
    """Refuse to judge on a part of the holdout: the source must hold a row that was decided after it."""
    unit, last = inputs.unit, inputs.decided(wiring).reach
    if last is None or last < window.end:
        reach = "is empty" if last is None else f"ends with what was decided at {in_utc(last)}"
        raise RefusedError(
            f"the holdout of {case.hypothesis.id} of {case.design.id} lasts until {in_utc(window.end)}, and the source {unit.name} "
            f"{reach}: a part must not speak for the whole; bring the source up to date, then judge. No outcome was read"
        )


@contextmanager
def opened(wiring: Wiring, case: Case) -> Iterator[Question]:
    """Ask a case's question with its sealed outcomes opened; nothing of them is left on the disk afterwards.

    Models learn from what was never sealed.

    Raises
    ------
    RefusedError
        If there is no key.
    BadInputError
        If what is sealed cannot be opened with it.
    """
    inputs = case.inputs
    key = demand_key(wiring.secrets.get(KEY_NAME), case.design.id)
    with TemporaryDirectory(prefix=".opened-", dir=wiring.store, ignore_cleanup_errors=True) as folder:
        opener = Opener(key, Path(folder))
        snapshots = {name: opener(held, inputs.sources[name]) for name, held in inputs.snapshots.items()}
        apart = replace(wiring, store=Path(folder))  # so that no cache keeps what was opened
        question = ask_question(apart, replace(inputs, snapshots=snapshots))
        asked = ask_question(wiring, inputs)
        yield replace(question, past=asked, task=asked.task)


def hold_trial(
    case: Case,
    question: Question,
    grade: Grade,
    *,
    champion_at: int | None = None,
    look: Look | None = None,
    fitted: FittedModel | None = None,
    alpha: Decimal | None = None,
) -> Trial:
    """Let everybody decide the held-out rows, and test every goal.

    Parameters
    ----------
    question : Question
        As `held_out` asks it.
    grade : str
        Of the evidence.
    champion_at : int, optional
        Whoever held the title at this instant is to be beaten; default: whoever holds it now.
    look : Look, optional
        Which of several looks at the holdout it is.
    fitted : FittedModel, optional
        The model as it was fitted for an earlier look; default: that of a run, or it is fitted now.
    alpha : Decimal, optional
        One-sided, that is left for the hypothesis; default: what it owns.

    Raises
    ------
    RefusedError
        If there are no held-out rows.
    """
    rows = holdout_of(question)
    turn = _turn(question, champion_at)
    fielded, champion = _model(question, case.entered, fitted), champion_of(question, rows, turn)
    model = fielded.contender
    others = {champion.contender.name: champion.contender}
    others |= _baselines(question, case, rows, besides=others)
    slices, outcomes = question.slices(rows), question.outcomes(rows)
    contenders, currency = {model.name: model} | others, case.inputs.currency
    original = question.design.baselines.champion if question.design.baselines else ""
    court = Court(
        model,
        contenders,
        champion.contender.name,
        outcomes,
        currency,
        float(case.alpha if alpha is None else alpha),
        original=original,
        looks=None if look is None else look.looks(question.rows.t[rows]),
    )
    goals = [case.design.goals[name] for name in case.hypothesis.goals]
    judgement = give_verdict(case.hypothesis.id, goals, case.design.metrics, court, slices, grade=grade)
    return Trial(question, fielded, champion, judgement, court, slices)


def refielded(question: Question, fielded: Fielded, part: str) -> Fielded:
    """Let what was fitted decide the rows of another part, of the question that it was fitted to."""
    assert fielded.entered is not None
    assert fielded.fitted is not None
    matrix = question.matrix(fielded.entered.trees)
    contender = answer(question, fielded.entered, fielded.fitted, matrix, question.parts.rows(part))
    return replace(fielded, contender=contender, matrix=matrix)


def _turn(question: Question, instant: int | None) -> Turn | None:
    turns = question.wiring.registry.turns(question.design.serves)
    return holder(turns) if instant is None else held_at(turns, instant)


def _baselines(
    question: Question, case: Case, rows: NDArray[np.int64], besides: Mapping[str, Contender]
) -> dict[str, Contender]:
    """Let the baselines that the goals name, the declared champion, and doing nothing, decide the holdout's rows."""
    declared = case.design.baselines.champion if case.design.baselines else "champion"
    named = ["do_nothing", *(case.design.goals[goal].baseline for goal in case.hypothesis.goals), declared]
    wanted = dict.fromkeys(name for name in named if name not in {"champion", *besides})
    return {name: baseline(question, name, rows) for name in wanted}


def _model(question: Question, entered: Entrant, fitted: FittedModel | None) -> Fielded:
    """Take the fitted model of an earlier run of the same inputs, or fit it now."""
    matrix = question.matrix(entered.trees)
    if fitted is None:
        run = find_run(question.wiring, run_digest(question.learning.inputs, entered))
        fitted = train(question, entered) if run is None else read_final(question.wiring, run)
    contender = answer(question, entered, fitted, matrix, question.parts.rows(HOLDOUT))
    return Fielded(contender, entered, fitted, matrix)
