"""What a metric measures is there: probabilities of what holds or not, classes, or a number."""

from __future__ import annotations

from wager.design.blocks import Design
from wager.design.checks.ratios import metrics_written
from wager.design.checks.scene import ObjectiveKind, Scene
from wager.design.sentences.metrics import OF_ACTIONS, Metric, resolved

_OF_RANKS = frozenset(("auc", "average_precision"))
_OF_NUMBERS = frozenset(("mae", "rmse", "quantile_loss"))
_OF_PROBABILITIES = frozenset(("brier", "log_loss", "calibration"))
_OF_CLASSES = _OF_PROBABILITIES | OF_ACTIONS


def check_measurable(scene: Scene) -> None:
    """Refuse metrics that no model of the design can have, as they are of another kind of objective."""
    kind = None if "objective" in scene.design.unread else scene.objective_kind()
    if kind is None:
        return
    is_kind, instead = _words(scene.design, kind)
    for what, line, metric in metrics_written(scene):
        wanted = _wanted(metric, kind)
        if wanted and not (metric.is_bare and metric.kind in scene.design.metrics):
            message = f"{what}: `{metric}` is of {wanted}, and {scene.design.objective.name} is {is_kind}; write such as {instead}"
            # Ranks are what everybody begins with: said, and the verdict says that it cannot be measured.
            scene.fault(line, "W118" if metric.kind in _OF_RANKS and kind == "classes" else "E103", message)
    if kind != "number":
        _compared(scene)


def _compared(scene: Scene) -> None:
    """Warn of probabilities that are compared with a baseline that gives none: such a test can never be passed."""
    for goal in scene.design.goals.values():
        asked = [(f"goal {goal.id}", goal.lines.get("metric", goal.line), goal.metric)]
        for number, guard in enumerate(goal.guards):
            line = goal.lines.get(f"guard{number}", goal.line)
            asked.append((f"a guardrail of goal {goal.id}", line, guard.metric))
        silent = _silent(scene, goal.baseline)
        for what, line, metric in asked if silent else ():
            meant = resolved(metric, scene.design.metrics)
            if meant.kind in _OF_RANKS | _OF_PROBABILITIES:
                message = (
                    f"{what}: `{meant}` is made of probabilities, and {silent} gives none, so it can never be measured and the "
                    "verdict stays INCONCLUSIVE; compare what is done, such as money or a `rate`, or ask over a baseline that fits a model"
                )
                scene.fault(line, "W118", message)


def _silent(scene: Scene, baseline: str) -> str:
    """Name a baseline that gives no probabilities, as it always does one thing or goes by a rule; empty if it may."""
    declared = scene.design.baselines
    if declared is None:
        return ""
    one = declared.named.get(declared.champion if baseline == "champion" else baseline)
    model = scene.models.get(one.model or "") if one is not None else None
    silent = one is not None and (one.always is not None or (model is not None and model.algorithm == "rule"))
    return one.name if one is not None and silent else ""


def _wanted(metric: Metric, kind: ObjectiveKind) -> str:
    """Say of what kind the objective would have to be; empty where it is."""
    if metric.kind in _OF_NUMBERS:
        return "" if kind == "number" else "a predicted number"
    if metric.kind in _OF_RANKS:
        return "" if kind == "binary" else "what holds or not"
    return "classes" if kind == "number" and (metric.kind in _OF_CLASSES or metric.in_class) else ""


def _words(design: Design, kind: ObjectiveKind) -> tuple[str, str]:
    if kind == "number":
        return "a number", "`mae`, `rmse` or `quantile_loss of 0.9`"
    if kind == "classes":
        return "one of several classes", "`recall of each class`, `brier` or `log_loss`"
    return "what holds or not", f"`auc`, `brier` or `recall of {design.objective.name}`"
