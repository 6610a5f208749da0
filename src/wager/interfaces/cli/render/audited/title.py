"""Who held a title then, and everybody who ever did."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.tables import table


def title_lines(document: dict[str, Any]) -> list[str]:
    """Print who held a title at the moment asked about, then all turns, the newest first.

    Examples
    --------
    >>> title_lines({"serves": "late-bus", "begin": "2024-03-11T00:00:00Z", "end": "2024-03-12T00:00:00Z", "held": [],
    ...              "history": []})
    ['late-bus on 2024-03-11: nobody; the title was vacant']
    """
    held = document["held"]
    who = [f"{_who(one)}, {one['how']} {moment_text(one['since'])}" for one in held]
    answer = (
        "; then ".join(who)
        if who
        else f"nobody; the title {'is' if document['begin'] is None else 'was'} vacant"
    )
    lines = [f"{document['serves']} {_when(document)}: {answer}"]
    if not document["history"]:
        return lines
    header = ["turn", "from (UTC)", "until", "who", "how", "hypothesis", "verdict", "version"]
    return [*lines, "", *table(header, [_row(one, held) for one in reversed(document["history"])])]


def _when(document: dict[str, Any]) -> str:
    begin, end = document["begin"], document["end"]
    if begin is None:
        return "now"
    if begin == end:
        return f"at {moment_text(begin)} UTC"
    if begin.endswith("T00:00:00Z"):
        return f"on {begin[:10]}"
    return f"from {moment_text(begin)} to {moment_text(end)} UTC"


def _who(one: dict[str, Any]) -> str:
    from wager.foundation.fingerprint import short

    return f"{one['model']} {short(one['version'])}"


def _row(one: dict[str, Any], held: list[dict[str, Any]]) -> list[str]:
    from wager.foundation.fingerprint import short

    number = f"{one['number']}{' *' if one in held else ''}"
    until = moment_text(one["until"]) if one["until"] else "now"
    before = f" to turn {one['before']}" if one["how"] == "rolled back" and one["before"] else ""
    return [
        number,
        moment_text(one["since"]),
        until,
        one["model"],
        one["how"] + before,
        one["hypothesis"] or "-",
        one["verdict"] or "-",
        short(one["version"]),
    ]
