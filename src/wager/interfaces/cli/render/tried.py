"""What `try` found out about a file."""

from __future__ import annotations

import textwrap
from typing import Any

from wager.interfaces.cli.tables import table

_WIDTH = 98
_MOST_COLUMNS = 40
_MOST_NAME = 28
_WAYS = {
    "do_nothing": "do nothing",
    "act_on_all": "act on all",
    "rule": "best single split",
    "linear": "linear regression",
    "logistic": "logistic regression",
    "lightgbm": "LightGBM",
}


def tried_lines(document: dict[str, Any]) -> list[str]:
    """Print columns, suspicions, money, assumptions and the next commands."""
    return [
        *_heading(document),
        "",
        *_columns(document),
        *_section("doubtful in the data", document["findings"]),
        *_suspicions(document["suspicions"]),
        "",
        *_money(document),
        *_section("assumed", document["assumed"]),
        "",
        *_ending(document),
    ]


def _heading(document: dict[str, Any]) -> list[str]:
    rows, label = document["rows"], document["label"]
    mean = (
        f"true in {label['mean'] * 100:.1f} % of rows"
        if label["kind"] == "binary"
        else f"mean {_number(label['mean'])}"
    )
    named = label["is"] if label["is"] == label["name"] else f"{label['name']}, which is {label['is']}"
    parts = f"{rows['train']:,} train, {rows['tune']:,} tune, {rows['holdout']:,} holdout (not looked at)"
    known = {"file", "train", "tune", "holdout"}
    gone = [f"{count:,} left out: {reason}" for reason, count in rows.items() if reason not in known]
    return [
        f"{document['file']}: {rows['file']:,} rows, {len(document['columns'])} columns",
        *_wrapped(f"label: {named} ({mean})"),
        *_wrapped(f"rows:  {'; '.join([parts, *gone])}"),
    ]


def _columns(document: dict[str, Any]) -> list[str]:
    columns = document["columns"]
    kept = columns[:_MOST_COLUMNS]
    cells = [
        [
            _cut(one["name"], _MOST_NAME),
            one["type"],
            _empty(one),
            f"{one['distinct']:,}",
            _alone(one),
            _role(one),
            _looks(one),
        ]
        for one in kept
    ]
    lines = table(["column", "type", "empty", "distinct", "alone", "used", "looks like"], cells)
    more = len(columns) - len(kept)
    return [_cut(line) for line in lines] + (
        [f"  … and {more} more (--json lists them all)"] if more > 0 else []
    )


def _cut(text: str, width: int = _WIDTH) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _empty(column: dict[str, Any]) -> str:
    return f"{column['nulls']:,}" if column["nulls"] else "-"


def _alone(column: dict[str, Any]) -> str:
    return "-" if column["alone"] is None else f"{column['alone']:.2f}"


def _role(column: dict[str, Any]) -> str:
    role: str = column["role"]
    return {"feature": "yes", "left out": "no", "not used": "no"}.get(role, role)


def _looks(column: dict[str, Any]) -> str:
    if column["type"] in {"int", "float", "money"} and column["min"] is not None:
        text = (
            f"{_number(column['min'])} .. {_number(column['max'])}, median {_number(column['quantiles'][1])}"
        )
    elif column["type"] in {"time", "date"} and column["min"] is not None:
        text = f"{_moment(column['min'])} .. {_moment(column['max'])}"
    else:
        text = ", ".join(f"{_cut(value, 20) or repr('')} {count:,}" for value, count in column["top"][:3])
    return " ".join(text.split())


def _number(value: float) -> str:
    """Print a number shortly.

    Examples
    --------
    >>> _number(2013), _number(0.00123456), _number(123456.0), _number(1e12)
    ('2013', '0.001235', '123,456', '1e+12')
    """
    if abs(value) >= 1e10:
        return f"{value:.4g}"
    if float(value).is_integer() or abs(value) >= 1e4:
        return f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:.0f}"
    return f"{value:.4g}"


def _moment(text: str) -> str:
    """Print a moment to the minute, a midnight as its date.

    Examples
    --------
    >>> _moment("2013-01-01T10:00:00Z"), _moment("2013-01-01T00:00:00Z")
    ('2013-01-01 10:00', '2013-01-01')
    """
    day, _, hour = text.removesuffix("Z").partition("T")
    return f"{day} {hour[:5]}" if hour and hour != "00:00:00" else day


def _suspicions(found: list[dict[str, Any]]) -> list[str]:
    left_out = [_said(one) for one in found if one["left_out"]]
    weak = [_said(one) for one in found if not one["left_out"]]
    return [
        *_section("suspicious, and left out of the models", left_out, most=30),
        *_section("to look at", weak),
    ]


def _said(one: dict[str, Any]) -> str:
    return f"{one['column']} {one['reason']}".strip()


def _section(title: str, entries: list[str], most: int = 12) -> list[str]:
    if not entries:
        return []
    lines = ["", title]
    for entry in entries[:most]:
        lines += _wrapped(entry, "  - ")
    return lines + (
        [f"  … and {len(entries) - most} more (--json lists them all)"] if len(entries) > most else []
    )


def _wrapped(text: str, begin: str = "") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=begin, subsequent_indent=" " * max(len(begin), 2), break_on_hyphens=False
    ) or [begin]


def _money(document: dict[str, Any]) -> list[str]:
    evidence = document["evidence"]
    number = document["label"]["kind"] == "number"
    ways = {**_WAYS, "do_nothing": "mean of train"} if number else _WAYS
    figures = {one["name"]: one for one in evidence["contenders"]}
    header = ["", "per 1,000 rows", "95 % interval", *(["error (MAE)"] if number else ["AUC", "acts on"])]
    rows = [[ways[name], *_figures(figures[name], number=number)] for name in ways if name in figures]
    clusters = (
        ""
        if evidence["cluster_word"] == "rows"
        else f" of {evidence['clusters']:,} {evidence['cluster_word']}"
    )
    before = "before" if evidence["first"] is not None else "of train"
    return [
        f"money on the {evidence['rows']:,} rows of tune{clusters}, learned from the {document['rows']['train']:,} rows {before}",
        *table(header, rows),
        *_wrapped(f"best single split: {figures['rule']['described']}", "  "),
    ]


def _figures(one: dict[str, Any], *, number: bool) -> list[str]:
    from wager.evaluation.estimate import Estimate

    measures = one["measures"]
    earned = Estimate.from_json(measures["money"])
    # Without a spread it is always the same, such as nothing.
    ends = f"{earned.shown(earned.low)} .. {earned.shown(earned.high)}" if earned.se else "-"
    if number:
        return [earned.shown(), ends, _number(measures["mae"]["value"])]
    acts = next(name for name in measures if name.startswith("rate of "))
    return [
        earned.shown(),
        ends,
        _short(measures.get("auc"), "{:.3f}"),
        _short(measures[acts], "{:.1%}").replace("%", " %"),
    ]


def _short(estimate: dict[str, Any] | None, form: str) -> str:
    return "-" if estimate is None or estimate["value"] is None else form.format(estimate["value"])


def _ending(document: dict[str, Any]) -> list[str]:
    words = {"written": "wrote", "unchanged": "already there, unchanged:", "kept": "not written:"}
    lines = [f"{words[document['written']]} {document['path']}"]
    lines += _wrapped(f"H1: {document['goal']}", "  ")
    if document["written"] == "kept":
        return lines
    return [*lines, "next", *(f"  {command}" for command in document["next"])]
