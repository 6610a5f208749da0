"""Whether the algorithm of a model can learn this objective, and whether its answers are probabilities."""

from __future__ import annotations

from collections.abc import Iterator

from wager.design.checks.scene import Scene
from wager.design.models.abilities import unable
from wager.design.models.model_file import ModelFile

Said = tuple[str, str, str]
"""The key that is at fault, the code, and what is said."""

_NOTHING = {"class_weight": None, "is_unbalance": False, "scale_pos_weight": 1}
"""Parameters that weigh classes, and the value that does not."""


def check_learner(model: ModelFile, scene: Scene) -> Iterator[Said]:
    """Say what is wrong with the algorithm of a model, or with its loss.

    Parameters
    ----------
    model : ModelFile
        With all that it inherits.
    scene : Scene
        Of its design.
    """
    kind = None if "objective" in scene.design.unread else scene.objective_kind()
    algorithm = "best_split" if model.algorithm == "rule" and not model.parameters else model.algorithm
    if kind is None or not algorithm:
        return
    name = scene.design.objective.name
    if model.loss is not None and kind != "number":
        yield (
            "loss",
            "E103",
            f"`loss` is for an objective that is a number, and {name} is a class; leave it out",
        )
    elif (said := unable(algorithm, kind, _loss(model))) is not None:
        key = "loss" if "loss" in model.lines and "algorithm" not in model.lines else "algorithm"
        yield key, "E103", f"{said}; the objective is {name}"
    weighing = [key for key, nothing in _NOTHING.items() if model.parameters.get(key, nothing) != nothing]
    if weighing and kind != "number" and model.calibrate is None:
        said = (
            f"`{weighing[0]}` counts classes otherwise than they come, so the answers of {model.name} are no "
            "probabilities, and money is expected from them; add `calibrate: isotonic`, which makes them honest "
            "again, or leave it out"
        )
        yield "calibrate" if "calibrate" in model.lines else "algorithm", "W124", said


def _loss(model: ModelFile) -> str:
    if isinstance(model.loss, dict):
        return "quantile"
    return model.loss or "mean"
