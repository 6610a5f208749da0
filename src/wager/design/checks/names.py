"""References from one block to another, to models and to sources: each must name something."""

from __future__ import annotations

import re
from pathlib import PurePath

from wager.design.checks.scene import Scene
from wager.design.hypotheses.hypothesis import ENDS, Hypothesis
from wager.design.kinds.record import REQUIREMENTS
from wager.design.kinds.running import REACTIONS
from wager.design.models.algorithms import is_algorithm, known
from wager.design.models.lineage import root_of

LAUNCH = ("verdict", "reviews", "drill", "score")
_EXIT = re.compile(r"(?P<name>[A-Za-z][\w-]*)(?P<online> online)?|score >= \d+(?:\.\d+)?")
_TASK = re.compile(r"[A-Z]\d+")


def check_names(scene: Scene) -> None:
    """Check every reference of a design."""
    for check in (
        _sources,
        _hypotheses,
        _baselines,
        _alpha,
        _stages,
        _online,
        _launch,
        _monitors,
        _risks,
        _decisions,
    ):
        check(scene)


def _sources(scene: Scene) -> None:
    design = scene.design
    known_sources = (*scene.sources, *scene.unread)
    if design.rows.source is not None:
        hint = "; write the file `sources/NAME.yaml`" if not scene.sources else ""
        scene.refer(
            design.rows.source, known_sources, "source", design.rows.lines.get("from", design.rows.line), hint
        )
    if design.objective.source is not None:
        scene.refer(design.objective.source, known_sources, "source")


def _hypotheses(scene: Scene) -> None:
    design = scene.design
    for one in design.hypotheses.values():
        for goal in one.goals:
            if "goals" not in design.unread:
                scene.refer(goal, design.goals, "goal", one.line)
        for need in one.needs:
            if "software" not in design.unread:
                scene.refer(need, design.software, "software of the block `software`", one.line)
        if "hypothesis" not in design.unread:
            _edges(scene, one)
        _model(scene, one.model, f"hypothesis {one.id}", one.lines.get("model", one.line))


def _edges(scene: Scene, one: Hypothesis) -> None:
    for verdict, targets in one.next.items():
        known = (*scene.design.hypotheses, *ENDS)
        there = [scene.refer(target, known, "hypothesis or end of a path", one.line) for target in targets]
        if not all(there):
            continue
        others = [target for target in targets if target != "PROMOTE"]
        if not targets or len(others) > 1 or len(set(targets)) < len(targets):
            line = getattr(targets[0], "line", one.line) if targets else one.lines.get("next", one.line)
            message = (
                f"{verdict} of hypothesis {one.id} should lead to one target, or to PROMOTE and one more"
            )
            scene.fault(line, "E103", message)


def _model(scene: Scene, name: str, whose: str, line: int) -> None:
    if name in scene.unread or is_algorithm(name):
        return
    if not scene.refer(name, (*scene.models, *known()), "model file or algorithm", line):
        return
    root = root_of(scene.models, name)
    if root is None:
        return  # reported with the model file
    design = root.design
    if root.own and not scene.design.stands_alone:
        message = f"{whose} uses the model {name}, which answers a question of its own; give its file `design: {scene.design.id}`"
        scene.fault(line, "E106", f"{message} in place of the blocks")
    elif design is not None and design not in {scene.design.id, PurePath(scene.design.path).stem}:
        scene.fault(
            line, "E106", f"{whose} uses the model {name}, which answers the design {design!r}, not this one"
        )


