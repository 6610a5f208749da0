"""Learn from the development rows: train, stop on the earlier half of tune, calibrate on the later.

The holdout cannot come here: `develop` hands on the development rows only, and `fit` takes nothing else.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical, digest
from wager.training.calibrate import Calibration, Method, calibrate
from wager.training.columns import Booleans, Columns, Floats, Integers, take
from wager.training.estimator import Answers, Estimator, Estimators, Files, Fitted, Sample, Task
from wager.training.split import Parts

CALIBRATION = "calibration.json"


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

    def describe(self) -> str:
        """Say in one line what was learned."""
        said = self.fitted.describe()
        return said if self.calibration is None else f"{said}, {self.calibration.method} calibration"

    def to_files(self) -> dict[str, bytes]:
        """Write down all that `predict` needs: JSON, arrays and text."""
        files = self.fitted.to_files()
        if self.calibration is not None:
            files[CALIBRATION] = canonical(self.calibration.to_json())
        task = {"kind": self.task.kind, "classes": self.task.classes, "actions": self.task.actions}
        return files | {"task.json": canonical({"format": 1, **task})}

    @property
    def digest(self) -> str:
        """The digest of the files: the same on every machine and with any number of threads."""
        return digest({name: hashlib.sha256(data).hexdigest() for name, data in self.to_files().items()})

    @classmethod
    def from_files(cls, files: Files, estimators: Estimators) -> FittedModel:
        """Read what `to_files` wrote."""
        task = json.loads(files["task.json"])
        curves = json.loads(files[CALIBRATION]) if CALIBRATION in files else None
        return cls(
            Task(task["kind"], tuple(task["classes"]), tuple(task["actions"])),
            estimators.read(files),
            None if curves is None else Calibration.from_json(curves),
        )


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
    fitted = estimator.fit(task, development.train, stop)
    if method is None:
        return FittedModel(task, fitted)
    if fitted.answers != "probabilities":
        raise BadInputError(f"`calibrate: {method}` needs probabilities, and {fitted.describe()} gives none")
    honest = development.honest
    curves = calibrate(method, np.asarray(fitted.predict(honest.columns)), honest.truth)
    return FittedModel(task, fitted, curves)
