"""Make a version of what was fitted: everything that it came from goes into the store, and one manifest names it all."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.expressions.tree import columns
from wager.features.matrix import Matrix
from wager.features.python.attach import codes_of
from wager.foundation.fingerprint import digest
from wager.registry.registry import Registered
from wager.registry.version import Version, keep_version
from wager.training.columns import take
from wager.training.fit import FittedModel
from wager.workflow.fielded import Fielded
from wager.workflow.inputs import plain_parts, used_features
from wager.workflow.own_learners import code_of
from wager.workflow.question import Question
from wager.workflow.run_model import run_digest
from wager.workflow.runs import keep_model
from wager.workflow.versions.code_state import code_state
from wager.workflow.versions.definitions_of import keep_definitions
from wager.workflow.versions.environment import environment
from wager.workflow.versions.version_content import column_content, predictions_object, rows_content

GOLDEN_ROWS = 64
"""How many rows with their answers a version carries, for whoever loads it to repeat."""


def version_of(
    question: Question,
    fielded: Fielded,
    part: str,
    *,
    hypothesis: str = "",
    freeze: str = "",
    closure: str = "",
    behaviour: Sequence[Mapping[str, Any]] = (),
) -> Version:
    """Put what was fitted, and all that it came from, into the store.

    Parameters
    ----------
    question : Question
    fielded : Fielded
        Who decided the rows of `part`, and what was fitted.
    part : str
        `holdout` for the model of a hypothesis.
    hypothesis, freeze, closure : str
        Whose model it is, the log entry that froze it, and what that pinned; empty for a baseline.
    behaviour : sequence of mapping
        What the tests of its model file said of what was fitted.
    """
    wiring, inputs, design = question.wiring, question.inputs, question.design
    rows = question.parts.rows(part)
    entered, fitted, matrix = fielded.entered, fielded.fitted, fielded.matrix
    text = (wiring.root / design.path).read_bytes()
    return keep_version(
        wiring.objects,
        serves=design.serves,
        design=design.id,
        hypothesis=hypothesis,
        model=fielded.contender.name if entered is None else entered.name,
        algorithm="" if entered is None else entered.algorithm,
        always=fielded.always,
        freeze=freeze,
        closure=closure,
        run=_run(question, fielded),
        definitions=keep_definitions(wiring, inputs),
        document=hashlib.sha256(text).hexdigest(),
        snapshots={name: one.id for name, one in sorted(inputs.snapshots.items())},
        rows={
            "fingerprint": question.rows.fingerprint,
            "content": rows_content(question.rows),
            "count": len(question.rows),
            **({} if inputs.until is None else {"until": inputs.until}),
        },
        columns={} if matrix is None else _columns(matrix),
        fitted="" if fitted is None else fitted.digest,
        artifact={} if fitted is None else keep_model(wiring, fitted),
        predictions=predictions_object(wiring.objects, question, fielded.contender, part),
        golden="" if fitted is None or matrix is None else _golden(question, fitted, matrix, rows),
        code=code_state(wiring),
        environment=environment(
            wiring, wiring.threads or os.cpu_count() or 1, imports=_imports(question, fielded)
        ),
        cuts=dict(fielded.contender.cuts),
        behaviour=list(behaviour),
    )


def _run(question: Question, fielded: Fielded) -> str:
    if fielded.entered is not None:
        return run_digest(question.inputs, fielded.entered)
    return digest(
        {
            "always": fielded.always,
            "design": plain_parts(question.design),
            "rows": question.inputs.rows_fingerprint,
        }
    )


def _imports(question: Question, fielded: Fielded) -> set[str]:
    """Name what the functions behind the columns of a model, and a learner of the project's own, import from elsewhere."""
    trees = () if fielded.entered is None else fielded.entered.trees.values()
    used = used_features(
        {name for tree in trees for name in columns(tree)}, question.inputs.definitions.features
    )
    code = (
        None
        if fielded.entered is None
        else code_of(question.inputs.definitions.learners, fielded.entered.model)
    )
    return {name for one in (*codes_of(used), *([code] if code else ())) for name in one.outside}


def _columns(matrix: Matrix) -> dict[str, dict[str, str]]:
    return {
        name: {"type": matrix.types[name], "key": matrix.keys[name], "content": column_content(values)}
        for name, values in sorted(matrix.columns.items())
    }


def _golden(question: Question, fitted: FittedModel, matrix: Matrix, rows: NDArray[np.int64]) -> str:
    places = np.linspace(0, len(rows) - 1, min(GOLDEN_ROWS, len(rows))).astype(np.int64)
    columns = take(matrix.columns, rows[places])
    written = {
        "kind": "golden rows",
        "format": 1,
        "columns": {name: values.to_pylist() for name, values in columns.items()},
        "answers": np.asarray(fitted.predict(columns)).tolist(),
    }
    # Not canonical JSON, which has no integers beyond 2**53: keys are physical values of any size.
    text = json.dumps(written, sort_keys=True, allow_nan=False, ensure_ascii=False)
    return question.wiring.objects.put_bytes(text.encode())


def registered(version: Version, at: int, *, verdict: str = "", entry: str = "") -> Registered:
    """Make a version's line in the registry."""
    return Registered(
        version.id, version.serves, version.design, version.hypothesis, version.model, verdict, entry, at
    )
