"""One row given by hand: the action that it gets, or its answer, is the one that a test expects."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

import numpy as np

from wager.design.models.expected import Within, read_expectation
from wager.design.models.model_file import ModelTest
from wager.expressions.tree import Type
from wager.features.example_values import expected_value
from wager.foundation.amounts import AmountError
from wager.foundation.errors import BadInputError, nearest
from wager.workflow.behaving.subject import Subject, of_one_row
from wager.workflow.design_trees import pay_trees


def gets(subject: Subject, test: ModelTest) -> dict[str, Any]:
    """Answer the row of a test, as often as is wanted: no capacity binds it.

    Returns
    -------
    dict
        What a `Behaviour` says besides the test.

    Raises
    ------
    BadInputError
        If the row, or what is expected of it, cannot be.
    """
    question = subject.question
    try:
        wanted = read_expectation(str(test.expect), question.task.actions, question.inputs.currency)
    except AmountError as error:
        raise BadInputError(f"expect: {error}") from error
    if not isinstance(wanted, str) and subject.fitted.answers == "actions":
        raise BadInputError(
            f"{subject.entered.name} takes actions and has no answer in a range; expect one of {', '.join(question.task.actions)}"
        )
    by_action = isinstance(wanted, str)
    answer, taken = answered(subject, test, action=by_action)
    found = taken or f"{answer:.6g}"
    holds = wanted.holds(answer) if isinstance(wanted, Within) else taken == wanted
    result: Literal["passed", "failed"] = "passed" if holds else "failed"
    said = {"result": result, "answer": "action" if by_action else subject.answer, "found": found}
    if holds:
        return said
    detail = (
        f", at a {subject.answer} of {answer:.6g}"
        if by_action and subject.fitted.answers != "actions"
        else ""
    )
    return {**said, "why": f"expected {test.expect}, and the {said['answer']} is {found}{detail}"}


def answered(subject: Subject, test: ModelTest, *, action: bool) -> tuple[float, str]:
    """Answer the row of a test, and say which action is taken where that is asked for; columns that it does not give are null.

    Raises
    ------
    BadInputError
        If a pay is unknown, as a column that it reads is null; or the answer is no finite number.
    """
    base, types = subject.base
    values = _physical(subject, test.row or {}, types)
    given = of_one_row(values, base)
    (answer,) = subject.answers(given)
    if not np.isfinite(answer):
        raise BadInputError(f"the {subject.answer} of this row is no finite number")
    if not action:
        return float(answer), ""
    unknown = [name for name in pay_trees(subject.question.design) if values.get(name) is None]
    try:
        return float(answer), subject.decides(given)[0]
    except BadInputError as error:
        also = f"; the pays read {', '.join(unknown)}, which `row` does not give" if unknown else ""
        raise BadInputError(f"{error}{also}") from error


def _physical(subject: Subject, row: Mapping[str, Any], types: Mapping[str, Type]) -> dict[str, Any]:
    """Read the values of a row; a column that exists and that the model does not read changes nothing."""
    config = subject.question.wiring.config
    inputs = subject.question.inputs
    known = {*inputs.unit.types(), *inputs.definitions.features}
    found = {}
    for name, value in row.items():
        if name not in known:
            raise BadInputError(f"row: {name!r} is no column or feature{nearest(str(name), known)}")
        if not isinstance(value, str | int | bool | Decimal | None):
            raise BadInputError(f"row: {name} should be a single value")
        if name in types:
            try:
                found[str(name)] = expected_value(value, types[str(name)], inputs.currency, config.time_zone)
            except ValueError as error:
                raise BadInputError(f"row: {name}: {error}") from error
    return found
