"""What `board` shows: each design with its hypotheses and tasks, then forecasts against verdicts over all of them."""

from __future__ import annotations

from typing import Any

from wager.foundation.rounded import rounded
from wager.interfaces.cli.render.followed import target_text
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.render.tasks import task_text
from wager.interfaces.cli.tables import counted, labelled, prose, table
from wager.interfaces.spans import span_text

HEADER = ["", "state", "planned", "actual", "over do_nothing", "α", "due"]


def boarded_lines(document: dict[str, Any]) -> list[str]:
    """Print one section a design, and last how good the forecasts were.

    Examples
    --------
    >>> boarded_lines({"designs": [], "errors": [], "unwritten": [], "currency": "USD", "compared": 0})
    ['the project has no design; `wager new design NAME` begins one']
    """
    lines: list[str] = []
    for design in document["designs"]:
        lines += [*([""] if lines else []), *_design(design, document["currency"])]
    told = [f"{one['design']}: a template, {one['said']}" for one in document["unwritten"]]
    told += [f"{one['design']}: cannot be read: {one['said']}" for one in document["errors"]]
    for said in told:
        lines += [*([""] if lines else []), *prose(said, "  ", "")]
    if not lines:
        return ["the project has no design; `wager new design NAME` begins one"]
    return [*lines, *_compared(document)]


def _design(design: dict[str, Any], currency: str) -> list[str]:
    appetite = "" if design["appetite"] is None else f" of an appetite of {span_text(design['appetite'])}"
    facts = [
        ("time", f"{span_text(design['days'])} in timeboxes{appetite}"),
        ("money", _money(design, currency)),
        ("α", f"{design['spent']:.4g} of {design['alpha']:.4g} spent"),
        ("now", _now(design)),
    ]
    lines = [*prose(f"{design['design']}: {design['title']}", "  ", ""), *labelled(facts, "  ")]
    rows = [_row(one, currency) for one in design["hypotheses"]]
    lines += table(HEADER, rows) if rows else []
    learned = [(one["hypothesis"], one["learned"]) for one in design["hypotheses"] if one["learned"]]
    lines += ["  learned", *labelled(learned, "    ")] if learned else []
    tasks = [line for task in design["tasks"] for line in prose(_task(task), "      ", "    ")]
    return [*lines, *(["  tasks", *tasks] if tasks else [])]


def _now(design: dict[str, Any]) -> str:
    if not design["command"]:
        return target_text("CHECK_IN") if "CHECK_IN" in design["ends"] else "nothing is due"
    return f"{design['hypothesis']}: {design['command']}" if design["hypothesis"] else design["command"]


def _money(design: dict[str, Any], currency: str) -> str:
    expected, judged = design["forecast"], design["judged"]
    said = "no forecast" if expected is None else f"forecast {_worth(expected, currency)}"
    if judged is None:
        return f"{said}; nothing has shipped yet" if expected else said
    ratio = "" if design["ratio"] is None else f", {design['ratio']:.2f} of the forecast"
    if not _shipped(design):
        return f"{said}; nothing shipped, {_count(design)} judged"
    return f"{said}; judged {_worth(judged, currency)}{ratio}"


def _shipped(design: dict[str, Any]) -> bool:
    return any(one["verdict"] == "SHIP" for one in design["hypotheses"])


def _count(design: dict[str, Any]) -> int:
    return sum(one["verdict"] is not None for one in design["hypotheses"])


def _worth(worth: dict[str, Any], currency: str) -> str:
    own = (worth["value"], worth["low"], worth["high"])
    value, low, high = ("" if one is None else rounded(one, *own) for one in own)
    return f"{value} {currency} a year{f' ({low} .. {high})' if low else ''}"


def _row(one: dict[str, Any], currency: str) -> list[str]:
    return [
        one["hypothesis"],
        one["verdict"] or one["state"],
        span_text(one["planned"]),
        "-" if one["actual"] is None else span_text(one["actual"]),
        _judged(one, currency),
        "-" if one["alpha"] is None else f"{one['alpha']:.4g}",
        moment_text(one["due"])[:10] or (f"ends {moment_text(one['ends'])[:10]}" if one["ends"] else ""),
    ]


def _judged(one: dict[str, Any], currency: str) -> str:
    if one["judged"] is not None:
        return f"{rounded(one['judged']['value'])} {currency} a year"
    if one["judged_per_1000"] is not None:
        return f"{rounded(one['judged_per_1000']['value'])} {currency} per 1,000"
    return ""


def _task(task: dict[str, Any]) -> str:
    done = f" — {task['why']}" if task["state"] == "answered" else ""
    return f"{task_text(task)}{done}"


def _compared(document: dict[str, Any]) -> list[str]:
    if not document["compared"]:
        return []
    currency, number = document["currency"], document["compared"]
    over = [one for one in document["designs"] if one["forecast"] is not None and one["judged"] is not None]
    ratio = "" if document["ratio"] is None else f", {document['ratio']:.2f} of it"
    shipped = f"{rounded(document['judged'])} shipped{ratio}; {document['inside']} of {number} within the forecast's range"
    if not any(_shipped(one) for one in over):
        shipped = f"nothing shipped, {counted(sum(map(_count, over)), 'hypothesis', 'hypotheses')} judged"
    said = (
        f"forecasts against verdicts, over {counted(number, 'design')}: {rounded(document['forecast'])} {currency} a year "
        f"expected, {shipped}"
    )
    return ["", *prose(said, "  ", "")]
