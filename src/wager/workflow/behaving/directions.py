"""More of one feature alone, on development rows: does the answer keep to the direction that a test says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, cast

import numpy as np
import pyarrow as pa

from wager.design.models.model_file import ModelTest
from wager.evaluation.behaviour import Against, Direction, against, points_of
from wager.foundation.errors import BadInputError
from wager.workflow.behaving.subject import Subject
from wager.workflow.traced.told import Telling

MOST_ROWS = 300
"""So many development rows are moved, evenly spread over time."""

ORDERED = frozenset(("int", "float", "money", "duration", "bool", "time", "date"))
MONOTONE = frozenset(("lightgbm", "xgboost"))


def keeps_to(subject: Subject, test: ModelTest) -> dict[str, Any]:
    """Move the feature of a test through what was observed of it, all others held, and look at each row by itself.

    Returns
    -------
    dict
        What a `Behaviour` says besides the test.

    Raises
    ------
    BadInputError
        If the model does not read the feature, or it has no order; or nothing of it was observed.
    """
    feature, direction = str(test.feature), cast("Direction", str(test.direction))
    subject.demand(feature)
    base, types = subject.base
    if direction != "none" and types[feature] not in ORDERED:
        raise BadInputError(
            f"{feature} is a {types[feature]}, which has no more and no less; say `direction: none`"
        )
    points = points_of(base[feature].take(pa.array(subject.rows)))
    if len(points) == 0:
        raise BadInputError(f"{feature} is null on all development rows, so nothing can be moved")
    places = subject.rows[
        np.unique(np.linspace(0, len(subject.rows) - 1, min(MOST_ROWS, len(subject.rows))).astype(np.int64))
    ]
    repeated = pa.array(np.repeat(places, len(points)))
    moved = {name: column.take(repeated) for name, column in base.items()}
    moved[feature] = pa.concat_arrays([points] * len(places)) if len(places) else points.slice(0, 0)
    answers = subject.answers(moved).reshape(len(places), len(points))
    found = against(answers, direction)
    result: Literal["passed", "failed"] = "failed" if found.against else "passed"
    said = {"result": result, "answer": subject.answer, "rows": found.rows, "against": found.against}
    if not found.against:
        return said
    ends = tuple(
        Telling(subject.question.inputs.currency).value(points[at].as_py(), types[feature])
        for at in (found.start, found.end)
    )
    return {
        **said,
        "found": f"{found.before:.6g} -> {found.after:.6g}",
        "why": _why(subject, feature, direction, found, ends),
        "try_next": monotone(subject, feature, direction),
    }


def _why(subject: Subject, feature: str, direction: Direction, found: Against, ends: tuple[Any, ...]) -> str:
    start, end = ends
    moves = "falls" if found.after < found.before else "rises"
    allowed = {"up": "it should never fall", "down": "it should never rise", "none": "it should not move"}[
        direction
    ]
    share = f"{found.against:,} of {found.rows:,} rows"
    return (
        f"on {share} the {subject.answer} goes the other way somewhere as {feature} alone grows, and {allowed}: on the worst it "
        f"{moves} from {found.before:.6g} to {found.after:.6g} between {feature} = {_said(start)} and {_said(end)}"
        if direction != "none"
        else f"on {share} the {subject.answer} moves with {feature} alone, and {allowed}: on the worst it {moves} from "
        f"{found.before:.6g} to {found.after:.6g} between {feature} = {_said(start)} and {_said(end)}"
    )


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def monotone(subject: Subject, feature: str, direction: Direction) -> str:
    """Say which parameter makes trees keep to a direction; empty where none does, or it is given already."""
    algorithm = subject.entered.algorithm
    one = subject.trees.get(feature)
    is_number = subject.base[1][feature] != "text" and feature not in subject.entered.model.encode
    if (
        algorithm not in MONOTONE
        or direction == "none"
        or len(subject.question.task.classes) > 2
        or not is_number
    ):
        return ""
    given = subject.entered.model.parameters.get("monotone_constraints")
    wanted = 1 if direction == "up" else -1
    named = dict(given) if isinstance(given, Mapping) else {}
    if one is None or named.get(feature) == wanted or (given and not named):
        return ""
    written = ", ".join(f"{name}: {sign}" for name, sign in {**named, feature: wanted}.items())
    return f"`{{{algorithm}: {{monotone_constraints: {{{written}}}}}}}`"
