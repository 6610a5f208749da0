"""What `check` found."""

from __future__ import annotations

from typing import Any

import click

TO_FILL = "I203"
"""A place that is still to fill in: counted apart."""

_COLOURS = {"E": "red", "W": "yellow", "I": "cyan"}


def checked_lines(document: dict[str, Any]) -> list[str]:
    """Print one line a finding, and a count of them.

    Examples
    --------
    >>> checked_lines({"findings": [], "to_fill": 0})
    ['nothing is wrong']
    """
    findings = document["findings"]
    if not findings:
        return ["nothing is wrong"]
    counted = _counts([finding["code"] for finding in findings if finding["code"] != TO_FILL])
    return [*map(finding_line, findings), "", *([counted] if counted else []), *_to_fill(document["to_fill"])]


def _to_fill(count: int) -> list[str]:
    return [] if not count else [f"{count} {'place' if count == 1 else 'places'} still to fill in"]


def finding_line(finding: dict[str, Any]) -> str:
    """Print a finding as compilers do, so that editors can jump to the place."""
    code = click.style(finding["code"], fg=_COLOURS.get(finding["code"][0]))
    return f"{finding['path']}:{finding['line']}: {code} {finding['message']}"


def _counts(codes: list[str]) -> str:
    words = {"E": ("error", "errors"), "W": ("warning", "warnings"), "I": ("remark", "remarks")}
    counted = ((sum(code[0] == letter for code in codes), one, many) for letter, (one, many) in words.items())
    return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counted if count)
