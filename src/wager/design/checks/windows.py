"""Aggregates in `where` and in the objective: over which time, of whose events."""

from __future__ import annotations

from wager.design.checks.scene import Scene
from wager.design.kinds.question import Objective
from wager.expressions.tree import Tree, aggregates
from wager.expressions.write import to_text
from wager.foundation.amounts import Duration


def check_windows(scene: Scene, tree: Tree, line: int, what: str) -> None:
    """Check that every aggregate says over which time, and that none looks ahead."""
    for one in aggregates(tree):
        if one.over is None:
            _without_window(scene, line, what, to_text(one))
        elif one.over.forward:
            scene.fault(
                line,
                "E014",
                f"{what} counts events after the decision (`over next …`); only the objective looks ahead: "
                "count past ones, such as `over 90 d`",
            )


def check_events(scene: Scene, objective: Objective, line: int) -> None:
    """Check that it is said whose events an objective counts, and that they are known when it matures."""
    rows, found = scene.design.rows, aggregates(objective.tree)
    at = objective.lines.get
    if not found:
        for key in ("from", "by"):
            if key in objective.lines:
                scene.fault(
                    objective.lines[key],
                    "E101",
                    f"`{key}` says which events the objective counts, and it counts none; leave it out",
                )
        return
    if not (objective.by or rows.by):
        scene.fault(
            line,
            "E102",
            "block objective needs `by`: the columns that say which events are a row's, such as `by: customer_id`",
        )
    if rows.decide_at is None and "rows" not in scene.design.unread:
        scene.fault(
            line,
            "E102",
            "the objective counts events over a time, and the rows have no `decide_at` and no `every` from which it begins",
        )
    for one in found:
        shown = to_text(one)
        if one.over is None:
            _without_window(scene, line, "the objective", shown)
        elif one.name == "time_since_last":
            scene.fault(
                line,
                "E109",
                f"`{shown}` would be counted from the decision and from when it matures; aggregate a column of the events instead",
            )
        elif one.over.forward and (one.over.far or 0) > objective.matures.microseconds:
            scene.fault(
                at("matures", line),
                "E103",
                f"the objective looks ahead for {Duration(one.over.far or 0)} and matures after {objective.matures}: no row's would "
                f"ever be complete; write `matures: {Duration(one.over.far or 0)}` or more",
            )


def _without_window(scene: Scene, line: int, what: str, shown: str) -> None:
    scene.fault(line, "E109", f"`{shown}` in {what} does not say over which time; add such as `over 90 d`")
