"""Where in the project's files a frozen thing stands now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wager.design.blocks import Design
from wager.design.traces.trace import Trace

_KEYS = {"amount": "by", "verb": "metric", "slice": "metric", "baseline": "over"}
"""Fields of a goal, and the part of its sentence whose line is known."""


def place(trace: Trace, block: str, name: str, field: str) -> tuple[str, int]:
    """Find the file and the line of a field, or of what is nearest to it.

    Parameters
    ----------
    trace : Trace
    block, name, field : str
        As a change names them: `goals`, `G1`, `amount`.
    """
    design = trace.design
    if design is None:
        return f"{trace.folder.removesuffix('.log')}.md", 1
    if block == "models":
        model = trace.models.get(name)
        if model is None:
            return design.path, 1
        key = field.partition(".")[0]
        return model.path, model.lines.get(field, model.lines.get(key, 1))
    thing = _thing(design, block, name)
    lines: dict[str, int] = getattr(thing, "lines", {}) or {}
    guard = "guard0" if block == "goals" and field.startswith("without") else ""
    keys = (field, field.partition(".")[0], _KEYS.get(field, guard), name)
    found = next((lines[key] for key in keys if key in lines), 0)
    return design.path, found or getattr(thing, "line", 0) or design.line(block)


def _thing(design: Design, block: str, name: str) -> Any:
    kept: dict[str, Mapping[str, Any]] = {
        "hypothesis": design.hypotheses,
        "goals": design.goals,
        "slices": design.slices,
    }
    if block in kept:
        return kept[block].get(name)
    if block == "baselines" and design.baselines is not None and name in design.baselines.named:
        return design.baselines.named[name]
    return getattr(design, "baselines" if block == "champion" else block, None)
