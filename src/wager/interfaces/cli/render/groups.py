"""Groups: the figures of each beside each other, and how far the two furthest lie apart."""

from __future__ import annotations

from typing import Any

from wager.evaluation.enough import LEAST_CLUSTERS, LEAST_EVENTS
from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.tables import table

_NAMES = {
    "false_positive_rate": "false positives",
    "probability less truth": "p less truth",
    "brier": "Brier",
    "mae": "MAE",
    "money": "money per 1,000",
}
_BRIEF = ("recall", "recall of each class", "false_positive_rate", "probability less truth", "mae")
_WITH_INTERVAL = "probability less truth"
_TOO_FEW = "too few"

Json = dict[str, Any]


def gap_lines(evidence: Json) -> list[str]:
    """Print the largest gap between two groups, of each dimension and figure, beside the champion's.

    Parameters
    ----------
    evidence : dict
        As `Evidence.to_json()` gives it; of evidence gathered before there were any gaps, nothing is printed.
    """
    model = evidence["contenders"][0]
    others = {one["name"]: one for one in evidence["contenders"][1:]}
    champion = next(iter(others.values()), None)
    cells = [
        [dimension, _NAMES.get(name, name), *_gap(gap), _bare_gap(champion, dimension, name)]
        for dimension, gaps in model.get("gaps", {}).items()
        for name, gap in gaps.items()
        if name.startswith("rate of ") or name in _BRIEF
    ]
    if not cells:
        return []
    header = ["", "", model["name"], "", "", "" if champion is None else champion["name"]]
    return ["largest gap between two groups, with 95 % interval", *table(header, cells)]


def _gap(gap: Json) -> list[str]:
    apart = f"{gap['high']} over {gap['low']}" if gap["estimate"]["value"] else ""
    return [figure_text(gap["estimate"], signed=True), interval_text(gap["estimate"], signed=True), apart]


def _bare_gap(one: Json | None, dimension: str, name: str) -> str:
    found = {} if one is None else one.get("gaps", {}).get(dimension, {})
    return figure_text(found[name]["estimate"], signed=True) if name in found else "-"


def group_lines(evidence: Json) -> list[str]:
    """Print the figures of each group, for every dimension and contender, and the largest gaps.

    Parameters
    ----------
    evidence : dict
        As `Evidence.to_json()` gives it; of evidence gathered before there were any gaps, nothing is printed.
    """
    lines: list[str] = []
    for dimension in evidence["contenders"][0].get("gaps", {}):
        for one in evidence["contenders"]:
            lines += ["", f"by {dimension}: {one['name']}", *_groups(one, dimension)]
    if any(_TOO_FEW in line for line in lines):
        least = f"fewer than {LEAST_EVENTS} rows that count, or {LEAST_CLUSTERS} {evidence['cluster_word']}"
        lines += ["", f"{_TOO_FEW}: not enough rows to say ({least})"]
    return lines[1:]


def _groups(one: Json, dimension: str) -> list[str]:
    values, gaps = one["slices"][dimension], one["gaps"][dimension]
    rows = [["rows", *(_rows(found) for found in values.values()), "", "", ""]]
    for name in _order(values):
        cells = [_cell(found.get(name), name) for found in values.values()]
        rows.append([_NAMES.get(name, name), *cells, *_furthest(gaps.get(name))])
        if name == _WITH_INTERVAL:
            rows.append(["", *(_interval(found.get(name)) for found in values.values()), "", "", ""])
    return table(["", *values, "largest gap", "", ""], rows)


def _order(values: dict[str, Json]) -> list[str]:
    """Name the figures to print: shares and rates, then errors, then money; what no group has is left out."""
    there = dict.fromkeys(name for found in values.values() for name in found)
    rates = [name for name in there if name.startswith("rate of ")]
    shares = [name for name in there if name.startswith("share of ")]
    order = (*shares, *rates, "recall", "recall of each class", *_NAMES)
    return [
        name
        for name in order
        if any(found.get(name, {}).get("value") is not None for found in values.values())
    ]


def _rows(found: Json) -> str:
    return f"{max((one['rows'] for one in found.values()), default=0):,}"


def _enough(found: Json) -> bool:
    return bool(found["events"] >= LEAST_EVENTS and found["clusters"] >= LEAST_CLUSTERS)


def _cell(found: Json | None, name: str) -> str:
    if found is None or found["value"] is None:
        return "-"
    return figure_text(found, signed=name == _WITH_INTERVAL) if _enough(found) else _TOO_FEW


def _interval(found: Json | None) -> str:
    if found is None or found["value"] is None or not _enough(found):
        return "-"
    return interval_text(found, signed=True)


def _furthest(gap: Json | None) -> list[str]:
    return ["-", "", ""] if gap is None else _gap(gap)
