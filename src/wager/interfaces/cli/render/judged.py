"""What `judge` found: a page that money opens, then what was asked, found, detectable, not tested, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from wager.interfaces.cli.render.evidence import evidence_lines
from wager.interfaces.cli.render.followed import followed
from wager.interfaces.cli.render.groups import gap_lines, group_lines
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.render.tasks import task_facts
from wager.interfaces.cli.tables import labelled, prose, table

if TYPE_CHECKING:
    from wager.verdict.words.section import Section

COLOURS = {"SHIP": "green", "HARM": "red", "REFUTED": "yellow", "INCONCLUSIVE": "cyan"}
_MARK_COLOURS = {"proven": "green", "beyond": "red", "below": "yellow"}


def judged_lines(document: dict[str, Any], *, more: bool = False) -> list[str]:
    """Print a verdict as one page.

    Parameters
    ----------
    document : dict
        As `Judged.to_json()` gives it.
    more : bool
        With the parts for which a page has no room.
    """
    from wager.verdict.words.basis import Basis
    from wager.verdict.words.opening import opening
    from wager.verdict.words.page import sections
    from wager.verdict.words.sentences import graded

    basis = Basis.of(document)
    word = click.style(document["verdict"], fg=COLOURS[document["verdict"]], bold=True)
    again = ", as it stands in the log" if document["already"] else _replayed(document)
    early = _look(document.get("look"))
    title = (
        f"{document['hypothesis']} of {document['design']}: {word} ({graded(basis.verdict)}){early}{again}"
    )
    lines = [title]
    lines += prose(document["claim"], "  ") if document["claim"] else []
    lines += ["", *(line for said in opening(basis.verdict, basis.scope) for line in prose(said))]
    for one in sections(basis):
        lines += ["", *_section(one)] if more or not one.detail else []
    return [*lines, "", *_title("what follows"), *labelled(_follows(document), "  ")]


def wholly_judged_lines(document: dict[str, Any]) -> list[str]:
    """Print the page, and below it every figure of the evidence and the bounds of each test."""
    evidence, tasks = document["evidence"], labelled(task_facts(document.get("tasks", [])))
    lost = evidence.get("lost", "")
    figures = (
        [prose(lost)] if lost else [evidence_lines(evidence), gap_lines(evidence), group_lines(evidence)]
    )
    parts = [_bounds(document["judgement"]), *figures, tasks]
    return [*judged_lines(document, more=True), *(line for part in parts if part for line in ["", *part])]


def _section(one: Section) -> list[str]:
    rows = table(one.head, one.rows) if one.rows else []
    above = len(rows) - len(one.results)
    tests = [_marked(line, result) for line, result in zip(rows[above:], one.results, strict=True)]
    rows = [*rows[:above], *tests]
    if any(label for label, _ in one.facts):
        return [*_title(one.title), *rows, *labelled(one.facts, "  ")]
    return [*_title(one.title), *rows, *(line for _, text in one.facts for line in prose(text, "  "))]


def _title(text: str) -> list[str]:
    return [click.style(line, bold=True) for line in prose(text)]


def _marked(line: str, result: str) -> str:
    """Colour what came of a test, once its columns stand."""
    from wager.verdict.words.sentences import MARKS

    mark, colour = MARKS[result], _MARK_COLOURS.get(result)
    return line.replace(f" {mark} ", f" {click.style(mark, fg=colour)} ", 1) if colour else line


def _follows(document: dict[str, Any]) -> list[tuple[str, str]]:
    window, moved = document.get("window"), ", ".join(document.get("moved", ()))
    begin_due = {key: moment_text(window[key]) for key in ("begin", "due")} if window else {}
    when = [("frozen", f"{begin_due['begin']} UTC; due {begin_due['due']} UTC")] if window else []
    facts = [*when, *_tried(document), *_post_hoc(document)]
    if document.get("as_of"):
        return [*facts, ("log", "nothing was written")]
    since = [("since", f"{moved} changed; the verdict is about what was frozen")] if moved else []
    return [*facts, *since, *followed(document), *_version(document), *_tasks(document)]


def _tasks(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Name the design's tasks by their state; `wager next` says what they are."""
    tasks = document.get("tasks", [])
    states = dict.fromkeys(one["state"] for one in tasks)
    named = {state: ", ".join(one["task"] for one in tasks if one["state"] == state) for state in states}
    return [("tasks", "; ".join(f"{state}: {names}" for state, names in named.items()))] if named else []


def _tried(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Say among how many the model was chosen, and that the rows that judged it were tried by none."""
    tried = document.get("tried", 0)
    said = f"among {tried} by money on development rows; the held-out rows were tried by none"
    return [("chosen", said)] if tried > 1 else []


def _post_hoc(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Say that an amendment was judged after a look, and what that makes of its evidence."""
    first = document.get("post_hoc", "")
    if not first:
        return []
    seen = document["judgement"]["grade"] == "X"
    rows = "on the same rows: it may inform and promotes nothing" if seen else "on rows that nobody had seen"
    return [("post-hoc", f"it asks {first} again, which was judged before, {rows}")]


def _replayed(document: dict[str, Any]) -> str:
    if not document.get("as_of"):
        return ""
    return f", a replay as if frozen at {moment_text(document['as_of'])} UTC"


def _look(look: dict[str, Any] | None) -> str:
    return f", at look {look['look']} of {look['of']}" if look else ""


def _version(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Name the version that was judged, the command where it may be promoted, and who holds the title."""
    from wager.foundation.fingerprint import short

    title, version = document["title"], short(document["version"])
    may = (
        document["verdict"] == "SHIP"
        and "PROMOTE" in document["follows"]
        and title["version"] != document["version"]
    )
    facts = [("version", f"{version}: wager promote {version}" if may else version)] if version else []
    held = (
        f"{title['holder']} takes the vacant title {title['serves']}"
        if title["taken"]
        else f"{title['holder']} holds {title['serves']}"
    )
    return [*facts, ("title", held)]


def _bounds(judgement: dict[str, Any]) -> list[str]:
    from wager.evaluation.written import written

    rows = [
        [
            proof["id"],
            proof["slice"],
            proof["metric"],
            *(
                "-" if proof[end] is None else written(proof[end], proof["estimate"]["unit"], signed=True)
                for end in ("low", "high")
            ),
        ]
        for proof in (*judgement["goals"], *judgement["guards"])
    ]
    looks = any(proof.get("looked") for proof in (*judgement["goals"], *judgement["guards"]))
    alpha = "the α of each test at this look" if looks else f"α = {judgement['alpha']:.4g}"
    title = f"one-sided bounds at {alpha}, of each difference"
    return [*_title(title), *table(["test", "slice", "metric", "lower", "upper"], rows)]
