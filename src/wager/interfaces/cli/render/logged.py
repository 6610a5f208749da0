"""The experiment log as a table."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.tables import table


def logged_lines(document: dict[str, Any]) -> list[str]:
    """Print one line an entry, oldest first: when, what, and the money of a verdict over the champion.

    Examples
    --------
    >>> logged_lines({"design": "bookings", "entries": []})
    ['nothing is in the log of bookings; `wager next bookings` says what is due']
    """
    if not document["entries"]:
        name = document["design"]
        return [f"nothing is in the log of {name}; `wager next {name}` says what is due"]
    header = ["when (UTC)", "kind", "hypothesis", "verdict", "money per 1,000 over the champion", "entry"]
    lines = table(header, [_row(entry) for entry in document["entries"]], "")
    return [*lines, "", f"entries are files in the folder {document['design']}.log beside the design"]


def _row(entry: dict[str, Any]) -> list[str]:
    when = entry["at"].replace("T", " ")[:16]
    verdict = entry["body"].get("verdict") if entry["kind"] == "verdict" else None
    word = verdict["word"] if verdict else ""
    return [
        when,
        entry["kind"],
        entry["hypothesis"],
        word,
        _money(verdict) if verdict else "",
        entry["entry"][:12],
    ]


def _money(verdict: dict[str, Any]) -> str:
    found = verdict["against"].get(verdict["champion"])
    if found is None or found["value"] is None:
        return ""
    return f"{figure_text(found, signed=True)} {interval_text(found, signed=True)}"
