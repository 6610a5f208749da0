"""Two runs beside each other."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.analysed.money import change_lines, found_lines
from wager.interfaces.cli.render.estimate import figure_text, interval_text
from wager.interfaces.cli.render.evidence import NAMES, rows_text
from wager.interfaces.cli.tables import prose, table

Json = dict[str, Any]

_WIDE = 42


def compared_lines(found: Json) -> list[str]:
    """Print two runs, how they differ on the same rows, and where that comes from."""
    lines = _sides(found)
    if found["why"]:
        return [*lines, "", *prose(f"no difference on the same rows: {found['why']}")]
    evidence = found["evidence"]
    a, b = found["a"]["name"], found["b"]["name"]
    lines += [
        "",
        f"on {evidence['part']}: {rows_text(evidence)}; they did something else on {found['differ']:,}",
    ]
    lines += _figures(evidence)
    shared = {**evidence, "each": evidence["each"]}
    if found["changes"]:
        lines += [
            "",
            f"where the difference comes from, {b} less {a}, per 1,000 {evidence['each']}s; the parts add up",
        ]
        lines += change_lines(found["changes"], shared)
    lines += _slices(evidence)
    if found["lost"] is not None:
        lines += ["", *found_lines(found["lost"], evidence["each"], f"where {b} earns less than")]
        lines += found_lines(found["won"], evidence["each"], f"where {a} earns less than")
    return [*lines, "", "these are development rows; the holdout was not read"]


def _sides(found: Json) -> list[str]:
    from wager.foundation.fingerprint import short

    a, b = found["a"], found["b"]
    rows = [
        ["run", *(short(one["run"]) for one in (a, b))],
        ["model", *(one["model"] for one in (a, b))],
        ["learned", *(_cut(one["described"]) for one in (a, b))],
        ["from rows", *(f"{one['rows']:,}" for one in (a, b))],
        ["seconds", *(f"{one['seconds']:.1f}" for one in (a, b))],
    ]
    if a["changes"] or b["changes"]:
        rows.append(["set", *(_changed(one) for one in (a, b))])
    lines = table(["", a["name"], b["name"]], rows, "")
    gained, lost = (
        [name for name in one["features"] if name not in other["features"]] for one, other in ((b, a), (a, b))
    )
    if a["features"] and b["features"]:
        for word, names in ((f"only {b['name']} reads", gained), (f"only {a['name']} reads", lost)):
            lines += prose(", ".join(names), "  ", f"{word}: ") if names else []
    return lines


def _cut(text: str) -> str:
    """Cut a text so that two of them fit beside each other."""
    return text if len(text) <= _WIDE else f"{text[: _WIDE - 1]}…"


def _changed(side: Json) -> str:
    return _cut(", ".join(f"{key} {value}" for key, value in side["changes"].items()) or "-")


def _figures(evidence: Json) -> list[str]:
    b, a = evidence["contenders"]
    (more,) = evidence["differences"]
    names = [name for name, one in b["measures"].items() if one["value"] is not None]
    seen: dict[tuple[str, ...], str] = {}
    for name in names:
        if a["measures"].get(name, {}).get("value") is None:
            continue
        difference = more["measures"][name]
        cells = (
            figure_text(a["measures"][name]),
            figure_text(b["measures"][name]),
            figure_text(difference, signed=True),
            interval_text(difference, signed=True),
        )
        seen.setdefault(cells, name)  # a metric of the design may be a usual one under its own name
    rows = [[_called(name), *cells] for cells, name in seen.items()]
    return table(["", a["name"], b["name"], "difference", ""], rows)


def _called(name: str) -> str:
    return "money per 1,000" if name == "money" else NAMES.get(name, name)


def _slices(evidence: Json) -> list[str]:
    b, a = evidence["contenders"]
    (more,) = evidence["differences"]
    rows = []
    for dimension, values in b["slices"].items():
        for value, measures in values.items():
            if "money" not in measures:
                continue
            difference = more["slices"][dimension][value]["money"]
            rows.append(
                [
                    f"{dimension} {value}",
                    f"{measures['money']['rows']:,}",
                    figure_text(a["slices"][dimension][value]["money"]),
                    figure_text(measures["money"]),
                    figure_text(difference, signed=True),
                    interval_text(difference, signed=True),
                ]
            )
    head = ["declared slice", "rows", a["name"], b["name"], "difference", ""]
    return ["", *table(head, rows, "")] if rows else []
