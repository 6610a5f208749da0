"""Evidence as tables: every contender's figures, then the model's difference from each of the others."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.estimate import estimate_text
from wager.interfaces.cli.tables import table

_DAY = 86_400_000_000


def evidence_lines(evidence: dict[str, Any]) -> list[str]:
    """Print what is known about a model's worth.

    Parameters
    ----------
    evidence : dict
        As `Evidence.to_json()` gives it.
    """
    rows = f"{evidence['rows']:,} {evidence['each']}s"
    clusters = f"{evidence['clusters']:,} {evidence['cluster_word']}"
    lines = [f"evidence on {evidence['part']}: {rows}, {clusters}{_period(evidence)}"]
    lines += _figures("contender", "name", evidence["contenders"], signed=False)
    if evidence["differences"]:
        lines += ["", f"{evidence['model']} minus"]
        lines += _figures("", "against", evidence["differences"], signed=True)
    if evidence["threshold"] is not None:
        lines += ["", f"acting pays from a probability of {evidence['threshold']:.3f}"]
    return lines


def _figures(title: str, key: str, figures: list[dict[str, Any]], *, signed: bool) -> list[str]:
    names = list(dict.fromkeys(name for each in figures for name in each["measures"]))
    defined = [name for name in names if any(_defined(each, name) for each in figures)]
    header = [title, *(f"{name} per 1,000" if name == "money" else name for name in defined)]
    rows = [
        [each[key], *(_measure(each["measures"].get(name), name == "money", signed) for name in defined)]
        for each in figures
    ]
    return table(header, rows)


def _defined(figures: dict[str, Any], name: str) -> bool:
    return figures["measures"].get(name, {}).get("value") is not None


def _measure(estimate: dict[str, Any] | None, with_interval: bool, signed: bool) -> str:
    if estimate is None or estimate["value"] is None:
        return "-"
    return estimate_text(estimate, signed=signed, with_interval=with_interval)


def _period(evidence: dict[str, Any]) -> str:
    if evidence["first"] is None:
        return ""
    from wager.foundation.moments import print_moment

    first, last = (print_moment(evidence[end] // _DAY * _DAY) for end in ("first", "last"))
    return f", {first} .. {last}"
