"""What follows a verdict: the edge in words, the command, and the log entry to commit."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from wager.interfaces.cli.tables import labelled

WORDS = {
    "PROMOTE": "PROMOTE — the model has earned the title",
    "CHECK_IN": "CHECK_IN — talk it over before anything else is tried",
    "STOP": "STOP — the design ends here",
}
"""The ends of a design's graph, for people."""


def followed(document: dict[str, Any]) -> list[str]:
    """Print the edge that was written beforehand for this verdict, and what to type.

    Parameters
    ----------
    document : dict
        Of `judge`.
    """
    claims = document.get("claims", {})
    edges = [("next", target_text(target, claims.get(target, ""))) for target in document["follows"]]
    facts = [("" if at else name, text) for at, (name, text) in enumerate(edges)]
    command = [
        f"wager freeze {document['design']} {target}" for target in document["follows"] if target not in WORDS
    ]
    facts += [("", one) for one in command]
    return labelled(
        [*facts, ("log", f"{document['path']}: commit it")] if facts else [("log", document["path"])]
    )


def target_text(target: str, claim: str = "") -> str:
    """Say a target of an edge.

    Examples
    --------
    >>> target_text("STOP")
    'STOP — the design ends here'
    >>> target_text("H2", "the weather says more")
    'H2 — the weather says more'
    """
    return WORDS.get(target) or (f"{target} — {claim}" if claim else target)


def commit_command(path: str, words: str) -> str:
    """Write the command that keeps a log entry.

    Examples
    --------
    >>> commit_command("designs/a.log/0f.yaml", "Freeze H1")
    'git add designs/a.log && git commit -m "Freeze H1"'
    """
    return f'git add {PurePosixPath(path).parent} && git commit -m "{words}"'
