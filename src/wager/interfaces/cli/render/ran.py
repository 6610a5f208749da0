"""What `run` found."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.evidence import evidence_lines
from wager.interfaces.cli.tables import counted, prose

_PARTS = ("train", "tune", "holdout")


def ran_lines(document: dict[str, Any]) -> list[str]:
    """Print the run in short, then its evidence."""
    from wager.foundation.fingerprint import short

    head = f"run {short(document['id'])}: {document['model']} for {document['design']}, {_taken(document)}"
    learner = f"{document['algorithm']} on {counted(document['features'], 'column')}"
    described = document["described"]
    about = learner if document["algorithm"] in described else f"{learner}: {described}"
    if document["algorithm"] in described:
        about = f"{described}, on {counted(document['features'], 'column')}"
    lines = [*prose(head), *prose(about, "  "), *prose(_rows(document["rows"]), "  ")]
    return [
        *lines,
        "",
        *evidence_lines(document["evidence"]),
        "",
        "  these are development rows; the holdout was not read",
    ]


def _taken(document: dict[str, Any]) -> str:
    if document["found"]:
        return "found: the same run was there, nothing was computed"
    seconds = document["seconds"]
    steps = ", ".join(f"{step} {took:.1f}" for step, took in seconds.items())
    return f"new: {sum(seconds.values()):.1f} s ({steps})"


def _rows(rows: dict[str, int]) -> str:
    parts = [f"{part} {rows[part]:,}" for part in _PARTS if part in rows]
    left = [f"{count:,} {reason}" for reason, count in rows.items() if reason not in _PARTS and count]
    return f"rows: {', '.join(parts)}" + (f"; left out: {', '.join(left)}" if left else "")
