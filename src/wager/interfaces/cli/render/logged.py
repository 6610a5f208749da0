"""The experiment log as a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.tables import WIDTH, prose, table

JOINS = "+"
"""Marks an entry on which lines meet that were written apart."""

_LEAST = 30
"""Characters that what an entry says has at least, however many columns stand beside it."""


def logged_lines(document: dict[str, Any]) -> list[str]:
    """Print one line an entry, oldest first: when, what kind, of which hypothesis, and what it says in short.

    Examples
    --------
    >>> logged_lines({"design": "bookings", "entries": [], "findings": [], "heads": {}, "grep": ""})
    ['nothing is in the log of bookings; `wager next bookings` says what is due']
    """
    found = [f"{one['path']}:{one['line']}: {one['code']} {one['message']}" for one in document["findings"]]
    if not document["entries"]:
        return [_nothing(document), *([""] if found else []), *found]
    entries = document["entries"]
    several = not document["design"]
    joined = any(len(entry["prev"]) > 1 for entry in entries)
    header = [
        *([""] if joined else []),
        "when (UTC)",
        *(["design"] if several else []),
        "kind",
        "of",
        "what",
        "entry",
    ]
    rows = [_row(entry, several=several, joined=joined) for entry in entries]
    lines = [line.rstrip() for line in table(header, _cut(header, rows), "")]
    return [*lines, "", *_notes(document, joined=joined), *([""] if found else []), *found]


def head_lines(document: dict[str, Any]) -> list[str]:
    """Print for each design the entries on which none was written yet.

    Examples
    --------
    >>> head_lines({"heads": {"bookings": ["0f1e", "77aa"]}})
    ['bookings 0f1e 77aa']
    """
    return [" ".join((name, *names)) for name, names in document["heads"].items()]


def trailer_lines(document: dict[str, Any]) -> list[str]:
    """Print the same as lines that end a commit message.

    Examples
    --------
    >>> trailer_lines({"heads": {"bookings": ["0f1e"]}})
    ['Wager-Log: bookings 0f1e']
    """
    return [f"Wager-Log: {line}" for line in head_lines(document)]


def said_of(entry: dict[str, Any]) -> str:
    """Say in short what an entry tells.

    Examples
    --------
    >>> said_of({"kind": "learn", "body": {"learned": "weather says nothing", "who": "Ann"}})
    'weather says nothing (Ann)'
    """
    body = entry["body"]
    say = _KINDS.get(entry["kind"])
    said = say(body) if say else ", ".join(f"{key}: {value}" for key, value in body.items())
    who = f" ({body['who']})" if body.get("who") else ""
    return " ".join(f"{said}{who}".split())


def _start(body: dict[str, Any]) -> str:
    timebox = body.get("timebox")
    days = f", {timebox / 86_400_000_000:g} d" if isinstance(timebox, int) else ""
    return f"first run of {body.get('model', '')}{days}"


def _freeze(body: dict[str, Any]) -> str:
    due = f", due {body['holdout']['due'][:10]}" if body.get("holdout") else ""
    return f"{body.get('model', '')}, α {body.get('alpha', '')}{due}"


def _look(body: dict[str, Any]) -> str:
    """Say which look it was and what was spent; what was seen is not in the log."""
    if "look" not in body:
        return "outcomes of a holdout were read"
    spent = f"{body['spent']:.2g} of α {body['alpha']:.4g} spent"
    return f"{body['look']} of {body['of']}, {spent}, no bound crossed"


def _verdict(body: dict[str, Any]) -> str:
    verdict = body["verdict"]
    early = _early(body.get("look"))
    after = f", post-hoc of {body['post_hoc']}" if body.get("post_hoc") else ""
    money = _money(verdict)
    return f"{verdict['word']} {verdict.get('grade', '')}{early}{after}{f', {money}' if money else ''}"


def _early(look: dict[str, Any] | None) -> str:
    return f" at look {look['look']} of {look['of']}" if look and look["look"] < look["of"] else ""


def _money(verdict: dict[str, Any]) -> str:
    found = (verdict.get("against") or {}).get(verdict.get("champion"))
    if found is None or found["value"] is None:
        return ""
    return f"{figure_text(found, signed=True)} {interval_text(found, signed=True)}"


_KINDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "start": _start,
    "freeze": _freeze,
    "verdict": _verdict,
    "check-in": lambda body: f"{body['says']}: {body.get('why', '')}",
    "learn": lambda body: str(body["learned"]),
    "void": lambda body: f"given up: {body.get('why', '')}",
    "answer": lambda body: f"{body['task']}: {body['answer']}",
    "review": lambda body: (
        f"{body['says']} as {body['role']}{': ' if body.get('why') else ''}{body.get('why', '')}"
    ),
    "stage": lambda body: (
        f"{body.get('from') or 'start'} to {body['stage']}{': ' if body.get('why') else ''}{body.get('why', '')}"
    ),
    "look": _look,
}
"""What each kind of entry says."""


def _row(entry: dict[str, Any], *, several: bool, joined: bool) -> list[str]:
    mark = [JOINS if len(entry["prev"]) > 1 else ""] if joined else []
    design = [entry["design"]] if several else []
    when = entry["at"].replace("T", " ")[:16]
    return [*mark, when, *design, entry["kind"], entry["hypothesis"], said_of(entry), entry["entry"][:12]]


def _cut(header: list[str], rows: list[list[str]]) -> list[list[str]]:
    """Cut what entries say, so that each stays on one line."""
    said = len(header) - 2
    widths = [max(len(cell) for cell in cells) for cells in zip(header, *rows, strict=True)]
    room = max(_LEAST, WIDTH - sum(widths) + widths[said] - 2 * (len(widths) - 1))
    return [[*row[:said], _short(row[said], room), *row[said + 1 :]] for row in rows]


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def _notes(document: dict[str, Any], *, joined: bool) -> list[str]:
    notes = (
        ["money: per 1,000 over the champion"]
        if any(row["kind"] == "verdict" for row in document["entries"])
        else []
    )
    if joined:
        notes.append(f"{JOINS} joins lines that were written apart, as on two branches")
    for name, heads in document["heads"].items():
        if len(heads) > 1:
            notes.append(f"{len(heads)} lines of {name} are open; its next entry joins them")
    name = document["design"] or "DESIGN"
    notes.append(f"entries are files in the folder {name}.log beside the design; --json prints them whole")
    return [line for note in notes for line in prose(note)]


def _nothing(document: dict[str, Any]) -> str:
    name, grep = document["design"], document["grep"]
    if grep:
        return f"no entry of {f'the log of {name}' if name else 'any log'} says {grep!r}"
    return (
        f"nothing is in the log of {name}; `wager next {name}` says what is due"
        if name
        else "no design has a log"
    )
