"""Read a part of a file as YAML, and point at the line where a fault was made, not where it was noticed."""

from __future__ import annotations

import re
from dataclasses import replace

from wager.foundation.errors import BadInputError
from wager.foundation.finding import Finding
from wager.foundation.yaml_file import Node, read_yaml


def read_part(text: str, path: str, first_line: int = 1) -> tuple[Node | None, list[Finding]]:
    r"""Read YAML; a fault becomes a finding.

    Examples
    --------
    >>> read_part("  a: 1\nb: 2", "x.yaml")[1][0].line
    1
    """
    try:
        return read_yaml(text, path, first_line), []
    except BadInputError as error:
        lines = text.split("\n")
        return None, [replace(found, line=_made_at(lines, found, first_line)) for found in error.findings]


def _made_at(lines: list[str], found: Finding, first_line: int) -> int:
    """Return the line of the fault: a bracket left open or an indentation that began it."""
    noticed = min(found.line - first_line, len(lines) - 1)
    opened = _open_bracket(lines, noticed)
    if opened is not None:
        return first_line + opened
    indented = _odd_indent(lines, noticed)
    return found.line if indented is None else first_line + indented


def _open_bracket(lines: list[str], noticed: int) -> int | None:
    # A bracket or quote that is never closed is noticed lines later, at what no longer fits.
    for index in range(min(noticed + 1, len(lines))):
        line = re.sub(r"\s#.*", "", lines[index])
        plain = re.sub(r"'[^']*'|\"[^\"]*\"", "", line)
        quotes = re.search(r"[:\[{,]\s*['\"][^'\"]*$", plain)
        if sum(plain.count(mark) for mark in "[{") > sum(plain.count(mark) for mark in "]}") or quotes:
            if index < noticed or quotes:
                return index
            return None
    return None


def _odd_indent(lines: list[str], noticed: int) -> int | None:
    # `  a: 1` above `b: 2` is noticed at b, but it is a that stands wrong where b's depth is the usual one.
    if noticed <= 0 or noticed >= len(lines):
        return None
    here = _depth(lines[noticed])
    before = [
        index
        for index in range(noticed)
        if lines[index].strip() and not lines[index].lstrip().startswith("#")
    ]
    if not before:
        return None
    last = before[-1]
    first = before[0]
    if _depth(lines[first]) > here:
        return first
    siblings = {_depth(lines[index]) for index in before[:-1]} | {
        _depth(line) for line in lines[noticed + 1 :] if line.strip()
    }
    if _depth(lines[last]) not in siblings and here in siblings:
        return last
    return None


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
