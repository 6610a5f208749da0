"""What `next` says is due."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.followed import target_text
from wager.interfaces.cli.render.staged import stage_facts
from wager.interfaces.cli.render.tasks import task_facts
from wager.interfaces.cli.render.timebox import timebox_text
from wager.interfaces.cli.tables import labelled
from wager.interfaces.spans import used_text

STATES = {"draft": "a draft", "frozen": "frozen, not judged", "timed out": "its timebox is over"}
"""What people read where the name of a state is too short."""

WROTE = {
    "check-in": "check-in on",
    "learn": "learned from",
    "void": "given up:",
    "answer": "answer to",
    "stage": "stage,",
}


def next_lines(document: dict[str, Any]) -> list[str]:
    """Print what is due in one design, or in each of several."""
    return all_lines(document) if "designs" in document else due_lines(document)


def all_lines(document: dict[str, Any]) -> list[str]:
    r"""Print one entry a design: where it stands, and its command.

    Examples
    --------
    >>> one = {"design": "bookings", "hypothesis": "H1", "state": "draft", "path": [], "steps": [], "timebox": None}
    >>> one |= {"due": None, "command": "wager run lightgbm"}
    >>> print(*all_lines({"designs": [one]}), sep="\n")
    bookings  H1, a draft: wager run lightgbm
    """
    if not document["designs"]:
        return ["the project has no design; `wager new design NAME` begins one"]
    return labelled([(one["design"], _short(one)) for one in document["designs"]])


def _short(one: dict[str, Any]) -> str:
    if one["hypothesis"] is None:
        said = one["steps"][0]["what"] if one["steps"] else _ended(one)
    else:
        said = f"{one['hypothesis']}, {_state(one)}"
    return f"{said}: {one['command']}" if one["command"] else said


def due_lines(document: dict[str, Any]) -> list[str]:
    r"""Print the way so far, what is due, and the command for it.

    Examples
    --------
    >>> document = {"design": "bookings", "hypothesis": "H1", "claim": "late bookings are cancelled", "state": "draft",
    ...             "ends": [], "path": [], "learned": {}, "timebox": None, "due": None, "wrote": None, "tasks": [],
    ...             "stage": None, "steps": [], "command": "wager run lightgbm"}
    >>> print(*due_lines(document), sep="\n")
    due      H1 of bookings, a draft: late bookings are cancelled
    command  wager run lightgbm
    """
    way = [f"{name} {verdict}" for name, verdict in document["path"]]
    facts = [*_wrote(document["wrote"])]
    facts += [("so far", ", then ".join(way))] if way else []
    facts += _named("learned", [f"{name}: {words}" for name, words in document["learned"].items()])
    facts += _named("led to", [target_text(end) for end in dict.fromkeys(document["ends"])])
    facts.append(("due", _due(document)))
    facts += [] if document["timebox"] is None else [("timebox", timebox_text(document["timebox"]))]
    facts += stage_facts(document["stage"])
    first, *others = document["steps"] or [{"what": "", "command": document["command"]}]
    told = document["hypothesis"] is None and document["steps"]  # it is what is due
    facts += [("first", first["what"])] if not told and (others or _unlike(document, first)) else []
    facts += [("command", first["command"])] if first["command"] else []
    for step in others:
        facts += [("then", step["what"]), ("", step["command"])]
    return labelled([*facts, *task_facts(document["tasks"])])


def _unlike(document: dict[str, Any], step: dict[str, Any]) -> bool:
    """Tell whether a step is not what the state of the hypothesis says already."""
    return bool(step["what"]) and document["state"] in {"timed out", "unwritten", "unreadable"}


def _due(document: dict[str, Any]) -> str:
    if document["hypothesis"] is None:
        return str(document["steps"][0]["what"]) if document["steps"] else _ended(document)
    claim = f": {document['claim']}" if document["claim"] else ""
    return f"{document['hypothesis']} of {document['design']}, {_state(document)}{claim}"


def _ended(document: dict[str, Any]) -> str:
    if "CHECK_IN" in document.get("ends", ()):
        return (
            f"nothing that was written beforehand: write what is next into {document['design']}, or leave it"
        )
    return f"nothing: all that {document['design']} asks has been answered"


def _state(document: dict[str, Any]) -> str:
    state, box = document["state"], document["timebox"]
    if state == "waiting" and document["due"]:
        look = document.get("next_look")
        early = "" if look in {None, document["due"]} else f", the next look on {_minute(look)} UTC"
        return f"frozen; its verdict is due on {_minute(document['due'])} UTC{early}"
    if state == "running" and box is not None:
        return f"running, {used_text(box['used'], box['days'])}"
    return STATES.get(state, str(state))


def _minute(moment: str) -> str:
    return moment.replace("T", " ")[:16]


def _wrote(wrote: dict[str, Any] | None) -> list[tuple[str, str]]:
    if wrote is None:
        return []
    return [
        ("wrote", f"{WROTE.get(wrote['kind'], wrote['kind'])} {wrote['about']}: {wrote['said']}"),
        ("log", f"{wrote['path']}; commit it"),
    ]


def _named(name: str, texts: list[str]) -> list[tuple[str, str]]:
    return [("" if at else name, text) for at, text in enumerate(texts)]
