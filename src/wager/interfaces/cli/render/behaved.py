"""What the tests of models said; one that does not hold is told with what the model answered."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.tables import labelled, prose

Document = dict[str, Any]


def behaviour_rows(tests: list[Document]) -> list[list[str]]:
    """Make one line for each test: where it is written, what it expects, and what came of it."""
    return [
        [f"{one['path']}:{one['line']}", f"{one['model']}: {one['name']}", one["result"]] for one in tests
    ]


def behaviour_lines(tests: list[Document]) -> list[str]:
    """Print what did not hold, and what the champion answers to known cases."""
    lines: list[str] = []
    for one in tests:
        lines += failed_lines(one) if one["result"] != "passed" else []
    cases = [one for one in tests if one["champion"]]
    if not cases:
        return lines
    facts = [(f"{one['model']}: {one['name']}", _beside(one)) for one in cases]
    return [*lines, "", "known cases, beside who holds the title", *labelled(facts, "  ")]


def failed_lines(one: Document) -> list[str]:
    """Print a test that does not hold."""
    row = ", ".join(f"{name} {value}" for name, value in one["row"].items())
    moved = f"{one['feature']} alone: {one['direction']}" if one["kind"] == "direction" else ""
    facts = [("row", row), ("moves", moved), ("expected", one["expect"]), ("is", one["found"])]
    lines = ["", f"{one['result'].upper()} {one['path']}:{one['line']} {one['model']}: {one['name']}"]
    lines += labelled([fact for fact in facts if fact[1]], "  ")
    lines += prose(one["why"], "  ", "  ")
    return lines + (prose(f"{one['try_next']} makes trees keep to it", "  ", "  ") if one["try_next"] else [])


def _beside(one: Document) -> str:
    return f"{one['found'] or one['result']}; {one['champion']}: {one['champion_found']}"
