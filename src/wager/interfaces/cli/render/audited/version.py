"""What a version came from, and when it held its title."""

from __future__ import annotations

from typing import Any

import click

from wager.interfaces.cli.render.document import cell
from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.tables import counted, labelled, prose

HOW = {"vacant": "took the vacant title", "promoted": "promoted", "rolled back": "back by a rollback"}
"""The ways to a title."""


def version_lines(version: dict[str, Any]) -> list[str]:
    """Print all that a version came from."""
    facts = [
        ("title", held_text(version)),
        *origin_facts(version, whole=True),
        ("rows", rows_text(version)),
        ("model", model_text(version)),
        *code_facts(version),
        ("objects", f"{len(version['objects'])} in the store; all digests with --json"),
        ("approvals", _approvals(version)),
    ]
    return [head(version), "", *labelled(facts, "  "), "", *checked_lines(version["checks"])]


def short_version_lines(version: dict[str, Any]) -> list[str]:
    """Print what a person asks first of a version."""
    facts = [
        ("title", held_text(version)),
        ("verdict", verdict_text(version)),
        ("data", data_text(version["snapshots"])),
        ("code", code_text(version["code"])),
    ]
    return [head(version), *labelled(facts, "  "), *checked_lines(version["checks"])]


def head(version: dict[str, Any]) -> str:
    """Name a version."""
    from wager.foundation.fingerprint import short

    made = f"registered {moment_text(version['registered'])} UTC"
    of = f"the model of {version['hypothesis']['id']}" if version["hypothesis"] else "a baseline"
    return f"version {short(version['version'])} of {version['serves']}: {version['model']['name']}, {of}, {made}"


def held_text(version: dict[str, Any]) -> str:
    """Say when a version held its title."""
    turns = version["turns"]
    if not turns:
        return f"it never held {version['serves']}"
    texts = [f"{HOW[turn['how']]} {moment_text(turn['since'])}{_until(turn)}" for turn in turns]
    return f"{version['serves']}: {'; '.join(texts)}"


def _until(turn: dict[str, Any]) -> str:
    return f", held it until {moment_text(turn['until'])}" if turn["until"] else " and holds it"


def origin_facts(version: dict[str, Any], *, whole: bool = False) -> list[tuple[str, str]]:
    """Say who asked for it, what was claimed, and how it was judged.

    Parameters
    ----------
    version : dict
    whole : bool
        With the goals, and when they were frozen.
    """
    design = version["design"]
    facts = [("design", f"{design['title']} ({design['path']}, owner {design['owner']})")]
    if version["hypothesis"] is None:
        return [*facts, ("verdict", verdict_text(version))]
    claim = version["hypothesis"]
    facts.append(("hypothesis", f"{claim['id']}: {claim['claim']}" if claim["claim"] else claim["id"]))
    frozen = version["freeze"]
    if whole:
        facts += [("" if at else "goals", goal) for at, goal in enumerate(claim["goals"].values())]
    if whole and frozen:
        facts.append(("frozen", f"{moment_text(frozen['at'])}, log entry {frozen['entry'][:12]}"))
    return [*facts, ("verdict", verdict_text(version))]


def verdict_text(version: dict[str, Any]) -> str:
    """Say the verdict and its money.

    Examples
    --------
    >>> verdict_text({"hypothesis": None, "verdict": None, "design": {"id": "late-bus"}})
    'none: the declared baseline of late-bus, which takes a vacant title without contest'
    """
    found = version["verdict"]
    if found is None and version["hypothesis"] is None:
        return f"none: the declared baseline of {version['design']['id']}, which takes a vacant title without contest"
    if found is None:
        return "its log entry is not there"
    over = found["over_champion"]
    money = ""
    if over is not None and over["value"] is not None:
        gain = f"{figure_text(over, signed=True)} {interval_text(over, signed=True)}"
        money = f", {gain} per 1,000 {found['each']}s over {found['champion']}"
    return f"{found['word']} on {moment_text(found['at'])[:10]}, grade {found['grade']}{money}; log entry {found['entry'][:12]}"


