"""Let fitted models, and whoever always does the same, decide some rows of a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.design.models.abilities import unable
from wager.design.models.model_file import ModelFile
from wager.evaluation.contender import Contender
from wager.evaluation.decisions import Freely, always_does, always_of_number, decided, freely, predicted
from wager.features.matrix import Matrix
from wager.foundation.errors import BadInputError
from wager.money.number_pays import NumberPays, number_pays
from wager.money.rank import RANK
from wager.training.columns import numbers, take
from wager.training.estimator import Answers, Task
from wager.training.fit import FittedModel
from wager.training.loss import Loss
from wager.workflow.bind import bound
from wager.workflow.entrant import Entrant
from wager.workflow.inputs import chosen_model, model_trees
from wager.workflow.question import Question


def entrant(question: Question, name: str, model: ModelFile | None = None) -> Entrant:
    """Look a model up, and what it reads."""
    inputs = question.inputs
    model = model or chosen_model(inputs.definitions, question.design, name)
    return Entrant(name, model, model_trees(model, question.design, inputs.unit, inputs.definitions.features))


def demand_that_it_fits(question: Question, entered: Entrant) -> None:
    """Refuse a learner that cannot answer such an objective, or make such a loss small.

    Raises
    ------
    BadInputError
        With those that can.
    """
    model = entered.model
    said = unable(entered.algorithm, question.task.kind, Loss.of(model.loss).name)
    if said is not None:
        place = f"{model.path}:{model.lines.get('algorithm', 1)}: " if model.path else ""
        raise BadInputError(f"{place}{said}; the objective is {question.design.objective.name}")


def task_of_model(question: Question, model: ModelFile) -> Task:
    """Say what a model learns: what the question asks, with the model's own loss.

    Raises
    ------
    BadInputError
        If it has one, and the objective is no number.
    """
    if model.loss is None:
        return question.task
    try:
        return replace(question.task, loss=Loss.of(model.loss))
    except BadInputError as error:
        place = f"{model.path}:{model.lines.get('loss', 1)}: " if model.path else ""
        raise BadInputError(f"{place}{error}") from error


def answer(
    question: Question,
    entered: Entrant,
    fitted: FittedModel,
    matrix: Matrix,
    rows: NDArray[np.int64],
    *,
    columns: Callable[[Question], Matrix] | None = None,
) -> Contender:
    """Let a fitted model decide some rows, as often as there is room for.

    Parameters
    ----------
    matrix : Matrix
        What it reads, of all rows of the question.
    columns : callable, optional
        Returns what it reads of all rows of another question; asked where a capacity has to be kept. Computed by that
        question's own definitions unless given.
    """

    def wants(asked: Question, places: NDArray[np.int64]) -> Freely | None:
        if asked is question:
            read = matrix
        else:
            read = asked.matrix(entered.trees) if columns is None else columns(asked)
        made = found if asked is question and places is rows else None
        made = made or _answered(asked, entered, fitted, read, places)
        return _freely(asked, entered, made, places, read)

    found = _answered(question, entered, fitted, matrix, rows)
    return bound(question, rows, found, wants)


def _answered(
    question: Question, entered: Entrant, fitted: FittedModel, matrix: Matrix, rows: NDArray[np.int64]
) -> Contender:
    """Let a fitted model decide some rows as if every action could be done as often as it is wanted."""
    given = fitted.predict(take(matrix.columns, rows))
    return answered(question, entered, fitted.answers, given, rows, described=fitted.describe())


def answered(
    question: Question,
    entered: Entrant,
    answers: Answers,
    given: NDArray[Any],
    rows: NDArray[np.int64],
    *,
    described: str = "",
) -> Contender:
    """Decide some rows by what a model answered, as if every action could be done as often as it is wanted.

    Parameters
    ----------
    answers : {'probabilities', 'values', 'actions'}
        What was answered.
    given : ndarray
        The answers, in the order of `rows`.
    """
    if answers == "values":
        return predicted(entered.name, given, priced_by(question, given, rows), described)
    if question.pays is None:
        raise BadInputError(
            f"{entered.name} takes actions, and the objective is a number; use a learner of numbers"
        )
    return decided(
        entered.name,
        answers,
        given,
        question.pays.take(rows),
        question.truth[rows],
        thresholds=entered.model.thresholds,
        described=described,
    )


def _freely(
    question: Question,
    entered: Entrant | None,
    found: Contender,
    rows: NDArray[np.int64],
    matrix: Matrix | None = None,
) -> Freely | None:
    """Say what a contender would do instead; None where there is nothing to be done."""
    if found.actions is None:
        return None
    thresholds = None if entered is None else entered.model.thresholds
    ranked = None if matrix is None else matrix.columns.get(RANK)
    rank = None if ranked is None else numbers(ranked)[rows]
    if question.pays is not None:
        return freely(found, question.pays.take(rows), question.truth[rows], thresholds=thresholds, rank=rank)
    assert found.values is not None
    return freely(found, priced_by(question, found.values, rows), question.truth[rows], rank=rank)


def act_always(question: Question, name: str, action: str, rows: NDArray[np.int64]) -> Contender:
    """Take one action on every row, as often as there is room for; of a number answer the mean of train."""

    def wants(asked: Question, places: NDArray[np.int64]) -> Freely | None:
        return _freely(asked, None, _always(asked, name, action, places), places)

    return bound(question, rows, _always(question, name, action, rows), wants)


def _always(question: Question, name: str, action: str, rows: NDArray[np.int64]) -> Contender:
    if question.pays is None:
        learning = question.learning
        mean = float(learning.truth[learning.parts.rows("train")].mean())
        values = np.full(len(rows), mean)
        pays = priced_by(question, values, rows)
        if len(question.task.actions) > 1:
            return always_of_number(name, action, values, pays, f"always {action}")
        return predicted(name, values, pays, f"always {mean:.6g}, the mean of train")
    return always_does(name, action, question.pays.take(rows), question.truth[rows])


def priced_by(question: Question, values: NDArray[np.float64], rows: NDArray[np.int64]) -> NumberPays:
    """Price predictions of a number: what each action earns on some rows, expected and given the truth."""
    table, types = question.table
    return number_pays(
        question.design.money,
        question.wiring.engine,
        table.take(pa.array(rows)),
        types,
        objective=question.design.objective.name,
        prediction=values,
        truth=question.truth[rows],
        zone=question.wiring.config.time_zone,
    )
