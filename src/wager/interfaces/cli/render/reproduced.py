"""What `reproduce` found."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.tables import counted, labelled


def reproduced_lines(document: dict[str, Any]) -> list[str]:
    """Print whether all is identical, or what differs first, and how it was made again."""
    from wager.foundation.fingerprint import short

    differs = document["differs"]
    version = f"{document['model']} {short(document['version'])}, for {document['serves']}"
    facts = [("version", version), ("made again", _made(document["counts"]))]
    if differs is not None:
        facts += [
            ("expected", short(differs["expected"]) or "none"),
            ("found", short(differs["found"]) or "none"),
            ("before it", _before(differs)),
        ]
    facts += [("environment", _environment(document["environment"])), *_machine(document["environment"])]
    steps = ", ".join(f"{stage} {took:.1f}" for stage, took in document["stages"].items())
    facts.append(("seconds", f"{document['seconds']:.1f} ({steps})"))
    return [f"reproduce: {_word(differs)}", *labelled(facts, "  ")]


def _word(differs: dict[str, str] | None) -> str:
    if differs is None:
        return "identical"
    return f"different, first in {_named(differs)}"


def _named(differs: dict[str, str]) -> str:
    stage, name = differs["stage"], differs["column"]
    if stage == "fitted":
        return f"the fitted model ({name})" if name else "the fitted model"
    if stage == "cut":
        return f"the cut of {name}"
    if stage in {"rows", "predictions"}:
        return f"the {stage}"
    return f"{stage} {name}"


def _before(differs: dict[str, str]) -> str:
    """Say what is identical: all that this follows from."""
    ahead = {
        "snapshot": "nothing",
        "rows": "the snapshots are identical",
        "column": "snapshots, rows and the columns that sort before it are identical",
        "fitted": "snapshots, rows and columns are identical",
        "cut": "snapshots, rows, columns and the fitted model are identical",
        "predictions": "snapshots, rows, columns and the fitted model are identical",
    }
    return ahead[differs["stage"]]


def _made(counts: dict[str, int]) -> str:
    parts = [counted(counts["snapshots"], "snapshot"), counted(counts["rows"], "row")]
    parts += [counted(counts["columns"], "column")] if counts["columns"] else []
    parts += ["the fitted model"] if counts["files"] else []
    return ", ".join([*parts, counted(counts["predictions"], "prediction")])


def _environment(said: dict[str, Any]) -> str:
    from wager.foundation.fingerprint import short

    folder, _, name = said["folder"].rpartition("/")
    where = f"installed from it in .wager/{folder}/{short(name)}…" if folder else "as installed here"
    what = f"{said['python']} with {counted(said['distributions'], 'distribution')} of the lock"
    return f"{what}, {where}; an isolated process with the version's own wager"


def _machine(said: dict[str, Any]) -> list[tuple[str, str]]:
    """Say in what the machine is another than the one on which the version was made."""
    made = said["made"]
    facts = [("threads", f"{said['threads']}, made with {made['threads']}")]
    if said["cpu"] != made["cpu"]:
        text = f"{said['cpu']['model']}, made on {made['cpu']['model']}: the last bits of sums may differ"
        facts.append(("processor", text))
    if said["python"] != made["python"]:
        facts.append(("python", f"{said['python']}, made with {made['python']}"))
    return facts
