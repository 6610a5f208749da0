"""The plan: every verdict has its edge, no path is longer than the appetite, none leads back."""

from __future__ import annotations

from wager.design.checks.scene import Scene
from wager.design.graph import circle, longest, unanswered


def check_plan(scene: Scene) -> None:
    """Check the decision graph of a design."""
    design = scene.design
    for one in design.hypotheses.values():
        open_ends = unanswered(one)
        if open_ends and (one.next or not design.is_one_file):
            line = one.lines.get("next", one.line)
            scene.fault(
                line,
                "E004",
                f"nothing follows hypothesis {one.id} after {', '.join(open_ends)}; add it to `next`, or `otherwise`",
            )
    around = circle(design.hypotheses)
    if around:
        one = design.hypotheses[around[0]]
        scene.fault(
            one.lines.get("next", one.line),
            "E110",
            f"hypotheses lead in a circle: {' → '.join((*around, around[0]))}",
        )
    elif design.hypotheses and design.appetite is not None and "hypothesis" not in design.unread:
        way, length = longest(design.hypotheses)
        if length.microseconds > design.appetite.microseconds:
            line = design.front_lines.get("appetite", 1)
            scene.fault(
                line,
                "E005",
                f"the path {' → '.join(way)} takes {length}, longer than the appetite of {design.appetite}",
            )
    if design.appetite is None and not design.is_one_file:
        scene.fault(
            1, "E102", "the front matter needs `appetite`: how long the whole may take, such as `30 d`"
        )
