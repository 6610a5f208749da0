"""Change keys of a model file from outside: `--set lightgbm.num_leaves=31`, the same paths as in `search`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wager.design.models.algorithms import ALGORITHMS, OWN
from wager.design.models.model_file import ModelFile, Search
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


def _without(search: Search | None, key: str) -> Search | None:
    """Leave out what is fixed from what is searched; nothing is searched where nothing is left."""
    if search is None:
        return None
    over = {path: values for path, values in search.over.items() if path != key}
    return replace(search, over=over) if over else None


def _changed(model: ModelFile, key: str, value: Any) -> ModelFile:
    owner, dot, parameter = key.partition(".")
    parameters = dict(ALGORITHMS.get(model.algorithm, {}))
    if model.algorithm == OWN:  # what its class takes is the class's own; which class, a file says
        parameters = dict.fromkeys({parameter, *model.parameters} - {"call", ""}, "any")
    if dot and owner == model.algorithm and parameter in parameters:
        fixed = {**model.parameters, parameter: value}
        return replace(model, parameters=fixed, search=_without(model.search, key))
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
