"""An answer and its parts: what each column moved, in probability and in money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wager.interfaces.cli.render.document import cell
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.tables import prose, table

Document = dict[str, Any]


def answer_text(document: Document) -> str:
    """Say what was answered, and what it is expected to be worth.

    Examples
    --------
    >>> answer_text({"answer": {"action": "warn", "probabilities": {"otherwise": 0.25, "late": 0.75}, "value": None,
    ...              "expected_money": {"none": "-6.75", "warn": "-1.00"}, "currency": "EUR", "over": "none",
    ...              "ahead": "5.75"}})
    'warn: late is 75.0 % likely; -1.00 EUR expected, 5.75 EUR better than none'
    """
    answer = document["answer"]
    texts = []
    if answer["probabilities"]:
        told = told_class(document)
        texts.append(f"{told} is {answer['probabilities'][told] * 100:.1f} % likely")
    elif answer["value"] is not None:
        objective = document["version"]["design"]["objective"]
        texts.append(f"{objective} {answer['value']:,.4g} predicted")
    if answer["expected_money"]:
        texts.append(_worth(answer))
    if answer.get("wanted"):
        texts.append(
            f"{answer['wanted']} was wanted, and its capacity used up or kept for those who gain more"
        )
    action = answer["action"] or "nothing to choose"
    return f"{action}: {'; '.join(texts)}" if texts else action


def _worth(answer: Document) -> str:
    currency = answer["currency"]
    said = f"{_money(answer['expected_money'][answer['action']])} {currency} expected"
    if answer["over"]:
        ahead = Decimal(answer["ahead"])
        word = "better" if ahead >= 0 else "worse"
        said += f", {_money(str(abs(ahead)))} {currency} {word} than {answer['over']}"
    return said


def told_class(document: Document) -> str:
    """Name the class that is spoken of: of two the one that the design asks for, of several the likeliest."""
    found = document["answer"]["probabilities"]
    names: list[str] = list(found)
    return names[1] if len(names) == 2 else max(names, key=lambda name: float(found[name]))


def moved_lines(document: Document, most: int) -> list[str]:
    """Print what each column moved, the loudest first; what is left together; and the whole."""
    columns = document["columns"]
    if not columns:
        return ["it reads nothing of the row: the same action whatever is asked"]
    if document["base"] is None:
        rows = [[one["name"], value_text(one), one["is"]] for one in columns]
        return ["what it looked at", *table(["", "value", "is"], rows)]
    answer = document["answer"]
    told = [
        ["to begin with", "", *_cells(document, [document["base"]], first=True)],
        *([one["name"], value_text(one), *_cells(document, [one["share"]])] for one in columns[:most]),
    ]
    rest = columns[most:]
    if rest:
        told.append([f"{len(rest)} others", "", *_cells(document, [one["share"] for one in rest])])
    told.append(["together", "", *_whole(document)])
    over = f" and not {answer['over']}" if answer["over"] else ""
    why = f"why {answer['action'] or 'this answer'}{over}, beginning with {document['base']['reference']}"
    return [*prose(why, "  ", ""), *table(_header(document), told)]


def _header(document: Document) -> list[str]:
    answer = document["answer"]
    what = told_class(document) if answer["probabilities"] else document["version"]["design"]["objective"]
    money = [f"{answer['currency']} over {answer['over']}"] if answer["over"] else []
    return ["", "value", what, *money]


def _cells(document: Document, shares: list[Document], *, first: bool = False) -> list[str]:
    """Print some columns' parts together: a change of probability or value, and of money."""
    answer = document["answer"]
    if answer["probabilities"]:
        told = told_class(document)
        part = sum(share["probabilities"][told] for share in shares) * 100
        cells = [f"{part:.1f} %" if first else f"{part:+.1f} pp"]
    else:
        part = sum(share["value"] for share in shares)
        cells = [f"{part:,.4g}" if first else f"{part:+,.4g}"]
    if answer["over"]:
        cells.append(_money(str(sum((ahead(document, share) for share in shares), Decimal(0))), signed=True))
    return cells


def _whole(document: Document) -> list[str]:
    answer = document["answer"]
    if answer["probabilities"]:
        cells = [f"{answer['probabilities'][told_class(document)] * 100:.1f} %"]
    else:
        cells = [f"{answer['value']:,.4g}"]
    return [*cells, *([_money(answer["ahead"], signed=True)] if answer["over"] else [])]


def ahead(document: Document, share: Document) -> Decimal:
    """Say how much a column's part speaks for the action that was taken over the next best."""
    answer = document["answer"]
    return Decimal(share["money"][answer["action"]]) - Decimal(share["money"][answer["over"]])


def moved_text(document: Document, most: int) -> str:
    """Name the columns that moved the answer most, in one line; empty where it has no parts."""
    if document["base"] is None:
        return ", ".join(f"{one['name']}: {one['is']}" for one in document["columns"] if one["value"] is True)
    answer, texts = document["answer"], []
    told = [one for one in document["columns"] if _moves(one["share"])]
    for one in told[:most]:
        moved = _cells(document, [one["share"]])
        worth = f"{moved[-1]} {answer['currency']}" if answer["over"] else moved[0]
        texts.append(f"{one['name']} {value_text(one)} ({worth})")
    return ", ".join(texts)


def _moves(share: Document) -> bool:
    return any([*share["probabilities"].values(), share["value"]])


def value_text(column: Document) -> str:
    """Print the value of a column with its unit.

    Examples
    --------
    >>> value_text({"value": 0.41666, "type": "float", "unit": "mm"}), value_text({"value": None, "type": "int", "unit": ""})
    ('0.4167 mm', 'null')
    """
    value, unit = column["value"], f" {column['unit']}" if column["unit"] else ""
    if value is None:
        return "null"
    if column["type"] == "time":
        return moment_text(value)
    if column["type"] == "float":
        return f"{value:,.4g}{unit}"
    return f"{cell(value)}{unit}"


def _money(text: str, *, signed: bool = False) -> str:
    return f"{Decimal(text):{'+' if signed else ''},}"
