"""What `run` found."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.evidence import evidence_lines
from wager.interfaces.cli.render.timebox import timebox_text
from wager.interfaces.cli.tables import counted, labelled

_PARTS = ("train", "tune", "holdout")


def ran_lines(document: dict[str, Any]) -> list[str]:
    """Print the run in short, then its evidence."""
    from wager.foundation.fingerprint import short

    rows = document["rows"]
    left = [f"{count:,} {reason}" for reason, count in rows.items() if reason not in _PARTS and count]
    facts = [
        ("learner", _learner(document)),
        ("rows", ", ".join(f"{part} {rows[part]:,}" for part in _PARTS if part in rows)),
        ("left out", ", ".join(left)),
        ("seconds", _taken(document)),
        *[("timebox", f"{box['hypothesis']}: {timebox_text(box)}") for box in document["timeboxes"]],
    ]
    lines = [f"run {short(document['id'])}: {document['model']} for {document['design']}"]
    lines += labelled([fact for fact in facts if fact[1]], "  ")
    return [
        *lines,
        "",
        *evidence_lines(document["evidence"]),
        "",
        "these are development rows, on which fits are also stopped and calibrated: they flatter a little.",
        "the holdout was not read",
    ]


def _learner(document: dict[str, Any]) -> str:
    described, algorithm = document["described"], document["algorithm"]
    learner = described if algorithm in described.lower() else f"{algorithm}: {described}"
    if "column" in learner or algorithm == "rule":  # what a rule is given are its conditions, not columns
        return learner
    return f"{learner}, on {counted(document['features'], 'column')}"


def _taken(document: dict[str, Any]) -> str:
    seconds = document["seconds"]
    steps = ", ".join(f"{step} {took:.1f}" for step, took in seconds.items())
    if document["found"]:
        return f"none: the same run was there (it took {sum(seconds.values()):.1f})"
    return f"{sum(seconds.values()):.1f} ({steps})"
