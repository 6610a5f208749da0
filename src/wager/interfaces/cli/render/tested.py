"""What the examples of features and the tests of models said; an example that does not hold is told step by step."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.behaved import behaviour_lines, behaviour_rows
from wager.interfaces.cli.render.traced import clock, story_lines, value_text
from wager.interfaces.cli.tables import counted, labelled, prose, table

Document = dict[str, Any]


def tested_lines(document: Document) -> list[str]:
    """Print one line for each example, then how what failed came about."""
    tests, models = document["tests"], document["models"]
    if not tests and not models:
        return prose(
            "no feature file has an example and no model file a test; give one `tests`: {at, row, given, expect} of a feature, "
            "{name, feature, direction} or {name, row, expect} of a model"
        )
    rows = [[f"{one['path']}:{one['line']}", one["feature"], one["result"]] for one in tests]
    lines = table(["", "", ""], rows + behaviour_rows(models), "")
    for one in tests:
        lines += failed_lines(one) if one["result"] != "passed" else []
    lines += behaviour_lines(models)
    return ["", *lines, "", *_summary(document)][1:]


def failed_lines(one: Document) -> list[str]:
    """Print an example that does not hold, and how its value came about."""
    head = f"{one['result'].upper()} {one['path']}:{one['line']} {one['feature']}"
    if one["result"] == "error":
        return ["", head, *prose(one["why"], "  ", "  ")]
    row = ", ".join(f"{name} {value}" for name, value in one["row"].items())
    facts = [
        ("expected", expected_text(one["expected"])),
        ("is", value_text(one["found"], one["type"])),
        ("row", row),
        ("at", clock(one["at"]) if one["at"] else ""),
    ]
    return [
        "",
        head,
        *labelled([fact for fact in facts if fact[1]], "  "),
        *story_lines(one["steps"], one["at"]),
    ]


def expected_text(value: Any) -> str:
    """Print what an example expects.

    Examples
    --------
    >>> expected_text(None), expected_text(True), expected_text(0.5)
    ('null', 'true', '0.5')
    """
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _summary(document: Document) -> list[str]:
    counts = document["counts"]
    total = sum(counts.values())
    said = ", ".join(f"{number:,} {result}" for result, number in counts.items() if number)
    what = "example" if not document["models"] else "test"
    text = f"{counted(total, what)}: {said}"
    if document["without"]:
        text += f"; without an example: {', '.join(document['without'])}"
    return prose(text, "  ", "")
