"""Learn with a class of the project's own: fit it, keep what it learned, read that back, and try whether it is a learner."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wager.adapters.estimators.python.entry import BROKEN, Entry
from wager.adapters.estimators.python.fitted import FittedPython, method_of
from wager.adapters.estimators.python.given import handed, kinds_of, sealed
from wager.adapters.estimators.python.kept import Kept, UnkeptError, is_kept
from wager.adapters.estimators.python.same import (
    AMONG,
    CODE,
    demand_own_answers,
    demand_same_learned,
    evenly,
)
from wager.features.code.code import Code, read_code
from wager.foundation.errors import BadInputError
from wager.training.columns import take
from wager.training.estimator import FITTED, Answers, Sample, Task
from wager.training.stored import read_document


@dataclass(frozen=True)
class PythonLearner:
    """A class of the project's own, with the parameters of its model file.

    Attributes
    ----------
    code : Code
    parameters : dict of str to JSON value
    seed : int
    """

    code: Code
    parameters: Mapping[str, Any]
    seed: int = 0

    @classmethod
    def named(cls, root: Path | None, parameters: Mapping[str, Any], seed: int) -> PythonLearner:
        """Read the code that `call` names; nothing of it runs.

        Raises
        ------
        BadInputError
            If there is none.
        """
        call = parameters.get("call")
        if not isinstance(call, str) or root is None:
            raise BadInputError(
                "`python` needs `call`, which names a class of the project: `algorithm: {python: {call: models/mine.py:Name}}`"
            )
        code = read_code(root, call, None, (call.rpartition(":")[0], 1))
        return cls(code, {name: value for name, value in parameters.items() if name != "call"}, seed)

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedPython:
        """Learn, and try that another fit learns the same and a row gets its answer in any company; `tune` is not shown."""
        del tune
        entry = Entry.of(self.code, self.parameters, task, self.seed)
        fitted = self._once(entry, task, train)
        demand_own_answers(fitted, train.columns, len(train))
        demand_same_learned(fitted, lambda rows: self._once(entry, task, rows), train)
        return fitted

    def _once(self, entry: Entry, task: Task, train: Sample) -> FittedPython:
        thing = entry.made()
        before = set(getattr(thing, "__dict__", ()))
        kinds = kinds_of(train.columns)
        fit, weights = entry.method(thing, "fit"), train.weights()
        told = {"sample_weight": sealed(weights)} if _takes_weights(fit) else {}
        if train.weight is not None and not told:
            raise entry.wrong(
                "takes no weights, and the model file has `weight`; give `fit` a parameter `sample_weight`"
            )
        given = handed(train.columns, kinds)
        entry.asked("fitting", lambda: fit(given, sealed(train.truth), **told))
        try:
            kept = Kept.of(thing)
        except UnkeptError as error:
            raise entry.wrong(f"cannot be kept: {error}", BROKEN) from None
        number = task.kind == "number"
        answers: Answers = "values" if number else "probabilities"
        learned = FittedPython(entry, kinds, answers, 1 if number else len(task.classes), kept)
        # From here on only what was written answers: so it answers the same wherever it is read.
        files = learned.to_files()
        fitted = FittedPython.from_files(read_document(files, FITTED), files, self.code.root)
        others = sorted(name for name in set(vars(thing)) - before if not is_kept(name)) if kinds else []
        _demand_read_back(fitted, thing, train, others)
        return fitted


def _takes_weights(fit: Any) -> bool:
    try:
        taken = inspect.signature(fit).parameters
    except (TypeError, ValueError):
        return False
    return "sample_weight" in taken or any(one.kind is one.VAR_KEYWORD for one in taken.values())


def _demand_read_back(fitted: FittedPython, thing: Any, train: Sample, others: list[str]) -> None:
    """Refuse a learner that knows more than is kept of it."""
    entry, name = fitted.entry, method_of(fitted.answers)
    rows = take(train.columns, evenly(len(train), AMONG))
    ask = entry.method(thing, name)
    own = fitted.demand_answer(
        entry.asked(f"asking `{name}`", lambda: ask(handed(rows, fitted.kinds))), min(len(train), AMONG)
    )
    if not np.array_equal(own, fitted.predict(rows)):
        which = f"; `fit` also sets {', '.join(others[:4])}" if others else ""
        raise entry.wrong(
            "answers otherwise once what it learned is read back: what `fit` learned is kept in attributes whose names end in "
            f"`_`, and in no others{which}",
            CODE,
        )
