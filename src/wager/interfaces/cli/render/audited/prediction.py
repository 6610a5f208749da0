"""Why one answer was given: in probability and money, from which rows, and by whom."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.audited.answer import answer_text, moved_lines, moved_text
from wager.interfaces.cli.render.audited.behind import behind_lines
from wager.interfaces.cli.render.audited.version import (
    HOW,
    checked_lines,
    code_facts,
    code_text,
    data_text,
    environment_text,
    model_text,
    origin_facts,
    verdict_text,
)
from wager.interfaces.cli.render.document import cell
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.tables import labelled

LISTED = 6
"""How many columns are told one by one."""

_BRIEFLY = 3
_MOST_REQUESTED = 8


def prediction_lines(document: dict[str, Any], *, rows: bool = False) -> list[str]:
    """Print the whole record: the answer, why, from which source rows, and who stands behind it."""
    version = document["version"]
    facts = [*origin_facts(version), ("model", model_text(version)), *code_facts(version)]
    facts = [(name, _served(document) if name == "data" else text) for name, text in facts]
    served = document["session"].get("environment")
    facts += [("served by", environment_text(served))] if served and served != version["environment"] else []
    lines = [f"prediction {document['prediction']}", *labelled(_answer(document), "  ")]
    lines += ["", *moved_lines(document, LISTED)]
    behind = behind_lines(document["columns"][:LISTED], every=rows)
    lines += ["", *behind] if behind else []
    lines += ["", "who stands behind it", *labelled(facts, "  ")]
    return [*lines, "", *checked_lines([*document["checks"], *version["checks"]])]


def short_prediction_lines(document: dict[str, Any]) -> list[str]:
    """Print what a person asks first of an answer."""
    version = document["version"]
    why = moved_text(document, _BRIEFLY)
    answer, *rest = _answer(document)
    facts = [
        answer,
        *([("moved by", why)] if why else []),
        *rest,
        ("verdict", verdict_text(version)),
        ("data", _served(document)),
        ("code", code_text(version["code"])),
    ]
    lines = [f"prediction {document['prediction']}", *labelled(facts, "  ")]
    return [*lines, *checked_lines([*document["checks"], *version["checks"]])]


def _answer(document: dict[str, Any]) -> list[tuple[str, str]]:
    from wager.foundation.fingerprint import short

    version, title = document["version"], document["title"]
    who = f"{version['model']['name']} {short(version['version'])}"
    since = f", {HOW[title['how']]} {moment_text(title['since'])}" if title else ""
    return [
        ("answer", answer_text(document)),
        ("asked", f"{moment_text(document['at'])} UTC, as of {moment_text(document['decide_at'])}"),
        ("for", _request(document["request"])),
        ("by", f"{who}, {document['arm']} of {document['serves']}{since}"),
    ]


def _request(request: dict[str, Any]) -> str:
    """Print what was sent; nulls are left out."""
    told = [f"{name} {_sent(value)}" for name, value in request.items() if value is not None]
    more = len(told) - _MOST_REQUESTED
    return ", ".join(told[:_MOST_REQUESTED]) + (f" and {more} more" if more > 0 else "")


def _sent(value: Any) -> str:
    moment = isinstance(value, str) and value.endswith("Z") and "T" in value
    return moment_text(value) if moment else cell(value) if not isinstance(value, int) else str(value)


def _served(document: dict[str, Any]) -> str:
    """Name what was served from; where a model was fitted on another snapshot, that too."""
    now = data_text(document["snapshots"], document["live"])
    fitted = {one["source"]: one for one in document["version"]["snapshots"]}
    older = [
        fitted[one["source"]]
        for one in document["snapshots"]
        if one["source"] in fitted and fitted[one["source"]]["id"] != one["id"]
    ]
    return f"{now}; fitted on {data_text(older)}" if older else now
