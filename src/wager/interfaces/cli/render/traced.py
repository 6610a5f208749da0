"""A feature of one row, as a story: the row, the events that count and those that do not, the state, the value."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.tables import counted, labelled, prose, table

Document = dict[str, Any]

_LONGEST_NAME = 24
WHY = {
    "later": "happened at or after {at}",
    "outside": "outside of the window",
    "unknown": "known too late",
    "replaced": "replaced by a newer version",
    "condition": "condition not true",
}
"""Why a source row does not count."""

_OF_THEM = {"true": "of them true", "distinct": "different"}


def traced_lines(document: Document) -> list[str]:
    """Print a trace."""
    last = document["steps"][-1]
    value = value_text(document["value"], document["type"], last["unit"])
    lines = [f"{document['feature']} of one {document['each']} is {value}", "", *_row(document)]
    lines += story_lines(document["steps"], document["at"])
    where = "read from the cache" if document["matrix"]["cached"] else "computed just now"
    bits = f" ({document['bits']})" if document["bits"] is not None else ""
    told = f"The matrix, {where}, has the same value in row {document['number']:,}, to the last bit{bits}."
    return [*lines, "", *prose(told)]


def story_lines(steps: list[Document], at: str | None) -> list[str]:
    """Print features in the order in which they were computed, each with its steps."""
    return [line for step in steps for line in ["", *_step(step, at)]]


def _row(document: Document) -> list[str]:
    facts = [("row", key_text(document["row"]))]
    facts.append(("of", f"{document['design']}, number {document['number']:,} of {document['rows']:,} rows"))
    if document["at"] is not None:
        facts.append(("decided at", f"{clock(document['at'])} = {document['decide_at']}"))
    zone = document["zone"]
    facts.append(
        (
            "moments",
            "in UTC" + (f"; hours and days of expressions are those of {zone}" if zone != "UTC" else ""),
        )
    )
    return labelled(facts, "  ")


def _step(step: Document, at: str | None) -> list[str]:
    head = f"{step['feature']} = {step['is']}   ({step['path']}:{step['line']})"
    lines = prose(head, "    ", "")
    lines += prose(f"“{step['means']}”", "  ", "  ") if step["means"] else []
    if step["reads"]:
        facts = [(one["name"], _read_text(one)) for one in step["reads"]]
        lines += ["  it reads of the row", *labelled(facts, "    ")]
    if step["of"]:
        facts = [(one["is"], value_text(one["value"], one["type"])) for one in step["of"]]
        lines += [
            "  and of other features" if step["reads"] else "  it reads other features",
            *labelled(facts, "    "),
        ]
    for place, one in enumerate(step["counted"]):
        same = any(_sorting(one) == _sorting(other) for other in step["counted"][:place])
        lines += ["", *counted_lines(one, at, same=same)]
    shown = [(one["is"], value_text(one["value"], one["type"])) for one in step["counted"]]
    shown += [(one["is"], value_text(one["value"], one["type"])) for one in step["parts"]]
    if step["parts"]:
        lines += ["", "  step by step", *_values(shown)]
    return [*lines, "", f"  so it is {value_text(step['value'], step['type'], step['unit'])}"]


def _read_text(one: Document) -> str:
    value = value_text(one["value"], one["type"])
    return f"{value} = {one['is']}" if one["is"] else value


def _values(shown: list[tuple[str, str]]) -> list[str]:
    lines: list[str] = []
    for text, value in shown:
        lines += prose(f"{text} = {value}", "      ", "    ")
    return lines


def _sorting(one: Document) -> list[Any]:
    """Say by what the events were sorted out: aggregates for which it is the same count the same ones."""
    return [one[key] for key in ("from", "by", "begin", "end", "used")] + [
        [why["reason"], why["rows"], why["nearest"]["key"]] for why in one["unused"]
    ]


def counted_lines(one: Document, at: str | None, *, same: bool = False) -> list[str]:
    """Print one aggregate: which events count, why the others do not, and what the state holds.

    Parameters
    ----------
    one : dict
    at : str or None
        The moment.
    same : bool
        The events were sorted out like those of an aggregate above, and this is not printed again.
    """
    by = key_text(one["by"])
    all_rows = f"{counted(one['rows'], 'row')} of {one['from']}"
    head = (
        f"{one['is']}: of {all_rows}, {one['of_entity']:,} have {by}" if by else f"{one['is']}: of {all_rows}"
    )
    lines = prose(f"{one['is']}: of the same rows" if same else head, "    ", "  ")
    if same:
        empty = f"      {one['empty']:,} of them without a value" if one["empty"] else ""
        shown = ["", *_events(one)] if one["newest"] else []
        return [*lines, *([empty] if empty else []), *shown, *prose(_state(one), "      ", "    ")]
    lines += prose(_window(one), "    ", "    ") if one["end"] else []
    lines += _sorted_out(one, at)
    if one["newest"]:
        lines += ["", *_events(one)]
    return [*lines, *prose(_state(one), "      ", "    ")]


def _window(one: Document) -> str:
    begin = "the beginning" if one["begin"] is None else clock(one["begin"])
    return f"window: from {begin} up to, and without, {clock(one['end'])}"


def _sorted_out(one: Document, at: str | None) -> list[str]:
    moment = clock(at) if at else "the moment"
    empty = f", {one['empty']:,} of them without a value" if one["empty"] else ""
    rows = [["used", f"{one['used']:,}", empty.lstrip(", ")]]
    rows += [
        [WHY[why["reason"]].format(at=moment), f"{why['rows']:,}", _nearest(why)] for why in one["unused"]
    ]
    return table(["", "", ""], rows, "      ")


def _nearest(why: Document) -> str:
    event, word = why["nearest"], "next" if why["reason"] == "later" else "last"
    said = f"{word}: {', '.join(cell_text(value) for value in event['key'].values())}"
    if why["reason"] == "unknown":
        return f"{said}, {known_text(event['known'])}"
    if event["happened"] and event["happened"] not in event["key"].values():
        return f"{said}, {minute(event['happened'])}"
    return said


def known_text(known: str | None) -> str:
    """Say since when a row is known."""
    return {None: "always known", "never": "never known"}.get(known) or f"known since {minute(known or '')}"


def _events(one: Document) -> list[str]:
    newest, name = one["newest"], one["of"] if len(one["of"]) <= _LONGEST_NAME else "value"
    # A clock that is part of the key is not said twice.
    apart = any(event["happened"] and event["happened"] not in event["key"].values() for event in newest)
    rows = [
        [
            *map(cell_text, event["key"].values()),
            *([cell_text(event["happened"])] if apart else []),
            "always" if event["known"] is None else cell_text(event["known"]),
            *([cell_text(event["value"])] if one["of"] else []),
            cell_text(event["so_far"]),
        ]
        for event in newest
    ]
    header = [
        *newest[0]["key"],
        *(["happened"] if apart else []),
        "known since",
        *([name] if one["of"] else []),
        "so far",
    ]
    earlier = one["used"] - len(newest)
    before = [f"      … {counted(earlier, 'earlier one')}"] if earlier > 0 else []
    head, *body = table(header, rows, "      ")
    return [head, *before, *body]


def _state(one: Document) -> str:
    state = one["state"]
    parts = [counted(state[word], word[:-1]) for word in ("rows", "values") if word in state]
    parts += [f"{state[word]:,} {said}" for word, said in _OF_THEM.items() if word in state]
    parts += [f"{word} {_exact(state[word])}" for word in ("sum", "squares") if word in state]
    return f"state: {', '.join(parts)}; answer: {value_text(one['value'], one['type'])}"


def _exact(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def value_text(value: Any, kind: str, unit: str = "") -> str:
    """Print a value with all its digits.

    Examples
    --------
    >>> value_text(0.1, "float"), value_text(None, "int"), value_text("2013-01-01T06:00:00Z", "time"), value_text(True, "bool")
    ('0.1', 'null', '2013-01-01 06:00 UTC', 'true')
    """
    if value is None:
        return "null"
    after = f" {unit}" if unit else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind == "time":
        return clock(value)
    if kind == "text":
        return repr(value)
    return (
        f"{value:,}{after}"
        if isinstance(value, int)
        else f"{value!r}{after}"
        if isinstance(value, float)
        else f"{value}{after}"
    )


def cell_text(value: Any) -> str:
    """Print a value in a table: moments to the second where they have some, numbers in twelve digits."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return minute(value) if is_moment(value) else value
    return "null" if value is None else str(value) if isinstance(value, int) else f"{value:,.12g}"


def key_text(key: Document) -> str:
    """Print columns with their values."""
    return ", ".join(f"{name} {clock(value) if is_moment(value) else value}" for name, value in key.items())


def clock(moment: str) -> str:
    """Print an instant of a document in UTC, seconds only where there are some.

    Examples
    --------
    >>> clock("2013-01-01T06:00:00Z"), clock("2013-01-01T06:00:01.500000Z")
    ('2013-01-01 06:00 UTC', '2013-01-01 06:00:01.500000 UTC')
    """
    text = moment.removesuffix("Z").replace("T", " ")
    return f"{text.removesuffix(':00')} UTC"


def minute(moment: str) -> str:
    """Print an instant in a table: whose zone is UTC."""
    return clock(moment).removesuffix(" UTC")


def is_moment(value: Any) -> bool:
    """Say whether a value of a document is an instant."""
    return isinstance(value, str) and value.endswith("Z") and value[10:11] == "T"
