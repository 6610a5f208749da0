"""Looks at held-out outcomes: charged to the objective on its rows, across designs and models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from wager.design.frozen.log import log_folder, read_log
from wager.design.hypotheses.alpha import Alpha
from wager.foundation.fingerprint import digest
from wager.workflow.judging.read_rows import ReadRows, kept_rows
from wager.workflow.question import HOLDOUT, Question
from wager.workflow.read_project import design_files
from wager.workflow.wiring import Wiring


def objective_key(question: Question) -> str:
    """Name an objective on the rows of a holdout, for good."""
    rows = question.parts.rows(HOLDOUT)
    return digest([question.inputs.outcome_said, question.rows.keys_digest(rows)])


@dataclass(frozen=True)
class Reading:
    """One verdict that read these outcomes.

    Attributes
    ----------
    design, entry : str
        Whose, and its log entry.
    alpha, total : Decimal
        One-sided, of its tests, and of its whole design; the usual total where that was not written down.
    sure : bool
        False where only the truth of the rows would tell, and that was not given.
    """

    design: str
    entry: str
    alpha: Decimal
    total: Decimal
    sure: bool = True


def looks_at(wiring: Wiring, target: str, read: ReadRows) -> tuple[Reading, ...]:
    """List the verdicts of all designs of the project that read one of these outcomes.

    Those whose log entry is gone count as well, and those of which the store no longer says what they read.

    Parameters
    ----------
    target : str
        The objective on the rows (`objective_key`).
    read : ReadRows
        The rows, and what is true of them where that may be read.
    """
    known: dict[str, tuple[bool, bool]] = {}

    def counts(body: dict[str, Any]) -> tuple[bool, bool]:
        """Tell whether it read one of these outcomes, and whether that is sure."""
        if body.get("objective") == target:
            return True, True
        which = digest([str(body.get(key, "")) for key in ("read", "outcome", "version")])
        if which not in known:
            before = kept_rows(wiring.objects, body)
            unread = before is not None and read.truth is None and read.differs_in_words(before)
            known[which] = before is None or read.shares(before), not unread
        return known[which]

    found = ((entry, body, *counts(body)) for entry, body in _verdicts(wiring).items())
    return tuple(_reading(entry, body, sure) for entry, body, shared, sure in found if shared)


def _reading(entry: str, body: Mapping[str, Any], sure: bool) -> Reading:
    total = Decimal(str(body.get("total", Alpha().total)))
    return Reading(str(body["design"]), entry, Decimal(str(body.get("alpha", total))), total, sure)


def _verdicts(wiring: Wiring) -> dict[str, dict[str, Any]]:
    """Return what is said of each verdict, by its entry: by the ledger, or by the log where that is there."""
    records = [record.body for record in wiring.registry.ledger() if record.kind == "verdict"]
    found: dict[str, dict[str, Any]] = {str(body["entry"]): dict(body) for body in records}
    logs: list[Path] = [log_folder(path) for path in design_files(wiring.root)]
    written = (entry for folder in logs for entry in read_log(folder) if entry.kind == "verdict")
    return found | {
        entry.hash: {**entry.body, "design": entry.design, "alpha": entry.body["verdict"]["alpha"]}
        for entry in written
    }
