"""What was answered to the rows of a file."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.tables import counted, prose, table

SHOWN = 10
"""How many answers are printed."""


def predicted_lines(document: dict[str, Any]) -> list[str]:
    """Print the first answers, and how many there are."""
    predictions, count = document["predictions"], document["count"]
    to = f", answers in {document['out']}" if document["out"] else ""
    lines = [f"{document['serves']}: {counted(count, 'row')} of {document['file']}{to}"]
    if document["left_out"]:
        lines += prose(f"not read, as no request holds them: {', '.join(document['left_out'])}", "  ")
    lines += [line for one in document["capacity"].items() for line in _capacity(*one)]
    if not predictions:
        return lines
    answered = "probability" if predictions[0]["value"] is None else "value"
    header = ["line", "action", answered, "expected", "prediction"]
    lines += ["", *table(header, [_cells(one) for one in predictions[:SHOWN]])]
    left = count - SHOWN
    return [*lines, f"  and {counted(left, 'more row')}; --out FILE writes all"] if left > 0 else lines


def _capacity(action: str, room: dict[str, Any]) -> list[str]:
    """Say that rows were not ranked against each other, as those of one moment are in a verdict."""
    return prose(
        f"{action}, at most {room['limit']:,} per {room['period']}: done {room['done']:,} times, wanted and not done {room['refused']:,} times; "
        "rows are answered one by one in the order of the file, from the version's cut on while there is room, and not ranked "
        "against each other",
        "  ",
    )


def _cells(one: dict[str, Any]) -> list[str]:
    money = one["expected_money"]
    return [
        str(one["line"]),
        one["action"] or "-",
        _probability(one),
        "-" if money is None else f"{money['amount']} {money['currency']}",
        one["prediction"],
    ]


def _probability(one: dict[str, Any]) -> str:
    if one["probabilities"] is not None:
        name, share = max(one["probabilities"].items(), key=lambda pair: float(pair[1]))
        return f"{name} {share:.4f}"
    number = one["probability"] if one["value"] is None else one["value"]
    return "-" if number is None else f"{number:.4f}"
