"""What the project holds."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.tables import counted, prose, table


def listed_lines(document: dict[str, Any]) -> list[str]:
    """Print designs with their hypotheses, sources, features, models and runs."""
    lines = [f"project {document['project']}"]
    for design in document["designs"]:
        lines += ["", f"design {design['design']}: {design['title']}", *_hypotheses(design["hypotheses"])]
    lines += _section("sources", document["sources"], _source)
    lines += _section("features", document["features"], _feature_file)
    lines += _section("models", document["models"], _model)
    lines += _section("cannot be used yet", document["unread"], _unread)
    lines += _section("runs, newest first", document["runs"], _run)
    left = document["runs_in_all"] - len(document["runs"])
    lines += [f"  and {counted(left, 'older run')}"] if left > 0 else []
    trials = document.get("trials", 0)
    lines += (
        [f"  and {counted(trials, 'trial')} of searches: `wager show run` of such a run names them"]
        if trials
        else []
    )
    lines += _section("titles", document["titles"], _title)
    lines += _section("versions, newest first", document["versions"], _version)
    faults = document["errors"]
    return (
        [*lines, "", f"{counted(faults, 'error')} in the files: `wager check` names them"]
        if faults
        else lines
    )


def _hypotheses(hypotheses: list[dict[str, Any]]) -> list[str]:
    lines: list[str] = []
    width = max((len(_state(one)) for one in hypotheses), default=0)
    for one in hypotheses:
        label = f"  {one['hypothesis']:<3}  {_state(one):<{width}}  "
        lines += prose(one["claim"], " " * len(label), label)
    return lines


def _state(hypothesis: dict[str, Any]) -> str:
    return hypothesis["verdict"] or str(hypothesis["state"])


def _section(title: str, things: list[dict[str, Any]], row: Any) -> list[str]:
    if not things:
        return []
    cells = [row(thing) for thing in things]
    return ["", title, *table([""] * len(cells[0]), cells)]


def _source(source: dict[str, Any]) -> list[str]:
    from wager.foundation.fingerprint import short

    if source["snapshot"] is None:
        return [source["source"], "no snapshot yet", "", ""]
    rows = "" if source["rows"] is None else counted(source["rows"], "row")
    period = " .. ".join(filter(None, (moment_text(source[end])[:10] for end in ("first", "last"))))
    return [source["source"], short(source["snapshot"]), rows, period]


def _feature_file(file: dict[str, Any]) -> list[str]:
    return [
        file["file"],
        counted(file["count"], "feature"),
        f"from {file['source']}" if file["source"] else "of the row",
    ]


def _model(model: dict[str, Any]) -> list[str]:
    extends = f"extends {model['extends']}" if model["extends"] else ""
    return [
        model["model"],
        model["algorithm"] or "-",
        f"for {model['design']}" if model["design"] else "",
        extends,
    ]


def _unread(file: dict[str, Any]) -> list[str]:
    counts = [counted(file["to_fill"], "place")] if file["to_fill"] else []
    left = [f"{one} to fill in" for one in counts]
    left += [counted(file["errors"], "error")] if file["errors"] else []
    return [f"{file['kind']} {file['name']}", ", ".join(left), f"`wager check {file['path']}`"]


def _title(title: dict[str, Any]) -> list[str]:
    from wager.foundation.fingerprint import short
    from wager.interfaces.cli.render.audited.version import HOW

    held = f"held by {title['holder']} {short(title['version'])}"
    return [title["serves"], held, f"since {moment_text(title['since'])}", f"({HOW[title['how']]})"]


def _version(version: dict[str, Any]) -> list[str]:
    from wager.foundation.fingerprint import short

    of = f"{version['hypothesis']} {version['verdict']}" if version["hypothesis"] else "a baseline"
    return [short(version["version"]), version["model"], of, version["serves"], moment_text(version["at"])]


def _run(run: dict[str, Any]) -> list[str]:
    from wager.foundation.fingerprint import short

    money = run["money"]
    if money is None or money["value"] is None:
        return [short(run["run"]), run["model"], moment_text(run["at"]), "", ""]
    per = f"{interval_text(money)} per 1,000 {run['each']}s"
    return [short(run["run"]), run["model"], moment_text(run["at"]), figure_text(money), per]
