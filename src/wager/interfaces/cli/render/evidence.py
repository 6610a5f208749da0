"""Evidence: money first, for each contender and as a difference; then the other figures, then the slices."""

from __future__ import annotations

from typing import Any

from wager.foundation.rounded import number_of
from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.render.worth import capacity_lines, profit_lines, promise_lines, threshold_lines
from wager.interfaces.cli.tables import counted, table

MONEY = "money"
PER = "per 1,000"
NAMES = {"auc": "AUC", "log_loss": "log loss", "average_precision": "average precision"}
"""Figures whose names are said otherwise to people."""

DATE = len("2013-11-01")
_IN_SLICES = ("recall", "auc", "mae")

Evidence = dict[str, Any]
Figures = dict[str, Any]


def evidence_lines(evidence: Evidence) -> list[str]:
    """Print what is known about a model's worth.

    Parameters
    ----------
    evidence : dict
        As `Evidence.to_json()` gives it.
    """
    lines = [f"evidence on {evidence['part']}: {rows_text(evidence)}"]
    lines += [*money_lines(evidence), *promise_lines(evidence)]
    lines += ["", *figure_lines(evidence)]
    parts = (
        slice_lines(evidence),
        profit_lines(evidence),
        threshold_lines(evidence),
        capacity_lines(evidence),
    )
    return lines + [line for part in parts if part for line in ("", *part)]


def rows_text(evidence: Evidence) -> str:
    """Say how many rows were judged, in how many clusters, and when they were decided."""
    text = counted(evidence["rows"], evidence["each"])
    if evidence["clusters"] != evidence["rows"]:
        text += f" in {number_of(evidence['clusters'], evidence['cluster_word'])}"
    if evidence["first"] is None:
        return text
    from wager.foundation.moments import print_moment

    first, last = (
        print_moment(evidence[end], evidence.get("zone", "UTC"))[:DATE] for end in ("first", "last")
    )
    return f"{text}, {first} .. {last}"


def money_lines(evidence: Evidence) -> list[str]:
    """Print money per 1,000 rows with its 95 % interval: each contender's own, then what the model adds."""
    own = [(each["name"], each["measures"].get(MONEY), False) for each in evidence["contenders"]]
    more = [
        (f"over {each['against']}", each["measures"].get(MONEY), True) for each in evidence["differences"]
    ]
    said = [(name, found, signed) for name, found, signed in own + more if found is not None]
    if not said:
        return []
    cells = [
        [name, figure_text(found, signed=signed), interval_text(found, signed=signed)]
        for name, found, signed in said
    ]
    lines = table(["", "", ""], cells, "    ")
    at = len([one for one in own if one[1] is not None])
    title = f"  money {PER} {evidence['each']}s, with 95 % interval"
    between = [f"  {evidence['model']}"] if lines[at:] else []
    return [title, *lines[:at], *between, *lines[at:]]


def figure_lines(evidence: Evidence) -> list[str]:
    """Print every figure but money, one a line, one column a contender."""
    contenders = evidence["contenders"]
    rows: dict[tuple[str, ...], str] = {}
    for name in _names(contenders):
        cells = tuple(_cell(each["measures"].get(name)) for each in contenders)
        rows.setdefault(cells, name)  # a metric of the design may be a usual one under its own name
    money = tuple(_cell(each["measures"].get(MONEY)) for each in contenders)
    kept = [[NAMES.get(name, name), *cells] for cells, name in rows.items() if cells != money]
    return table(["", *(each["name"] for each in contenders)], kept) if kept else []


def _names(contenders: list[Figures]) -> list[str]:
    names = dict.fromkeys(name for each in contenders for name in each["measures"] if name != MONEY)
    return [name for name in names if any(_defined(each, name) for each in contenders)]


def _defined(figures: Figures, name: str) -> bool:
    return figures["measures"].get(name, {}).get("value") is not None


def _cell(found: dict[str, Any] | None) -> str:
    return "-" if found is None else figure_text(found)


def slice_lines(evidence: Evidence) -> list[str]:
    """Print the slices in short: rows, the money that the model adds over the first other, recall, AUC."""
    model, others = evidence["contenders"][0], evidence["differences"]
    if not model["slices"]:
        return []
    over = others[0] if others else None
    shown = [name for name in _IN_SLICES if name in _names([model])]
    rows = [
        [f"{dimension} {value}", *_slice(measures, over and over["slices"][dimension][value], shown)]
        for dimension, values in model["slices"].items()
        for value, measures in values.items()
    ]
    title = "" if over is None else f"money {PER} over {over['against']}"
    return table(["slice", "rows", title, *(NAMES.get(name, name) for name in shown)], rows)


def _slice(own: dict[str, Any], more: dict[str, Any] | None, shown: list[str]) -> list[str]:
    first = next(iter(own.values()))
    money = (more or {}).get(MONEY)
    added = "" if money is None else f"{figure_text(money, signed=True)} {interval_text(money, signed=True)}"
    if money is not None and money["low"] is None:
        added = figure_text(money, signed=True)
    return [f"{first['rows']:,}", added, *(_cell(own.get(name)) for name in shown)]
