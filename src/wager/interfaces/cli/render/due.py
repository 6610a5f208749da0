"""What `next` says is due."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.followed import target_text
from wager.interfaces.cli.tables import labelled


def due_lines(document: dict[str, Any]) -> list[str]:
    r"""Print the way so far, what is due, and the command for it.

    Examples
    --------
    >>> document = {"design": "bookings", "hypothesis": "H1", "claim": "late bookings are cancelled", "state": "draft",
    ...             "ends": [], "path": [], "command": "wager freeze bookings H1"}
    >>> print(*due_lines(document), sep="\n")
    due      H1 of bookings, a draft: late bookings are cancelled
    command  wager freeze bookings H1
    """
    way = [(f"{name} {verdict}") for name, verdict in document["path"]]
    facts = [("so far", ", then ".join(way))] if way else []
    facts += [
        ("" if at else "led to", target_text(end)) for at, end in enumerate(dict.fromkeys(document["ends"]))
    ]
    if document["hypothesis"] is None and document["command"]:
        facts.append(("due", "the title, for what has earned it"))
        return labelled([*facts, ("command", document["command"])])
    if document["hypothesis"] is None:
        facts.append(("due", f"nothing: all that {document['design']} asks has been answered"))
        return labelled(facts)
    state = {"draft": "a draft", "frozen": "frozen, not judged"}.get(document["state"], document["state"])
    claim = f": {document['claim']}" if document["claim"] else ""
    facts.append(("due", f"{document['hypothesis']} of {document['design']}, {state}{claim}"))
    return labelled([*facts, ("command", document["command"])])
