"""What learns, and what was learned: the seam behind which every learner stands.

Adding a learner is three steps: write a class with `fit`, one with `predict` and `to_files`, and name both in
`adapters/estimators/catalogue.py`. Nothing is ever pickled: what was learned is JSON, arrays and text. A fitted model
may answer one row in a way of its own (`QuickFitted`), and say what each column added (`Explained`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError
from wager.training.columns import Columns, Floats, Integers, column, numbers
from wager.training.loss import MEAN, Loss

Kind = Literal["binary", "classes", "number"]
Answers = Literal["probabilities", "values", "actions"]
Files = Mapping[str, bytes]

Encode = Mapping[str, Any]
"""Column to encoding as a model file says it, such as `{"body": {"tfidf": {"top": 20000}}, "carrier": "onehot"}`.

A column that it does not name is read as the algorithm reads it by default.
"""

FITTED = "fitted.json"
"""The file of a fitted model that names its algorithm and format; others lie beside it."""


@dataclass(frozen=True)
class Task:
    """What is to be learned.

    Attributes
    ----------
    kind : {'binary', 'classes', 'number'}
        Follows the type of the objective.
    classes : tuple of str
        In the order of their codes. A binary objective has `otherwise` (0) and its own name (1); a number
        has none.
    actions : tuple of str
        What can be done; the first is what happens without us.
    loss : Loss
        What learning a number makes small; classes have no choice.
    """

    kind: Kind
    classes: tuple[str, ...]
    actions: tuple[str, ...]
    loss: Loss = MEAN

    def __post_init__(self) -> None:
        """Refuse a loss of numbers for classes."""
        if self.kind != "number" and self.loss != MEAN:
            raise BadInputError(f"`loss: {self.loss}` is for an objective that is a number; leave it out")

    @classmethod
    def binary(cls, name: str, actions: tuple[str, ...] = ("none", "act")) -> Task:
        """Learn whether the objective of that name holds."""
        return cls("binary", ("otherwise", name), actions)

    def truth(self, found: Any) -> NDArray[Any]:
        """Turn the objective's Arrow column into codes of classes, or into numbers.

        Raises
        ------
        BadInputError
            If a row has no value, or a class that was not declared.
        """
        values = numbers(found) if self.kind != "classes" else _class_codes(found, self.classes)
        if np.isnan(values).any():
            rows = int(np.isnan(values).sum())
            raise BadInputError(f"the objective is missing in {rows} rows; leave them out before learning")
        return values if self.kind == "number" else values.astype(np.int64)


def _class_codes(found: Any, classes: tuple[str, ...]) -> Floats:
    from wager.training.columns import codes

    places = codes(found, classes)
    if len(places) and places.min() < 0 and found.null_count == 0:
        strange = found[int(places.argmin())].as_py()
        raise BadInputError(f"the objective takes the value {strange!r}, which is none of {list(classes)}")
    return np.where(places < 0, np.nan, places)


@dataclass(frozen=True)
class Sample:
    """Rows to learn from.

    Attributes
    ----------
    columns : mapping of str to pyarrow.Array
        Features (or conditions of a rule), n rows.
    truth : ndarray, shape (n,)
        Codes of classes, or numbers.
    weight : ndarray of float, shape (n,), or None
        How much each row counts.
    earned : ndarray of int64, shape (n, n_actions), or None
        What each action would have earned on each row given the truth; minor units.
    identities : mapping of str to str
        By column, the digest of all that its values on these rows follow from; empty where that is not known. What is kept of them
        is found by it, without reading them.
    """

    columns: Columns
    truth: NDArray[Any]
    weight: Floats | None = None
    earned: Integers | None = None
    identities: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.truth)

    def column(self, name: str) -> Any:
        """Return one column, or say which is nearest."""
        return column(self.columns, name)

    def weights(self) -> Floats:
        """Return the weights; ones where none were given."""
        return np.ones(len(self)) if self.weight is None else self.weight


class Fitted(Protocol):
    """What was learned. `answers` says what `predict` returns, always of n rows."""

    @property
    def answers(self) -> Answers:
        """`probabilities` (n, n_classes) float, `values` (n,) float, or `actions` (n,) int8."""
        ...

    @property
    def width(self) -> int:
        """How many classes or actions it chooses among; 1 for values."""
        ...

    def predict(self, columns: Columns) -> NDArray[Any]:
        """Answer for each row."""
        ...

    def to_files(self) -> dict[str, bytes]:
        """Write down all that `predict` needs; equal knowledge gives equal bytes."""
        ...

    def describe(self) -> str:
        """Say in one line what was learned."""
        ...


@runtime_checkable
class QuickFitted(Protocol):
    """A fitted model with a way of its own to answer one row, without Arrow: what serving uses."""

    def for_one(self) -> Callable[[Mapping[str, Any]], NDArray[Any]]:
        """Make the function from a row's physical values (None for null) to what `predict` says of it.

        It returns the row of `predict`'s answer, bit for bit: (n_classes,) float, or (1,) float or int8.
        """
        ...


@runtime_checkable
class Explained(Protocol):
    """A fitted model that says what each column added to the margin: what is summed up before it becomes an answer."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it reads."""
        ...

    @property
    def reference(self) -> str:
        """Whose margin the base is, in words."""
        ...

    def contributions(self, columns: Columns) -> Floats:
        """Part the margins, shape (n, n_margins, n_names + 1); the last is the base, and all add up to the margin."""
        ...

    def linked(self, margins: Floats) -> Floats:
        """Turn margins, shape (n, n_margins), into answers, shape (n, width); an action that is taken is 1."""
        ...


@runtime_checkable
class Stopped(Protocol):
    """A fitted model of several rounds, of which `tune` may have said how many are enough."""

    @property
    def rounds(self) -> int:
        """How many were kept."""
        ...


@runtime_checkable
class OwnCode(Protocol):
    """A fitted model whose answers are computed by code of the project."""

    @property
    def code(self) -> str:
        """Digest of that code."""
        ...


class Estimator(Protocol):
    """A learner with its parameters."""

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> Fitted:
        """Learn from `train`; `tune` may say when to stop, and nothing else."""
        ...


class Estimators(Protocol):
    """All learners, by the name that model files call them."""

    def make(
        self, algorithm: str, parameters: Mapping[str, Any], seed: int = 0, encode: Encode | None = None
    ) -> Estimator:
        """Make a learner."""
        ...

    def read(self, files: Files) -> Fitted:
        """Read back what `to_files` wrote."""
        ...

    def at(self, root: Path) -> Estimators:
        """Return the same learners, for a project or a version whose files lie in a folder: whose own code learns and answers."""
        ...

    def versions(self, algorithms: Iterable[str] = ()) -> dict[str, str]:
        """Name the versions of the code that learns by these algorithms: part of what a run and a freeze follow from."""
        ...
