"""What moved between two versions, one line a field."""

from __future__ import annotations

from typing import Any

import click

from wager.interfaces.cli.render.checked import finding_line
from wager.interfaces.cli.render.estimate import estimate_text
from wager.interfaces.cli.tables import counted, labelled, prose

_COLOURS = {"weakened": "red", "removed": "red", "changed": "yellow", "strengthened": "green"}
SHOWN, PLACE = 60, 44
"""Characters of a value, and of what says where it stands; `--json` has them whole."""


def differences_lines(document: dict[str, Any]) -> list[str]:
    """Print one line for each field that moved, what is frozen first, and what follows from it.

    Examples
    --------
    >>> quiet = {"old": "HEAD:designs/a.md", "new": "designs/a.md", "changes": [], "frozen": ["H1"], "faults": [], "moved": False}
    >>> differences_lines(quiet)
    ['HEAD:designs/a.md -> designs/a.md', '', 'nothing moved']
    """
    changes = document["changes"]
    places = [_place(one) for one in changes]
    width = max((len(place) for place in places), default=0)
    lines = [_line(one, place.ljust(width)) for one, place in zip(changes, places, strict=True)]
    old = document["old"] or "what was frozen"
    faults = [finding_line(one) for one in document["faults"]]
    hidden = [*prose("What stands in these places could not be compared:"), *faults, ""] if faults else []
    head = [f"{old} -> {document['new']}", "", *lines, *([""] if lines else [])]
    return [*head, *hidden, *_earned(document.get("runs")), *_verdict(document)]


def _earned(runs: dict[str, Any] | None) -> list[str]:
    """Print what two models earned on development rows, and the difference where the rows are the same."""
    there = [one for one in ((runs or {}).get("old"), (runs or {}).get("new")) if one is not None]
    if runs is None:
        return []
    facts = [(_whose(one, there), estimate_text(one["money"])) for one in there if one["money"]]
    if runs["difference"]:
        facts.append(("difference", estimate_text(runs["difference"], signed=True)))
    lines = prose(f"no difference in money: {runs['why']}", "  ", "  ") if runs["why"] else []
    if not facts:
        return [*lines, ""] if there else []
    last = there[-1]
    head = f"money per 1,000 {last['each']}s on development rows, {counted(last['rows'], last['each'])}, with 95 % interval"
    return [head, *labelled(facts, "  "), *lines, ""]


def _whose(one: dict[str, Any], there: list[dict[str, Any]]) -> str:
    """Name a run by its model, and where both are of one by its id too."""
    from wager.foundation.fingerprint import short

    alike = len({run["model"] for run in there}) < len(there)
    return f"{one['model']} {short(one['run'])}" if alike else str(one["model"])


def _place(change: dict[str, Any]) -> str:
    block = "" if change["block"] == "document" else change["block"]
    return _short(" ".join(part for part in (block, change["id"], change["field"]) if part), PLACE)


def _line(change: dict[str, Any], place: str) -> str:
    way = change["direction"]
    old, new = (_short(change[side]) for side in ("old", "new"))
    moved = f"{old or '(none)'} -> {new or '(none)'}" if change["field"] or (old and new) else old or new
    frozen = f"  [frozen: {', '.join(change['frozen'])}]" if change["frozen"] else ""
    return f"{click.style(way.ljust(12), fg=_COLOURS.get(way))}  {place}  {moved}{frozen}".rstrip()


def _short(text: str, most: int = SHOWN) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _verdict(document: dict[str, Any]) -> list[str]:
    changes = document["changes"]
    if not changes:
        return ["nothing moved"]
    frozen = [one for one in changes if one["frozen"]]
    if not frozen:
        of_model = document["kind"] == "model"
        none = "no frozen hypothesis depends on it" if of_model else "nothing is frozen yet"
        why = "no frozen field moved" if document["frozen"] else none
        return [why if any(one["direction"] != "reworded" for one in changes) else f"{why}; only words did"]
    names = ", ".join(dict.fromkeys(name for one in frozen for name in one["frozen"]))
    said = f"{counted(len(frozen), 'frozen field')} moved, of {names}: a verdict on it would not be about what was frozen."
    if any(one["direction"] == "changed" for one in frozen):
        said += " What is `changed` may be weaker or stronger; frozen, it counts as moved all the same."
    return prose(f"{said} Restore it, or ask the new question as a hypothesis of its own.")
