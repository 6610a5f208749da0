"""What `freeze` pinned."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.ahead import detects_lines, rows_text
from wager.interfaces.cli.render.charged import others_said
from wager.interfaces.cli.render.followed import commit_command
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.tables import labelled, prose


def frozen_lines(document: dict[str, Any]) -> list[str]:
    """Print what the verdict will depend on, and what to do with the entry."""
    from wager.foundation.fingerprint import short
    from wager.verdict.words.untested import UNTUNED

    design, hypothesis = document["design"], document["hypothesis"]
    when = document["at"].replace("T", " ").partition(".")[0].removesuffix("Z") + " UTC"
    state = "was frozen already" if document["already"] else "is frozen"
    lines = [f"{hypothesis} of {design} {state}, {when}"]
    lines += prose(document["claim"], "  ") if document["claim"] else []
    facts = [
        ("model", document.get("model", "")),
        ("α", f"{document['alpha']}, one-sided, for every test"),
        *others_said(document["others"], f"for the verdict on {hypothesis}"),
        ("tune", UNTUNED if document["untuned"] else ""),
        *_named("goals", {name: f"{name}: {text}" for name, text in document["goals"].items()}),
        *_named("snapshots", {name: f"{name} {short(one)}" for name, one in document["snapshots"].items()}),
        ("closure", f"{short(document['closure'])} of {', '.join(document['parts'])}"),
        ("commit", _commit(document["commit"])),
        ("lacks", _lacking(document["uncommitted"])),
        ("log", document["path"]),
        ("turn", _turn(hypothesis, document["due"])),
    ]
    lines += ["", *labelled([fact for fact in facts if fact[1]], "  ")]
    lines += [
        "",
        *labelled(_holdout(document), "  "),
        *detects_lines(document["ahead"], "it can detect", "  "),
    ]
    command = commit_command(document["path"], f"Freeze {hypothesis}", document["uncommitted"])
    return [*lines, "", *labelled([("commit it", command), ("then", f"wager judge {design} {hypothesis}")])]


def _holdout(document: dict[str, Any]) -> list[tuple[str, str]]:
    window, rows = document["window"], rows_text(document["ahead"])
    if not window:
        return [("holdout", rows)]
    judged = f"rows decided from now on, until {moment_text(window['end'])} UTC"
    days = [moment_text(look)[:10] for look in window["looks"]]
    looks = [("looks", f"{len(days) + 1}: {', '.join(days)}, and on the due day")] if days else []
    return [("due", f"{moment_text(window['due'])} UTC"), *looks, ("holdout", judged), ("expects", rows)]


def _named(name: str, texts: dict[str, str]) -> list[tuple[str, str]]:
    return [("" if at else name, text) for at, text in enumerate(texts.values())]


def _lacking(uncommitted: list[str]) -> str:
    """Name what the commit does not hold.

    Examples
    --------
    >>> _lacking(["designs/a.md", "models/b.yaml", "models/c.yaml"])
    'designs/a.md and 2 more files that say what is frozen: commit them with the log'
    """
    if not uncommitted:
        return ""
    more = len(uncommitted) - 1
    others = f" and {more} more file{'s' if more > 1 else ''} that say" if more else ", which says"
    return f"{uncommitted[0]}{others} what is frozen: commit {'them' if more else 'it'} with the log"


def _turn(hypothesis: str, due: list[str]) -> str:
    """Say that a hypothesis was not due, by what was written beforehand.

    Examples
    --------
    >>> _turn("H2", ["H1"]), _turn("H1", ["H1"])
    ('by the graph H1 is due, and not H2', '')
    """
    if hypothesis in due:
        return ""
    return f"by the graph {' and '.join(due) or 'nothing'} is due, and not {hypothesis}"


def _commit(commit: str) -> str:
    from wager.foundation.fingerprint import short

    if not commit:
        return "none yet: until this is in git, nobody else can see when it was frozen"
    changed = " and changes that are not committed" if commit.endswith("+") else ""
    return f"{short(commit.removesuffix('+'))}{changed}"
