"""Learn from the development rows: train, stop on the earlier half of tune, calibrate on the later.

The holdout cannot come here: `develop` hands on the development rows only, and `fit` takes nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError, nearest
from wager.foundation.fingerprint import canonical, digest
from wager.training.calibrate import Calibration, Method, calibrate
from wager.training.columns import Booleans, Columns, Floats, Integers, take
from wager.training.estimator import (
    Answers,
    Estimator,
    Estimators,
    Files,
    Fitted,
    Kind,
    QuickFitted,
    Sample,
    Stopped,
    Task,
)
from wager.training.loss import MEAN, Loss
from wager.training.split import Parts
from wager.training.stored import damaged, demand_different, read_document

TASK, CALIBRATION = "task.json", "calibration.json"


@dataclass(frozen=True)
class Development:
    """The rows that a model may learn from.

    Attributes
    ----------
    train : Sample
        What is learned from.
    stop : Sample
        The earlier half of tune: says when to stop.
    honest : Sample
        The later half of tune: makes probabilities honest.
    """

    train: Sample
    stop: Sample
    honest: Sample


def develop(
    columns: Columns,
    truth: NDArray[Any],
    parts: Parts,
    *,
    train_on: Booleans | None = None,
    weight: Floats | None = None,
    earned: Integers | None = None,
    keys: Mapping[str, str] | None = None,
) -> Development:
    """Pick the development rows out of a matrix.

    Parameters
    ----------
    columns : mapping of str to pyarrow.Array
        Features, n rows.
    truth : ndarray, shape (n,)
        Codes of classes or numbers; the holdout's are not looked at and may be anything.
    parts : Parts
        Of the same n rows.
    train_on : ndarray of bool, shape (n,), optional
        Restricts the training rows, never the rows that the model is judged on.
    weight : ndarray of float, shape (n,), optional
        Of each row.
    earned : ndarray of int64, shape (n, n_actions), optional
        What each action would have earned given the truth.
    keys : mapping of str to str, optional
        By column, the digest of all that its values follow from.

    Raises
    ------
    BadInputError
        If no training row is left.
    """

    def pick(rows: Integers) -> Sample:
        return Sample(
            take(columns, rows),
            truth[rows],
            None if weight is None else weight[rows],
            None if earned is None else earned[rows],
            _identities(keys or {}, rows),
        )

    train = parts.rows("train")
    if train_on is not None:
        train = train[train_on[train]]
    if len(train) == 0:
        raise BadInputError(
            "no rows to learn from: train is empty; "
            + "".join(f"{rows:,} rows {why}, " for why, rows in parts.dropped.items())
            + "expected `split` to leave rows between the beginnings of train and tune"
        )
    stop, honest = parts.halves_of_tune()
    return Development(pick(train), pick(stop), pick(honest))


def _identities(keys: Mapping[str, str], rows: Integers) -> dict[str, str]:
    """Name some rows of columns that are named."""
    chosen = hashlib.sha256(np.ascontiguousarray(rows).data).hexdigest() if keys else ""
    return {name: digest([key, chosen]) for name, key in keys.items()}


@dataclass(frozen=True)
class FittedModel:
    """A fitted model with its calibration: what the stage yields."""

    task: Task
    fitted: Fitted
    calibration: Calibration | None = None

    @property
    def answers(self) -> Answers:
        """What `predict` returns: probabilities, values or actions."""
        return self.fitted.answers

    def predict(self, columns: Columns) -> NDArray[Any]:
        """Answer for each row; see `Fitted`."""
        answer = self.fitted.predict(columns)
        return answer if self.calibration is None else self.calibration(answer)

    def for_one(self) -> Callable[[Mapping[str, Any]], NDArray[Any]]:
        """Make the function that answers one row as `predict` does, bit for bit; see `QuickFitted`.

        It takes the row's physical values, and raises BadInputError where a column is absent.
        """
        ask = self.fitted.for_one() if isinstance(self.fitted, QuickFitted) else self._by_arrow
        calibration = self.calibration

        def answer(row: Mapping[str, Any]) -> NDArray[Any]:
            try:
                given = ask(row)
            except KeyError as error:
                name = str(error.args[0])
                raise BadInputError(f"no column {name!r} in the row{nearest(name, row)}") from error
            return given if calibration is None else np.asarray(calibration(given[None, :])[0])

        return answer

    def _by_arrow(self, row: Mapping[str, Any]) -> NDArray[Any]:
        return self.fitted.predict({name: pa.array([value]) for name, value in row.items()}).reshape(-1)

    def describe(self) -> str:
        """Say in one line what was learned."""
        said = self.fitted.describe()
        return said if self.calibration is None else f"{said}, {self.calibration.method} calibration"

    def to_files(self) -> dict[str, bytes]:
        """Write down all that `predict` needs: JSON, arrays and text."""
        files = self.fitted.to_files()
        if self.calibration is not None:
            files[CALIBRATION] = canonical(self.calibration.to_json())
        return files | {TASK: canonical({"format": 1, **_written(self.task)})}

    @property
    def digest(self) -> str:
        """The digest of the files: the same on every machine and with any number of threads."""
        return digest({name: hashlib.sha256(data).hexdigest() for name, data in self.to_files().items()})

    @classmethod
    def from_files(cls, files: Files, estimators: Estimators) -> FittedModel:
        """Read what `to_files` wrote.

        Raises
        ------
        BadInputError
            If it is anything else. What is returned gives finite answers, whatever the files say.
        """
        task, calibration = _read_task(files), None
        fitted = estimators.read(files)
        answers = {"values": 1, "actions": len(task.actions), "probabilities": len(task.classes)}
        if fitted.width != answers[fitted.answers] or (fitted.answers == "values") != (task.kind == "number"):
            raise damaged(TASK, f"it asks for other {fitted.answers} than are answered")
        if CALIBRATION in files:
            calibration = Calibration.from_json(read_document(files, CALIBRATION))
            curves = 1 if fitted.width == 2 else fitted.width
            if fitted.answers != "probabilities" or len(calibration.curves) != curves:
                raise damaged(CALIBRATION, f"it does not have {curves} curves for probabilities")
        return cls(task, fitted, calibration)


def _written(task: Task) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": task.kind, "classes": task.classes, "actions": task.actions}
    # The mean stands for itself: what was stored before there were other losses reads, and has the same digest.
    return found if task.loss == MEAN else found | {"loss": task.loss.to_json()}


def _read_task(files: Files) -> Task:
    written = read_document(files, TASK)
    chosen = "loss" in written.values
    written.only("format", "kind", "classes", "actions", *(["loss"] if chosen else []))
    kind: Kind = written.word("kind", ("binary", "classes", "number"))
    loss = Loss.read(written, "loss") if chosen else MEAN
    if chosen and (loss == MEAN or kind != "number"):
        written.wrong("loss", "left out where it is the mean, or the objective is a class")
    task = Task(kind, written.texts("classes"), written.texts("actions"), loss)
    demand_different(written, "classes", task.classes)
    demand_different(written, "actions", task.actions)
    if {"binary": len(task.classes) != 2, "number": bool(task.classes)}.get(kind, not task.classes):
        written.wrong("classes", f"a list of the classes of a {kind} objective")
    return task


def fit(
    task: Task, estimator: Estimator, development: Development, method: Method | None = None
) -> FittedModel:
    """Learn.

    Parameters
    ----------
    task : Task
        What is to be learned.
    estimator : Estimator
        What learns.
    development : Development
        The rows; the holdout's are not among them.
    method : {'isotonic', 'sigmoid'}, optional
        How probabilities are made honest; they are left as they are without.

    Raises
    ------
    BadInputError
        If what answers no probabilities is to be calibrated, or the rows are too few.
    """
    stop = development.stop if len(development.stop) else None
    task.loss.demand(development.train.truth)
    fitted = estimator.fit(task, development.train, stop)
    if method is None:
        return FittedModel(task, fitted)
    if fitted.answers != "probabilities":
        raise BadInputError(f"`calibrate: {method}` needs probabilities, and {fitted.describe()} gives none")
    honest = development.honest
    curves = calibrate(method, np.asarray(fitted.predict(honest.columns)), honest.truth)
    return FittedModel(task, fitted, curves)


def chosen_on(developed: FittedModel, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters with the number of rounds that `tune` chose, and nothing left to stop at.

    Parameters
    ----------
    developed : FittedModel
        Learned from train, stopped on tune.
    parameters : mapping
        That it was learned with.
    """
    if not isinstance(developed.fitted, Stopped):
        return dict(parameters)
    stopping = {"early_stopping", "early_stopping_rounds"}
    kept = {name: value for name, value in parameters.items() if name not in stopping}
    return {**kept, "n_estimators": developed.fitted.rounds}


def refit(task: Task, estimator: Estimator, both: Sample, developed: FittedModel) -> FittedModel:
    """Learn again, from train and tune together; nothing stops it, and the calibration stays.

    Parameters
    ----------
    both : Sample
        The rows of train and tune.
    developed : FittedModel
        Learned from train alone. Its curves were fitted on answers to rows that it had not learned from; those of a
        model that learned from all rows are too sure of themselves on any of them, so no new curve can be fitted.
    """
    return FittedModel(task, estimator.fit(task, both, None), developed.calibration)
