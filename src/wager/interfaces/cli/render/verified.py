"""What `verify` found."""

from __future__ import annotations

from typing import Any

import click

_COUNTED = ("objects", "records", "versions", "runs", "log entries", "predictions", "events")


def verified_lines(document: dict[str, Any]) -> list[str]:
    """Print one line a thing that is damaged, who needs it below, and what was looked at.

    Examples
    --------
    >>> verified_lines({"checked": {"objects": 1, "bytes": 2_000_000, "records": 12}, "damaged": [], "findings": []})
    ['checked 1 object (2.0 MB), 12 records of the ledger', 'nothing is damaged']
    """
    lines: list[str] = []
    for one in document["damaged"]:
        lines += [f"{one['where']}: {click.style(one['what'], fg='red')}: {one['why']}"]
        lines += [f"  needed by {needed}" for needed in one["needed_by"]]
    lines += [f"{one['path']}:{one['line']}: {one['code']} {one['message']}" for one in document["findings"]]
    found = len(document["damaged"])
    said = f"{found} {'thing is' if found == 1 else 'things are'} damaged" if found else "nothing is damaged"
    return [*lines, *([""] if lines else []), _checked(document["checked"]), said]


def _checked(counts: dict[str, int]) -> str:
    said = []
    for what in _COUNTED:
        if what in counts:
            name = _one(what) if counts[what] == 1 else what
            size = f" ({counts['bytes'] / 1e6:,.1f} MB)" if what == "objects" else ""
            said.append(f"{counts[what]:,} {name}{' of the ledger' if what == 'records' else ''}{size}")
    return "checked " + ", ".join(said)


def _one(what: str) -> str:
    return what[:-3] + "y" if what.endswith("ies") else what[:-1]
