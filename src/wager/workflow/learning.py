"""What a model learns on the rows of a question: its search settled, fitted on train, and fitted again where it says so.

With `refit`, two models come of it. The first learned from train alone; what is shown of it on `tune` is evidence. The
second learned from train and tune, with the parameters and the number of trees that were chosen; `tune` can say nothing
of it, so it is shown nowhere before the holdout judges it. Its calibration is the first one's: on rows that it learned from, its own
answers are too sure of themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.evaluation.searched import Searched
from wager.expressions.tree import Tree
from wager.foundation.errors import ConflictError
from wager.money.rank import RANK
from wager.training.columns import demand_learnable, flags, numbers
from wager.training.estimator import Estimator, OwnCode
from wager.training.fit import Development, FittedModel, chosen_on, develop, fit, refit
from wager.training.split import Parts
from wager.training.stored import LARGEST
from wager.workflow.contend import demand_that_it_fits, task_of_model
from wager.workflow.entrant import Entrant
from wager.workflow.question import HOLDOUT, Question
from wager.workflow.searching.settle import settle


@dataclass(frozen=True)
class Learned:
    """What came of learning.

    Attributes
    ----------
    entered : Entrant
        The model, with what its search chose.
    developed : FittedModel
        Learned from train; `tune` stopped and calibrated it.
    final : FittedModel
        What is frozen, judged and served: the same, unless the model file says `refit`.
    searched : Searched or None
        What was tried.
    """

    entered: Entrant
    developed: FittedModel
    final: FittedModel
    searched: Searched | None = None

    def for_rows(self, question: Question, rows: NDArray[np.int64]) -> FittedModel:
        """Return the model that may be shown on some rows: on development rows the one that did not learn from `tune`."""
        judging = question.past is not None or bool(np.isin(rows, question.parts.rows(HOLDOUT)).all())
        return self.final if judging else self.developed


def learn(question: Question, entered: Entrant) -> Learned:
    """Fit a model on the development rows, which a holdout of the future does not share a snapshot with."""
    entered, searched = settle(question, entered)
    demand_that_it_fits(question, entered)
    question, model = question.learning, entered.model
    task = task_of_model(question, model)
    question.wiring.progress(f"fitting {entered.name}")
    calibrate: Any = model.calibrate  # two words, checked when read
    developed = fit(task, _estimator(question, entered), _development(question, entered), calibrate)
    _demand_same_code(entered, developed)
    if not model.refit:
        return Learned(entered, developed, developed, searched)
    question.wiring.progress(f"fitting {entered.name} again, on train and tune")
    again = replace(entered, model=replace(model, parameters=chosen_on(developed, model.parameters)))
    both = _development(question, entered, question.parts.merged())
    final = refit(task, _estimator(question, again), both.train, developed)
    return Learned(entered, developed, final, searched)


def _demand_same_code(entered: Entrant, fitted: FittedModel) -> None:
    """Refuse what other code learned than that which the run is named by.

    Raises
    ------
    ConflictError
        If a file was edited in between.
    """
    if isinstance(fitted.fitted, OwnCode) and fitted.fitted.code != entered.model.code:
        raise ConflictError(
            f"the code that {entered.name} learns with was edited since this began; run the command again"
        )


def train(question: Question, entered: Entrant) -> FittedModel:
    """Fit a model as it is frozen, judged and served; see `learn`."""
    return learn(question, entered).final


def _estimator(question: Question, entered: Entrant) -> Estimator:
    model = entered.model
    return question.wiring.estimators.make(entered.algorithm, model.parameters, model.seed, model.encode)


def _development(question: Question, entered: Entrant, parts: Parts | None = None) -> Development:
    model = entered.model
    matrix = question.matrix(entered.trees)
    demand_learnable(matrix.columns, LARGEST)
    learned = matrix.only(name for name in matrix.names if name != RANK)  # from that nobody learns
    restricted = _column(question, "train_on", model.train_on)
    weight = _column(question, "weight", model.weight)
    return develop(
        learned.columns,
        question.truth,
        parts or question.parts,
        train_on=None if restricted is None else flags(restricted),
        weight=None if weight is None else numbers(weight),
        earned=question.earned,
        keys=learned.keys,
    )


def _column(question: Question, name: str, tree: Tree | None) -> pa.Array | None:
    return None if tree is None else question.matrix({name: tree}).columns[name]
