"""What follows a verdict: the edge in words, the command, and the log entry to commit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

WORDS = {
    "PROMOTE": "PROMOTE — the model has earned the title",
    "CHECK_IN": "CHECK_IN — talk it over before anything else is tried",
    "STOP": "STOP — the design ends here",
}
"""The ends of a design's graph, for people."""


def followed(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Name the edge that was written beforehand for this verdict, what to type, and the entry.

    Parameters
    ----------
    document : dict
        Of `judge`.
    """
    follows, claims = document["follows"], document["claims"]
    texts = [target_text(target, claims.get(target, "")) for target in follows]
    if document["verdict"] in {"REFUTED", "HARM"}:  # completed once it is said what it taught
        texts.append(f'wager next {document["design"]} --learned {document["hypothesis"]} "…"')
    texts += [f"wager freeze {document['design']} {target}" for target in follows if target not in WORDS]
    facts = [("" if at else "next", text) for at, text in enumerate(texts)]
    return [*facts, ("log", f"{document['path']}; commit it")]


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


def commit_command(path: str, words: str, besides: Iterable[str] = ()) -> str:
    """Write the command that keeps a log entry, and other files with it.

    Examples
    --------
    >>> commit_command("designs/a.log/0f.yaml", "Freeze H1")
    'git add designs/a.log && git commit -m "Freeze H1"'
    """
    return f'git add {" ".join([*besides, str(PurePosixPath(path).parent)])} && git commit -m "{words}"'
