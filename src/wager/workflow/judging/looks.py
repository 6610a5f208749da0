"""Looks at held-out outcomes: charged to the objective on its rows, across designs and models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wager.design.frozen.log import log_folder, read_log
from wager.expressions.tree import Tree, to_json
from wager.foundation.fingerprint import digest
from wager.workflow.judging.read_rows import ReadRows, kept_rows
from wager.workflow.question import HOLDOUT, Question
from wager.workflow.read_project import design_files
from wager.workflow.wiring import Wiring


def objective_key(question: Question) -> str:
    """Name an objective on the rows of a holdout, for good."""
    rows = question.parts.rows(HOLDOUT)
    objective: Tree = question.inputs.unit.inline(question.design.objective.tree)
    return digest([to_json(objective), question.rows.keys_digest(rows)])


def looks_at(wiring: Wiring, target: str, read: ReadRows) -> int:
    """Count the verdicts of all designs of the project that read one of these outcomes.

    Those whose log entry is gone count as well, and those of which the store no longer says what they read.

    Parameters
    ----------
    target : str
        The objective on the rows (`objective_key`).
    read : ReadRows
        The rows, and what is true of them.
    """
    known: dict[str, bool] = {}

    def counts(body: dict[str, Any]) -> bool:
        if body.get("objective") == target:
            return True
        which = digest([str(body.get(key, "")) for key in ("read", "outcome", "version")])
        if which not in known:
            before = kept_rows(wiring.objects, body)
            known[which] = before is None or read.shares(before)
        return known[which]

    return sum(counts(body) for body in _verdicts(wiring).values())


def _verdicts(wiring: Wiring) -> dict[str, dict[str, Any]]:
    """Return what is said of each verdict, by its entry: by the ledger, or by the log where that is there."""
    records = [record.body for record in wiring.registry.ledger() if record.kind == "verdict"]
    found: dict[str, dict[str, Any]] = {str(body["entry"]): dict(body) for body in records}
    logs: list[Path] = [log_folder(path) for path in design_files(wiring.root)]
    written = (entry for folder in logs for entry in read_log(folder) if entry.kind == "verdict")
    return found | {entry.hash: dict(entry.body) for entry in written}
