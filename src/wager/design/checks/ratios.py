"""Ratios of expressions: what they read exists, both sides are counted in the same, and a goal's reads an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wager.design.checks.reads import NUMBER, check_tree
from wager.design.checks.scene import Scene
from wager.design.sentences.metrics import ACTION, PREDICTION, Metric, resolved
from wager.expressions.parse import ExpressionError
from wager.expressions.tree import Tree, Type, columns
from wager.expressions.types import typed
from wager.expressions.write import to_text

_COUNTED_IN: Mapping[Type, str] = {"int": "a number", "float": "a number", "money": "money"}


def check_ratios(scene: Scene) -> None:
    """Check the ratios of metrics, goals, guardrails and monitors."""
    known = scene.row_types()
    for what, line, metric in metrics_written(scene):
        if metric.ratio is not None and known is not None:
            _sides(scene, metric.ratio, what, line)
    for what, line, metric in _judging(scene):
        meant = resolved(metric, scene.design.metrics)
        if meant.ratio is not None and not {ACTION, PREDICTION} & _read(meant.ratio):
            message = (
                f"{what}: `{meant}` reads nothing of what was answered, so it is the same whoever decides; let it read "
                f"`{ACTION}`, or `{PREDICTION}` where the objective is a number"
            )
            scene.fault(line, "E103", message)


def metrics_written(scene: Scene) -> Iterator[tuple[str, int, Metric]]:
    """List where a metric stands, on which line, and what it is: in the block `metrics`, in goals, guardrails and monitors."""
    design = scene.design
    for name, metric in design.metrics.items():
        yield f"metric {name}", getattr(name, "line", design.line("metrics")), metric
    yield from _judging(scene)
    for name, monitor in design.monitors.items():
        if monitor.watch.metric is not None:
            yield f"monitor {name}", monitor.lines.get("watch", monitor.line), monitor.watch.metric


def _judging(scene: Scene) -> Iterator[tuple[str, int, Metric]]:
    for goal in scene.design.goals.values():
        yield f"goal {goal.id}", goal.lines.get("metric", goal.line), goal.metric
        for number, guard in enumerate(goal.guards):
            yield f"a guardrail of goal {goal.id}", goal.lines.get(f"guard{number}", goal.line), guard.metric


def _read(ratio: tuple[Tree, Tree]) -> set[str]:
    return {name for tree in ratio for name in columns(tree)}


def _sides(scene: Scene, ratio: tuple[Tree, Tree], what: str, line: int) -> None:
    answers, rows = _answers(scene), scene.row_types() or {}
    objective = scene.objective_type()
    also: dict[str, Type] = dict(answers)
    if objective is not None:
        also[scene.design.objective.name] = objective
    for name in sorted(_read(ratio) & {*answers} & {*rows}):
        message = f"{what} reads `{name}`, which is what was answered, and a column too: give that another name, as a feature"
        scene.fault(line, "E107", message)
    whole = [check_tree(scene, tree, line, what, wanted=NUMBER, also=also) for tree in ratio]
    if not all(whole):
        return
    kinds = [_counted_in(tree, {**rows, **also}) for tree in ratio]
    if len(set(kinds) - {""}) > 1:
        sides = ", ".join(f"`{to_text(tree)}` is {kind}" for tree, kind in zip(ratio, kinds, strict=True))
        unit = f"1 {scene.currency or 'USD'}"
        message = f"{what}: both sides of a ratio are counted in the same, and {sides}; divide by a unit, as in `x / {unit}`"
        scene.fault(line, "E109", message)


def _answers(scene: Scene) -> dict[str, Type]:
    found: dict[str, Type] = {ACTION: "text"} if scene.design.money.actions else {}
    return {**found, PREDICTION: "float"} if scene.objective_kind() == "number" else found


def _counted_in(tree: Tree, known: Mapping[str, Type]) -> str:
    try:
        kind = typed(tree, known)[1]
    except ExpressionError:
        return ""
    return "" if kind == "null" else _COUNTED_IN.get(kind, "a duration")
