"""Looks at held-out outcomes: charged to the objective on its rows, across designs and models."""

from __future__ import annotations

from pathlib import Path

from wager.design.frozen.log import log_folder, read_log
from wager.expressions.tree import Tree, to_json
from wager.foundation.fingerprint import digest
from wager.workflow.question import HOLDOUT, Question
from wager.workflow.read_project import design_files
from wager.workflow.wiring import Wiring


def objective_key(question: Question) -> str:
    """Name an objective on the rows of a holdout: what looks are charged to, across designs and models."""
    rows = question.parts.rows(HOLDOUT)
    objective: Tree = question.inputs.unit.inline(question.design.objective.tree)
    return digest([to_json(objective), question.rows.keys_digest(rows)])


def looks_at(wiring: Wiring, target: str) -> int:
    """Count the verdicts of all designs of the project that read these outcomes, also those whose log entry is gone."""
    logs: list[Path] = [log_folder(path) for path in design_files(wiring.root)]
    verdicts = [entry for folder in logs for entry in read_log(folder) if entry.kind == "verdict"]
    found = {entry.hash for entry in verdicts if entry.body.get("objective") == target}
    records = [record.body for record in wiring.registry.ledger() if record.kind == "verdict"]
    return len(found | {body["entry"] for body in records if body.get("objective") == target})
