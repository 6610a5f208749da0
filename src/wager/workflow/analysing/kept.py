"""Analyses as they are kept: one file a run, found by its digest."""

from __future__ import annotations

import json
from pathlib import Path

from wager.data.kept_table import keep_file
from wager.evaluation.analysis.whole import FORMAT, Analysis
from wager.foundation.fingerprint import digest
from wager.workflow.wiring import Wiring


def keep_analysis(wiring: Wiring, found: Analysis) -> None:
    """Keep an analysis beside the runs.

    Raises
    ------
    UnavailableError
        If it cannot be written.
    """
    written = found.to_json()
    content = json.dumps({**written, "check": digest(written)}, ensure_ascii=False)
    keep_file(_path(wiring, found.run), content.encode())


def kept_analysis(wiring: Wiring, run: str) -> Analysis | None:
    """Return the analysis of a run; None where nobody made it, or it is not what was written."""
    try:
        written = json.loads(_path(wiring, run).read_text(encoding="utf-8"))
        check = written.pop("check")
        if written["format"] != FORMAT or check != digest(written):
            return None
        return Analysis.from_json(written)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # made again when it is asked for


def _path(wiring: Wiring, run: str) -> Path:
    return wiring.store / "analyses" / f"{run}.json"
