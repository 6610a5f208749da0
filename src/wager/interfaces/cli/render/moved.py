"""A title that was moved."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.tables import labelled

_MARKS = {True: "met", False: "missing", None: "open"}


def moved_lines(document: dict[str, Any]) -> list[str]:
    """Print who holds a title now, who held it before, and what was asked for."""
    from wager.foundation.fingerprint import short

    now = f"{document['model']} {short(document['version'])}"
    of = f", the model of {document['hypothesis']}" if document["hypothesis"] else ", a baseline"
    verb = "held" if document["already"] else document["how"]
    held = "holds the title already" if document["already"] else f"holds the title ({verb})"
    before = f"{document['before_model']} {short(document['before'])}" if document["before"] else "nobody"
    facts = [
        ("holder", f"{now}{of}"),
        ("before", before),
        ("since", moment_text(document["since"])),
        *((one["name"], f"{_MARKS[one['met']]}: {one['said']}") for one in document["requirements"]),
    ]
    undo = [] if document["already"] else [("undo", f"wager rollback {document['serves']}")]
    if document["how"] != "promoted":
        undo = []
    return [f"{document['serves']}: {now} {held}", "", *labelled([*facts, *undo], "  ")]
