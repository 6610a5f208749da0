"""What a holdout will tell: its rows, and the difference that it can detect; and how long is left until it does."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.estimate import figure_text
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.tables import labelled, prose, table

_SHARE = 100


def waiting_lines(document: dict[str, Any]) -> list[str]:
    """Print how long is left until a verdict is due, and what the rows so far could detect."""
    left, due = document["days_left"], moment_text(document["due"])
    title = (
        f"{document['hypothesis']} of {document['design']} is not judged yet: due in {left:g} d, at {due} UTC"
    )
    claim = prose(document["claim"], "  ") if document["claim"] else []
    so_far = document["so_far"]
    facts = [
        ("frozen", f"{moment_text(document['frozen_at'])} UTC"),
        ("so far", rows_text(so_far)),
        *_looks(document),
        ("result", _sealed(document)),
        ("then", f"wager judge {document['design']} {document['hypothesis']}"),
    ]
    return [title, *claim, "", *labelled(facts), *detects_lines(so_far, "could detect")]


def _looks(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Say which looks were taken, and when the next one is."""
    looks = document["look_days"]
    if not looks:
        return []
    taken = [str(one["look"]) for one in looks if one["taken"]]
    said = f"{', '.join(taken) or 'none'} of {len(looks)} taken; the next on {moment_text(document['next_look'])} UTC"
    return [("looks", said), *([("", document["note"])] if document["note"] else [])]


def _sealed(document: dict[str, Any]) -> str:
    if any(one["taken"] for one in document["look_days"]):
        return "nobody has seen it: at the looks so far no bound was crossed, and more of them is neither told nor kept"
    return "nobody has seen it: of these rows only moments and clusters were read"


def rows_text(ahead: dict[str, Any]) -> str:
    """Say how many rows and clusters a holdout has."""
    if not ahead["rows"]:
        return "no row yet whose outcome has matured"
    few = "" if ahead["detects"] else ": too few to detect anything"
    return f"{ahead['rows']:,} rows in {ahead['clusters']:,} clusters{few}"


def detects_lines(ahead: dict[str, Any], label: str, indent: str = "") -> list[str]:
    """Set what each test can detect beside what was asked."""
    if not ahead["detects"]:
        return []
    basis = " and ".join(sorted({one["basis"] for one in ahead["detects"]}))
    cells = [_cells(one) for one in ahead["detects"]]
    head = f"{indent}{label}, told from {basis}"
    return ["", head, *table(["", "", "detects", "asked", "power"], cells, f"{indent}  ")]


def _cells(one: dict[str, Any]) -> list[str]:
    where = f" for {one['slice']}" if one["slice"] else ""
    asked = "any" if one["asked"] is None else _figure(one, one["asked"])
    metric = one["metric"].partition(", ")[0]
    return [
        one["id"],
        f"{metric}{where}",
        _figure(one, one["amount"]),
        asked,
        f"{_SHARE * one['power']:.0f} %",
    ]


def _figure(one: dict[str, Any], number: float) -> str:
    return figure_text({"value": number, "unit": one["unit"]}, signed=one["unit"] == "share").removeprefix(
        "+"
    )
