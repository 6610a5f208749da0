"""Who held a title then, and everybody who ever did."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.audited.version import HOW
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.tables import prose, table


def title_lines(document: dict[str, Any]) -> list[str]:
    """Print who held a title at the moment asked about, then all turns, the newest first.

    Examples
    --------
    >>> title_lines({"serves": "late-bus", "asked": "2024-03-11", "begin": "2024-03-11T00:00:00Z",
    ...              "end": "2024-03-12T00:00:00Z", "held": [], "history": []})
    ['late-bus on 2024-03-11: nobody; the title was vacant']
    """
    who = [f"{_who(one)}, {HOW[one['how']]} {moment_text(one['since'])}" for one in document["held"]]
    vacant = f"nobody; the title {'was' if document['asked'] else 'is'} vacant"
    lines = prose(f"{document['serves']} {_when(document)}: {'; then '.join(who) or vacant}", "  ", "")
    if not document["history"]:
        return lines
    header = ["turn", "from (UTC)", "until", "who", "version", "how", "verdict"]
    return [*lines, "", *table(header, [_row(one) for one in reversed(document["history"])])]


def _when(document: dict[str, Any]) -> str:
    if not document["asked"]:
        return "now"
    return f"{'at' if document['begin'] == document['end'] else 'on'} {document['asked']}"


def _who(one: dict[str, Any]) -> str:
    from wager.foundation.fingerprint import short

    return f"{one['model']} {short(one['version'])}"


def _row(one: dict[str, Any]) -> list[str]:
    from wager.foundation.fingerprint import short

    before = f" to turn {one['before']}" if one["how"] == "rolled back" and one["before"] else ""
    return [
        str(one["number"]),
        moment_text(one["since"]),
        moment_text(one["until"]) or "now",
        one["model"],
        short(one["version"]),
        HOW[one["how"]] + before,
        f"{one['verdict']} on {one['hypothesis']}" if one["hypothesis"] else "a baseline",
    ]