def rows_text(version: dict[str, Any]) -> str:
    """Say which rows it was fitted on and judged on."""
    judged = version["predictions"]
    return f"{version['rows']['count']:,}, of which it decided {judged['count']:,} in {judged['part']}"


def model_text(version: dict[str, Any]) -> str:
    """Say what was fitted."""
    model = version["model"]
    if model["always"]:
        return f"always {model['always']}"
    said = ", ".join(f"{key} {cell(value)}" for key, value in model["parameters"].items())
    calibrated = f", {model['calibrate']} calibration" if model["calibrate"] else ""
    return f"{model['algorithm']}{f' ({said})' if said else ''}{calibrated}, {counted(model['columns'], 'column')}"


def data_text(snapshots: list[dict[str, Any]], live: dict[str, int] | None = None) -> str:
    """Name snapshots, and how many live events came on top of them.

    Examples
    --------
    >>> data_text([{"source": "rides", "id": "ab" * 32, "rows": 1800}], {"rides": 3})
    'rides abababababab (1,800 rows and 3 live events)'
    """
    from wager.foundation.fingerprint import short

    texts = []
    for one in snapshots:
        came = (live or {}).get(one["source"], 0)
        more = f" and {counted(came, 'live event')}" if came else ""
        texts.append(f"{one['source']} {short(one['id'])} ({counted(one['rows'], 'row')}{more})")
    return ", ".join(texts)


def code_facts(version: dict[str, Any]) -> list[tuple[str, str]]:
    """Say which code and which machine made it."""
    return [
        ("data", data_text(version["snapshots"])),
        ("code", code_text(version["code"])),
        ("made with", environment_text(version["environment"])),
    ]


def environment_text(made: dict[str, Any]) -> str:
    """Say what was installed, and on which machine."""
    from wager.foundation.fingerprint import short

    packages = f"{counted(made['packages'], 'package')} (lock {short(made['lock'])})"
    return f"{made['python']}, {packages}, {made['cpu']['model']}, {counted(made['threads'], 'thread')}"


def code_text(code: dict[str, Any]) -> str:
    """Name the commit, and what differed from it.

    Examples
    --------
    >>> code_text({"commit": "ab" * 20, "patch": "cd" * 32, "changed": ["designs/a.md"], "left_out": []})
    'commit abababababab and designs/a.md as it then was, uncommitted (patch cdcdcdcdcdcd)'
    """
    from wager.foundation.fingerprint import short

    commit = f"commit {short(code['commit'])}" if code["commit"] else "no commit"
    left_out = code["left_out"]
    beyond = f"; not kept: {', '.join(one['path'] for one in left_out[:3])}" if left_out else ""
    if not code["changed"]:
        return f"{commit}{', nothing uncommitted' if code['commit'] else ''}{beyond}"
    names = code["changed"]
    listed = names[0] if len(names) == 1 else counted(len(names), "file")
    form = "as it then was" if len(names) == 1 else "as they then were"
    return f"{commit} and {listed} {form}, uncommitted (patch {short(code['patch'])}){beyond}"


def _approvals(version: dict[str, Any]) -> str:
    return ", ".join(f"{one['role']} by {one['who']}" for one in version["approvals"]) or "none recorded"


def checked_lines(checks: list[dict[str, Any]]) -> list[str]:
    """Print what was looked at again: in one line where all holds, else what does not.

    Examples
    --------
    >>> checked_lines([{"what": "the log", "holds": True, "said": ""}, {"what": "the answer", "holds": True, "said": ""}])
    ['looked at again, and right: the log, the answer']
    """
    wrong = [one for one in checks if not one["holds"]]
    right = ", ".join(one["what"] for one in checks if one["holds"])
    lines = prose(right, "  ", "looked at again, and right: ") if right else []
    for one in wrong:
        lines += prose(f"{one['what']}: {one['said']}", "  ", click.style("does not hold", fg="red") + "  ")
    return lines
