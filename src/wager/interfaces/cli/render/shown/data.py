"""A source with a profile of its data."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.document import cell
from wager.interfaces.cli.render.snapshotted import moment_text
from wager.interfaces.cli.tables import counted, labelled, prose, table

_WIDEST = 44  # of the values of a column
_FREQUENT = 0.01
"""A value that is rarer says nothing by its frequency."""
_TIMES = {"time", "date"}


def source_lines(name: str, source: dict[str, Any]) -> list[str]:
    """Print a source: where it comes from, its clocks, and one line a column."""
    from wager.foundation.fingerprint import short

    period = " .. ".join(moment_text(source[end])[:16] for end in ("first", "last") if source[end])
    versions = ", of which some are versions of one key" if source["versions"] else ""
    facts = [
        ("from", source["from"]),
        ("owner", source["owner"]),
        ("key", ", ".join(source["key"])),
        ("event time", source["event_time"] or "none"),
        ("snapshot", f"{short(source['snapshot'])}, {counted(source['rows'], 'row')}{versions}"),
        ("events", period or "none"),
        *([("refresh", source["refresh"])] if source["refresh"] else []),
        *(
            [("offline", "a view, in the SQL of one database; no other engine reads it")]
            if source["offline"]
            else []
        ),
    ]
    lines = [f"source {name}, {source['path']}", *labelled(facts, "  "), ""]
    header = ["column", "type", "unit", "nulls", "distinct", "values"]
    lines += table(header, [_column(column, source["rows"]) for column in source["columns"]])
    for at, derived in enumerate(source["derived"]):
        lines += [] if at else [""]
        lines += prose(derived["is"], "      ", f"  {derived['name']} ({derived['type']}) = ")
    lines += _joined_lines(source["joined"])
    return [*lines, "", *known_lines([*source["columns"], *source["derived"]])]


def _joined_lines(joined: list[dict[str, Any]]) -> list[str]:
    """Print what is taken from other sources: by what, and when it is known there."""
    lines = [""] if joined else []
    for one in joined:
        by = " and ".join(ours if ours == theirs else f"{ours} = {theirs}" for ours, theirs in one["by"])
        unit = f", {one['unit']}" if one["unit"] else ""
        said = f"by {by}, known there {'' if one['known_there'] == 'always' else 'at '}{one['known_there']}"
        lines += prose(said, "      ", f"  {one['name']} ({one['type']}{unit}) ")
    return lines


def _column(column: dict[str, Any], rows: int) -> list[str]:
    nulls = column["nulls"] / max(rows, 1) * 100
    share = f"{nulls:.1f} %" if nulls >= 0.05 else str(column["nulls"])
    return [
        column["name"],
        column["type"],
        column["unit"] or "",
        share,
        f"{column['distinct']:,}",
        values_text(column),
    ]


def values_text(column: dict[str, Any]) -> str:
    """Print the values of a column: the most frequent ones, or least, median and greatest.

    Examples
    --------
    >>> values_text({"type": "category", "rows": 4, "nulls": 0, "distinct": 2, "top": [["UA", 3], ["B6", 1]],
    ...              "min": "B6", "max": "UA", "quantiles": []})
    'UA 75 %, B6 25 %'
    >>> values_text({"type": "float?", "top": [], "min": -3.5, "max": 1e4, "quantiles": [0.0, 1.25, 9.0]})
    '-3.5 .. 1.25 .. 10,000'
    """
    quantiles = column["quantiles"]
    if quantiles and not (column["top"] and column["distinct"] <= 3):
        ends = (column["min"], quantiles[len(quantiles) // 2], column["max"])
        return " .. ".join(_value(end, column["type"].rstrip("?"), ends) for end in ends)
    present = max(column["rows"] - column["nulls"], 1) if column["top"] else 1
    if column["top"] and column["top"][0][1] / present < _FREQUENT:
        return f"such as {', '.join(repr(value)[1:-1][:16] for value, _ in column['top'][:3])}"
    text = ""
    for value, count in column["top"]:
        one = f"{value[:16] or repr('')} {100 * count / present:.0f} %"
        if len(text) + len(one) > _WIDEST:
            return f"{text}, …" if text else one
        text = f"{text}, {one}" if text else one
    return text or "-"


def _value(value: Any, kind: str, ends: tuple[Any, ...]) -> str:
    if kind in _TIMES and isinstance(value, str):
        return moment_text(value)[: 10 if ends[0][:10] != ends[-1][:10] else 16]
    return cell(value)


def known_lines(columns: list[dict[str, Any]]) -> list[str]:
    """Print from when on columns are known, those of one moment together."""
    moments: dict[str, list[str]] = {}
    for column in columns:
        moments.setdefault(column["known"], []).append(column["name"])
    lines = ["known from"]
    for moment, names in moments.items():
        lines += [*prose(f"{moment}:", "    ", "  "), *prose(", ".join(names), "      ")]
    return lines
