"""Change keys of a model file from outside: `--set lightgbm.num_leaves=31`, the same paths as in `search`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wager.design.models.algorithms import ALGORITHMS
from wager.design.models.model_file import ModelFile
from wager.foundation.errors import UsageError, nearest
from wager.foundation.yaml_file import Scalar

CALIBRATIONS = ("isotonic", "sigmoid", "none")


def with_changes(model: ModelFile, changes: Mapping[str, Any]) -> ModelFile:
    """Return the model with some keys changed.

    Parameters
    ----------
    model : ModelFile
        With all that it inherits.
    changes : mapping of str to value
        `ALGORITHM.PARAMETER`, `seed` or `calibrate`; texts are read as YAML would read them.

    Raises
    ------
    UsageError
        If there is no such key; the message names the nearest.

    Examples
    --------
    >>> from wager.design.models.model_file import bare_model
    >>> with_changes(bare_model("d", "lightgbm"), {"lightgbm.num_leaves": "31"}).parameters
    {'num_leaves': 31}
    """
    for key, value in changes.items():
        plain = Scalar(value, plain=True, line=1).value if isinstance(value, str) else value
        model = _changed(model, key, plain)
    return model


def _changed(model: ModelFile, key: str, value: Any) -> ModelFile:
    owner, dot, parameter = key.partition(".")
    parameters = ALGORITHMS.get(model.algorithm, {})
    if dot and owner == model.algorithm and parameter in parameters:
        return replace(model, parameters={**model.parameters, parameter: value})
    if key == "seed" and isinstance(value, int) and not isinstance(value, bool):
        return replace(model, seed=value)
    if key == "calibrate" and value in CALIBRATIONS:
        return replace(model, calibrate=None if value == "none" else value)
    known = [*(f"{model.algorithm}.{name}" for name in parameters), "seed", "calibrate"]
    if key in known:
        raise UsageError(f"--set {key}={value} has the wrong kind of value")
    raise UsageError(
        f"--set has no key {key!r} for model {model.name}{nearest(key, known)}; "
        f"expected such as {model.algorithm}.PARAMETER, seed or calibrate"
    )
