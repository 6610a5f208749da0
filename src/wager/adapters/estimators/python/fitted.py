"""A learner of the project's own, with what it learned: made anew from what is kept, and its answers checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from wager.adapters.estimators.python.entry import BROKEN, Entry
from wager.adapters.estimators.python.given import Given, Kind, handed, handed_one, sealed
from wager.adapters.estimators.python.kept import Kept, UnkeptError, plain
from wager.features.code.code import read_code
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical, short
from wager.foundation.rounded import number_of
from wager.training.columns import Columns, Floats, length
from wager.training.estimator import FITTED, Answers, Files
from wager.training.stored import Document

ALGORITHM = "python"

_ADD_UP = 1e-9
"""By how much the shares of a row may miss 1."""


@dataclass(frozen=True)
class FittedPython:
    """What a learner learned; the code that answers is the project's, or the version's, and no part of it.

    Attributes
    ----------
    entry : Entry
    kinds : dict of str to {'number', 'text'}
        The columns that it reads.
    answers : {'probabilities', 'values'}
    width : int
        Of classes; 1 for a number.
    kept : Kept
    """

    entry: Entry
    kinds: Mapping[str, Kind]
    answers: Answers
    width: int
    kept: Kept

    @property
    def code(self) -> str:
        """Digest of the code that learned, and answers."""
        return self.entry.code.digest

    def predict(self, columns: Columns) -> Floats:
        """Answer for each row."""
        return self._asked(handed(columns, self.kinds), length(columns))

    def for_one(self) -> Callable[[Mapping[str, Any]], Floats]:
        """Answer one row as among many: that it does was tried when it was fitted; see `QuickFitted`."""

        def answer(row: Mapping[str, Any]) -> Floats:
            return self._asked(handed_one(row, self.kinds), 1).reshape(-1)

        return answer

    def describe(self) -> str:
        """Name the learner, and how much it learned."""
        numbers = sum(values.size for values in self.kept.arrays.values())
        values = number_of(numbers + len(self.kept.values), "values")
        return f"{self.entry.code.call}, {values} of {number_of(len(self.kinds), 'columns')}"

    def to_files(self) -> dict[str, bytes]:
        """Write JSON, and each array as `.npy`; the code is named by its digest."""
        written = {
            "format": 1,
            "algorithm": ALGORITHM,
            "answers": self.answers,
            "width": self.width,
            "call": self.entry.code.call,
            "code": self.code,
            "parameters": self.entry.parameters,
            "offers": self.entry.offers,
            "columns": self.kinds,
            **self.kept.to_json(),
        }
        return {FITTED: canonical(written), **self.kept.to_files()}

    @classmethod
    def from_files(cls, written: Document, files: Files, root: Path | None) -> FittedPython:
        """Read what `to_files` wrote; the code is that of a project, and must be what it was.

        Raises
        ------
        BadInputError
            If a file is damaged, or the code is another by now.
        """
        written.only("format", "algorithm", "answers", "width", "call", "code", "parameters", "offers", "columns",
                     "values", "arrays")  # fmt: skip
        answers: Answers = written.word("answers", ("probabilities", "values"))
        width = int(written.number("width", least=1, most=1e6))
        if answers == "values" and width != 1:
            written.wrong("width", "1 for a number")
        columns = _objects(written, "columns")
        if not all(kind in {"number", "text"} for kind in columns.values()) or not columns:
            written.wrong("columns", "an object of columns, each `number` or `text`")
        parameters, offers = _objects(written, "parameters"), _objects(written, "offers")
        if set(offers) != {"classes", "loss", "random_state"}:
            written.wrong("offers", "what a learner is told")
        call = written.text("call")
        code = read_code(_demand(root), call, None, (call.rpartition(":")[0], 1))
        if code.digest != written.text("code"):
            raise BadInputError(
                f"{call} or what it imports, or a lock file, is not what this model learned with (code {short(code.digest)}, "
                f"learned with {short(written.text('code'))}); bring the files back, or fit again"
            )
        return cls(Entry(code, parameters, offers), columns, answers, width, Kept.read(written, files))

    @cached_property
    def _ask(self) -> Callable[[Given], Any]:
        """Make the learner, and give it back what it learned."""
        entry = self.entry
        thing = entry.made()

        def give_back() -> None:
            for name, value in self.kept.values.items():
                setattr(thing, name, plain(value))  # a copy: what is kept stays as it is
            for name, values in self.kept.arrays.items():
                setattr(thing, name, sealed(values))

        entry.asked("giving back what it learned", give_back)
        return entry.method(thing, method_of(self.answers))

    def _asked(self, given: Given, rows: int) -> Floats:
        if not rows:
            return np.empty((0, self.width) if self.answers == "probabilities" else 0)
        ask, name = self._ask, method_of(self.answers)
        return self.demand_answer(self.entry.asked(f"asking `{name}`", lambda: ask(given)), rows)

    def demand_answer(self, found: Any, rows: int) -> Floats:
        """Refuse an answer that is none.

        Raises
        ------
        BadInputError
            If its shape is another, it is not finite, or shares do not add up (E114).
        """
        name = method_of(self.answers)
        try:
            values = np.ascontiguousarray(found, np.float64)
        except (TypeError, ValueError):
            raise self.entry.wrong(f"gives no numbers by `{name}`", BROKEN) from None
        wanted = (rows, self.width) if self.answers == "probabilities" else (rows,)
        if np.shape(found) != wanted:
            has = " x ".join(map(str, np.shape(found))) or "one value"
            what = f"a row for each of {rows:,} rows, and a column for each of {self.width} classes"
            what = what if self.answers == "probabilities" else f"one number for each of {rows:,} rows"
            raise self.entry.wrong(f"gives {has} by `{name}`; expected {what}", BROKEN)
        if not np.isfinite(values).all():
            raise self.entry.wrong(
                f"gives NaN or the infinite by `{name}`; a missing value is NaN in `X`", BROKEN
            )
        if self.answers == "probabilities":
            total = values.sum(axis=1)
            off = (values < 0).any(axis=1) | ~(np.abs(total - 1) <= _ADD_UP)
            if off.any():
                row = values[int(off.argmax())].tolist()
                raise self.entry.wrong(
                    f"gives {row} by `{name}`; expected shares from 0 that add up to 1", BROKEN
                )
        return values


def method_of(answers: Answers) -> str:
    """Name the method that answers.

    Examples
    --------
    >>> method_of("probabilities"), method_of("values")
    ('predict_proba', 'predict')
    """
    return "predict_proba" if answers == "probabilities" else "predict"


def _demand(root: Path | None) -> Path:
    if root is None:
        raise BadInputError("a learner of a project's own is read in that project; open it first")
    return root


def _objects(written: Document, key: str) -> dict[str, Any]:
    value = written.values[key]
    try:
        if isinstance(value, dict):
            found: dict[str, Any] = plain(value)
            return found
    except UnkeptError:
        pass
    return written.wrong(key, "a JSON object")
