"""A kept run, opened again: its question, its fitted model, and what that answered on development rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wager.design.frozen.log import log_folder, read_log
from wager.design.models.model_set import with_changes
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.slices import Slices
from wager.features.matrix import Matrix
from wager.foundation.errors import RefusedError
from wager.foundation.fingerprint import short
from wager.training.fit import FittedModel
from wager.workflow.contend import answer
from wager.workflow.entrant import Entrant
from wager.workflow.fielded import baseline
from wager.workflow.fresh_run import DEVELOPMENT
from wager.workflow.inputs import model_trees
from wager.workflow.prospective import learns_until
from wager.workflow.question import Question, ask_question
from wager.workflow.read_project import read_definitions, with_model
from wager.workflow.run_model import asked_for, inputs_of, run_digest
from wager.workflow.runs import Run, read_model
from wager.workflow.unit import unit_source
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Opened:
    """A run with all that it followed from.

    Attributes
    ----------
    run : Run
    question : Question
        Parted as it was: a sample leaves rows of train out.
    entered : Entrant
        The model with what its search chose; learning from `tune` again is left out, as nothing could be shown of that.
    fitted : FittedModel
        What its evidence is of.
    """

    run: Run
    question: Question
    entered: Entrant
    fitted: FittedModel

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """Places of the rows that it was shown on; never those of the holdout."""
        return self.question.parts.rows(DEVELOPMENT)

    @cached_property
    def outcomes(self) -> Outcomes:
        """What turned out to be true of them."""
        return self.question.outcomes(self.rows)

    @cached_property
    def slices(self) -> Slices:
        """The declared slices of them."""
        return self.question.slices(self.rows)

    @cached_property
    def matrix(self) -> Matrix:
        """What it read, of all rows."""
        return self.question.matrix(self.entered.trees)

    @cached_property
    def contender(self) -> Contender:
        """What it answered on its rows."""
        return answer(self.question, self.entered, self.fitted, self.matrix, self.rows)

    @cached_property
    def champion(self) -> Contender | None:
        """What the champion among the baselines does on them; None where the design has none."""
        baselines = self.question.design.baselines
        return None if baselines is None else baseline(self.question, baselines.champion, self.rows)

    @property
    def currency(self) -> str:
        """Of its money."""
        return self.question.inputs.currency


def open_run(wiring: Wiring, run: Run, *, text: str | None = None) -> Opened:
    """Open a kept run again, on the snapshots that it read.

    Parameters
    ----------
    wiring : Wiring
    run : Run
    text : str, optional
        Its model, where that stood in no file.

    Raises
    ------
    RefusedError
        If it is a trial of a search, or the files that it followed from say something else by now.
    """
    if run.trial is not None:
        raise RefusedError(
            f"run {short(run.id)} is a trial of a search, judged on folds; analyse the run that the search ended in: "
            f"`wager run {run.model}`"
        )
    definitions = read_definitions(wiring)
    if text is not None:
        definitions = with_model(definitions, run.model, text)
    design, model = asked_for(definitions, run.model)
    if run.changes:
        model = with_changes(model, run.changes)
    trees = model_trees(model, design, unit_source(wiring, definitions, design), definitions.features)
    entered = Entrant(run.model, model, trees)
    inputs = inputs_of(wiring, definitions, design, entered, pinned=run.snapshots)
    inputs = replace(inputs, until=learns_until(read_log(log_folder(wiring.root / design.path))))
    if run_digest(inputs, entered, run.sample) != run.id:
        raise RefusedError(
            f"run {short(run.id)} of {run.model} followed from other files than those of the project now (its model, its design, "
            f"a feature or the code that learns); `wager run {run.model}` makes a run of what is there, and that can be looked at"
        )
    question = ask_question(wiring, inputs)
    if run.sample is not None:
        question = replace(question, parts=question.parts.sampled(run.sample))
    return Opened(run, question, _settled(run, entered), read_model(wiring, run))


def _settled(run: Run, entered: Entrant) -> Entrant:
    """Put in what the search chose, so that another fit does not search anew."""
    chosen = {} if run.searched is None else dict(run.searched.best.parameters)
    model = replace(
        entered.model, parameters={**entered.model.parameters, **chosen}, search=None, refit=False
    )
    return replace(entered, model=model)
