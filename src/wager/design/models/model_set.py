"""Change keys of a model file from outside: `--set lightgbm.num_leaves=31`, the same paths as in `search`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from wager.design.models.algorithms import OWN, Kind, parameters_of
from wager.design.models.model_file import ModelFile, Search
from wager.foundation.errors import UsageError, nearest
from wager.foundation.yaml_file import Scalar

CALIBRATIONS = ("isotonic", "sigmoid", "none")
LOSSES = ("mean", "poisson", "tweedie")
OTHERS = ("seed", "calibrate", "loss", "loss.quantile")
"""Keys besides the parameters of the algorithm."""

_SAID = {
    "whole": "a whole number",
    "number": "a number",
    "flag": "true or false",
    "text": "a text",
    "seed": "a whole number",
    "calibrate": ", ".join(CALIBRATIONS[:-1]) + " or none",
    "loss": ", ".join(LOSSES[:-1]) + f" or {LOSSES[-1]}; a quantile is set by `loss.quantile=0.9`",
    "loss.quantile": "a number between 0 and 1",
}


def with_changes(model: ModelFile, changes: Mapping[str, Any]) -> ModelFile:
    """Return the model with some keys changed.

    Parameters
    ----------
    model : ModelFile
        With all that it inherits.
    changes : mapping of str to value
        `ALGORITHM.PARAMETER`, `seed`, `calibrate`, `loss` or `loss.quantile`; texts are read as YAML would read them.

    Raises
    ------
    UsageError
        If there is no such key, and the message names the nearest; or a value is of the wrong kind.

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
    owner, dot, parameter = key.rpartition(".")
    parameters = dict(parameters_of(model.algorithm) or {})
    if model.algorithm == OWN:  # what its class takes is the class's own; which class, a file says
        parameters = dict.fromkeys({parameter, *model.parameters} - {"call", ""}, "any")
    if dot and owner == model.algorithm and parameter in parameters:
        if not _is_of_kind(value, parameters[parameter]):
            raise UsageError(f"--set {key}={value}: expected {_SAID[parameters[parameter]]}")
        fixed = {**model.parameters, parameter: value}
        return replace(model, parameters=fixed, search=_without(model.search, key))
    if key == "seed" and isinstance(value, int) and not isinstance(value, bool):
        return replace(model, seed=value)
    if key == "calibrate" and value in CALIBRATIONS:
        return replace(model, calibrate=None if value == "none" else value)
    loss = _loss_of(key, value)
    if loss is not None:
        return replace(model, loss=loss)
    if key in _SAID:
        raise UsageError(f"--set {key}={value}: expected {_SAID[key]}")
    known = [*(f"{model.algorithm}.{name}" for name in parameters), *OTHERS]
    near = nearest(key, known)
    such = f"; expected {model.algorithm}.PARAMETER, {', '.join(OTHERS[:-1])} or {OTHERS[-1]}"
    raise UsageError(f"--set has no key {key!r} for model {model.name}{near or such}")


def _loss_of(key: str, value: Any) -> str | dict[str, Any] | None:
    """Read a loss as a model file says it, or its quantile by its path; None where it is none."""
    if key == "loss" and isinstance(value, Mapping) and set(value) == {"quantile"}:
        key, value = "loss.quantile", value["quantile"]
    if key == "loss.quantile":
        number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return {"quantile": Decimal(str(value))} if number and 0 < value < 1 else None
    return value if key == "loss" and isinstance(value, str) and value in LOSSES else None


def _is_of_kind(value: Any, kind: Kind) -> bool:
    if kind == "flag":
        return isinstance(value, bool)
    if kind in {"text", "any"}:
        return kind == "any" or isinstance(value, str)
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole or (kind == "number" and isinstance(value, float | Decimal))
