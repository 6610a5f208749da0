"""A feature with a profile of its values, what they took, and what they are worth."""

from __future__ import annotations

from typing import Any

from wager.interfaces.cli.render.estimate import estimate_text
from wager.interfaces.cli.render.shown.data import values_text
from wager.interfaces.cli.tables import counted, labelled

_MEGABYTE = 1_000_000


def feature_lines(name: str, feature: dict[str, Any]) -> list[str]:
    """Print a feature: its definition, whose events it reads and when they count, its values, their worth and their cost."""
    unit = f", {feature['unit']}" if feature["unit"] else ""
    facts = [
        ("is", feature["is"] + (" (Python)" if feature["python"] else "")),
        ("means", feature["means"] or ""),
        ("type", feature["type"] + unit),
        ("from", f"events of {feature['from']}" if feature["from"] else "the row itself"),
        ("by", feature["by"] or ""),
        ("window", ", ".join(feature["windows"])),
        ("an event counts from" if feature["from"] else "known from", feature["known"]),
        ("reads of the row", ", ".join(feature["reads"])),
        ("owner", feature["owner"]),
        ("tags", ", ".join(feature["tags"])),
        ("examples", _examples(feature)),
        ("taken by", ", ".join(feature["models"]) or "no model"),
        *_worth(feature),
        ("cost", cost_text(feature["cost"])),
    ]
    lines = [
        f"feature {name}, {feature['path']}:{feature['line']}",
        *labelled([f for f in facts if f[1]], "  "),
    ]
    return [*lines, "", *_computed(feature["values"])]


def _examples(feature: dict[str, Any]) -> str:
    if feature["examples"]:
        return f"{feature['examples']:,}; `wager test {feature['file']}` runs them"
    return f"none; write one under `tests` in {feature['path']}"


def _worth(feature: dict[str, Any]) -> list[tuple[str, str]]:
    """Say what a model loses where its values are shuffled; or which command measures that."""
    if feature["worth"]:
        return [
            (
                "worth" if place == 0 else "",
                f"{estimate_text(one['money'])} per 1000 {one['each']}s to {one['model']}",
            )
            for place, one in enumerate(feature["worth"])
        ]
    if feature["models"]:
        return [("worth", f"not measured; `wager run {feature['models'][0]} --worth` does so")]
    return []


def cost_text(cost: dict[str, Any] | None) -> str:
    """Say what computing and keeping a column took; nothing where it was not computed.

    Examples
    --------
    >>> cost_text({"seconds": 0.0821, "bytes": 2_700_000}), cost_text({"seconds": None, "bytes": 900})
    ('0.082 s to compute, 2.70 MB', 'seconds not measured, 900 bytes')
    """
    if cost is None:
        return ""
    size = cost["bytes"]
    bytes_text = f"{size / _MEGABYTE:.2f} MB" if size >= _MEGABYTE / 100 else f"{size:,} bytes"
    took = "seconds not measured" if cost["seconds"] is None else f"{cost['seconds']:.2g} s to compute"
    return f"{took}, {bytes_text}"


def _computed(values: dict[str, Any] | None) -> list[str]:
    if values is None:
        return ["its values are not computed yet; `wager run` of a model that takes it does so"]
    nulls = f"{values['nulls'] / max(values['rows'], 1) * 100:.1f} % null"
    head = f"values on the rows of {values['design']}: {counted(values['rows'], 'row')}, {nulls}, "
    return [f"{head}{values['distinct']:,} distinct", f"  {_kind(values)}: {values_text(values)}"]


def _kind(values: dict[str, Any]) -> str:
    return "least .. median .. greatest" if values["quantiles"] else "most frequent"