def _baselines(scene: Scene) -> None:
    design = scene.design
    block = design.baselines
    if block is None:
        return
    for one in block.named.values():
        if one.always is not None:
            scene.refer(
                one.always,
                design.money.actions,
                f"action, which the baseline {one.name} always takes",
                one.line,
            )
        if one.model is not None:
            _model(scene, one.model, f"baseline {one.name}", one.line)
    if "baselines" not in design.unread:
        scene.refer(block.champion, block.named, "baseline", block.line)
        nothing = block.named.get("do_nothing")
        if nothing is None:
            scene.fault(
                block.line,
                "E003",
                f"the baseline do_nothing is missing; add `do_nothing: {{always: {design.money.actions[0]}}}`",
            )
        elif nothing.always in design.money.actions[1:] or nothing.model:
            scene.fault(
                nothing.line,
                "E003",
                f"do_nothing should always take {design.money.actions[0]!r}, the first action",
            )


def _alpha(scene: Scene) -> None:
    alpha = scene.design.alpha
    for name in (alpha.share or ()) if alpha else ():
        if "hypothesis" not in scene.design.unread:
            scene.refer(name, scene.design.hypotheses, "hypothesis", alpha.line if alpha else 0)


def _stages(scene: Scene) -> None:
    design = scene.design
    for stage in design.stages.values():
        for text in stage.exit:
            match = _EXIT.fullmatch(text)
            line = getattr(text, "line", stage.line)
            if match is None:
                scene.fault(
                    line,
                    "E105",
                    f"{text!r} is no exit of a stage; expected such as `G1`, `G1 online`, `latency_p99`, `score >= 3`",
                )
            elif match["online"]:
                if "goals" not in design.unread:
                    scene.refer(match["name"], design.goals, "goal", line)
            elif match["name"] and "goals" not in design.unread:
                scene.refer(match["name"], (*design.goals, *REQUIREMENTS), "goal or requirement", line)
    times = [stage.by.microseconds for stage in design.stages.values()]
    for (_, before), (name, after) in zip(
        design.stages.items(), list(design.stages.items())[1:], strict=False
    ):
        if after.by.microseconds < before.by.microseconds:
            scene.fault(after.line, "E103", f"the stage {name} ends before the one that it follows")
    if design.appetite and times and max(times) > design.appetite.microseconds:
        last = list(design.stages.values())[-1]
        scene.fault(last.line, "E005", f"the last stage ends after the appetite of {design.appetite}")


def _online(scene: Scene) -> None:
    design, online = scene.design, scene.design.online
    if online is None:
        return
    for arm in online.arms:
        scene.refer_to_baseline(arm, ("champion", "challenger"), "arm", online.line)
    for goal in online.goals:
        if "goals" not in design.unread:
            scene.refer(goal, design.goals, "goal", online.line)
    for action in online.explore:
        scene.refer(action, design.money.actions, "action", online.line)
    if online.adjust is not None and not scene.is_unread(online.adjust) and scene.row_types() is not None:
        scene.refer(online.adjust, scene.row_types() or {}, "feature", online.line)


def _launch(scene: Scene) -> None:
    design = scene.design
    for name in design.launch.requires if design.launch else ():
        if "software" not in design.unread:
            scene.refer(name, (*LAUNCH, *REQUIREMENTS, *design.software), "requirement of a launch", 0)


def _monitors(scene: Scene) -> None:
    design = scene.design
    for one in design.monitors.values():
        if "hypothesis" not in design.unread:
            scene.refer(one.then, (*REACTIONS, *design.hypotheses), "reaction", one.line)
    rollback = design.rollback
    if rollback is not None:
        scene.refer_to_baseline(
            rollback.to, ("previous",), "version or baseline to go back to", rollback.line
        )
        for name in rollback.when:
            if "monitors" not in design.unread:
                scene.refer(name, design.monitors, "monitor", rollback.line)


def _risks(scene: Scene) -> None:
    for one in scene.design.risks.values():
        if "monitors" not in scene.design.unread:
            scene.refer(one.seen_by, scene.design.monitors, "monitor", one.line)


def _decisions(scene: Scene) -> None:
    design = scene.design
    for one in design.decisions.values():
        named = {*design.tasks, *design.hypotheses, *design.goals, *design.risks}
        if _TASK.fullmatch(one.revisit) and "tasks" not in design.unread:
            scene.refer(one.revisit, named, "task", one.line)
