"""A learner of the project's own: made with the parameters of its model file, and every fault told at a line of the user's code."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from wager.adapters.estimators.python.given import Given
from wager.features.code.code import Code
from wager.features.code.imports import module_files
from wager.features.python.function import user_line
from wager.features.python.modules import function_of
from wager.foundation.errors import BadInputError, WagerError, nearest
from wager.foundation.finding import Finding
from wager.training.estimator import Task
from wager.training.loss import MEAN

T = TypeVar("T")

BROKEN, WRONG = "E114", "E109"
"""Of a learner that breaks, or gives what it should not; and of one that cannot be called so."""

OFFERED = ("classes", "loss", "random_state")
"""What a learner is told when it is made, if it has a parameter of that name."""


class Learner(Protocol):
    """What a project's own learner is: the form that scikit-learn has.

    What `fit` learned stands in attributes whose names end in `_`: arrays of numbers, and JSON values. A learner of classes has
    `predict_proba` in the place of `predict`.
    """

    def fit(self, X: Given, y: NDArray[Any], sample_weight: NDArray[np.float64]) -> object:  # noqa: N803 - as scikit-learn
        """Learn; `sample_weight` may be left out."""
        ...

    def predict(self, X: Given) -> NDArray[np.float64]:  # noqa: N803
        """Answer for each row."""
        ...


@dataclass(frozen=True)
class Entry:
    """A class of the project, or a function that makes learners, with its parameters.

    Attributes
    ----------
    code : Code
    parameters : dict of str to JSON value
        Of the model file.
    offers : dict of str to JSON value
        What it is told besides, where it asks for it; see `OFFERED`.
    """

    code: Code
    parameters: Mapping[str, Any]
    offers: Mapping[str, Any]

    @classmethod
    def of(cls, code: Code, parameters: Mapping[str, Any], task: Task, seed: int) -> Entry:
        """Name what a learner is made with for a task."""
        offers = {"classes": list(task.classes), "loss": task.loss.to_json(), "random_state": seed}
        return cls(code, dict(parameters), offers)

    def made(self) -> Any:
        """Make one that learned nothing yet.

        Raises
        ------
        BadInputError
            If its file cannot be imported, it takes no such parameters, or it raises (E109, E114).
        """
        taken = self._taken
        wrong = [name for name in self.parameters if taken is not None and name not in taken]
        if wrong and taken is not None:
            has = ", ".join(sorted(set(taken) - set(OFFERED))) or "none"
            raise self.wrong(f"has no parameter {wrong[0]!r}{nearest(wrong[0], taken)}; it has {has}")
        if self.offers["loss"] != MEAN.to_json() and taken is not None and "loss" not in taken:
            raise self.wrong(
                "takes no `loss`, which the model file asks for; give it a parameter of that name"
            )
        told = {name: self.offers[name] for name in taken or () if name in self.offers}
        return self.asked("making it", lambda: self._maker(**{**told, **self.parameters}))

    def method(self, thing: Any, name: str) -> Callable[..., Any]:
        """Return a method of what was made.

        Raises
        ------
        BadInputError
            If it has none (E109).
        """
        found: Callable[..., Any] | None = getattr(thing, name, None)
        if found is None or not callable(found):
            what = type(thing).__name__
            raise self.wrong(f"gives a {what} without `{name}`; a learner has `fit` and `{name}`")
        return found

    def asked(self, doing: str, call: Callable[[], T]) -> T:
        """Call the user's code, and tell what it raises at its line."""
        try:
            with np.errstate(all="ignore"):
                return call()
        except WagerError as error:
            raise self.fault(self.code.path, self.code.line, BROKEN, str(error)) from None
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the user's code raises is told at its line
            raise self._broken(error, doing) from None

    def wrong(self, said: str, code: str = WRONG) -> BadInputError:
        """Make the error that says what is wrong with the learner."""
        return self.fault(self.code.path, self.code.line, code, f"{self.code.name} {said}")

    def fault(self, path: str, line: int, code: str, said: str) -> BadInputError:
        """Make an error at a place."""
        return BadInputError.of([Finding(path, line, code, f"learner {self.code.call}: {said}")])

    @cached_property
    def _maker(self) -> Any:
        found = self.asked("importing it", lambda: function_of(self.code))
        if not callable(found):
            kind = type(found).__name__
            raise self.wrong(f"is a {kind}; expected a class, or a function that makes a learner")
        return found

    @cached_property
    def _taken(self) -> tuple[str, ...] | None:
        """Name its parameters; None where it takes any."""
        try:
            taken = inspect.signature(self._maker).parameters.values()
        except (TypeError, ValueError):
            return None
        return None if any(one.kind is one.VAR_KEYWORD for one in taken) else tuple(one.name for one in taken)

    def _broken(self, error: BaseException, doing: str) -> BadInputError:
        kind, said = type(error).__name__, str(error).strip().partition("\n")[0]
        hint = ""
        if isinstance(error, ModuleNotFoundError):
            here = error.name is not None and module_files(self.code.root, self.code.path, error.name)
            hint = (
                "; write an `import` statement, by which its file is found and fingerprinted"
                if here
                else "; install it and add it to the project's lock file, or correct the import"
            )
        elif isinstance(error, AttributeError) and doing.startswith("asking"):
            hint = "; what `fit` learned is kept in attributes whose names end in `_`, and in no others"
        elif "read-only" in said:
            hint = "; copy the array before writing into it"
        path, line = user_line(error, self.code)
        return self.fault(path, line, BROKEN, f"{doing} ended in {kind}{f': {said}' if said else ''}{hint}")
