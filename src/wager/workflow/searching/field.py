"""What the processes of a search share: the development rows in files that every one of them maps into memory.

The rows of the holdout are not in it: no process of a search could read one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.foundation.errors import WagerError
from wager.training.columns import take
from wager.training.estimator import Estimators, Task
from wager.training.fit import FittedModel, develop, fit
from wager.training.loss import Loss
from wager.training.split import Parts

MATRIX, NOTE = "matrix.arrow", "note.json"
_ARRAYS = ("truth", "order", "codes", "train_on", "weight", "earned")


def write_field(
    folder: Path,
    task: Task,
    columns: Mapping[str, Any],
    model: Mapping[str, Any],
    **arrays: NDArray[Any] | None,
) -> None:
    """Write what the processes share.

    Parameters
    ----------
    columns : mapping of str to pyarrow.Array
        Of the n development rows.
    model : mapping
        `algorithm`, `seed`, `calibrate` and `encode`, as JSON values: what no trial changes.
    truth, order : ndarray, shape (n,)
    codes : ndarray of int8, shape (n_folds, n)
        See `Parts`.
    train_on, weight, earned : ndarray or None
        See `develop`.
    """
    table = pa.table(dict(columns))
    with pa.OSFile(str(folder / MATRIX), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    for name, values in arrays.items():
        if values is not None:
            np.save(folder / f"{name}.npy", values)
    said = {
        "kind": task.kind,
        "classes": task.classes,
        "actions": task.actions,
        "loss": task.loss.to_json(),
        "model": model,
    }
    (folder / NOTE).write_text(json.dumps(said), encoding="utf-8")


@dataclass(frozen=True)
class Field:
    """The development rows, as a process of a search sees them."""

    folder: Path
    estimators: Estimators

    @cached_property
    def _note(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self.folder / NOTE).read_text(encoding="utf-8"))
        return read

    @cached_property
    def task(self) -> Task:
        """What is to be learned."""
        note = self._note
        return Task(note["kind"], tuple(note["classes"]), tuple(note["actions"]), Loss.of(note["loss"]))

    @cached_property
    def _columns(self) -> dict[str, Any]:
        table = pa.ipc.open_file(pa.memory_map(str(self.folder / MATRIX))).read_all()
        return {name: table.column(name) for name in table.column_names}

    @cached_property
    def _arrays(self) -> dict[str, NDArray[Any] | None]:
        paths = {name: self.folder / f"{name}.npy" for name in _ARRAYS}
        return {name: np.load(path, mmap_mode="r") if path.exists() else None for name, path in paths.items()}

    def fit(self, fold: int, share: float, parameters: Mapping[str, Any]) -> tuple[FittedModel, NDArray[Any]]:
        """Fit one model on one fold, and let it answer the rows that the fold is judged on.

        Parameters
        ----------
        share : float
            Of the fold's training rows, evenly spread.
        """
        arrays = self._arrays
        codes, order, truth = arrays["codes"], arrays["order"], arrays["truth"]
        assert codes is not None
        assert order is not None
        assert truth is not None
        parts = Parts(np.asarray(codes[fold]), np.asarray(order), {}, {})
        if share < 1:
            parts = parts.sampled(max(1, round(len(parts.rows("train")) * share)))
        development = develop(
            self._columns,
            np.asarray(truth),
            parts,
            train_on=arrays["train_on"],
            weight=arrays["weight"],
            earned=arrays["earned"],
        )
        model = self._note["model"]
        estimator = self.estimators.make(model["algorithm"], parameters, model["seed"], model["encode"])
        fitted = fit(self.task, estimator, development, model["calibrate"])
        return fitted, fitted.predict(take(self._columns, parts.rows("holdout")))


def serve(field: Field, asked: Any, answers: Any) -> None:
    """Answer jobs, one JSON line each, until there are no more.

    Parameters
    ----------
    asked, answers : text stream
        A job has `job`, `fold`, `share`, `parameters` and `whole`; its answer `seconds`, or `error`. What was predicted
        lies in a file beside the field; so does the model, where `whole` asks for it.
    """
    for line in asked:
        job = json.loads(line)
        began = time.monotonic()
        try:
            fitted, predicted = field.fit(job["fold"], job["share"], job["parameters"])
            np.save(field.folder / f"{job['job']}.npy", predicted)
            if job["whole"]:
                _write_model(field.folder / f"{job['job']}.model", fitted)
            said: dict[str, Any] = {"seconds": time.monotonic() - began, "answers": fitted.answers}
        except WagerError as error:
            said = {"error": str(error)}
        answers.write(json.dumps(said) + "\n")
        answers.flush()


def _write_model(folder: Path, fitted: FittedModel) -> None:
    folder.mkdir()
    for name, data in fitted.to_files().items():
        (folder / name).write_bytes(data)
