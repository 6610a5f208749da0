"""Settle what a model file leaves open: try its parameters on folds of the development rows, and choose by money."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.design.models.model_file import Search
from wager.evaluation.searched import Searched, Tried
from wager.foundation.errors import BadInputError
from wager.foundation.progress import table_line
from wager.money.rank import RANK
from wager.training.columns import flags, numbers, take
from wager.training.fit import FittedModel
from wager.training.folds import rolling_folds
from wager.workflow.contend import answer, answered, demand_that_it_fits, task_of_model
from wager.workflow.entrant import Entrant
from wager.workflow.question import Question
from wager.workflow.runs import Run, find_run, keep_run
from wager.workflow.searching.field import write_field
from wager.workflow.searching.halving import Round, rounds
from wager.workflow.searching.pool import ASIDE, Done, Job, Pool, fitting, processes_for, sweep
from wager.workflow.searching.space import Parameters, said, tried
from wager.workflow.searching.trial import Folded
from wager.workflow.wiring import Wiring


def settle(question: Question, entered: Entrant) -> tuple[Entrant, Searched | None]:
    """Return a model with what its search chose, and what was tried; as it is where it has no search.

    Trials are fitted on folds of the development rows, in processes of one thread each; what was tried before is found by its
    digest. The one that earned most on the rows of all folds together is chosen; of several, the first.

    Raises
    ------
    BadInputError
        If nothing can be chosen: the search, or the parameters of a trial, are wrong, or answers earn no money.
    """
    search = entered.model.search
    if search is None:
        return entered, None
    demand_that_it_fits(question, entered)
    question = question.learning
    candidates = tried(entered.model)
    matures = question.design.objective.matures.microseconds
    folds = rolling_folds(question.parts, search.folds, matures)
    folded = Folded(question, entered, folds)
    sweep(folded.question.wiring.store)
    with ExitStack() as stack:
        found = _Searching(folded, candidates, stack).through(_planned(search, folded, len(candidates)))
    chosen = max(found, key=lambda one: (one.share, _worth(one), -one.trial))
    searched = Searched(search.method, len(folds), len(folded.judged), chosen.trial, tuple(found))
    parameters = {**entered.model.parameters, **candidates[chosen.trial - 1]}
    model = replace(entered.model, parameters=parameters, search=None)
    return replace(entered, model=model), searched


def _planned(search: Search, folded: Folded, candidates: int) -> tuple[Round, ...]:
    """Plan on how many rows how many are tried: all on all, but for halving."""
    if search.method != "halving":
        return (Round(candidates, Fraction(1)),)
    return rounds(candidates, min(len(fold.rows("train")) for fold in folded.folds))


def _worth(one: Tried) -> float:
    return -np.inf if one.money.value is None else one.money.value


@dataclass
class _Searching:
    """A search as it goes on.

    Attributes
    ----------
    stack : ExitStack
        Ends the processes, and removes what they share.
    """

    folded: Folded
    candidates: Sequence[Parameters]
    stack: ExitStack
    _pool: Pool | None = None

    def through(self, planned: Sequence[Round]) -> list[Tried]:
        """Try all candidates, round after round; of each the last trial counts."""
        found: dict[int, Tried] = {}
        staying = list(range(len(self.candidates)))
        for place, one in enumerate(planned):
            ranked = sorted(staying, key=lambda who: (-_worth(found[who]), who)) if place else staying
            staying = sorted(ranked[: one.candidates])
            for done in self._round(staying, float(one.share)):
                seconds = done.seconds + (found[done.trial - 1].seconds if done.trial - 1 in found else 0.0)
                found[done.trial - 1] = replace(done, seconds=round(seconds, 3))
        return [found[who] for who in range(len(self.candidates))]

    def _round(self, staying: Sequence[int], share: float) -> Iterator[Tried]:
        missing = []
        told = 0
        for who in staying:
            run = find_run(self._wiring, self.folded.identity(self._parameters(who), share))
            if run is None:
                missing.append(who)
                continue
            told += 1
            yield self._told(who, share, run, told, len(staying))
        if missing:
            for who, run in self._fitted(missing, share):
                told += 1
                yield self._told(who, share, run, told, len(staying))

    def _fitted(self, missing: Sequence[int], share: float) -> Iterator[tuple[int, Run]]:
        folds = range(len(self.folded.folds))
        whole = bool(self.folded.question.design.money.capacity)
        jobs = [
            Job(who, fold, share, _plain(self._parameters(who)), whole) for who in missing for fold in folds
        ]
        pool = self._started(len(jobs))
        waiting: dict[int, list[Done]] = {}
        for done in pool.fit(jobs):
            of_trial = waiting.setdefault(done.job.candidate, [])
            of_trial.append(done)
            if len(of_trial) == len(folds):
                who = done.job.candidate
                of_trial.sort(key=lambda one: one.job.fold)
                earned = np.concatenate([self._earned(one) for one in waiting.pop(who)])
                seconds = sum(one.seconds for one in of_trial)
                run = self.folded.run(self._parameters(who), share, self.folded.money(earned), seconds)
                keep_run(self._wiring, run)
                yield who, run

    def _earned(self, done: Done) -> NDArray[np.int64]:
        """Say what a fitted candidate earned on the rows of a fold."""
        question, entered = self.folded.question, self.folded.entered
        fold = self.folded.folds[done.job.fold]
        rows = fold.rows("holdout")
        if done.job.whole:
            fitted = FittedModel.from_files(done.files, self._wiring.estimators)
            asked = replace(question, parts=fold)
            found = answer(asked, entered, fitted, question.matrix(entered.trees), rows)
        else:
            found = answered(question, entered, done.answers, done.predicted, rows)
        if found.money is None:
            raise BadInputError(
                f"`search` of {entered.name} chooses by money, and the answers of design {question.design.id} earn none; "
                "give its actions `pays`"
            )
        return found.money

    def _parameters(self, who: int) -> Parameters:
        return {**self.folded.entered.model.parameters, **self.candidates[who]}

    @property
    def _wiring(self) -> Wiring:
        return self.folded.question.wiring

    def _told(self, who: int, share: float, run: Run, done: int, of: int) -> Tried:
        seconds = sum(run.seconds.values())
        found = Tried(who + 1, self.candidates[who], run.evidence.money, seconds, share, run.id, run.found)
        how = "found" if run.found else f"{seconds:.1f} s"
        part = "" if share == 1 else f", on {Fraction(share)} of train"
        line = f"trial {who + 1:>3}  {said(self.candidates[who])}  {found.money.with_interval()}  {how}{part}"
        table_line(self._wiring.progress, line)
        self._wiring.progress(f"search of {self.folded.entered.name}", done / of)
        return found

    def _started(self, jobs: int) -> Pool:
        if self._pool is None:
            wiring, entered = self._wiring, self.folded.entered
            wiring.progress(f"search of {entered.name}", 0.0)
            aside = TemporaryDirectory(
                prefix=f"{ASIDE}{os.getpid()}-", dir=wiring.store, ignore_cleanup_errors=True
            )
            folder = Path(self.stack.enter_context(aside))
            processes = processes_for(wiring, jobs, _write(self.folded, folder))
            self._pool = self.stack.enter_context(fitting(wiring, folder, processes))
        return self._pool


def _write(folded: Folded, folder: Path) -> int:
    """Write what the processes share; return the bytes of its rows as numbers."""
    question, entered = folded.question, folded.entered
    model = entered.model
    known = np.flatnonzero((question.parts.codes == 0) | (question.parts.codes == 1))
    trees = {name: tree for name, tree in entered.trees.items() if name != RANK}
    columns = take(question.matrix(trees).columns, known)
    chosen = {"train_on": model.train_on, "weight": model.weight}
    read = {name: question.matrix({name: tree}).columns[name] for name, tree in chosen.items() if tree}
    write_field(
        folder,
        task_of_model(question, model),
        columns,
        {
            "algorithm": entered.algorithm,
            "seed": model.seed,
            "calibrate": model.calibrate,
            "encode": _plain(model.encode),
        },
        truth=question.truth[known],
        order=question.parts.order[known],
        codes=np.stack([fold.codes[known] for fold in folded.folds]),
        train_on=flags(read["train_on"])[known] if "train_on" in read else None,
        weight=numbers(read["weight"])[known] if "weight" in read else None,
        earned=None if question.earned is None else question.earned[known],
    )
    return len(known) * max(1, len(columns)) * 8


def _plain(value: Any) -> Any:
    """Turn what a model file says into JSON values; a decimal becomes the float that a learner gets anyway."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value
