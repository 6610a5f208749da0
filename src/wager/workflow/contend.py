"""Fit models on a question, and let them and the baselines answer some of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.design.models.model_file import ModelFile
from wager.evaluation.contender import Contender
from wager.evaluation.decisions import Freely, always_does, always_of_number, decided, freely, predicted
from wager.expressions.tree import Tree
from wager.features.matrix import Matrix
from wager.foundation.errors import BadInputError, nearest
from wager.money.number_pays import NumberPays, number_pays
from wager.money.wanted import RANK
from wager.training.columns import flags, numbers, take
from wager.training.fit import FittedModel, develop, fit
from wager.workflow.bind import bound
from wager.workflow.inputs import chosen_model, model_trees
from wager.workflow.not_yet import not_yet_in_model, refuse_not_yet
from wager.workflow.question import Question


@dataclass(frozen=True)
class Entrant:
    """A model with what it reads, before or after it is fitted.

    Attributes
    ----------
    name : str
        As the design or the command calls it.
    model : ModelFile
        With all that it inherits.
    trees : mapping of str to Tree
        The columns it reads.
    """

    name: str
    model: ModelFile
    trees: Mapping[str, Tree] = field(default_factory=dict)

    @property
    def algorithm(self) -> str:
        """The learner; a rule without conditions is the best single split."""
        return (
            "best_split"
            if self.model.algorithm == "rule" and not self.model.parameters
            else self.model.algorithm
        )


def entrant(question: Question, name: str, model: ModelFile | None = None) -> Entrant:
    """Look a model up, and what it reads.

    Raises
    ------
    RefusedError
        If it needs what this version reads and checks, and does not act on yet (E113).
    """
    inputs = question.inputs
    model = model or chosen_model(inputs.definitions, question.design, name)
    refuse_not_yet(not_yet_in_model(model))
    return Entrant(name, model, model_trees(model, question.design, inputs.unit, inputs.definitions.features))


ANSWERS = {"linear": ("number",), "logistic": ("binary", "classes"), "rule": ("binary", "classes")}
"""The kinds of objective that a learner can answer, for those that cannot answer all."""


def demand_that_it_fits(question: Question, entered: Entrant) -> None:
    """Refuse a learner that cannot answer such an objective.

    Raises
    ------
    BadInputError
        With those that can.
    """
    kind = question.task.kind
    if kind not in ANSWERS.get(entered.algorithm, (kind,)):
        said, instead = ("a number", "linear") if kind == "number" else ("a class", "logistic")
        model = entered.model
        place = f"{model.path}:{model.lines.get('algorithm', 1)}: " if model.path else ""
        raise BadInputError(
            f"{place}`{entered.algorithm}` cannot answer {question.design.objective.name}, which is {said}; "
            f"use {instead}, lightgbm or constant"
        )


def train(question: Question, entered: Entrant) -> FittedModel:
    """Fit a model on the development rows, which a holdout of the future does not share a snapshot with."""
    demand_that_it_fits(question, entered)
    question, model = question.learning, entered.model
    matrix = question.matrix(entered.trees)
    restricted = _column(question, "train_on", model.train_on)
    weight = _column(question, "weight", model.weight)
    development = develop(
        {name: values for name, values in matrix.columns.items() if name != RANK},  # nobody learns from it
        question.truth,
        question.parts,
        train_on=None if restricted is None else flags(restricted),
        weight=None if weight is None else numbers(weight),
        earned=question.earned,
    )
    question.wiring.progress(f"fitting {entered.name}")
    estimator = question.wiring.estimators.make(entered.algorithm, model.parameters, model.seed)
    calibrate = model.calibrate
    return fit(question.task, estimator, development, calibrate)  # type: ignore[arg-type] # two words, checked when read


def _column(question: Question, name: str, tree: Tree | None) -> pa.Array | None:
    return None if tree is None else question.matrix({name: tree}).columns[name]


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
    if fitted.answers == "values":
        return predicted(entered.name, given, priced_by(question, given, rows), fitted.describe())
    if question.pays is None:
        raise BadInputError(
            f"{entered.name} takes actions, and the objective is a number; use a learner of numbers"
        )
    pays = question.pays.take(rows)
    truth = question.truth[rows]
    described = fitted.describe()
    return decided(
        entered.name,
        fitted.answers,
        given,
        pays,
        truth,
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


@dataclass(frozen=True)
class Fielded:
    """Someone who decided, with what was fitted to do so.

    Attributes
    ----------
    contender : Contender
        The decisions.
    entered : Entrant or None
        The model; None for a baseline that always takes one action.
    fitted : FittedModel or None
    matrix : Matrix or None
        What it read, for all rows of the question.
    always : str
        The one action; else empty.
    """

    contender: Contender
    entered: Entrant | None = None
    fitted: FittedModel | None = None
    matrix: Matrix | None = None
    always: str = ""


def field_baseline(question: Question, name: str, rows: NDArray[np.int64]) -> Fielded:
    """Fit a baseline of the design, and let it decide some rows.

    Raises
    ------
    BadInputError
        If the design has no such baseline.
    """
    baselines = question.design.baselines
    named = {} if baselines is None else baselines.named
    if name not in named:
        raise BadInputError(f"{question.design.path}: no baseline {name!r}{nearest(name, named)}")
    one = named[name]
    if one.always is not None and (question.pays is not None or len(question.task.actions) > 1):
        return Fielded(act_always(question, name, one.always, rows), always=one.always)
    # Where a number is to be told and there is one thing to do, doing always the same is to expect the mean.
    entered = entrant(question, one.model or "constant")
    matrix = question.matrix(entered.trees)
    fitted = train(question, entered)
    found = answer(question, entered, fitted, matrix, rows)
    return Fielded(replace(found, name=name), entered, fitted, matrix)


def baseline(question: Question, name: str, rows: NDArray[np.int64]) -> Contender:
    """Let a baseline of the design decide some rows; see `field_baseline`."""
    return field_baseline(question, name, rows).contender
