"""What `run` found."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.document import document_lines
from wager.interfaces.cli.render.evidence import evidence_lines


def ran_lines(document: dict[str, Any]) -> list[str]:
    """Print the run, then its evidence."""
    about = {key: value for key, value in document.items() if key != "evidence"}
    return [*document_lines(about), "", *evidence_lines(document["evidence"])]
