"""What a metric measures is there: of such an objective, and answered by everybody whom it is measured of."""

from __future__ import annotations

from collections.abc import Iterator

from wager.design.blocks import Design
from wager.design.checks.ratios import metrics_written
from wager.design.checks.scene import Scene
from wager.design.models.algorithms import is_algorithm
from wager.design.models.lineage import resolve
from wager.design.sentences.answers import (
    LACKING,
    NAMED,
    ObjectiveKind,
    answers_of,
    is_of,
    kind_of,
    lacked,
    objective_of,
)
from wager.design.sentences.goals import Goal
from wager.design.sentences.metrics import Metric, resolved
from wager.foundation.errors import BadInputError

_WANTED = {"number": "a predicted number", "binary": "what holds or not", "classes": "classes"}


def check_measurable(scene: Scene) -> None:
    """Refuse metrics that no model of the design can have, and warn of those that somebody who is compared cannot have."""
    kind = None if "objective" in scene.design.unread else scene.objective_kind()
    if kind is None:
        return
    classes = scene.classes()
    kind = kind if classes is None else kind_of(len(classes))
    is_kind, instead = _words(scene.design, kind)
    for what, line, metric in metrics_written(scene):
        named = metric.is_bare and metric.kind in scene.design.metrics
        if not named and not is_of(metric, kind):
            wanted = _WANTED[objective_of(metric)]
            message = f"{what}: `{metric}` is of {wanted}, and {scene.design.objective.name} is {is_kind}; write such as {instead}"
            # Ranks are what everybody begins with: said, and the verdict says that it cannot be measured.
            ranks = objective_of(metric) == "binary" and kind == "classes"
            scene.fault(line, "W118" if ranks else "E103", message)
    for goal in scene.design.goals.values():
        for what, line, metric in _measured(goal):
            meant = resolved(metric, scene.design.metrics)
            if is_of(meant, kind):
                _of_everybody(scene, goal, meant, kind, what, line)


def _measured(goal: Goal) -> Iterator[tuple[str, int, Metric]]:
    """List what a goal and its guardrails measure, and where that stands."""
    yield f"goal {goal.id}", goal.lines.get("metric", goal.line), goal.metric
    for number, guard in enumerate(goal.guards):
        yield f"a guardrail of goal {goal.id}", goal.lines.get(f"guard{number}", goal.line), guard.metric


def _of_everybody(  # noqa: PLR0917 - as it reads: in which design, of which goal, what, and where
    scene: Scene, goal: Goal, metric: Metric, kind: ObjectiveKind, what: str, line: int
) -> None:
    """Warn where the baseline, or the model of a hypothesis, does not answer what a metric is made of (W118)."""
    for who, algorithm in _compared(scene, goal):
        lack = lacked(metric, answers_of(algorithm, kind))
        if lack is None:
            continue
        by = f"goes by a {algorithm}" if algorithm else "always does one thing"
        message = (
            f"{what}: `{metric}` is made of {NAMED[lack]}, and {who}, which {by}, {LACKING[lack]}, so it can never be measured "
            "and the verdict stays INCONCLUSIVE; compare what is done, such as money or a `rate`, or ask of models that are "
            "fitted, and over a baseline that is"
        )
        scene.fault(line, "W118", message)


def _compared(scene: Scene, goal: Goal) -> Iterator[tuple[str, str]]:
    """Name who is compared in a goal, with their algorithms; empty for one that always does one thing.

    Who cannot be told, such as a model file with errors, is left out.
    """
    declared = scene.design.baselines
    named = {} if declared is None else declared.named
    champion = "" if declared is None else declared.champion
    one = named.get(champion if goal.baseline == "champion" else goal.baseline)
    if one is not None and one.always is not None:
        yield one.name, ""
    named_models = {} if one is None or one.model is None else {one.model: one.name}
    for hypothesis in scene.design.hypotheses.values():
        if goal.id in hypothesis.goals:
            named_models.setdefault(hypothesis.model, f"{hypothesis.model} of {hypothesis.id}")
    for model, who in named_models.items():
        algorithm = _algorithm(scene, model)
        if algorithm is not None:
            yield who, algorithm


def _algorithm(scene: Scene, model: str) -> str | None:
    if model not in scene.models:
        return model if is_algorithm(model) else None
    try:
        return resolve(scene.models, model).algorithm
    except BadInputError:
        return None


def _words(design: Design, kind: ObjectiveKind) -> tuple[str, str]:
    if kind == "number":
        return "a number", "`mae`, `rmse` or `quantile_loss of 0.9`"
    if kind == "classes":
        return "one of several classes", "`recall of each class`, `brier` or `log_loss`"
    return "what holds or not", f"`auc`, `brier` or `recall of {design.objective.name}`"
