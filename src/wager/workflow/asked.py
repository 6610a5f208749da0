"""All that a fit on some development rows follows from, besides what is decided later: the input of digests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from wager.training.split import Parts
from wager.workflow.design_trees import pay_trees
from wager.workflow.entrant import Entrant
from wager.workflow.inputs import plain_parts, read_by
from wager.workflow.question import Question

_UNASKED = frozenset(("name", "design", "selection", "tests", "search", "refit", "own"))
_OF_DESIGN = ("rows", "objective", "split", "money")


def asked_of(question: Question, entered: Entrant, parts: Iterable[Parts]) -> dict[str, Any]:
    """Name all that money on some rows follows from, as JSON values.

    Parameters
    ----------
    parts : iterable of Parts
        Which rows are learned from and judged, one by one: a sample and a freeze leave rows out too.
    """
    inputs, design = question.inputs, plain_parts(question.design)
    model = entered.model.to_json()
    return {
        "code": dict(inputs.code),
        "model": {key: value for key, value in model.items() if key not in _UNASKED},
        "columns": inputs.keys(read_by("model", entered.model, entered.trees)),
        "pays": inputs.keys(pay_trees(question.design)),
        "design": {key: design[key] for key in _OF_DESIGN},
        "rows": inputs.rows_fingerprint,
        "parts": hashlib.sha256(b"".join(one.codes.tobytes() for one in parts)).hexdigest(),
    }
