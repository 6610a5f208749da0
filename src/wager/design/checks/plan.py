"""The plan: every verdict has its edge, no path is longer than the appetite, none leads back."""

from __future__ import annotations

from wager.design.checks.scene import Scene
from wager.design.hypotheses.graph import circle, longest, unanswered


def check_plan(scene: Scene) -> None:
    """Check the decision graph of a design."""
    design = scene.design
    _open_ends(scene)
    around = circle(design.hypotheses)
    if around:
        one = design.hypotheses[around[0]]
        message = f"hypotheses lead in a circle: {' → '.join((*around, around[0]))}"
        scene.fault(one.lines.get("next", one.line), "E110", message)
    elif "hypothesis" not in design.unread:
        _appetite(scene)
    if design.appetite is None and not design.is_one_file:
        message = "the front matter needs `appetite`: how long the whole may take, such as `30 d`"
        scene.fault(1, "E102", message)


def _open_ends(scene: Scene) -> None:
    for one in scene.design.hypotheses.values():
        verdicts = ", ".join(unanswered(one))
        if verdicts and (one.next or not scene.design.is_one_file):
            message = (
                f"nothing follows hypothesis {one.id} after {verdicts}; add it to `next`, or `otherwise`"
            )
            scene.fault(one.lines.get("next", one.line), "E004", message)


def _appetite(scene: Scene) -> None:
    design = scene.design
    way, length = longest(design.hypotheses)
    if design.appetite is not None and length.microseconds > design.appetite.microseconds:
        message = f"the path {' → '.join(way)} takes {length}, longer than the appetite of {design.appetite}"
        scene.fault(design.front_lines.get("appetite", 1), "E005", message)
