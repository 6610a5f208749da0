"""Answer one request: read it, find the features as of its moment, ask the model, decide.

The features, the answer and the decision are those that the batch path gives the same row, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from wager.data.limits import EARLIEST, LATEST
from wager.data.source import Source
from wager.expressions.evaluate import row_function
from wager.expressions.tree import Tree, Type
from wager.features.feature import Feature
from wager.foundation.errors import BadInputError, BadRequestError, RefusedError
from wager.money.one_row import Row
from wager.serving.capacity import Choices, ranked
from wager.serving.contract import DOCUMENT, Contract
from wager.serving.decision import Answer, Decide
from wager.serving.prediction import Prediction

PAID = "paid by "
"""Begins the name of a column that the pays read, so that it is told apart from what the model calls the same."""


Allow = Callable[[Choices, int], str]
"""From what is wanted, the best first, and the moment of decision, to what there is room for."""


class Features(Protocol):
    """What computes features for one row at any moment."""

    @property
    def reads(self) -> tuple[str, ...]:
        """Name the stored columns that a row must carry."""
        ...

    def values(self, row: Row, at: int) -> dict[str, Any]:
        """Return physical values by wanted name, None for null."""
        ...


@dataclass(frozen=True)
class Predictor:
    """One version, ready to answer for one name.

    Attributes
    ----------
    serves, version, arm : str
        The name that callers use, who answers, and in which arm of the traffic.
    contract : Contract
        Of requests.
    features : Features
        Computes what `wanted` names, for the model and the pays.
    answer : callable
        From the model's columns to its answer.
    decide : callable
        From its answer to a decision.
    decide_at : callable or None
        From a row to its moment of decision; None where the design has none.
    paid : tuple of str
        The columns that the pays read.
    currency : str
        Of money.
    allow : callable or None
        From what is wanted, and the moment of decision, to the action that there is room for; None where nothing is
        limited.
    now_is : str
        The column of a generated row that is its moment of decision: now; empty where requests say all of a row.
    """

    serves: str
    version: str
    arm: str
    contract: Contract
    features: Features
    answer: Answer
    decide: Decide
    decide_at: Callable[[Row], int | None] | None = None
    paid: tuple[str, ...] = ()
    currency: str = field(default="USD", kw_only=True)
    allow: Allow | None = field(default=None, kw_only=True)
    now_is: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        """Refuse a model that reads of a row what no request carries."""
        there = {*self.contract.columns, self.now_is}
        lacking = [name for name in self.features.reads if name not in there]
        if lacking:
            raise RefusedError(
                f"version {self.version} reads {', '.join(lacking)} of a row, and a request to {self.serves} cannot "
                "hold that: nothing proves that it is known at the decision; leave it out of the model, or give it a "
                f"known time in the source {self.contract.name}"
            )

    def predict(self, document: Any, now: int) -> Prediction:
        """Answer a request.

        Parameters
        ----------
        document : any
            What a JSON parser yields.
        now : int
            The present moment, in microseconds.

        Raises
        ------
        BadRequestError
            With every fault of the request.
        """
        row = self.contract.read(document)
        if self.now_is:
            row[self.now_is] = now
        with _of_the_request():
            moment = self._moment(row, now)
            values = self.features.values(row, moment)
        read = {name: value for name, value in values.items() if not name.startswith(PAID)}
        answer = self.answer(read)
        with _of_the_request():
            decision = self.decide(answer, {name: values[f"{PAID}{name}"] for name in self.paid})
        wants = ranked(decision.choices, read)
        action = decision.action if self.allow is None else self.allow(wants, moment)
        return Prediction(
            at=now,
            decide_at=moment,
            serves=self.serves,
            version=self.version,
            arm=self.arm,
            request=row,
            features=read,
            action=action,
            probabilities=decision.probabilities,
            value=decision.value,
            expected=decision.expected,
            currency=self.currency,
            wanted="" if action == decision.action else decision.action,
        )

    def _moment(self, row: Row, now: int) -> int:
        """Say as of when features are read: the earlier of now and the row's moment of decision."""
        moment = None if self.decide_at is None else self.decide_at(row)
        if moment is not None and not EARLIEST <= moment <= LATEST:
            raise BadInputError("the moment of decision lies beyond the years 1 to 9999")
        return now if moment is None else min(now, moment)


@contextmanager
def _of_the_request() -> Iterator[None]:
    """Say of an expression that cannot be computed that it is the request's: its values are of the right kinds."""
    try:
        yield
    except BadInputError as error:
        raise BadRequestError([(DOCUMENT, "range", str(error))]) from error


def wanted(model: Mapping[str, Tree], pays: Mapping[str, Tree]) -> dict[str, Tree]:
    """Name all columns that answering a row needs: those of the model, and those that the pays read."""
    return {**model, **{f"{PAID}{name}": tree for name, tree in pays.items()}}


def moment_of(unit: Source, decide_at: Tree | None) -> Callable[[Row], int | None] | None:
    """Make the function from a row's stored columns to its moment of decision; None without one."""
    if decide_at is None:
        return None
    return row_function(unit.inline(decide_at), unit.stored_types(), unit.zone)


def paid_types(pays: Mapping[str, Tree], unit: Source, features: Mapping[str, Feature]) -> dict[str, Type]:
    """Say the types of the columns that the pays read, as features are computed: a duration is a number of days."""
    declared = {**{name: feature.type for name, feature in features.items()}, **unit.types()}
    kinds = {name: declared[name] for name in pays}
    return {name: "float" if kind == "duration" else kind for name, kind in kinds.items()}
